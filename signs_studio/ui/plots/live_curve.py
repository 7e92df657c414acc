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

from signs_studio.charts.decimation import bucket_size, last_before_gaps, visible_indices
from signs_studio.ui.charts.cached_curves import CachedCurves
from signs_studio.ui.charts.pens import cosmetic_pen, draw_curve
from signs_studio.ui.plots.smoothing import extend_average

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.charts.scales import Scale

Pair = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""A training and a test series, (epochs,) float64 each."""
Points = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""Epochs and heights, (points,) float64 each."""
Extent = tuple[float, float]
_RAW_Z = -1.0
"""Behind every other curve."""
_TAIL_BUCKETS = 32
_HEAD = 3.0
_STOP_SYMBOL = "t"
_STOP_SIZE = 9
_FLOOR_PX = 2
_NO_POINTS: Points = (np.empty(0), np.empty(0))


class LiveCurve:
    """Draws a series whose end grows, with a dot at its last point.

    The first epoch alone would make no line: hence the dot. A stretch of values that are not finite
    is a gap, with a mark where the curve stops. A value below all that the axis can show lies at
    its lower edge.

    Smoothed, the curve is a moving average over the faint line of the series itself. Dot and marks
    are at the same places either way: an average ends in the very value there.

    Args:
        box: Where it is drawn, a pyqtgraph ViewBox.
        scale: How values become heights.
    """

    def __init__(self, box: pg.ViewBox, *, scale: Scale) -> None:
        self._box = box
        self._scale = scale
        self._half_window = 0
        self._heights = np.empty(0)
        self._averages = np.empty(0)
        self._extent: Extent | None = None
        self._raw = _GrowingLine(box, z=_RAW_Z)
        self._line = _GrowingLine(box)
        self._head = QGraphicsEllipseItem()
        self._head.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self._stops = pg.ScatterPlotItem(symbol=_STOP_SYMBOL, size=_STOP_SIZE, antialias=True)
        for item in (self._stops, self._head):
            box.addItem(item, ignoreBounds=True)

    def set_pen(self, pen: QPen, *, fill: str, raw: QPen) -> None:
        """Takes the looks of the curve.

        Args:
            pen: Of the curve.
            fill: The colour inside its last point.
            raw: The pen of the series itself beneath a smoothed curve.
        """
        outline = cosmetic_pen(pen.color())
        head = _HEAD + (pen.width() - 1) / 2
        self._head.setRect(-head, -head, 2 * head, 2 * head)
        self._head.setPen(outline)
        self._head.setBrush(QBrush(QColor(fill)))
        self._stops.setPen(outline)
        self._stops.setBrush(QBrush(pen.color()))
        self._line.set_pen(pen)
        self._raw.set_pen(raw)
        self.redraw()

    def set_scale(self, scale: Scale) -> None:
        """Takes another way from values to heights; ``set_values`` draws with it."""
        self._scale = scale
        self.restart()

    def set_half_window(self, half: int) -> None:
        """Takes how many epochs on each side are averaged, 0 for none; ``draw`` draws with it."""
        if half != self._half_window:
            self._half_window = half
            self._averages = np.empty(0)
            self._unsettle()

    def restart(self) -> None:
        """Forgets the series; another follows."""
        self._heights = np.empty(0)
        self._averages = np.empty(0)
        self._extent = None
        self._unsettle()

    def set_values(self, values: NDArray[np.float64]) -> Extent | None:
        """Takes the series, (epochs,) float64, which may have grown; ``draw`` shows it.

        Returns:
            The lowest and the highest position of the whole series; None while there is none.
        """
        fresh = self._scale.to_axis(values[len(self._heights) :])
        self._heights = np.concatenate([self._heights, fresh])
        self._extent = united(self._extent, extent(fresh))
        return self._extent

    def height(self, epoch: int) -> float | None:
        """Returns the position of the series at an epoch, counted from 1; None if it has none."""
        heights = heights_in_view(self._heights[epoch - 1 : epoch], self._box)
        return float(heights[0]) if np.isfinite(heights).any() else None

    def redraw(self) -> None:
        """Draws all of the series, after the view has changed."""
        self._unsettle()
        self.draw()

    def draw(self) -> None:
        """Draws what has come since the last time."""
        half = self._half_window
        self._raw.set_visible(half > 0)
        if half:
            self._averages = extend_average(self._averages, self._heights, half)
            self._raw.draw(self._heights)
            self._line.draw(self._averages, unsettled=half)
        else:
            self._line.draw(self._heights)
        self._mark()

    def _unsettle(self) -> None:
        self._raw.unsettle()
        self._line.unsettle()

    def _mark(self) -> None:
        height = self.height(len(self._heights))
        self._head.setVisible(height is not None)
        if height is not None:
            self._head.setPos(len(self._heights), height)
        stops = self._line.stops
        if len(stops[0]) or len(self._stops.data):
            self._stops.setData(*stops)


