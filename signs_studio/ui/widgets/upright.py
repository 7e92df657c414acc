"""Words that stand upright, beside an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QPainter


def draw_upright(painter: QPainter, place: QRect, words: str, align: Qt.AlignmentFlag) -> None:
    """Draws words from the bottom to the top.

    Args:
        painter: Its pen and its font are used.
        place: Where the words are.
        words: Of one line.
        align: As if the words lay, with the bottom of ``place`` at their left.
    """
    painter.save()
    painter.translate(place.bottomLeft())
    painter.rotate(-90)
    painter.drawText(QRect(0, 0, place.height(), place.width()), align, words)
    painter.restore()
