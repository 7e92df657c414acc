"""Pairs of near-copies as Qt's views and screen readers see them, one row each."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from signs_studio.ui.widgets.picture_pixmap import picture_pixmap
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPixmap

    from signs_studio.data.array_types import Labels
    from signs_studio.data.near_copies.pairs import CopyPair
    from signs_studio.ui.pictures.pictures_model import IndexedPictures

    Index = QModelIndex | QPersistentModelIndex

_CACHED = 512


@dataclass(frozen=True, eq=False, kw_only=True)
class PairSide:
    """Pictures of which the pairs have one each.

    Attributes:
        pictures: At least those of the pairs.
        labels: The class of each picture of their set, (N,) int32.
        set_title: Name of the set, for a person.
    """

    pictures: IndexedPictures
    labels: Labels
    set_title: str


@dataclass(frozen=True, kw_only=True)
class PairTile:
    """Captions of a pair.

    Attributes:
        pictures: Places of the two pictures in their sets.
        numbers: The two pictures in words, such as "test 14".
        signs: The class of each.
    """

    pictures: tuple[int, int]
    numbers: tuple[str, str]
    signs: tuple[str, str]


class PairsModel(QAbstractListModel):
    """Pairs between two sets, or within one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pairs: Sequence[CopyPair] = ()
        self._sides: tuple[PairSide, PairSide] | None = None
        self._class_names: tuple[str, ...] = ()
        self._pixmap = lru_cache(maxsize=_CACHED)(self._make_pixmap)

    def show_pairs(
        self,
        pairs: Sequence[CopyPair],
        sides: tuple[PairSide, PairSide] | None,
        class_names: tuple[str, ...],
    ) -> None:
        """Shows these pairs; none where nothing was found or searched for."""
        self.beginResetModel()
        self._pairs, self._sides, self._class_names = pairs, sides, class_names
        self._pixmap.cache_clear()
        self.endResetModel()

    def tile(self, row: int) -> PairTile:
        """Returns the captions of a pair."""
        assert self._sides is not None  # without it there are no pairs
        pair = self._pairs[row]
        places = (pair.first, pair.second)
        ends = tuple(zip(self._sides, places, strict=True))
        first, second = (f"{side.set_title} {place + 1:,}" for side, place in ends)
        one, other = (self._class_names[side.labels[place]] for side, place in ends)
        return PairTile(pictures=places, numbers=(first, second), signs=(one, other))

    def pixmap(self, side: int, picture: int, *, side_px: int, pixel_ratio: float) -> QPixmap:
        """Returns a picture of the first (0) or second (1) of a pair, fit into a square."""
        return self._pixmap(side, picture, side_px, pixel_ratio)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else len(self._pairs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            tile = self.tile(index.row())
            words = self.tr("{first}, class {one}, and {second}, class {other}").format(
                first=tile.numbers[0],
                one=tile.signs[0],
                second=tile.numbers[1],
                other=tile.signs[1],
            )
            return in_lines(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def _make_pixmap(self, side: int, picture: int, side_px: int, pixel_ratio: float) -> QPixmap:
        assert self._sides is not None
        pictures = self._sides[side].pictures
        return picture_pixmap(pictures[picture], side_px=side_px, pixel_ratio=pixel_ratio)
