"""Opening pictures: what a person chooses, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.data.data_source import BUILT_IN_HANDS, DataSource
from signs_studio.data.plain_text import plain_text
from signs_studio.numbers import format_percent
from signs_studio.ui.widgets.wrapping import SOURCE_LIMIT

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from signs_studio.data.dataset import Dataset
    from signs_studio.data.mapping import MappingNeededError
    from signs_studio.data.photographs.sizes import Fit
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.banner import Banner
    from signs_studio.ui.widgets.file_dialog import FileDialog
    from signs_studio.worker.data_thread import DataThread


class DataOpener(QObject):
    """Has pictures read or drawn on the data thread, and trained on from then on.

    Args:
        workspace: Of the window.
        data_thread: Reads and draws them.
        banner: Hidden once other pictures are asked for.
        window: Dialogs are shown above it.
    """

    def __init__(
        self,
        workspace: Workspace,
        data_thread: DataThread,
        *,
        banner: Banner,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._controller = workspace.controller
        self._notifications = workspace.notifications
        self._actions = workspace.actions
        self._curation = workspace.curation
        self._reader = workspace.picture_reader
        self._recent = workspace.recent_data
        self._recent.wanted.connect(self.open_source)
        # Opened at the start, until something else is.
        self._reopened: DataSource | None = None
        # What is said to be read, while it is.
        self._name = ""
        self._thread = data_thread
        self._banner = banner
        self._window = window
        for name, slot in (
            ("open_data", self._on_open_data_triggered),
            ("open_folder", self._on_open_folder_triggered),
            ("open_photographs", self._on_open_photographs_triggered),
            ("built_in_hands", self._on_built_in_hands_triggered),
            ("cancel_opening", self._on_cancel_opening_triggered),
        ):
            self._actions[name].triggered.connect(slot)
        self._actions["cancel_opening"].setEnabled(False)
        self._curation.prepared.connect(self._on_curation_prepared)
        workspace.kept_pictures.opening_wanted.connect(self.open)
        data_thread.opened.connect(self._on_thread_opened)
        data_thread.refused.connect(self._on_thread_refused)
        data_thread.mapping_needed.connect(self._on_thread_mapping_needed)
        data_thread.cancelled.connect(self._on_thread_cancelled)
        data_thread.opening_changed.connect(self._show_what_can_be_cancelled)
        self._reader.reading_changed.connect(self._show_what_can_be_cancelled)
        data_thread.progressed.connect(self._on_thread_progressed)

    def open(self, *paths: Path) -> None:
        """Opens pictures from files or folders, photographs at the size that was chosen last."""
        self.open_source(DataSource(paths=paths, side=self._recent.side, fit=self._recent.fit))

    def open_source(self, source: DataSource) -> None:
        """Opens or draws pictures; what is open stays open if that fails.

        What is still being opened is given up: the person has chosen anew. Once the pictures are
        there and can be used, the run on show is put away.
        """
        self._thread.cancel()
        self._reopened = None
        self._banner.hide()
        self._name = source.name
        words = self.tr("Opening {name}… (Esc cancels)")
        if source.hands is not None:
            words = self.tr("Drawing the hands…")
        self._notifications.said.emit(words.format(name=source.name))
        self._thread.open(source, asked=source)

    def open_first(self, path: Path | None, *, reopens: bool) -> None:
        """Opens what a window begins with.

        Args:
            path: That was asked for; None for none.
            reopens: Whether what was open last time is opened again where nothing was asked for.
        """
        if path is not None:
            self.open(path)
        elif reopens and self._recent.last is not None:
            self.open_source(self._recent.last)
            self._reopened = self._recent.last
        else:
            self._thread.open(BUILT_IN_HANDS)

    def _learn_from(self, dataset: Dataset, source: DataSource | None = None) -> None:
        if source is not None:
            self._recent.add(source)
        if self._controller.dataset is not None:
            self._banner.hide()
        self._controller.set_data(dataset)

    def _gone_path(self) -> Path | None:
        """Returns what is to be open again and is not there; None where all of it is."""
        return None if self._reopened is None else self._reopened.missing_path()

    def _draw_hands_for_want_of_data(self) -> None:
        """Draws them where the command line asked for pictures that are not to be had."""
        if self._controller.dataset is None:
            self._thread.open(BUILT_IN_HANDS)

    def _file_dialog(self, title: str) -> FileDialog:
        # As those of the menu Help: what is seldom needed is imported then, not before the start.
        from signs_studio.ui.widgets.file_dialog import FileDialog

        return FileDialog(self._window, title)

    def _on_open_data_triggered(self) -> None:
        from signs_studio.data.sources import file_patterns

        dialog = self._file_dialog(self.tr("Open pictures"))
        filters = self.tr("Files of pictures ({patterns});;All files (*)")
        chosen = dialog.choose_file(filters=filters.format(patterns=" ".join(file_patterns())))
        if chosen is not None:
            self.open(chosen)

    def _on_open_folder_triggered(self) -> None:
        chosen = self._file_dialog(self.tr("Open a folder of pictures")).choose_folder()
        if chosen is not None:
            self.open(chosen)

    def _on_open_photographs_triggered(self) -> None:
        from signs_studio.ui.shell.photographs_dialog import PhotographsDialog

        folder = self._file_dialog(self.tr("Open a folder of photographs")).choose_folder()
        if folder is None:
            return
        dialog = PhotographsDialog(
            folder.name, side=self._recent.side, fit=self._recent.fit, parent=self._window
        )

        def on_dialog_chosen(side: int, fit: Fit) -> None:
            self._recent.set_photographs(side, fit)
            self.open(folder)

        dialog.chosen.connect(on_dialog_chosen)
        dialog.open()

    def _on_built_in_hands_triggered(self) -> None:
        self.open_source(BUILT_IN_HANDS)

    def _on_thread_opened(self, dataset: Dataset, source: DataSource | None) -> None:
        self._notifications.said.emit("")
        self._learn_from(dataset, source)

    def _on_curation_prepared(self, dataset: Dataset) -> None:
        self._learn_from(dataset)

    def _on_thread_refused(self, message: str) -> None:
        self._notifications.said.emit("")
        gone = self._gone_path()
        if gone is not None:
            message = self.tr(
                "“{path}”, which was open last time, is not there any more; the built-in hands are "
                "open instead."
            ).format(path=plain_text(str(gone), SOURCE_LIMIT))
        self._notifications.went_wrong.emit(message, "")
        self._draw_hands_for_want_of_data()

    def _on_thread_mapping_needed(self, error: MappingNeededError, source: DataSource) -> None:
        from signs_studio.ui.shell.mapping_dialog import MappingDialog

        self._notifications.said.emit("")
        dialog = MappingDialog(error.arrays, self._window)
        dialog.preview_wanted.connect(partial(self._thread.preview_mapping, source.paths))
        dialog.chosen.connect(
            lambda mapping: self.open_source(replace(source, mapping=dict(mapping)))
        )
        dialog.rejected.connect(self._thread.cancel_preview)
        dialog.rejected.connect(self._draw_hands_for_want_of_data)
        self._thread.previewed.connect(dialog.show_preview)
        dialog.begin()

    def _on_thread_cancelled(self) -> None:
        if self._thread.is_opening:
            return
        self._notifications.said.emit(self.tr("Opening was cancelled"))
        self._draw_hands_for_want_of_data()

    def _on_thread_progressed(self, share: float) -> None:
        # Nobody asked for the hands that are drawn for want of other data.
        if self._thread.is_opening and self._name:
            words = self.tr("Opening {name}… {percent} (Esc cancels)")
            percent = format_percent(share, 0)
            self._notifications.said.emit(words.format(name=self._name, percent=percent))

    def _on_cancel_opening_triggered(self) -> None:
        self._thread.cancel()
        if self._reader.is_reading:
            self._reader.cancel()
            self._notifications.said.emit(self.tr("Opening was cancelled"))

    def _show_what_can_be_cancelled(self) -> None:
        is_reading = self._thread.is_opening or self._reader.is_reading
        self._actions["cancel_opening"].setEnabled(is_reading)
