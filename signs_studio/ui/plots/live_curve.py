"""One curve that grows while a run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from signs_studio.ui.charts.cached_curves import CachedCurves
from signs_studio.ui.charts.decimation import bucket_size, last_before_gaps, visible_indices
from signs_studio.ui.charts.pens import cosmetic_pen, draw_curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.ui.charts.scales import Scale

Pair = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""A training and a test series, (epochs,) float64 each."""
Extent = tuple[float, float]
_TAIL_BUCKETS = 32
_HEAD = 3.0
_STOP_SYMBOL = "t"
_STOP_SIZE = 9
_FLOOR_PX = 2


class LiveCurve:
    """Draws a series whose end grows, at the cost of its end.

    All but the last points are drawn once and copied from then on (``CachedCurves``); a refresh
    draws, and has repainted, the short tail. Now and then the tail settles into the rest.

    A stretch of values that are not finite is a gap, with a mark where the curve stops. A value
    below all that the axis can show lies at its lower edge. The last point has a dot: the first
    epoch alone would make no line.

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
        self._still = CachedCurves()
        self._tail = _Tail()
        self._head = QGraphicsEllipseItem()
        self._head.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self._stops = pg.ScatterPlotItem(symbol=_STOP_SYMBOL, size=_STOP_SIZE, antialias=True)
        for item in (self._still, self._tail, self._stops, self._head):
            box.addItem(item, ignoreBounds=True)

    def set_pen(self, pen: QPen, *, fill: str) -> None:
        """Takes the pen of the curve and the colour inside its last point."""
        self._pen = QPen(pen)
        outline = cosmetic_pen(pen.color())
        head = _HEAD + (pen.width() - 1) / 2
        self._head.setRect(-head, -head, 2 * head, 2 * head)
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
        heights = heights_in_view(self._values[epoch - 1 : epoch], self._scale, self._box)
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
        path = pg.arrayToQPath(*tail, connect="finite")
        self._tail.set_curve(path, self._pen, pixel=self._box.viewPixelSize())
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
        return epochs, heights_in_view(values[indices], self._scale, self._box)

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


class _Tail(QGraphicsItem):
    """A short piece of curve, no larger than it is: that is what is repainted as it changes."""

    def __init__(self) -> None:
        super().__init__()
        self._path = QPainterPath()
        self._pen = QPen()
        self._bounds = QRectF()

    def set_curve(self, path: QPainterPath, pen: QPen, *, pixel: tuple[float, float]) -> None:
        """Shows a path, where a pixel has this width and height in the coordinates of the path."""
        self.prepareGeometryChange()
        self._path, self._pen = path, pen
        right, down = (pen.width() * side for side in pixel)
        self._bounds = path.controlPointRect().adjusted(-right, -down, right, down)
        self.update()

    def boundingRect(self) -> QRectF:
        """The path, with room for its width."""
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002  (Qt's signature)
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draws the curve."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_curve(painter, self._path, self._pen)


def stop_mark() -> QPainterPath:
    """What marks where a curve stops at a gap, in pixels around its middle."""
    one_pixel_wide: QPainterPath = Symbols[_STOP_SYMBOL]
    return QTransform.fromScale(_STOP_SIZE, _STOP_SIZE).map(one_pixel_wide)


def floor_mark() -> QPainterPath:
    """What stands for a curve at the lower edge in a legend, in pixels around its middle."""
    path = QPainterPath(QPointF(-_STOP_SIZE, -_STOP_SIZE / 2))
    path.lineTo(-_STOP_SIZE / 2, _STOP_SIZE / 2)
    path.lineTo(_STOP_SIZE, _STOP_SIZE / 2)
    path.lineTo(-_STOP_SIZE / 2, _STOP_SIZE / 2)
    return path


def heights_in_view(
    values: NDArray[np.float64], scale: Scale, box: pg.ViewBox
) -> NDArray[np.float64]:
    """Where values are drawn, (points,) float64; at the lower edge what is below every axis."""
    heights = scale.to_axis(values)
    below = np.isneginf(heights)
    if below.any():
        heights[below] = box.viewRange()[1][0] + _FLOOR_PX * box.viewPixelSize()[1]
    return heights


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
