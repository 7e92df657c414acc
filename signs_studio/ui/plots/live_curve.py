"""One curve that grows while a run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsItem

from signs_studio.ui.plots.decimation import bucket_size, last_before_gaps, visible_indices
from signs_studio.ui.plots.pens import cosmetic_pen
from signs_studio.ui.plots.still_curves import StillCurves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.ui.plots.scales import Scale

Pair = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""A training and a test series, (epochs,) float64 each."""
Extent = tuple[float, float]
_TAIL_BUCKETS = 32
_HEAD = 3.0
_STOP_SYMBOL = "t"
_STOP_SIZE = 9


class LiveCurve:
    """Draws a series whose end grows, at the cost of its end.

    All but the last points are drawn once and copied from then on (``StillCurves``); a refresh
    draws, and has repainted, the short tail. Now and then the tail settles into the rest.

    A stretch of values that are not finite is a gap, with a mark where the curve stops. The last
    point has a dot: the first epoch alone would make no line.

    Args:
        box: Where it is drawn, a pyqtgraph ViewBox.
        scale: How values become heights.
    """

    def __init__(self, box: pg.ViewBox, *, scale: Scale) -> None:
        self._box = box
        self._scale = scale
        self._values = np.empty(0)
        self._pen = QPen()
        self._extent: Extent | None = None
        self._measured = 0
        self._settled: int | None = None
        self._settled_stops: tuple[NDArray[np.float64], NDArray[np.float64]]
        self._still = StillCurves()
        self._tail = pg.PlotCurveItem(antialias=True, connect="finite")
        self._head = QGraphicsEllipseItem(-_HEAD, -_HEAD, 2 * _HEAD, 2 * _HEAD)
        self._head.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self._stops = pg.ScatterPlotItem(symbol=_STOP_SYMBOL, size=_STOP_SIZE, antialias=True)
        for item in (self._still, self._tail, self._stops, self._head):
            box.addItem(item, ignoreBounds=True)

    def set_pen(self, pen: QPen, *, fill: str) -> None:
        """Takes the pen of the curve and the colour inside its last point."""
        self._pen = QPen(pen)
        self._tail.setPen(pen)
        outline = cosmetic_pen(pen.color())
        self._head.setPen(outline)
        self._head.setBrush(QBrush(QColor(fill)))
        self._stops.setPen(outline)
        self._stops.setBrush(QBrush(pen.color()))
        self.redraw()

    def set_scale(self, scale: Scale) -> None:
        """Takes another way from values to heights; ``set_values`` draws with it."""
        self._scale = scale
        self.restart()

    def restart(self) -> None:
        """Forgets the series; another follows."""
        self._values = np.empty(0)
        self._extent = None
        self._measured = 0
        self._settled = None

    def set_values(self, values: NDArray[np.float64]) -> Extent | None:
        """Takes the series, (epochs,) float64, which may have grown; ``draw`` shows it.

        Returns:
            The lowest and the highest position of the whole series; None while there is none.
        """
        self._values = values
        fresh = self._scale.to_axis(values[self._measured :])
        self._measured = len(values)
        self._extent = united(self._extent, extent(fresh))
        return self._extent

    def height(self, epoch: int) -> float | None:
        """Where the curve is at an epoch, counted from 1; None where it is not."""
        heights = self._scale.to_axis(self._values[epoch - 1 : epoch])
        return float(heights[0]) if np.isfinite(heights).any() else None

    def redraw(self) -> None:
        """Draws all of the series, after the view has changed."""
        self._settled = None
        self.draw()

    def draw(self) -> None:
        """Draws what has come since the last time."""
        first, last = (edge - 1 for edge in self._box.viewRange()[0])
        size = bucket_size(first, last)
        count = len(self._values)
        if self._settled is None or count - self._settled > _TAIL_BUCKETS * size:
            self._settle(count // size * size, first=first, last=last, size=size)
        assert self._settled is not None
        begin = max(self._settled - 1, 0)
        tail = self._points(self._values[begin:], offset=begin, first=first, last=last, size=size)
        self._tail.setData(*tail)
        self._mark(tail)

    def _settle(self, count: int, *, first: float, last: float, size: int) -> None:
        points = self._points(self._values[:count], offset=0, first=first, last=last, size=size)
        path = pg.arrayToQPath(*points, connect="finite")
        self._still.set_curves([(path, self._pen)], view=self._box.viewRect())
        self._settled_stops = _stops(points)
        self._settled = count

    def _points(
        self, values: NDArray[np.float64], *, offset: int, first: float, last: float, size: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Epochs and heights of what is worth drawing; ``values`` start at index ``offset``."""
        indices = visible_indices(values, first=first - offset, last=last - offset, size=size)
        epochs = (indices + (offset + 1)).astype(np.float64)
        return epochs, self._scale.to_axis(values[indices])

    def _mark(self, tail: tuple[NDArray[np.float64], NDArray[np.float64]]) -> None:
        height = self.height(len(self._values))
        self._head.setVisible(height is not None)
        if height is not None:
            self._head.setPos(len(self._values), height)
        stops = [
            np.concatenate(both) for both in zip(self._settled_stops, _stops(tail), strict=True)
        ]
        if len(stops[0]) or len(self._stops.data):
            self._stops.setData(*stops)


def stop_mark() -> QPainterPath:
    """What marks where a curve stops at a gap, in pixels around its middle."""
    one_pixel_wide: QPainterPath = Symbols[_STOP_SYMBOL]
    return QTransform.fromScale(_STOP_SIZE, _STOP_SIZE).map(one_pixel_wide)


def extent(heights: NDArray[np.float64]) -> Extent | None:
    """Lowest and highest of the positions that are finite; None where none is."""
    finite = heights[np.isfinite(heights)]
    return (float(finite.min()), float(finite.max())) if len(finite) else None


def united(one: Extent | None, other: Extent | None) -> Extent | None:
    """What holds both."""
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])


def _stops(
    points: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The points at which a curve stops at a gap."""
    at = last_before_gaps(points[1])
    return points[0][at], points[1][at]
