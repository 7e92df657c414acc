"""How one tile of the grid is drawn."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from signs_studio.ui.pictures.marks import draw_mark
from signs_studio.ui.pictures.pictures_model import percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signs_studio.ui.pictures.pictures_model import PicturesModel, Tile
    from signs_studio.ui.theme import Theme

_MARGIN_PX = 5
_FRAME_PX = 2
_GAP_PX = 3
_ROUNDING_PX = 4
_ARROW = " \N{RIGHTWARDS ARROW} "


class TileDelegate(QStyledItemDelegate):
    """Draws a picture in its frame, with a mark, and beneath it the signs and the confidence.

    The caption takes one line where the longest of the names fits into it, else two.
    """

    def __init__(self, model: PicturesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme: Theme | None = None
        self._names: tuple[str, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme

    def set_names(self, names: Iterable[str]) -> None:
        """Makes room for any of these names of signs."""
        self._names = tuple(names)

    def row_height(self, tile_width: int, font: QFont) -> int:
        """The height of tiles of this width, in device-independent pixels."""
        metrics = QFontMetrics(font)
        side = tile_width - 2 * _MARGIN_PX
        return side + 2 * _MARGIN_PX + _GAP_PX + self._lines(side, metrics) * metrics.height()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._theme
        if theme is None:
            return
        tile = self._model.tile(self._model.picture(index.row()))
        colour = QColor(theme.border)
        if tile.read_as is not None:
            colour = QColor(theme.right if tile.right else theme.wrong)
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        metrics: QFontMetrics = option.fontMetrics
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            wash = QColor(theme.accent)
            wash.setAlpha(45)
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.setBrush(wash)
            painter.drawRoundedRect(
                QRectF(place).adjusted(1, 1, -1, -1), _ROUNDING_PX, _ROUNDING_PX
            )
        side = place.width() - 2 * _MARGIN_PX
        square = QRect(place.left() + _MARGIN_PX, place.top() + _MARGIN_PX, side, side)
        self._draw_picture(painter, square, tile, colour)
        caption = QRect(
            square.left(),
            square.bottom() + 1 + _GAP_PX,
            side,
            self._lines(side, metrics) * metrics.height(),
        )
        self._draw_caption(painter, caption, tile, colour, metrics)
        painter.restore()

    def _draw_picture(self, painter: QPainter, square: QRect, tile: Tile, colour: QColor) -> None:
        assert self._theme is not None
        painter.setPen(QPen(colour, _FRAME_PX))
        painter.setBrush(QColor(self._theme.sunken))
        inset = _FRAME_PX / 2
        painter.drawRoundedRect(
            QRectF(square).adjusted(inset, inset, -inset, -inset), _FRAME_PX, _FRAME_PX
        )
        side = square.width() - 2 * _FRAME_PX
        pixmap = self._model.pixmap(
            tile.picture, side_px=side, pixel_ratio=painter.device().devicePixelRatioF()
        )
        size = pixmap.deviceIndependentSize()
        centre = QRectF(square).center()
        painter.drawPixmap(
            round(centre.x() - size.width() / 2), round(centre.y() - size.height() / 2), pixmap
        )
        if tile.read_as is not None:
            disc = max(12.0, square.width() * 0.19)
            corner = QRectF(square.right() + 2 - disc, square.top() - 1, disc, disc)
            ground = QColor(self._theme.surface)
            draw_mark(painter, corner, right=tile.right, colour=colour, ground=ground)

    def _draw_caption(
        self, painter: QPainter, place: QRect, tile: Tile, colour: QColor, metrics: QFontMetrics
    ) -> None:
        assert self._theme is not None
        one_line = place.height() < 2 * metrics.height()
        centred = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
        if tile.read_as is None:
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(place, centred, self._elided(tile.sign, place.width(), metrics))
            return
        share = percent(tile.confidence)
        width = place.width()
        if one_line:
            width -= metrics.horizontalAdvance(share) + metrics.horizontalAdvance(" ")
        if tile.right:
            words = self._elided(tile.read_as, width, metrics)
            painter.setPen(QColor(self._theme.text))
        else:
            each = (width - metrics.horizontalAdvance(_ARROW)) // 2
            words = tile.sign + _ARROW + tile.read_as
            if metrics.horizontalAdvance(words) > width:
                words = _ARROW.join(
                    self._elided(name, each, metrics) for name in (tile.sign, tile.read_as)
                )
            painter.setPen(colour)
        left = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, left if one_line else centred, words)
        painter.setPen(QColor(self._theme.muted))
        if one_line:
            right = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
            painter.drawText(place, right, share)
        else:
            painter.drawText(place.adjusted(0, metrics.height(), 0, 0), centred, share)

    def _lines(self, side: int, metrics: QFontMetrics) -> int:
        widest = max(self._names, key=len, default="")
        caption = f"{widest}{_ARROW}{widest} {percent(1)}"
        return 1 if metrics.horizontalAdvance(caption) <= side else 2

    @staticmethod
    def _elided(name: str, width: int, metrics: QFontMetrics) -> str:
        return metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
