"""Two axes and what is drawn over them, for a lesson's plots."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QWidget

from signs_studio.ui.charts.cached_curves import CachedCurves
from signs_studio.ui.charts.pens import cosmetic_pen
from signs_studio.ui.charts.scales import linear_ticks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPen

    from signs_studio.ui.widgets.theme import Theme

# Beyond these a double has no room left for the margin of an axis.
_LOWEST, _HIGHEST = -1e300, 1e300
_LINES_HIGH, _LETTERS_WIDE = 9, 26


class PlotCanvas(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Axes with words and numbers, a grid, and curves. What is in view, its owner decides."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, enableMenu=False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setAntialiasing(True)
        self.hideButtons()
        self.disableAutoRange()
        self.setMouseEnabled(x=False, y=False)
        self.box = self.getViewBox()
        self._labels = ("", "")
        self._x_names: tuple[str, ...] = ()
        self._theme: Theme | None = None
        self._left, self._bottom = self.getAxis("left"), self.getAxis("bottom")
        for axis in (self._left, self._bottom):
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(hideOverlappingLabels=False)
        self._grid = CachedCurves(smooth=False)
        self._lines = CachedCurves()
        for item in (self._grid, self._lines):
            self.box.addItem(item, ignoreBounds=True)
        self.box.sigResized.connect(self._place_ticks)
        self._fit_font()

    def set_theme(self, theme: Theme) -> None:
        """Colours the axes."""
        self._theme = theme
        self.setBackground(theme.surface)
        for axis in (self._left, self._bottom):
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
        self._place_ticks()

    def set_x_names(self, names: tuple[str, ...]) -> None:
        """Writes these at 1, 2, 3 … in place of numbers; none for numbers."""
        self._x_names = names

    def set_labels(self, *, x: str, y: str) -> None:
        """Says what the axes are."""
        if self._labels != (x, y):
            self._labels = (x, y)
            self._fit_font()

    def set_view(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Brings these ends of the axes into view."""
        self.box.setRange(xRange=x, yRange=y, padding=0)
        self._place_ticks()

    def set_lines(self, lines: list[tuple[QPainterPath, QPen]]) -> None:
        """Draws these paths, the last on top."""
        self._lines.set_curves(lines, view=self.box.viewRect())

    def minimumSizeHint(self) -> QSize:
        """Room enough to read a curve, whatever the size of the words."""
        metrics = self.fontMetrics()
        return QSize(
            _LETTERS_WIDE * metrics.averageCharWidth(), _LINES_HIGH * metrics.lineSpacing()
        )

    def sizeHint(self) -> QSize:
        """No more than it needs: what there is beyond that it is given all the same."""
        return self.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Gives the axes the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _place_ticks(self) -> None:
        (first, last), (low, high) = self.box.viewRange()
        metrics = self.fontMetrics()
        across = self.box.width() / (metrics.averageCharWidth() * 9)
        up = self.box.height() / (metrics.height() * 2)
        xs = (
            list(enumerate(self._x_names, start=1))
            or linear_ticks(first, last, max(2, int(across))).labelled
        )
        ys = linear_ticks(low, high, max(2, int(up))).labelled
        self._bottom.setTicks([xs])
        self._left.setTicks([ys])
        widest = max([metrics.horizontalAdvance(words) for _, words in ys], default=0)
        self._left.setWidth(widest + metrics.height() + 14)
        if self._theme is None:
            return
        lines = QPainterPath()
        for x, _ in xs:
            lines.moveTo(x, low)
            lines.lineTo(x, high)
        for y, _ in ys:
            lines.moveTo(first, y)
            lines.lineTo(last, y)
        self._grid.set_curves([(lines, cosmetic_pen(self._theme.grid))], view=self.box.viewRect())

    def _fit_font(self) -> None:
        metrics = self.fontMetrics()
        for axis, words in zip((self._bottom, self._left), self._labels, strict=True):
            axis.setTickFont(self.font())
            axis.setLabel(escape(words))  # pyqtgraph takes it for HTML.
            axis.label.setFont(self.font())
        self._bottom.setHeight(2 * metrics.height() + 8)
        over, beside = metrics.height() // 2 + 2, metrics.horizontalAdvance("00000") // 2 + 4
        self.getPlotItem().layout.setContentsMargins(0, over, beside, 6)
        self._place_ticks()


def ends(values: Iterable[float], *, margin: float = 0.0) -> tuple[float, float]:
    """The ends of an axis on which all finite values have room.

    Args:
        values: What is drawn.
        margin: What to leave free at either end, as a share of what lies between.
    """
    finite = [value for value in values if math.isfinite(value)]
    low = max(min(finite, default=0.0), _LOWEST)
    high = min(max(finite, default=1.0), _HIGHEST)
    least = max(abs(low), abs(high)) * 1e-6 or 1.0
    if high - low < least:
        return low - least, high + least
    room = margin * (high - low)
    return low - room, high + room
