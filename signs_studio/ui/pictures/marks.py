"""The check and the cross, drawn as shapes so that they need neither a font nor colour."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

_CHECK = ((0.28, 0.53), (0.44, 0.68), (0.73, 0.36))
_CROSS = ((0.34, 0.34), (0.66, 0.66)), ((0.66, 0.34), (0.34, 0.66))


def draw_mark(
    painter: QPainter, place: QRectF, *, right: bool, colour: QColor, ground: QColor
) -> None:
    """Draw a check or a cross in a disc.

    Args:
        painter: Where to draw.
        place: The square that the disc fills.
        right: A check if true, else a cross.
        colour: Of the disc.
        ground: Of the stroke and of the thin ring that sets the disc off from what is beneath.
    """

    def at(x: float, y: float) -> QPointF:
        return QPointF(place.x() + x * place.width(), place.y() + y * place.height())

    painter.setPen(QPen(ground, place.width() * 0.09))
    painter.setBrush(colour)
    painter.drawEllipse(place)
    pen = QPen(ground, place.width() * 0.13)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in (_CHECK,) if right else _CROSS:
        painter.drawPolyline([at(*point) for point in stroke])


def mark_pixmap(
    *, right: bool, side_px: int, pixel_ratio: float, colour: QColor, ground: QColor
) -> QPixmap:
    """Draw a mark once, to be shown on many tiles: that takes a twentieth of drawing it anew.

    Args:
        right: A check if true, else a cross.
        side_px: Side of the square that holds the mark, in device-independent pixels.
        pixel_ratio: Pixels of the screen per device-independent pixel.
        colour: Of the disc.
        ground: Of the stroke and the ring.
    """
    side = round(side_px * pixel_ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # Half of the ring lies outside of the disc.
    place = QRectF(0, 0, side, side).marginsRemoved(_ring(side))
    draw_mark(painter, place, right=right, colour=colour, ground=ground)
    painter.end()
    pixmap.setDevicePixelRatio(pixel_ratio)
    return pixmap


def _ring(side: int) -> QMarginsF:
    margin = side * 0.05
    return QMarginsF(margin, margin, margin, margin)
