"""Points of several groups, one of which can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPen
from PySide6.QtWidgets import QLabel

from signs_studio.figures import Scatter
from signs_studio.ui.charts.pens import cosmetic_pen
from signs_studio.ui.charts.plot_canvas import PlotCanvas, ends
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.figures.group_marks import EDGE_PX, group_colour, group_shape, mark_html
from signs_studio.ui.figures.legend_html import entry_html, legend_html, unbroken

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.widgets.theme import Theme

_DOT_PX, _RING_PX, _CHOSEN_PX = 9.0, 15.0, 22.0
_LINE_PX = 15
"""Line height, in pixels, at which dots have these sizes; they grow with larger words."""
_RING_WIDTH_PX = 2.0
_REACH_PX = 14.0
_MARGIN = 0.06


class ScatterView(FigureView[Scatter]):
    """Draws points in colours and shapes of their groups, and takes clicks upon them.

    Both axes have one scale: how near points are to each other is what it shows.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Scatter | None = None
        self._theme: Theme | None = None
        self._legend = QLabel(wordWrap=True)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._canvas = PlotCanvas()
        self._canvas.box.setMouseEnabled(x=False, y=False)
        self._canvas.viewport().installEventFilter(self)
        self._canvas.viewport().setMouseTracking(True)
        self._canvas.box.sigResized.connect(self._fit)
        self._items: list[pg.ScatterPlotItem] = []
        self._set_body(self._canvas)
        self._layout.insertWidget(1, self._legend)

    def show_figure(self, figure: Scatter) -> None:
        """Draws the points."""
        self._figure = figure
        self._show_title(figure.title)
        self._canvas.setAccessibleName(figure.title)
        self._canvas.set_labels(x=figure.x_label, y=figure.y_label)
        self._fit()
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draws marks as large as all words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._canvas.set_theme(theme)
        self._draw()

    @property
    def figure(self) -> Scatter | None:
        """The points that are shown; None for none yet."""
        return self._figure

    def place_of(self, index: int) -> QPointF:
        """Returns the place of a point on the viewport of its canvas."""
        assert self._figure is not None  # Of a figure that was shown.
        scene = self._canvas.box.mapViewToScene(
            QPointF(float(self._figure.x[index]), float(self._figure.y[index]))
        )
        return QPointF(self._canvas.mapFromScene(scene))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes clicks on points."""
        figure = self._figure
        if watched is self._canvas.viewport() and isinstance(event, QMouseEvent) and figure:
            near = self._point_near(event.position()) if figure.field else None
            shape = (
                Qt.CursorShape.ArrowCursor if near is None else Qt.CursorShape.PointingHandCursor
            )
            self._canvas.viewport().setCursor(shape)
            is_press = event.type() == QEvent.Type.MouseButtonPress
            if is_press and event.button() == Qt.MouseButton.LeftButton and near is not None:
                self.number_chosen.emit(figure.field, float(near))
                return True
        return super().eventFilter(watched, event)

    # ---- inside

    def _fit(self) -> None:
        if self._figure is not None:
            left, right = ends(self._figure.x.tolist(), margin=_MARGIN)
            below, above = ends(self._figure.y.tolist(), margin=_MARGIN)
            self._canvas.set_plane(QRectF(left, below, right - left, above - below))

    def _point_near(self, position: QPointF) -> int | None:
        assert self._figure is not None  # its caller has looked
        if not len(self._figure.x):
            return None
        view = self._canvas.box.mapSceneToView(self._canvas.mapToScene(position.toPoint()))
        across, up = self._canvas.box.viewPixelSize()
        if not across or not up:
            return None
        distances = np.hypot((self._figure.x - view.x()) / across, (self._figure.y - view.y()) / up)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= _REACH_PX else None

    def _draw(self) -> None:
        figure, theme = self._figure, self._theme
        if figure is None or theme is None:
            return
        for item in self._items:
            self._canvas.box.removeItem(item)
        self._items = []
        self._add(np.flatnonzero(figure.marked), size=_RING_PX, ring=theme.wrong)
        # An item for each group: with a colour of its own for each point, it takes ten times as
        # long.
        for group in np.unique(figure.groups).tolist():
            self._add(
                np.flatnonzero(figure.groups == group),
                size=_DOT_PX,
                ring=theme.text,
                fill=group_colour(group),
                shape=group_shape(group),
            )
        chosen = [] if figure.chosen is None else [figure.chosen]
        self._add(np.array(chosen, np.int64), size=_CHOSEN_PX, ring=theme.text)
        self._show_legend(figure, theme)

    def _show_legend(self, figure: Scatter, theme: Theme) -> None:
        words_px = self.fontMetrics().height()
        entries = [unbroken(f"{figure.groups_name}:")] if figure.groups_name else []
        for group, name in enumerate(figure.names):
            shape, fill = group_shape(group), group_colour(group)
            mark = mark_html(shape, fill=fill, edge=theme.text, words_px=words_px)
            entries.append(entry_html(mark, name))
        if figure.marked_name and figure.marked.any():
            ring = mark_html("o", fill=None, edge=theme.wrong, words_px=words_px)
            entries.append(entry_html(ring, figure.marked_name))
        self._legend.setText(legend_html(entries))

    def _add(
        self,
        which: NDArray[np.int64],
        *,
        size: float,
        ring: str,
        fill: str | None = None,
        shape: str = "o",
    ) -> None:
        """Adds points that look alike: a ring of two pixels, or one around what is filled."""
        assert self._figure is not None  # its caller has looked
        size *= max(self.fontMetrics().height() / _LINE_PX, 1.0)
        pen = QPen(cosmetic_pen(ring))
        pen.setWidthF(_RING_WIDTH_PX if fill is None else EDGE_PX)
        item = pg.ScatterPlotItem(pxMode=True, size=size, pen=pen, brush=fill, symbol=shape)
        item.setData(x=self._figure.x[which], y=self._figure.y[which])
        self._canvas.box.addItem(item, ignoreBounds=True)
        self._items.append(item)
