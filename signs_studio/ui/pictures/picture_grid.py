"""The grid of test pictures."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect

from signs_studio.ui.pictures.tile_delegate import TileDelegate
from signs_studio.ui.pictures.tile_grid import TileGrid
from signs_studio.ui.widgets.fade import Fade

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.pictures.pictures_model import PicturesModel
    from signs_studio.ui.state.selection import Selection


class PictureGrid(TileGrid):
    """The test pictures; one of them may be chosen.

    Args:
        model: The pictures.
        selection: Has the chosen picture, which is marked where it is among those of the model.
    """

    def __init__(
        self, model: PicturesModel, selection: Selection, parent: QWidget | None = None
    ) -> None:
        self._delegate = TileDelegate(model)
        super().__init__(model, self._delegate, parent)
        self._pictures = model
        self._selection = selection
        self._turned: frozenset[int] = frozenset()
        self._fade = Fade(self)
        self._fade.stepped.connect(self._on_fade_stepped)
        selection.picture_changed.connect(self.mark_chosen)

    def set_names(self, names: Iterable[str]) -> None:
        """Makes room for any of these names of signs."""
        self._delegate.set_names(names)
        self.scheduleDelayedItemsLayout()

    def mark_chosen(self) -> None:
        """Marks the chosen picture, if it is shown, without scrolling to it."""
        picture = self._selection.test_picture
        row = None if picture is None else self._pictures.row(picture)
        if row == (self.currentIndex().row() if self.currentIndex().isValid() else None):
            return
        index = QModelIndex() if row is None else self._pictures.index(row)
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.setAutoScroll(True)

    def show_turned(self, pictures: frozenset[int]) -> None:
        """Lets a tint fade from pictures that have just turned right; without any, from none."""
        self._turned = pictures
        if pictures:
            self._fade.start()
        else:
            self._fade.stop()
        self._delegate.set_turned(pictures, self._fade.strength)

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self._selection.choose_picture(self._pictures.picture(current.row()))

    def _on_fade_stepped(self) -> None:
        """Paints no more than the tiles in view that have turned."""
        self._delegate.set_turned(self._turned, self._fade.strength)
        offset, tiles = self.verticalOffset(), self.geometry_of_tiles()
        for row in tiles.tiles_between(offset, offset + self.viewport().height()):
            if self._pictures.picture(row) in self._turned:
                self.viewport().update(QRect(*tiles.place(row)).translated(0, -offset))
