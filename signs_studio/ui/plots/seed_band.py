"""The mean of runs that differ in their seed alone, in the band between the lowest and highest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

from signs_studio.ui.charts.pens import test_pen

if TYPE_CHECKING:
    from signs_studio.charts.scales import Scale
    from signs_studio.ui.plots.seed_groups import Band
    from signs_studio.ui.widgets.theme import Theme

_OPACITY = 0.2
_MOST_POINTS = 800
"""More than a plot is wide on most screens."""


class SeedBand:
    """Draws a band with its mean, dashed as test curves are.

    Args:
        box: Where it is drawn, a pyqtgraph ViewBox.
        scale: How values become heights.
    """

    def __init__(self, box: pg.ViewBox, *, scale: Scale) -> None:
        self._scale = scale
        self._band: Band | None = None
        self._theme: Theme | None = None
        self._area, self._mean = QGraphicsPathItem(), QGraphicsPathItem()
        self._area.setPen(Qt.PenStyle.NoPen)
        for item in (self._area, self._mean):
            box.addItem(item, ignoreBounds=True)

    def set_scale(self, scale: Scale) -> None:
        """Takes another way from values to heights."""
        self._scale = scale
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._draw()

    def set_band(self, band: Band | None) -> None:
        """Takes what to draw; None for nothing."""
        self._band = band
        self._draw()

    def _draw(self) -> None:
        band, theme = self._band, self._theme
        area, line = QPainterPath(), QPainterPath()
        if band is not None and theme is not None:
            step = max(1, len(band.mean) // _MOST_POINTS)
            low, mean, high = (
                self._scale.to_axis(each)[::step] for each in (band.low, band.mean, band.high)
            )
            there = np.isfinite(low) & np.isfinite(mean) & np.isfinite(high)
            epochs = np.arange(1, len(band.mean) + 1, step, dtype=np.float64)[there]
            low, mean, high = low[there], mean[there], high[there]
            around = [*zip(epochs, high, strict=True), *zip(epochs[::-1], low[::-1], strict=True)]
            area.addPolygon(QPolygonF([QPointF(*each) for each in around]))
            line = pg.arrayToQPath(epochs, mean, connect="finite")
            colour = QColor(theme.text)
            self._mean.setPen(test_pen(colour, theme.curve_width))
            colour.setAlphaF(_OPACITY)
            self._area.setBrush(colour)
        self._area.setPath(area)
        self._mean.setPath(line)
