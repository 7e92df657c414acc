"""Areas behind the curves of a plot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyqtgraph as pg

    from signs_studio.figures import Band

_OPACITY = 0.22
_BEHIND_CURVES = -5.0


class PlotBands:
    """Draws bands into a plot.

    Args:
        box: The pyqtgraph ViewBox.
    """

    def __init__(self, box: pg.ViewBox) -> None:
        self._box = box
        self._areas: list[QGraphicsPathItem] = []

    def show_bands(self, bands: Sequence[Band], colours: Sequence[str]) -> None:
        """Draws these bands in place of those before.

        Args:
            bands: What to draw; points that are not finite are left out.
            colours: Of each, taken in turns.
        """
        for area in self._areas:
            self._box.removeItem(area)
        self._areas = []
        for place, band in enumerate(bands):
            points = [
                each
                for each in zip(band.x, band.low, band.high, strict=True)
                if all(map(math.isfinite, each))
            ]
            around = [QPointF(x, high) for x, _, high in points]
            around += [QPointF(x, low) for x, low, _ in reversed(points)]
            path = QPainterPath()
            path.addPolygon(QPolygonF(around))
            area = QGraphicsPathItem(path)
            colour = QColor(colours[place % len(colours)])
            colour.setAlphaF(_OPACITY)
            area.setBrush(colour)
            area.setPen(Qt.PenStyle.NoPen)
            area.setZValue(_BEHIND_CURVES)
            self._box.addItem(area, ignoreBounds=True)
            self._areas.append(area)
