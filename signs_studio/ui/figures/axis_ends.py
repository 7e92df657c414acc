"""Words at the two ends of the axis of a small plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def draw_axis_ends(painter: QPainter, box: QRectF, *, first: str, last: str, named: str) -> None:
    """Draws the numbers at the ends of an axis, and its name where there is room between them.

    Args:
        painter: Draws in its own colour and font.
        box: Room beneath the axis.
        first: Number at the left end.
        last: Number at the right end.
        named: The same with the name of the axis.
    """
    metrics = painter.fontMetrics()
    room = box.width() - metrics.horizontalAdvance(named) - metrics.averageCharWidth()
    if first == last:
        # A single number has no other end.
        painter.drawText(box, _RIGHT, named)
        return
    painter.drawText(box, _LEFT, first)
    painter.drawText(box, _RIGHT, named if metrics.horizontalAdvance(first) <= room else last)
