"""What all tiles have in common: how a chosen one, a picture and a name are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme

_ROUNDING_PX = 4


def draw_selection(painter: QPainter, place: QRect, theme: Theme) -> None:
    """Draws the ground of a tile that is selected."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.selection_edge), 1.5))
    painter.setBrush(QColor(theme.selection))
    painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), _ROUNDING_PX, _ROUNDING_PX)


def draw_picture(painter: QPainter, square: QRect, pixmap: QPixmap, theme: Theme) -> None:
    """Draws a picture in the middle of a square, which it need not fill."""
    painter.fillRect(square, QColor(theme.sunken))
    size = pixmap.deviceIndependentSize()
    left = square.left() + (square.width() - size.width()) / 2
    top = square.top() + (square.height() - size.height()) / 2
    painter.drawPixmap(round(left), round(top), pixmap)


def elided(words: str, width: int, metrics: QFontMetrics) -> str:
    """Returns words as far as there is room for them; their middle is left out."""
    return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, max(width, 0))
