"""Lines of equal height over a plane, on shades of one colour, with a path upon them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath
from PySide6.QtWidgets import QLabel

from signs_studio.charts.contour_lines import contour_levels, contour_segments
from signs_studio.figures import Contours, Point
from signs_studio.numbers import format_significant
from signs_studio.ui.charts.pens import cosmetic_pen
from signs_studio.ui.charts.plot_canvas import PlotCanvas
from signs_studio.ui.charts.plot_point import CORNERS, PlotPoint
from signs_studio.ui.figures.colours import blend
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.figures.legend_html import coloured, entry_html, legend_html

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.widgets.theme import Theme

_LEVELS = 8
_FINE = 8
"""Shades between two points of the grid."""
_DARKEST = 0.45
"""Share of the colour at the highest point."""
_APART_LINES = 1.6
"""Least distance between two words, in heights of a line."""
_WORDS_ARE_WIDE = 0.6
"""Height of words with room around them, as a share of their width."""


class ContoursView(FigureView[Contours]):
    """Draws shades, lines with their heights, and the path with its names, all on one scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Contours | None = None
        self._theme: Theme | None = None
        self._items: list[PlotPoint | pg.TextItem] = []
        self._legend = QLabel(wordWrap=True)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._canvas = PlotCanvas()
        self._canvas.box.setMouseEnabled(x=False, y=False)
        self._shades = pg.ImageItem(axisOrder="row-major")
        self._shades.setZValue(-20)
        self._canvas.box.addItem(self._shades, ignoreBounds=True)
        self._canvas.box.sigResized.connect(self._draw)
        self._set_body(self._canvas)
        self._layout.insertWidget(1, self._legend)

    def show_figure(self, figure: Contours) -> None:
        """Draws the plane and the path."""
        self._figure = figure
        self._show_title(figure.title)
        self._canvas.setAccessibleName(figure.title)
        self._canvas.set_labels(x=figure.x_label, y=figure.y_label)
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._canvas.set_theme(theme)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Writes heights and names as large as all words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._draw()

    # ---- inside

    def _draw(self) -> None:
        figure, theme = self._figure, self._theme
        if figure is None or theme is None:
            return
        plane = _plane(figure)
        self._canvas.set_plane(plane)
        pixel = self._canvas.box.viewPixelSize()
        if not all(pixel):
            return
        for item in self._items:
            self._canvas.box.removeItem(item)
        self._items = []
        self._draw_shades(figure, theme)
        edge = QPainterPath()
        edge.addRect(plane)
        lines = [(edge, cosmetic_pen(theme.border))]
        written = self._draw_path(figure, theme, pixel)
        for level in contour_levels(figure.values, _LEVELS):
            segments = contour_segments(figure.x, figure.y, values=figure.values, level=level)
            path = QPainterPath()
            for start, end in segments.tolist():
                path.moveTo(*start)
                path.lineTo(*end)
            lines.append((path, cosmetic_pen(theme.muted)))
            self._write_height(level, segments, written, pixel)
        way = QPainterPath()
        for before, after in pairwise(figure.path):
            way.moveTo(before.x, before.y)
            way.lineTo(after.x, after.y)
        pen = cosmetic_pen(theme.test, max(2, theme.curve_width))
        self._canvas.set_lines([*lines, (way, pen)])
        self._show_legend(figure, theme)

    def _draw_shades(self, figure: Contours, theme: Theme) -> None:
        heights = np.where(figure.values > 0, figure.values, np.nan)
        known = np.isfinite(heights)
        if not known.any():
            self._shades.clear()
            return
        logs = np.log(np.where(known, heights, np.nanmax(heights)))
        fine = _finer(_finer(logs).T).T
        low, high = float(fine.min()), float(fine.max())
        shares = (fine - low) / ((high - low) or 1.0)
        ground, darkest = (blend(theme.surface, theme.train, share) for share in (0.0, _DARKEST))
        ends = np.array(
            [(each.red(), each.green(), each.blue()) for each in (ground, darkest)], np.float64
        )
        colours = ends[0] + shares[..., np.newaxis] * (ends[1] - ends[0])
        self._shades.setImage(colours.round().astype(np.uint8), autoLevels=False)
        self._shades.setRect(_plane(figure))

    def _write_height(
        self,
        level: float,
        segments: NDArray[np.float64],
        written: list[tuple[float, float]],
        pixel: tuple[float, float],
    ) -> None:
        """Writes a line's height where it is farthest from all that is written already."""
        assert self._figure is not None  # its caller has looked
        assert self._theme is not None
        if not len(segments):
            return
        middles = segments.mean(axis=1) / np.array(pixel)
        inside = self._inside(middles, pixel)
        middles = middles[inside]
        if not len(middles):
            return
        distances = np.full(len(middles), np.inf)
        for place in written:
            apart = (middles - np.array(place)) * (_WORDS_ARE_WIDE, 1.0)
            distances = np.minimum(distances, np.hypot(*apart.T))
        best = int(distances.argmax())
        if distances[best] < _APART_LINES * self.fontMetrics().height():
            return
        words = pg.TextItem(
            format_significant(level, 2),
            color=self._theme.text,
            anchor=(0.5, 0.5),
            fill=QColor(self._theme.surface),
        )
        words.setFont(self.font())
        words.setPos(middles[best, 0] * pixel[0], middles[best, 1] * pixel[1])
        self._canvas.box.addItem(words, ignoreBounds=True)
        self._items.append(words)
        written.append((float(middles[best, 0]), float(middles[best, 1])))

    def _inside(
        self, middles: NDArray[np.float64], pixel: tuple[float, float]
    ) -> NDArray[np.bool_]:
        """Returns which places leave room for words around them."""
        assert self._figure is not None  # its caller has looked
        plane, metrics = _plane(self._figure), self.fontMetrics()
        aside, over = metrics.horizontalAdvance("0.000"), metrics.height()
        is_inside: NDArray[np.bool_] = (
            (middles[:, 0] > plane.left() / pixel[0] + aside)
            & (middles[:, 0] < plane.right() / pixel[0] - aside)
            & (middles[:, 1] > plane.top() / pixel[1] + over)
            & (middles[:, 1] < plane.bottom() / pixel[1] - over)
        )
        return is_inside

    def _draw_path(
        self, figure: Contours, theme: Theme, pixel: tuple[float, float]
    ) -> list[tuple[float, float]]:
        """Draws the points, and returns where they and their names are, in pixels."""
        written: list[tuple[float, float]] = []
        named: list[QPointF] = []
        dots = [QPointF(each.x / pixel[0], -each.y / pixel[1]) for each in figure.path]
        (left, right), (below, above) = self._canvas.box.viewRange()
        view = QRectF(
            QPointF(left / pixel[0], -above / pixel[1]),
            QPointF(right / pixel[0], -below / pixel[1]),
        )
        apart = 1.5 * _APART_LINES * self.fontMetrics().height()
        # The chosen one first, then the ends: where words would touch, others go without.
        order = sorted(
            range(len(figure.path)),
            key=lambda place: (place != figure.chosen, place not in (0, len(figure.path) - 1)),
        )
        for place in order:
            point = figure.path[place]
            at = QPointF(point.x / pixel[0], point.y / pixel[1])
            has_room = all(
                math.hypot(_WORDS_ARE_WIDE * (at.x() - other.x()), at.y() - other.y()) >= apart
                for other in named
            )
            item = PlotPoint()
            item.show_point(point if has_room else Point("", point.x, point.y))
            item.set_look(theme, self.font())
            if has_room:
                item.write_at(_freest_corner(item, dots[place], dots=dots, view=view))
            item.set_current(place == figure.chosen)
            self._canvas.box.addItem(item, ignoreBounds=True)
            self._items.append(item)
            written.append((at.x(), at.y()))
            if has_room:
                named.append(at)
                middle = item.name_box.center()
                # Of an item, heights grow downwards.
                written.append((at.x() + middle.x(), at.y() - middle.y()))
        return written

    def _show_legend(self, figure: Contours, theme: Theme) -> None:
        # pyqtgraph's TextItem and this label take HTML.
        entries = [entry_html(coloured("—", theme.muted), figure.label)]
        if figure.path_label:
            entries.append(entry_html(coloured("●", theme.text), figure.path_label))
        self._legend.setText(legend_html(entries))


def _plane(figure: Contours) -> QRectF:
    """Returns the plane of a figure; of a QRectF, the top is the lowest y."""
    x, y = figure.x, figure.y
    return QRectF(float(x[0]), float(y[0]), float(x[-1] - x[0]), float(y[-1] - y[0]))


def _freest_corner(
    item: PlotPoint, at: QPointF, *, dots: list[QPointF], view: QRectF
) -> tuple[int, int]:
    """Returns where the name of a point is whole and covers the fewest dots.

    Args:
        item: The point.
        at: Its place, in pixels, downwards.
        dots: The places of all points.
        view: What is in view.
    """
    radius = item.radius

    def cost(corner: tuple[int, int]) -> tuple[bool, int]:
        box = item.words_box(corner).translated(at)
        reach = box.adjusted(-radius, -radius, radius, radius)
        return not view.contains(box), sum(map(reach.contains, dots))

    return min(CORNERS, key=cost)


def _finer(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns rows with numbers between each two, on the way from the one to the other."""
    count = rows.shape[1]
    places = np.linspace(0, count - 1, (count - 1) * _FINE + 1)
    return np.stack([np.interp(places, np.arange(count), row) for row in rows])
