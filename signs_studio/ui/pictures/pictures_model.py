"""Labelled pictures as Qt's views and screen readers see them, one row each."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from signs_studio.numbers import format_confidence
from signs_studio.ui.widgets.picture_pixmap import picture_pixmap
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPixmap

    from signs_studio.data.array_types import Labels
    from signs_studio.runs.predictions import Predictions

_CACHED_TILES = 256
"""More than a window shows at a time; each takes some 40 kB."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """Caption of one picture.

    Attributes:
        picture: Index of the picture in its set.
        sign: Name of the sign it shows.
        read_as: Name of the sign that the network reads, or None where it has read nothing yet.
        confidence: Probability of that sign, 0..1.
        right: True if the two are the same sign.
    """

    picture: int
    sign: str
    read_as: str | None = None
    confidence: float = 0.0
    right: bool = False


class IndexedPictures(Protocol):
    """Pictures that are in memory, by their index in their set."""

    def __getitem__(self, picture: int, /) -> NDArray[Any]:
        """Returns one, (height, width, channels) uint8 in 0..255 or float32 in 0..1."""


@dataclass(frozen=True, eq=False, kw_only=True)
class LabelledPictures:
    """A set of pictures to be shown.

    Attributes:
        pictures: At least those that are shown.
        labels: The class of each picture of the set, (N,) int32.
        class_names: One name per class.
    """

    pictures: IndexedPictures
    labels: Labels
    class_names: tuple[str, ...]


class PicturesModel(QAbstractListModel):
    """Pictures of a set, some of them, in some order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._set: LabelledPictures | None = None
        self._predictions: Predictions | None = None
        self._order: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._pixmap = lru_cache(maxsize=_CACHED_TILES)(self._make_pixmap)

    def set_pictures(self, shown: LabelledPictures | None, order: NDArray[np.intp]) -> None:
        """Shows the pictures of another set, in this order, without predictions."""
        self.beginResetModel()
        self._set, self._predictions, self._order = shown, None, order
        self._pixmap.cache_clear()
        self.endResetModel()

    def set_predictions(self, predictions: Predictions | None, order: NDArray[np.intp]) -> None:
        """Shows predictions, and these of the pictures in this order.

        As little is announced as has changed, so that a view can keep its place.
        """
        if np.array_equal(order, self._order):
            self._predictions = predictions
            if len(order):
                self.dataChanged.emit(self.index(0), self.index(len(order) - 1))
        elif len(order) == len(self._order):
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            pictures = [self.picture(index.row()) for index in before]
            self._predictions, self._order = predictions, order
            rows = [self.row(picture) for picture in pictures]
            after = [QModelIndex() if row is None else self.index(row) for row in rows]
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()
        else:
            self.beginResetModel()
            self._predictions, self._order = predictions, order
            self.endResetModel()

    @property
    def pictures(self) -> NDArray[np.intp]:
        """Numbers in their set of the pictures shown, in their order, (M,) intp."""
        return self._order

    def picture(self, row: int) -> int:
        """The number in its set of the picture in a row."""
        return int(self._order[row])

    def row(self, picture: int) -> int | None:
        """The row of a picture, or None where it is not among those shown."""
        rows = np.flatnonzero(self._order == picture)
        return int(rows[0]) if len(rows) else None

    def tile(self, picture: int) -> Tile:
        """Returns the caption of a picture, shown or not."""
        assert self._set is not None  # without it there are no pictures
        names = self._set.class_names
        sign = names[self._set.labels[picture]]
        if self._predictions is None:
            return Tile(picture=picture, sign=sign)
        return Tile(
            picture=picture,
            sign=sign,
            read_as=names[self._predictions.predicted[picture]],
            confidence=float(self._predictions.confidence[picture]),
            right=bool(self._predictions.right[picture]),
        )

    def pixmap(self, picture: int, *, side_px: int, pixel_ratio: float) -> QPixmap:
        """A picture scaled to fit into a square of ``side_px`` device-independent pixels."""
        return self._pixmap(picture, side_px, pixel_ratio)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else len(self._order)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.in_words(self.tile(self.picture(index.row())))
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_lines(self.in_words(self.tile(self.picture(index.row()))))
        return None

    def in_words(self, tile: Tile) -> str:
        """Returns a caption in words, for a tooltip and for screen readers."""
        number = f"{tile.picture + 1:,}"
        if tile.read_as is None:
            return self.tr("picture {number}: is {sign}").format(number=number, sign=tile.sign)
        if tile.right:
            words = self.tr("picture {number}: read as {read}, {percent}, right")
        else:
            words = self.tr("picture {number}: read as {read}, {percent}, wrong, is {sign}")
        return words.format(
            number=number,
            read=tile.read_as,
            percent=format_confidence(tile.confidence),
            sign=tile.sign,
        )

    def _make_pixmap(self, picture: int, side_px: int, pixel_ratio: float) -> QPixmap:
        assert self._set is not None
        return picture_pixmap(self._set.pictures[picture], side_px=side_px, pixel_ratio=pixel_ratio)
