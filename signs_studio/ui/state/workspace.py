"""All that a panel can read and ask: what is trained, edited, looked at and remembered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.state.chosen_picture import ChosenPicture
from signs_studio.ui.state.curation import Curation
from signs_studio.ui.state.kept_pictures import KeptPictures
from signs_studio.ui.state.lesson_requests import LessonRequests
from signs_studio.ui.state.live_budget import LiveBudget
from signs_studio.ui.state.live_changes import LiveChanges
from signs_studio.ui.state.notifications import Notifications
from signs_studio.ui.state.photographs import Photographs
from signs_studio.ui.state.run_colours import RunColours
from signs_studio.ui.state.run_feed import RunFeed
from signs_studio.ui.state.run_library import RunLibrary
from signs_studio.ui.state.run_opening import RunOpening
from signs_studio.ui.state.seed_series import SeedSeries
from signs_studio.ui.state.selection import Selection
from signs_studio.ui.state.shown_predictions import ShownPredictions
from signs_studio.worker.file_writer import FileWriter
from signs_studio.worker.folder_writer import FolderWriter
from signs_studio.worker.inspection_thread import InspectionThread
from signs_studio.worker.picture_reader import PictureReader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAction

    from signs_studio.ui.state.appearance import Appearance
    from signs_studio.ui.state.draft_editor import DraftEditor
    from signs_studio.ui.state.preferences import Preferences
    from signs_studio.ui.state.recent_data import RecentData
    from signs_studio.ui.state.undo_stack import UndoStack
    from signs_studio.worker.data_thread import DataThread
    from signs_studio.worker.run_controller import RunController


class Workspace(NamedTuple):
    """Handed to every panel that is built; there is one for each window.

    Attributes:
        controller: The run on show, the data and the device.
        run_feed: News of the run, as often as a view can follow them.
        shown_predictions: Predictions that views show, of the latest epoch or of the past.
        editor: The recipe that is edited.
        undo_stack: Changes of the recipe and of the data, which can be undone.
        run_opening: Reopens kept runs.
        live_budget: Divides what live computations may take among the views that are seen.
        live_changes: Takes recipes, and lets a run that is on follow the editing.
        curation: What a person changes in the data that was opened.
        inspection: Computes what is asked about the data.
        selection: Epoch, picture, filter and runs that are looked at.
        chosen_picture: The picture that is looked at, with its pixels.
        photographs: Photographs of a person's own that the network is to read.
        kept_pictures: Those that were kept as labelled ones.
        recent_data: Data that was opened before.
        picture_reader: Fits photographs to what a network takes.
        file_writer: Writes files that a person asked for.
        library: All runs, the kept ones too.
        seed_series: Trains a recipe again with other seeds.
        run_colours: Earlier runs that are drawn, and the colours of all runs.
        appearance: Colours and size of the window.
        preferences: Values of last time.
        actions: Everything that can be done by menu or key, by name.
        notifications: Channel for what a person is told.
        lesson_requests: Channel to the window of the lessons.
    """

    controller: RunController
    run_feed: RunFeed
    shown_predictions: ShownPredictions
    editor: DraftEditor
    undo_stack: UndoStack
    live_budget: LiveBudget
    live_changes: LiveChanges
    run_opening: RunOpening
    curation: Curation
    inspection: InspectionThread
    selection: Selection
    chosen_picture: ChosenPicture
    photographs: Photographs
    kept_pictures: KeptPictures
    recent_data: RecentData
    picture_reader: PictureReader
    file_writer: FileWriter
    library: RunLibrary
    seed_series: SeedSeries
    run_colours: RunColours
    appearance: Appearance
    preferences: Preferences
    actions: Mapping[str, QAction]
    notifications: Notifications
    lesson_requests: LessonRequests


def make_workspace(
    controller: RunController,
    editor: DraftEditor,
    *,
    undo_stack: UndoStack,
    data_thread: DataThread,
    recent_data: RecentData,
    appearance: Appearance,
    preferences: Preferences,
    actions: Mapping[str, QAction],
    parent: QObject,
) -> Workspace:
    """Returns a workspace with nothing selected, whose own objects are children of ``parent``.

    Its selection, its colours and its curation hear of other runs and other data before any panel
    does.
    """
    notifications, selection = Notifications(parent), Selection(parent)
    reader, writer = PictureReader(data_thread, parent), FolderWriter(data_thread, parent)
    file_writer = FileWriter(data_thread, parent)
    for worker in (reader, writer, file_writer):
        worker.refused.connect(partial(_report, notifications))
        worker.failed.connect(notifications.went_wrong)
    file_writer.written.connect(partial(_tell_saved, notifications))
    library = RunLibrary(controller, notifications, parent)
    run_colours = RunColours(library, selection, parent)
    run_colours.set_theme(appearance.theme)
    appearance.changed.connect(run_colours.set_theme)

    def show_runs() -> None:
        record, dataset = controller.record, controller.dataset
        current = record.key if record is not None else None
        selection.set_runs(current, [entry.key for entry in library.entries])
        origin = None
        if dataset is not None:
            # It brings NumPy, which the data has brought by now.
            from signs_studio.runs.record import DataReference

            origin = DataReference.of(dataset)
        run_colours.set_shown(current, origin)

    # The library is told first that another run is on show, and says so.
    library.changed.connect(show_runs)
    controller.data_changed.connect(selection.forget_pictures)
    run_feed = RunFeed(controller, parent)
    shown_predictions = ShownPredictions(
        controller, run_feed=run_feed, selection=selection, parent=parent
    )
    live_changes = LiveChanges(controller, editor, notifications=notifications, parent=parent)
    inspection = InspectionThread(parent)
    curation = Curation(controller, inspection, undo_stack=undo_stack, parent=parent)
    return Workspace(
        controller=controller,
        run_feed=run_feed,
        shown_predictions=shown_predictions,
        editor=editor,
        undo_stack=undo_stack,
        live_budget=LiveBudget(controller, parent),
        live_changes=live_changes,
        run_opening=RunOpening(
            controller,
            live_changes=live_changes,
            recent_data=recent_data,
            curation=curation,
            data_thread=data_thread,
            notifications=notifications,
            parent=parent,
        ),
        curation=curation,
        inspection=inspection,
        selection=selection,
        chosen_picture=ChosenPicture(
            controller, selection=selection, inspection=inspection, parent=parent
        ),
        photographs=Photographs(reader, parent),
        kept_pictures=KeptPictures(reader, writer, curation=curation, parent=parent),
        recent_data=recent_data,
        picture_reader=reader,
        file_writer=file_writer,
        library=library,
        seed_series=SeedSeries(
            controller,
            live_changes,
            selection=selection,
            notifications=notifications,
            parent=parent,
        ),
        run_colours=run_colours,
        appearance=appearance,
        preferences=preferences,
        actions=actions,
        notifications=notifications,
        lesson_requests=LessonRequests(parent),
    )


def _report(notifications: Notifications, words: str) -> None:
    notifications.went_wrong.emit(words, "")


def _tell_saved(notifications: Notifications, path: Path) -> None:
    words = QCoreApplication.translate("saving", "Saved as {name}")
    notifications.said.emit(words.format(name=plain_text(path.name)))
