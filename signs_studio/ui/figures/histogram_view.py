"""View of a histogram, as bars."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtGui import QColor

from signs_studio.figures import Histogram
from signs_studio.ui.charts.pens import cosmetic_pen
from signs_studio.ui.charts.plot_canvas import PlotCanvas, ends
from signs_studio.ui.figures.figure_view import FigureView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.widgets.theme import Theme


class HistogramView(FigureView[Histogram]):
    """Bars that touch, since what they count goes on from one to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Histogram | None = None
        self._theme: Theme | None = None
        self._bars: pg.BarGraphItem | None = None
        self._canvas = PlotCanvas()
        self._canvas.box.setMouseEnabled(x=False, y=False)
        self._set_body(self._canvas)

    def show_figure(self, figure: Histogram) -> None:
        """Draws the bars."""
        self._figure = figure
        self._show_title(figure.title)
        self._canvas.setAccessibleName(figure.title)
        self._canvas.set_labels(x=figure.label, y=self.tr("how many"))
        highest = max(figure.counts, default=0)
        self._canvas.set_view(ends(figure.edges, margin=0.02), (0.0, 1.08 * max(highest, 1)))
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Colours the bars."""
        self._theme = theme
        self._canvas.set_theme(theme)
        self._draw()

    def _draw(self) -> None:
        if self._figure is None or self._theme is None:
            return
        if self._bars is not None:
            self._canvas.box.removeItem(self._bars)
        lefts, rights = zip(*pairwise(self._figure.edges), strict=True)
        fill = QColor(self._theme.train)
        self._bars = pg.BarGraphItem(
            x0=list(lefts),
            x1=list(rights),
            height=list(self._figure.counts),
            brush=fill,
            pen=cosmetic_pen(self._theme.surface),
        )
        self._canvas.box.addItem(self._bars, ignoreBounds=True)
