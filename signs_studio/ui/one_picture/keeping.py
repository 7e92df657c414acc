"""Keeping pictures: from the bar's buttons to the pictures that are kept, and what shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from signs_studio.data.plain_text import plain_text

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.data.array_types import Pictures
    from signs_studio.ui.one_picture.one_picture_view import OnePictureView
    from signs_studio.ui.one_picture.picture_prediction import PicturePrediction
    from signs_studio.ui.state.workspace import Workspace


class Keeping(QObject):
    """Has the view and its bar show what was kept, and does what the bar asks for.

    Args:
        view: The view.
        workspace: Of the window.
        prediction: The class that it reads is the one offered.
    """

    def __init__(
        self,
        view: OnePictureView,
        workspace: Workspace,
        *,
        prediction: PicturePrediction,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._bar = bar = view.keep_bar
        self._prediction = prediction
        # Tells one photograph from another; that of a frame of the camera is None.
        self._thumbnail: Pictures | None = None
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
        self._photographs.changed.connect(self._on_photographs_changed)
        prediction.answer_changed.connect(self._suggest)
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
        self._show_signs()

    def _show_signs(self) -> None:
        kept, current = self._kept, self._photographs.current
        self._view.show_signs(
            [kept.sign_of(each) for each in self._photographs.all],
            current="" if current is None else kept.sign_of(current),
        )

    def _suggest(self) -> None:
        probabilities, dataset = self._prediction.probabilities, self._controller.dataset
        if probabilities is None or dataset is None or self._kept.is_new_set:
            return
        if not np.isnan(probabilities).any():
            self._bar.suggest(dataset.class_names[int(probabilities.argmax())])

    def _on_photographs_changed(self) -> None:
        current = self._photographs.current
        thumbnail = None if current is None else current.thumbnail
        if thumbnail is not self._thumbnail:
            self._thumbnail = thumbnail
            self._bar.forget_choice()
        self._show_signs()

    def _on_bar_keep_wanted(self, sign: str) -> None:
        current = self._photographs.current
        if current is None:
            return
        self._kept.keep(current, sign=sign)
        chosen = self._photographs.chosen
        if chosen is not None and not self._photographs.is_live:
            self._photographs.choose(chosen + 1)

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
