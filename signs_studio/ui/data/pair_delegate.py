"""Drawing of a pair of near-copies: two pictures side by side, with a caption each."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from signs_studio.ui.pictures.tile_grid import FittingDelegate
from signs_studio.ui.pictures.tile_painting import draw_picture, draw_selection, elided

if TYPE_CHECKING:
    from signs_studio.ui.data.pairs_model import PairsModel

_MARGIN_PX = 8
_BETWEEN_PX = 2
_GAP_PX = 3


class PairDelegate(FittingDelegate):
    """Draws the rows of a ``PairsModel``."""

    def __init__(self, model: PairsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def fit(self, tile_width: int, font: QFont) -> int:
        return _side(tile_width) + 2 * _MARGIN_PX + _GAP_PX + 2 * QFontMetrics(font).height()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self.theme
        if theme is None:
            return
        tile = self._model.tile(index.row())
        if option.state & QStyle.StateFlag.State_Selected:
            draw_selection(painter, option.rect, theme)
        side = _side(option.rect.width())
        line = option.fontMetrics.height()
        # Pictures that are the same but for their labels are what is most wrong with data.
        is_at_odds = tile.signs[0] != tile.signs[1]
        top = option.rect.top() + _MARGIN_PX
        ratio = painter.device().devicePixelRatioF()
        for end in (0, 1):
            left = option.rect.left() + _MARGIN_PX + end * (side + _BETWEEN_PX)
            place = QRect(left, top, side, side)
            pixmap = self._model.pixmap(end, tile.pictures[end], side_px=side, pixel_ratio=ratio)
            draw_picture(painter, place, pixmap, theme)
            words = QRect(left, top + side + _GAP_PX, side, line)
            painter.setPen(QColor(theme.wrong if is_at_odds else theme.text))
            _draw(painter, words, tile.signs[end], option.fontMetrics)
            painter.setPen(QColor(theme.muted))
            _draw(painter, words.translated(0, line), tile.numbers[end], option.fontMetrics)


def _side(tile_width: int) -> int:
    return (tile_width - 2 * _MARGIN_PX - _BETWEEN_PX) // 2


def _draw(painter: QPainter, place: QRect, words: str, metrics: QFontMetrics) -> None:
    shown = elided(words, place.width(), metrics)
    painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, shown)