class _GrowingLine:
    """A line whose end grows, drawn at the cost of its end.

    All but the last points are drawn once and copied from then on (``CachedCurves``); a refresh
    draws, and has repainted, the short tail. Now and then the tail settles into the rest.

    Args:
        box: Where it is drawn, a pyqtgraph ViewBox.
        z: Its layer.
    """

    def __init__(self, box: pg.ViewBox, *, z: float = 0.0) -> None:
        self._box = box
        self._pen = QPen()
        self._settled: int | None = None
        self._settled_stops = _NO_POINTS
        self._tail_stops = _NO_POINTS
        self._still = CachedCurves()
        self._tail = _Tail()
        for item in (self._still, self._tail):
            item.setZValue(z)
            box.addItem(item, ignoreBounds=True)

    @property
    def stops(self) -> Points:
        """The points at which the line stops at a gap."""
        both = zip(self._settled_stops, self._tail_stops, strict=True)
        epochs, heights = (np.concatenate(pair) for pair in both)
        return epochs, heights

    def set_pen(self, pen: QPen) -> None:
        """Takes its pen; ``draw`` draws all of it with that after ``unsettle``."""
        self._pen = QPen(pen)

    def set_visible(self, visible: bool) -> None:
        """Shows or hides it."""
        self._still.setVisible(visible)
        self._tail.setVisible(visible)

    def unsettle(self) -> None:
        """Has all of it drawn the next time."""
        self._settled = None

    def draw(self, heights: NDArray[np.float64], *, unsettled: int = 0) -> None:
        """Draws positions, (epochs,) float64, the last ``unsettled`` of which may still change."""
        first, last = (edge - 1 for edge in self._box.viewRange()[0])
        size = bucket_size(first, last)
        count = len(heights)
        if self._settled is None or count - self._settled > unsettled + _TAIL_BUCKETS * size:
            stop = max(count - unsettled, 0) // size * size
            self._settle(heights[:stop], first=first, last=last, size=size)
        assert self._settled is not None
        begin = max(self._settled - 1, 0)
        tail = self._points(heights[begin:], offset=begin, first=first, last=last, size=size)
        path = pg.arrayToQPath(*tail, connect="finite")
        self._tail.set_curve(path, self._pen, pixel=self._box.viewPixelSize())
        self._tail_stops = _stops(tail)

    def _settle(
        self, heights: NDArray[np.float64], *, first: float, last: float, size: int
    ) -> None:
        points = self._points(heights, offset=0, first=first, last=last, size=size)
        path = pg.arrayToQPath(*points, connect="finite")
        self._still.set_curves([(path, self._pen)], view=self._box.viewRect())
        self._settled_stops = _stops(points)
        self._settled = len(heights)

    def _points(
        self, heights: NDArray[np.float64], *, offset: int, first: float, last: float, size: int
    ) -> Points:
        """Returns the points worth drawing; ``heights`` start at index ``offset``."""
        indices = visible_indices(heights, first=first - offset, last=last - offset, size=size)
        epochs = (indices + (offset + 1)).astype(np.float64)
        return epochs, heights_in_view(heights[indices], self._box)


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
    """Returns the mark of a curve that stops at a gap, in pixels around its middle."""
    one_pixel_wide: QPainterPath = Symbols[_STOP_SYMBOL]
    return QTransform.fromScale(_STOP_SIZE, _STOP_SIZE).map(one_pixel_wide)


def floor_mark() -> QPainterPath:
    """Returns the mark of a curve at the lower edge in a legend, in pixels around its middle."""
    path = QPainterPath(QPointF(-_STOP_SIZE, -_STOP_SIZE / 2))
    path.lineTo(-_STOP_SIZE / 2, _STOP_SIZE / 2)
    path.lineTo(_STOP_SIZE, _STOP_SIZE / 2)
    path.lineTo(-_STOP_SIZE / 2, _STOP_SIZE / 2)
    return path


def raw_mark() -> QPainterPath:
    """Returns the mark of the series under a smoothed curve, in pixels around its middle.

    It goes forth and back: a legend fills its marks.
    """
    forth = [
        QPointF(step * _STOP_SIZE / 4, height * _STOP_SIZE / 8)
        for step, height in enumerate((0, -2, 3, -3, 1, -2, 3, -1, 0), start=-4)
    ]
    path = QPainterPath(forth[0])
    for point in [*forth[1:], *reversed(forth)]:
        path.lineTo(point)
    return path


def heights_in_view(heights: NDArray[np.float64], box: pg.ViewBox) -> NDArray[np.float64]:
    """Returns positions, (points,) float64, those below every axis moved to the lower edge."""
    below = np.isneginf(heights)
    edge = box.viewRange()[1][0] + _FLOOR_PX * box.viewPixelSize()[1]
    return np.where(below, edge, heights)


def extent(heights: NDArray[np.float64]) -> Extent | None:
    """Returns the lowest and highest of the finite positions; None if none is finite."""
    finite = heights[np.isfinite(heights)]
    return (float(finite.min()), float(finite.max())) if len(finite) else None


def united(one: Extent | None, other: Extent | None) -> Extent | None:
    """Returns the smallest extent that holds both."""
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])


def _stops(points: Points) -> Points:
    """Returns the points at which a curve stops at a gap."""
    at = last_before_gaps(points[1])
    return points[0][at], points[1][at]
