"""Keeping pictures: from the bar's buttons to the pictures that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.data.plain_text import plain_text

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.ui.one_picture.keep_bar import KeepBar
    from signs_studio.ui.state.workspace import Workspace


class Keeping(QObject):
    """Has the bar show what was kept, and does what it asks for.

    Args:
        bar: The bar.
        workspace: Of the window.
    """

    def __init__(self, bar: KeepBar, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._photographs = workspace.photographs
        self._controller = workspace.controller
        self._notifications = workspace.notifications
        self._kept = kept = workspace.kept_pictures
        bar.keep_wanted.connect(self._on_bar_keep_wanted)
        bar.add_wanted.connect(kept.add)
        bar.save_wanted.connect(self._on_bar_save_wanted)
        bar.take_back_wanted.connect(kept.remove_last)
        bar.new_set_wanted.connect(self._on_bar_new_set_wanted)
        kept.changed.connect(self._show_kept)
        kept.saved.connect(self._on_kept_saved)
        self._controller.data_changed.connect(self._show_kept)
        workspace.curation.changed.connect(self._show_kept)
        self._show_kept()

    def _show_kept(self) -> None:
        kept, dataset = self._kept, self._controller.dataset
        names = () if dataset is None or kept.is_new_set else dataset.class_names
        self._bar.set_classes([*names, *(sign for sign in kept.counts if sign not in names)])
        self._bar.show_kept(
            kept.counts,
            to_add=len(kept.to_add),
            has_unsaved=kept.has_unsaved,
            is_new_set=kept.is_new_set,
        )

    def _on_bar_keep_wanted(self, sign: str) -> None:
        current = self._photographs.current
        if current is not None and current.pixels is not None and current.crop is not None:
            self._kept.keep(current.pixels, current.crop, sign=sign)

    def _on_bar_save_wanted(self) -> None:
        from signs_studio.ui.widgets.file_dialog import FileDialog

        if self._kept.is_new_set and len(self._kept.counts) < 2:
            words = self.tr("A set needs two classes at least: keep pictures of another one first.")
            self._notifications.went_wrong.emit(words, "")
            return
        dialog = FileDialog(self._bar.window(), self.tr("Save the kept pictures in a folder"))
        name = self.tr("my pictures")
        folder = dialog.choose_place(name, filters=self.tr("Folders (*)"), suffix="")
        if folder is not None:
            self._kept.save(folder)

    def _on_bar_new_set_wanted(self, is_new: bool) -> None:
        begin = self._kept.begin_new_set if is_new else self._kept.end_new_set
        # Until it is answered, all is as it was.
        self._show_kept()
        if not self._kept.has_unsaved:
            begin()
            return
        from signs_studio.ui.widgets.confirmation import ask

        ask(
            self._bar.window(),
            self.tr("Forget the kept pictures?"),
            self.tr("Of the pictures that you kept, some are in no folder yet."),
            verb=self.tr("Forget them"),
            keep=self.tr("Keep them"),
            then=begin,
        )

    def _on_kept_saved(self, folder: Path) -> None:
        words = self.tr("The kept pictures are saved in {name}")
        self._notifications.said.emit(words.format(name=plain_text(folder.name)))
