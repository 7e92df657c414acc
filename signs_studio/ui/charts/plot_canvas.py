"""Two axes with their ticks and grid, for the plots of runs and of lessons."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QColor, QPainterPath
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy, QWidget

from signs_studio.charts.scales import Ticks, linear_ticks
from signs_studio.ui.charts.cached_curves import CachedCurves
from signs_studio.ui.charts.pens import cosmetic_pen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QPen, QResizeEvent

    from signs_studio.ui.widgets.theme import Theme

    FindTicks = Callable[[float, float, int], Ticks]
    """Ends of an axis, and the most labels that fit, to its ticks."""

# Beyond these a double has no room left for the margin of an axis.
_LOWEST, _HIGHEST = -1e300, 1e300
_LINES_HIGH, _LETTERS_WIDE = 9, 26
_DIGITS_PER_TICK = 9
_LINES_PER_TICK = 2
_FAINT = 0.5
"""Opacity of the grid between the labels."""
_BARE_AXIS_PX = 6
_BEHIND_ALL = -10.0


class PlotCanvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Axes with words and numbers, a grid, and curves. What is in view, its owner decides.

    It has no pyqtgraph ``PlotItem``: each makes over forty widgets, of a menu that nobody opens
    here, and all are styled anew with the window.

    Args:
        has_x_labels: False for the upper of two plots over the same axis.
        widest_y: The y axis is as wide as this number needs, so that no other moves it; empty for
            as wide as the numbers in view need.
        widest_right: Words that stand beside the plot, for which room is left.

    Attributes:
        box: The pyqtgraph ``ViewBox``, which curves are added to.
        left_axis: The y axis, a pyqtgraph ``AxisItem``.
        bottom_axis: The x axis.
        left_width: Width of the y axis with its numbers, in pixels.
        right_width: Width of what is left free at the right of the plot, in pixels.
    """

    def __init__(
        self,
        *,
        has_x_labels: bool = True,
        widest_y: str = "",
        widest_right: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._has_x_labels = has_x_labels
        self._widest_y, self._widest_right = widest_y, widest_right
        self.setFrameShape(self.Shape.NoFrame)
        self.setAntialiasing(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        plot = pg.GraphicsWidget()
        self.box = pg.ViewBox(plot, enableMenu=False)
        self.box.disableAutoRange()
        self.left_axis, self.bottom_axis = (
            pg.AxisItem(side, parent=plot, linkView=self.box) for side in ("left", "bottom")
        )
        self._layout = QGraphicsGridLayout(plot)
        self._layout.setSpacing(0)
        self._layout.addItem(self.left_axis, 0, 0)
        self._layout.addItem(self.box, 0, 1)
        self._layout.addItem(self.bottom_axis, 1, 1)
        self.setCentralItem(plot)
        self.left_width = self.right_width = 0
        self._labels = ("", "")
        self._x_names: tuple[str, ...] = ()
        self._find_ticks: tuple[FindTicks, FindTicks] = (linear_ticks, linear_ticks)
        self._theme: Theme | None = None
        for axis in (self.left_axis, self.bottom_axis):
            # Over the grid and the curves, which end at it.
            axis.setZValue(0.5)
            # Replaying an axis takes milliseconds, copying its picture a tenth of one. It has no
            # grid of its own: with one, it is as large as the plot and leaves out its last labels.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.enableAutoSIPrefix(False)
        self.bottom_axis.setStyle(showValues=has_x_labels)
        self._grid = CachedCurves(smooth=False)
        self._grid.setZValue(_BEHIND_ALL)
        self._lines = CachedCurves()
        for item in (self._grid, self._lines):
            self.box.addItem(item, ignoreBounds=True)
        self.box.sigResized.connect(self.place_ticks)
        self.box.sigRangeChanged.connect(self.place_ticks)
        self._fit_font()

    def set_theme(self, theme: Theme) -> None:
        """Colours the axes."""
        self._theme = theme
        self.setBackground(theme.surface)
        for axis in (self.left_axis, self.bottom_axis):
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
        self.place_ticks()

    def set_ticks(self, *, x: FindTicks = linear_ticks, y: FindTicks = linear_ticks) -> None:
        """Takes how ticks are found; the axes then have them."""
        self._find_ticks = (x, y)
        self.place_ticks()

    def set_x_names(self, names: tuple[str, ...]) -> None:
        """Writes these at 1, 2, 3 … in place of numbers; none for numbers."""
        if names != self._x_names:
            self._x_names = names
            named = Ticks(tuple((float(place), name) for place, name in enumerate(names, start=1)))
            self.set_ticks(x=(lambda *_: named) if names else linear_ticks)

    def set_labels(self, *, x: str, y: str) -> None:
        """Says what the axes are."""
        if self._labels != (x, y):
            self._labels = (x, y)
            self._fit_font()

    def set_view(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Brings these ends of the axes into view."""
        self.box.setRange(xRange=x, yRange=y, padding=0)

    def set_plane(self, plane: QRectF) -> None:
        """Brings a plane into view, with a step along either axis as long on the screen.

        Args:
            plane: Its top is the lowest y.
        """
        width, height = self.box.width(), self.box.height()
        if width <= 0 or height <= 0:
            return
        step = max(plane.width() / width, plane.height() / height)
        across, up = step * width / 2, step * height / 2
        x, y = plane.center().x(), plane.center().y()
        self.set_view((x - across, x + across), (y - up, y + up))

    def set_lines(self, lines: list[tuple[QPainterPath, QPen]]) -> None:
        """Draws these paths, the last on top."""
        self._lines.set_curves(lines, view=self.box.viewRect())

    def place_ticks(self) -> None:
        """Labels what is in view, and draws the grid."""
        (first, last), (low, high) = self.box.viewRange()
        metrics = self.fontMetrics()
        across = self.box.width() / (metrics.horizontalAdvance("0") * _DIGITS_PER_TICK)
        up = self.box.height() / (metrics.height() * _LINES_PER_TICK)
        find_x, find_y = self._find_ticks
        xs = find_x(first, last, max(2, int(across)))
        ys = find_y(low, high, max(2, int(up)))
        self.bottom_axis.setTicks([xs.labelled])
        self.left_axis.setTicks([ys.labelled])
        if not self._widest_y:
            self._make_room_for([words for _, words in ys.labelled])
        if self._theme is None:
            return
        lines, faint_lines = QPainterPath(), QPainterPath()
        for x, _ in xs.labelled:
            lines.moveTo(x, low)
            lines.lineTo(x, high)
        for path, heights in ((lines, [y for y, _ in ys.labelled]), (faint_lines, ys.bare)):
            for y in heights:
                path.moveTo(first, y)
                path.lineTo(last, y)
        faint = QColor(self._theme.grid)
        faint.setAlphaF(_FAINT)
        grid = [(faint_lines, cosmetic_pen(faint)), (lines, cosmetic_pen(self._theme.grid))]
        self._grid.set_curves(grid, view=self.box.viewRect())

    def minimumSizeHint(self) -> QSize:
        """Room enough to read a curve, whatever the size of the words."""
        metrics = self.fontMetrics()
        return QSize(
            _LETTERS_WIDE * metrics.averageCharWidth(), _LINES_HIGH * metrics.lineSpacing()
        )

    def sizeHint(self) -> QSize:
        """No more than it needs: what there is beyond that it is given all the same."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the axes into the frame, which pyqtgraph by itself takes for a part of the plot."""
        self.autoPixelRange = False
        self.range = QRectF(self.viewport().rect())
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the axes the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _make_room_for(self, numbers: Iterable[str]) -> None:
        """Makes the y axis as wide as these numbers need, and its label if it has one."""
        metrics = self.fontMetrics()
        widest = max(map(metrics.horizontalAdvance, numbers), default=0)
        self.left_width = widest + 12 + (metrics.height() + 2 if self._labels[1] else 0)
        self.left_axis.setWidth(self.left_width)

    def _fit_font(self) -> None:
        # Sizes of the font, not of what is drawn: no new number moves them.
        metrics = self.fontMetrics()
        # Room for the halves of the labels at the ends, which are worth knowing.
        over = metrics.height() // 2 + 2
        beside = metrics.horizontalAdvance("00000") // 2 + 4
        if self._widest_right:
            beside = metrics.horizontalAdvance(self._widest_right) + 8
        self.right_width = beside
        for axis, words, room in (
            (self.left_axis, self._labels[1], over),
            (self.bottom_axis, self._labels[0], beside),
        ):
            axis.setTickFont(self.font())
            # By itself pyqtgraph leaves out labels that go beyond the axis by 15 pixels. Where the
            # axis goes beyond the plot, Qt shows parts of older pictures of it.
            axis.setStyle(hideOverlappingLabels=room)
            axis.setLabel(escape(words))  # pyqtgraph takes it for HTML.
            axis.label.setFont(self.font())
        if self._widest_y:
            self._make_room_for([self._widest_y])
        words_px = 2 * metrics.height() + 8
        self.bottom_axis.setHeight(words_px if self._has_x_labels else _BARE_AXIS_PX)
        below = 6 if self._has_x_labels else 0  # pyqtgraph moves the title down by so much.
        self._layout.setContentsMargins(0, over, beside, below)
        self.place_ticks()


def ends(values: Iterable[float], *, margin: float = 0.0) -> tuple[float, float]:
    """Returns the ends of an axis on which all finite values have room.

    Args:
        values: Positions that are drawn.
        margin: Room to leave free at either end, as a share of what lies between.
    """
    finite = [value for value in values if math.isfinite(value)]
    low = max(min(finite, default=0.0), _LOWEST)
    high = min(max(finite, default=1.0), _HIGHEST)
    least = max(abs(low), abs(high)) * 1e-6 or 1.0
    if high - low < least:
        return low - least, high + least
    room = margin * (high - low)
    return low - room, high + room
