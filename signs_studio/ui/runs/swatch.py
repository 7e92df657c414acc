"""A piece of the curves of a run, as an icon beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Sequence


def make_swatch(colours: Sequence[str], *, side: int, ratio: float) -> QIcon:
    """Returns a piece of each curve, one above the other; empty of a run without curves.

    Args:
        colours: Of the curves, ``#rrggbb`` each.
        side: Of the icon, in device-independent pixels.
        ratio: Pixels of the screen per device-independent pixel.
    """
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    height = max(3, side // 5)
    top = (side - height * (2 * len(colours) - 1)) // 2
    for index, colour in enumerate(colours):
        painter.fillRect(0, top + 2 * height * index, side, height, QColor(colour))
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # A style would tint it.
    return icon
