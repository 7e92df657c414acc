"""The curves of earlier runs, behind those of the current one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QGraphicsSimpleTextItem

from signs_studio.charts.decimation import bucket_size, visible_indices
from signs_studio.ui.charts.cached_curves import CachedCurves
from signs_studio.ui.charts.pens import curve_width, previous_run_width, test_pen, train_pen
from signs_studio.ui.plots.live_curve import Extent, extent, heights_in_view, united
from signs_studio.ui.plots.name_places import NamePlace, spread_labels
from signs_studio.ui.plots.smoothing import moving_average

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.charts.scales import Scale
    from signs_studio.ui.plots.live_curve import Pair, Points
    from signs_studio.ui.widgets.theme import Theme

_NAME_GAP = 5
_MARGIN_PX = 2
_PLATE_OPACITY = 0.8


@dataclass(frozen=True, eq=False, kw_only=True)
class EarlierRun:
    """An earlier run on a plot.

    Attributes:
        name: Stands at the end of its curves.
        series: Its training and its test series to draw, (epochs,) float64 each, in the units of
            the plot: a cost, or an accuracy in 0..1.
        tint: Index of its colour in ``Theme.earlier``.
        highlighted: True if it stands out.
    """

    name: str
    series: Pair
    tint: int
    highlighted: bool


class PreviousRunCurves:
    """Draws a training and a test curve of each earlier run, with its name at their end.

    Where the current run is smoothed, so are these, over the same number of epochs: like is
    compared with like. They have no faint lines of the series itself, which would bury the others.

    Args:
        box: Where they are drawn, a pyqtgraph ViewBox.
        scale: How values become heights.
        font: Of the names.
    """

    def __init__(self, box: pg.ViewBox, *, scale: Scale, font: QFont) -> None:
        self._box = box
        self._scale = scale
        self._font = font
        self._runs: list[EarlierRun] = []
        self._half_window = 0
        self._heights: list[Pair] = []
        self._theme: Theme | None = None
        self._extents: list[Extent] = []
        self._extents_end: int | None = None
        self._curves = CachedCurves()
        self._names: list[QGraphicsSimpleTextItem] = []
        self._is_in_view = False
        box.addItem(self._curves, ignoreBounds=True)

    @property
    def is_in_view(self) -> bool:
        """True if something of any run is in view."""
        return self._is_in_view

    def set_scale(self, scale: Scale) -> None:
        """Takes another way from values to heights; ``draw`` draws with it."""
        self._scale = scale
        self._extents_end = None
        self._compute_heights()

    def set_half_window(self, half: int) -> None:
        """Takes how many epochs on each side are averaged, 0 for none."""
        if half != self._half_window:
            self._half_window = half
            self._compute_heights()
            self.draw()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.draw()

    def set_font(self, font: QFont) -> None:
        """Takes the font of the names, to which the width of the curves is fitted."""
        self._font = font
        self.draw()

    def set_runs(self, runs: Sequence[EarlierRun]) -> None:
        """Takes what to draw, the latest last."""
        self._runs = sorted(runs, key=lambda run: run.highlighted)
        self._extents_end = None
        self._compute_heights()
        self.draw()

    def extents(self, last_epoch: int) -> list[Extent]:
        """Returns the lowest and the highest position of each up to an epoch, counted from 1.

        A run that has none there is left out.
        """
        if last_epoch != self._extents_end:
            self._extents_end = last_epoch
            both = [self._extent_of(run.series, last_epoch) for run in self._runs]
            self._extents = [found for found in both if found is not None]
        return self._extents

    def draw(self) -> None:
        """Draws all of them, as far as they are in view."""
        if self._theme is None:
            return
        metrics = QFontMetrics(self._font)
        least = self._theme.curve_width
        wide, narrow = curve_width(metrics, least=least), previous_run_width(metrics, least=least)
        curves = []
        ends: list[tuple[EarlierRun, float, float]] = []
        for run, both in zip(self._runs, self._heights, strict=True):
            width = wide if run.highlighted else narrow
            colour = QColor(self._theme.earlier[run.tint])
            train, test = (self._points(heights) for heights in both)
            for points, pen in (
                (train, train_pen(colour, width)),
                (test, test_pen(colour, width)),
            ):
                path: QPainterPath = pg.arrayToQPath(*points, connect="finite")
                curves.append((path, pen))
            end = self._end_in_view(test) or self._end_in_view(train)
            if end is not None:
                ends.append((run, *end))
        self._curves.set_curves(curves, view=self._box.viewRect())
        self._is_in_view = bool(ends)
        self._place_names(ends, metrics=metrics)

    def _place_names(
        self, ends: Sequence[tuple[EarlierRun, float, float]], *, metrics: QFontMetrics
    ) -> None:
        """Puts a name at each end, and where ends are close beside each other, apart."""
        assert self._theme is not None
        scene = self._box.scene()
        for item in self._names:
            scene.removeItem(item)
        self._names = []
        plot = self._box.sceneBoundingRect()
        places = []
        for run, epoch, height in ends:
            point = self._box.mapViewToScene(pg.Point(epoch, height))
            left, width = point.x() + _NAME_GAP, metrics.horizontalAdvance(run.name)
            places.append(NamePlace(left=left, top=point.y() - metrics.height() / 2, width=width))
        tops = spread_labels(places, height=metrics.height(), low=plot.top(), high=plot.bottom())
        for (run, _, _), place, top in zip(ends, places, tops, strict=True):
            item = QGraphicsSimpleTextItem(run.name)
            font = QFont(self._font)
            font.setBold(run.highlighted)
            item.setFont(font)
            item.setBrush(QColor(self._theme.earlier[run.tint]))
            item.setPos(place.left, top)
            # Keeps the curves behind the name away from its letters, yet lets them be followed.
            outline = QPainterPath()
            outline.addText(0.0, QFontMetrics(font).ascent(), font, run.name)
            around = outline.boundingRect().adjusted(
                -_MARGIN_PX, -_MARGIN_PX, _MARGIN_PX, _MARGIN_PX
            )
            plate = QGraphicsRectItem(around, item)
            plate.setFlag(QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent)
            surface = QColor(self._theme.surface)
            surface.setAlphaF(_PLATE_OPACITY)
            plate.setBrush(surface)
            plate.setPen(Qt.PenStyle.NoPen)
            scene.addItem(item)
            self._names.append(item)

    def _end_in_view(self, points: Points) -> tuple[float, float] | None:
        """Returns the last point of a curve in view, at the right edge if it goes on; else None."""
        (first, last), (low, high) = self._box.viewRange()
        epochs, heights = points
        if len(epochs) and epochs[-1] > last and np.isfinite(heights[-2:]).all():
            height = float(np.interp(last, epochs[-2:], heights[-2:]))
            if low <= height <= high and epochs[-2:][0] <= last:
                return last, height
        seen = (epochs >= first) & (epochs <= last) & (heights >= low) & (heights <= high)
        if not seen.any():
            return None
        at = np.flatnonzero(seen)[-1]
        return float(epochs[at]), float(heights[at])

    def _extent_of(self, pair: Pair, last_epoch: int) -> Extent | None:
        found: Extent | None = None
        for values in pair:
            found = united(found, extent(self._scale.to_axis(values[:last_epoch])))
        return found

    def _compute_heights(self) -> None:
        half = self._half_window

        def heights(values: NDArray[np.float64]) -> NDArray[np.float64]:
            raw = self._scale.to_axis(values)
            return moving_average(raw, half) if half else raw

        self._heights = [(heights(run.series[0]), heights(run.series[1])) for run in self._runs]

    def _points(self, heights: NDArray[np.float64]) -> Points:
        first, last = (edge - 1 for edge in self._box.viewRange()[0])
        size = bucket_size(first, last)
        indices = visible_indices(heights, first=first, last=last, size=size)
        return (indices + 1).astype(np.float64), heights_in_view(heights[indices], self._box)
