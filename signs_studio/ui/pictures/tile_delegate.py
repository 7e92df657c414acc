"""Drawing of one tile of the grid."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from signs_studio.numbers import format_confidence
from signs_studio.ui.pictures.marks import mark_pixmap
from signs_studio.ui.pictures.tile_grid import FittingDelegate
from signs_studio.ui.pictures.tile_painting import draw_picture, draw_selection, elided

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signs_studio.ui.pictures.pictures_model import PicturesModel, Tile
    from signs_studio.ui.widgets.theme import Theme

_MARGIN_PX = 5
_FRAME_PX = 2
_GAP_PX = 3
_MAX_TINT = 0.7
"""Opacity of the colour that lies over a picture that has just turned right."""
_ARROW = " \N{RIGHTWARDS ARROW} "
_LEFT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_CENTRE = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight


class TileDelegate(FittingDelegate):
    """Draws a picture in its frame, with a mark, and beneath it the signs and the confidence.

    Args:
        model: The pictures.
        has_predictions: Whether there may be predictions, for which room is made.
        judges: Whether frame, mark and words show if a prediction is right.
    """

    def __init__(
        self,
        model: PicturesModel,
        *,
        has_predictions: bool = True,
        judges: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._has_predictions = has_predictions
        self._judges = judges
        self._model = model
        self._longest = ""
        self._lines = 1
        self._turned: frozenset[int] = frozenset()
        self._turned_strength = 0.0
        self._mark = lru_cache(maxsize=8)(self._make_mark)

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        super().set_theme(theme)
        self._mark.cache_clear()

    def set_names(self, names: Iterable[str]) -> None:
        """Makes room for any of these names of signs, once ``fit`` is called."""
        self._longest = max(names, key=len, default="")

    def set_turned(self, pictures: frozenset[int], strength: float) -> None:
        """Tints pictures that have just turned right, 0 is not at all and 1 is most."""
        self._turned, self._turned_strength = pictures, strength

    def fit(self, tile_width: int, font: QFont) -> int:
        """Fit tiles into a width, with as few lines of caption as the longest name allows.

        Args:
            tile_width: Width of the narrowest tile, in device-independent pixels.
            font: Of the captions.

        Returns:
            The height of tiles, in device-independent pixels.
        """
        metrics = QFontMetrics(font)
        side = tile_width - 2 * _MARGIN_PX
        signs = metrics.horizontalAdvance(self._longest + _ARROW + self._longest)
        share = metrics.horizontalAdvance(" " + format_confidence(1))
        if not self._has_predictions or signs + share <= side:
            self._lines = 1
        else:
            self._lines = 2 if signs <= side else 3
        return side + 2 * _MARGIN_PX + _GAP_PX + self._lines * metrics.height()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self.theme
        if theme is None:
            return
        tile = self._model.tile(self._model.picture(index.row()))
        place = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            draw_selection(painter, place, theme)
        colour, words = QColor(theme.border), QColor(theme.text)
        if tile.read_as is not None and self._judges:
            colour = QColor(theme.right if tile.right else theme.wrong)
            words = words if tile.right else colour
        side = place.width() - 2 * _MARGIN_PX
        square = QRect(place.left() + _MARGIN_PX, place.top() + _MARGIN_PX, side, side)
        self._draw_picture(painter, square, tile, colour)
        below = square.bottom() + 1 + _GAP_PX
        caption = QRect(square.left(), below, side, place.bottom() + 1 - below)
        if tile.read_as is None:
            painter.setPen(QColor(theme.muted))
            painter.drawText(caption, _CENTRE, elided(tile.sign, side, option.fontMetrics))
        else:
            self._draw_caption(painter, caption, tile, words, option.fontMetrics)

    def _draw_picture(self, painter: QPainter, square: QRect, tile: Tile, colour: QColor) -> None:
        assert self.theme is not None
        painter.fillRect(square, colour)
        inner = square.adjusted(_FRAME_PX, _FRAME_PX, -_FRAME_PX, -_FRAME_PX)
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._model.pixmap(tile.picture, side_px=inner.width(), pixel_ratio=ratio)
        draw_picture(painter, inner, pixmap, self.theme)
        if self._turned_strength and tile.picture in self._turned:
            tint = QColor(self.theme.right)
            tint.setAlphaF(_MAX_TINT * self._turned_strength)
            painter.fillRect(inner, tint)
        if tile.read_as is not None and self._judges:
            mark_px = max(14, square.width() // 5)
            painter.drawPixmap(
                square.right() + 3 - mark_px,
                square.top() - 2,
                self._mark(tile.right, mark_px, ratio),
            )

    def _draw_caption(
        self, painter: QPainter, place: QRect, tile: Tile, colour: QColor, metrics: QFontMetrics
    ) -> None:
        assert self.theme is not None
        assert tile.read_as is not None
        share = format_confidence(tile.confidence)
        signs = [tile.read_as] if tile.right else [tile.sign + _ARROW + tile.read_as]
        if self._lines == 3 and not tile.right:
            signs = [tile.sign, _ARROW.lstrip() + tile.read_as]
        painter.setPen(colour)
        for words in signs:
            shown = elided(words, place.width(), metrics)
            painter.drawText(place, _LEFT if self._lines == 1 else _CENTRE, shown)
            if self._lines > 1:
                place = place.adjusted(0, metrics.height(), 0, 0)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(place, _RIGHT if self._lines == 1 else _CENTRE, share)

    def _make_mark(self, right: bool, side_px: int, pixel_ratio: float) -> QPixmap:
        assert self.theme is not None
        return mark_pixmap(
            right=right,
            side_px=side_px,
            pixel_ratio=pixel_ratio,
            colour=QColor(self.theme.right if right else self.theme.wrong),
            ground=QColor(self.theme.surface),
        )
