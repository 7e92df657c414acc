"""Curves and points over two axes; points that stand for a field can be dragged."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPen, QTextDocumentFragment
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from signs_studio.charts.scales import linear_ticks, log_ticks
from signs_studio.figures import FunctionPlot, Point
from signs_studio.numbers import round_significant
from signs_studio.ui.charts.plot_canvas import PlotCanvas, ends
from signs_studio.ui.charts.plot_point import CORNERS, PlotPoint
from signs_studio.ui.charts.polyline import height_at, polyline
from signs_studio.ui.figures.curve_pens import curve_colours, curve_pen, guide_pen, legend_mark
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.figures.legend_html import coloured, entry_html, legend_html
from signs_studio.ui.figures.plot_bands import PlotBands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QHideEvent, QPainterPath, QResizeEvent

    from signs_studio.figures import Curve
    from signs_studio.ui.widgets.theme import Theme

_DOT_PX = 8.0
_BAND_MARK = "▆"
"""In the legend."""
_MARGIN = 0.06
_REACH_PX = 22.0
# How many steps a point that is dragged takes across the plot, at least; keys take a few at once.
_LEAST_STEPS = 100
_STEPS_OF_KEYS = {Qt.Key.Key_Left: -4, Qt.Key.Key_Right: 4}


class FunctionPlotView(FigureView[FunctionPlot]):
    """Draws curves in colours and dashes of their own, and takes hold of points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: FunctionPlot | None = None
        self._theme: Theme | None = None
        self._points: list[PlotPoint] = []
        self._dots: list[pg.ScatterPlotItem] = []
        self._held: PlotPoint | None = None
        self._legend = QLabel()
        self._legend.setObjectName("legend")
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setWordWrap(True)
        self._legend_words = ""
        self._heading.addWidget(self._legend)
        self._canvas = PlotCanvas()
        self._canvas.box.setMouseEnabled(x=False, y=False)
        self._bands = PlotBands(self._canvas.box)
        self._is_log = (False, False)
        self._canvas.installEventFilter(self)
        self._canvas.viewport().installEventFilter(self)
        self._canvas.viewport().setMouseTracking(True)
        self._canvas.box.sigResized.connect(self._on_box_resized)
        self._set_body(self._canvas)

    @property
    def figure(self) -> FunctionPlot | None:
        """What is drawn; None before there is anything."""
        return self._figure

    def show_figure(self, figure: FunctionPlot) -> None:
        """Draws curves and points; one that is being dragged stays under the pointer."""
        self._figure = figure
        self._show_title(figure.title)
        self._canvas.setAccessibleName(figure.title)
        self._canvas.set_labels(x=figure.x_label, y=figure.y_label)
        self._canvas.set_x_names(figure.x_names)
        is_log = figure.x_log, figure.y_log
        if is_log != self._is_log:
            self._is_log = is_log
            x_ticks, y_ticks = (log_ticks if each else linear_ticks for each in is_log)
            self._canvas.set_ticks(x=x_ticks, y=y_ticks)
        if self._held is None:
            self._fit_view(figure)
        self._draw_curves()
        self._place_points(figure.points)

    def set_theme(self, theme: Theme) -> None:
        """Colours curves, axes and points."""
        self._theme = theme
        self._canvas.set_theme(theme)
        self._draw_curves()
        self._colour_points()

    def point(self, field: str) -> Point | None:
        """The point that stands for a field, as it is drawn."""
        return next((item.point for item in self._points if item.point.field == field), None)

    def place_of(self, field: str) -> QPoint:
        """Place on the viewport of its canvas of the point that stands for a field."""
        item = next(item for item in self._points if item.point.field == field)
        place: QPoint = self._canvas.mapFromScene(item.scenePos())
        return place

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps title and legend whole."""
        super().resizeEvent(event)
        self._fit_heading()

    def hideEvent(self, event: QHideEvent) -> None:
        """Lets go of a point that was being dragged."""
        super().hideEvent(event)
        self._held = None

    def changeEvent(self, event: QEvent) -> None:
        """Writes the names of points as large as all words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._colour_points()
            self._draw_curves()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lets points be dragged, and moved by keys."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return watched is self._canvas and self._take_key(event)
        if watched is self._canvas and kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_current(self._handle() if kind == QEvent.Type.FocusIn else None)
        if watched is self._canvas.viewport() and isinstance(event, QMouseEvent):
            return self._take_mouse(event)
        return super().eventFilter(watched, event)

    # ---- drawing

    def _fit_view(self, figure: FunctionPlot) -> None:
        """Brings everything into view, or what the figure says."""
        xs = [x for curve in figure.curves for x in curve.x] + [p.x for p in figure.points]
        x_range = figure.x_range or ends(xs, margin=0.02)
        ys = [y for curve in figure.curves for y in curve.y] + [p.y for p in figure.points]
        ys += [y for band in figure.bands for y in (*band.low, *band.high)]
        self._canvas.set_view(x_range, figure.y_range or ends(ys, margin=_MARGIN))

    def _draw_curves(self) -> None:
        if self._figure is None or self._theme is None or not all(self._canvas.box.viewPixelSize()):
            # A plot without any room is drawn once it has some.
            return
        for dots in self._dots:
            self._canvas.box.removeItem(dots)
        self._dots = []
        box = self._canvas.box
        pixel = box.viewPixelSize()
        lines: list[tuple[QPainterPath, QPen]] = []
        entries = []
        theme, words_px = self._theme, self.fontMetrics().height()
        colours = curve_colours(theme)
        self._bands.show_bands(self._figure.bands, colours)
        for colour, band in zip(itertools.cycle(colours), self._figure.bands, strict=False):
            if band.name:
                entries.append(entry_html(coloured(_BAND_MARK, colour), band.name))
        places = itertools.count()
        for curve in self._figure.curves:
            place = 0 if curve.is_guide else next(places)
            pen = guide_pen(theme)
            if not curve.is_guide:
                pen = curve_pen(theme, place, dots=curve.dots, words_px=words_px)
            if curve.colour is not None:
                pen.setColor(theme.colour(curve.colour))
            path = polyline(curve.x, curve.y, view=box.viewRect(), pixel=pixel)
            lines.append((path, pen))
            if curve.dots:
                self._add_dots(curve, pen)
            if curve.name:
                mark = legend_mark(place, dots=curve.dots, is_guide=curve.is_guide)
                entries.append(entry_html(coloured(mark, pen.color().name()), curve.name))
        self._canvas.set_lines(lines)
        self._legend.setText(legend_html(entries) if len(entries) > 1 else "")
        self._legend_words = QTextDocumentFragment.fromHtml(self._legend.text()).toPlainText()
        self._fit_heading()

    def _fit_heading(self) -> None:
        """Puts the legend beside the title, or beneath it where there is no room for both."""
        title = self._title.fontMetrics().horizontalAdvance(self._title.words)
        legend = self._legend.fontMetrics().horizontalAdvance(f"{self._legend_words}  ")
        needed = title + self._heading.spacing() + legend
        beside = needed <= self.width() or not self._legend.text()
        # Beneath, it is broken into lines where it must be.
        self._legend.setMinimumWidth(legend if beside and self._legend.text() else 0)
        direction = QBoxLayout.Direction
        self._heading.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def _add_dots(self, curve: Curve, pen: QPen) -> None:
        places = [
            (x, y)
            for x, y in zip(curve.x, curve.y, strict=True)
            if math.isfinite(x) and math.isfinite(y)
        ]
        pixel = self._canvas.box.viewPixelSize()
        # Where many fall on one pixel, one is enough.
        apart = {(round(x / pixel[0]), round(y / pixel[1])): (x, y) for x, y in places}
        dots = pg.ScatterPlotItem(size=_DOT_PX, brush=pen.color(), pen=None, pxMode=True)
        dots.setData(pos=list(apart.values()))
        self._canvas.box.addItem(dots, ignoreBounds=True)
        self._dots.append(dots)

    def _place_points(self, points: tuple[Point, ...]) -> None:
        shown = [p for p in points if math.isfinite(p.x) and math.isfinite(p.y)]
        while len(self._points) > len(shown):
            self._canvas.box.removeItem(self._points.pop())
        while len(self._points) < len(shown):
            self._points.append(PlotPoint())
            self._canvas.box.addItem(self._points[-1], ignoreBounds=True)
        if self._held not in self._points:
            self._held = None
        for item, point in zip(self._points, shown, strict=True):
            if item is not self._held:
                item.show_point(point)
        self._colour_points()

    def _colour_points(self) -> None:
        if self._theme is not None:
            for point in self._points:
                point.set_look(self._theme, self.font())
        self._place_names()

    def _place_names(self) -> None:
        """Writes each name where it covers neither a point nor another name, if there is room."""
        # It waits with this until it paints: too late to ask where things are.
        self._canvas.box.updateMatrix()
        inside = self._canvas.box.sceneBoundingRect()
        dots = {item: item.dot_box.translated(item.scenePos()) for item in self._points}
        written: list[QRectF] = []
        for item in self._points:
            others = [dot for other, dot in dots.items() if other is not item]
            costs = []
            for corner in CORNERS:
                box = item.words_box(corner).translated(item.scenePos())
                is_cut = not inside.contains(box)
                costs.append((is_cut, covered(box, written), covered(box, others)))
            item.write_at(CORNERS[costs.index(min(costs))])
            written.append(item.name_box.translated(item.scenePos()))

    # ---- dragging

    def _handle(self) -> PlotPoint | None:
        """The point that keys move: the first that stands for a field."""
        return next((item for item in self._points if item.point.field), None)

    def _handle_near(self, position: QPointF) -> PlotPoint | None:
        def distance(item: PlotPoint) -> float:
            place = self._canvas.mapFromScene(item.scenePos())
            return math.hypot(place.x() - position.x(), place.y() - position.y())

        handles = [item for item in self._points if item.point.field]
        nearest = min(handles, key=distance, default=None)
        return nearest if nearest is not None and distance(nearest) <= _REACH_PX else None

    def _take_mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._held = self._handle_near(event.position())
            self._show_current(self._held)
            return self._held is not None
        if kind == QEvent.Type.MouseMove:
            if self._held is not None:
                scene = self._canvas.mapToScene(event.position().toPoint())
                self._move(self._held, self._canvas.box.mapSceneToView(scene).x())
                return True
            near = self._handle_near(event.position())
            self._show_current(near)
            shape = Qt.CursorShape.ArrowCursor if near is None else Qt.CursorShape.SizeHorCursor
            self._canvas.viewport().setCursor(shape)
        if kind == QEvent.Type.MouseButtonRelease and self._held is not None:
            self._held = None
            if self._figure is not None:
                self._fit_view(self._figure)
                self._draw_curves()
            return True
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        handle = self._handle()
        steps = _STEPS_OF_KEYS.get(Qt.Key(event.key()), 0)
        if handle is None or not steps or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        self._move(handle, handle.point.x + steps * self._step())
        return True

    def _move(self, item: PlotPoint, x: float) -> None:
        """Moves a point along its curve, and tells which number that is."""
        first, last = self._canvas.box.viewRange()[0]
        step = self._step()
        x = round(min(max(x, first), last) / step) * step
        # A step that is no power of two leaves digits behind that nobody chose.
        x = round_significant(x, 12)
        point = item.point
        item.show_point(Point(point.name, x, self._height_of(point, x), point.field))
        self._place_names()
        self.number_chosen.emit(point.field, x)

    def _step(self) -> float:
        """A round number, small against what is in view."""
        first, last = self._canvas.box.viewRange()[0]
        return float(10.0 ** math.floor(math.log10((last - first) / _LEAST_STEPS)))

    def _height_of(self, point: Point, x: float) -> float:
        """Returns the height of a point once it is moved: that of its curve, if it lies on one."""
        low, high = self._canvas.box.viewRange()[1]
        for curve in self._figure.curves if self._figure is not None else ():
            here = height_at(point.x, curve.x, curve.y)
            there = height_at(x, curve.x, curve.y)
            lies_on_it = here is not None and abs(here - point.y) <= 0.02 * (high - low)
            if lies_on_it and there is not None:
                return there
        return point.y

    def _show_current(self, current: PlotPoint | None) -> None:
        if current is None and self._canvas.hasFocus():
            current = self._handle()
        for item in self._points:
            item.set_current(item is current)

    def _on_box_resized(self) -> None:
        self._draw_curves()
        self._place_names()


def covered(box: QRectF, others: Iterable[QRectF]) -> float:
    """Returns the area of other boxes that a box covers, in square pixels."""
    common = (box.intersected(other) for other in others)
    return sum((each.width() * each.height() for each in common), 0.0)
