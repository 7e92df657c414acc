"""Messages on a run and its data, for the status bar and the banner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.recipe.changes import Change
from signs_studio.runs.events import RunFailed
from signs_studio.runs.run_names import run_name
from signs_studio.wording.changes import change_words
from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.events import RecipeChanged, RunFinished
    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.workspace import Workspace


class RunNotifications(QObject):
    """Says which pictures are open, what was changed in a run, how it ended and where it is kept.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._notifications = workspace.notifications
        self._library = workspace.library
        self._curation = workspace.curation
        # The run that was put away last, while that is news: until another one is on show, or other
        # data than what it learnt from or what is made of that.
        self._put_away: RunRecord | None = None
        self._original: Dataset | None = None
        self._controller.put_away.connect(self._on_controller_put_away)
        self._controller.data_changed.connect(self._on_controller_data_changed)
        self._controller.record_changed.connect(self._on_controller_record_changed)
        self._controller.recipe_changed.connect(self._on_controller_recipe_changed)
        workspace.run_feed.ended.connect(self._on_run_feed_ended)

    def _on_controller_data_changed(self) -> None:
        dataset = self._controller.dataset
        # A run that is reopened now is what a person has asked for.
        if dataset is not None and self._controller.state is not RunState.REOPENING:
            count = f"{len(dataset.train_y) + len(dataset.test_y):,}"
            words = self.tr("{name}: {count} pictures").format(name=dataset.name, count=count)
            listed = self._listed_words()
            self._notifications.said.emit(f"{words}. {listed}" if listed else words)
        if self._curation.original is not self._original:
            self._put_away = None

    def _on_controller_put_away(self, record: RunRecord) -> None:
        self._put_away, self._original = record, self._curation.original

    def _listed_words(self) -> str:
        """Says where the run is that was put away last; empty where it is gone."""
        record = self._put_away
        if record is None or self._library.entry(record.key) is None:
            return ""
        words = self.tr("{run} is in the list of runs.")
        return words.format(run=run_name(record.run_id))

    def _on_controller_record_changed(self) -> None:
        record = self._controller.record
        if record is None:
            self._notifications.said.emit(self._listed_words())
        else:
            self._put_away = None
            if not len(record):
                # What was said of the run before is no longer on show.
                self._notifications.said.emit("")

    def _on_controller_recipe_changed(self, event: RecipeChanged) -> None:
        record = self._controller.record
        if record is not None:
            change = Change(event.epoch, event.field, event.value)
            self._notifications.said.emit(change_words(record.recipe, change))

    def _on_run_feed_ended(self, terminal: RunFinished | RunFailed) -> None:
        # Before the first run ends, the window does not wait for them.
        from signs_studio.diagnosis.endings import judge_ending
        from signs_studio.wording.endings import ending_message

        record, dataset = self._controller.record, self._controller.dataset
        if isinstance(terminal, RunFailed):
            words = str(terminal.message)
            self._notifications.went_wrong.emit(words, terminal.details)
            self._notifications.said.emit(words)
        elif record is None or dataset is None:
            self._notifications.said.emit("")
        else:
            train_count = len(dataset.train_y)
            ending = judge_ending(record, classes=dataset.classes, train_count=train_count)
            self._notifications.said.emit(str(ending_message(ending)))
