"""Bands of weights and activations over the epochs, a pair of plots for each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from signs_studio.charts.scales import end_labels
from signs_studio.ui.figures.axis_ends import draw_axis_ends
from signs_studio.ui.figures.colours import blend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from signs_studio.insight.distributions import Distributions
    from signs_studio.ui.widgets.theme import Theme

_PLOT_LINES = 5.0
_GAP = 12
_BANDS = ((0, 6, 0.14), (1, 5, 0.30), (2, 4, 0.52))
"""Quantiles at either edge of a band, and the strength of its colour."""
_MEDIAN = 3
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class DistributionsView(QWidget):
    """Weights at the left in blue, activations at the right in orange, layer under layer.

    Attributes:
        found: What is drawn; None before there is anything.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("distributions")
        self.setAccessibleName(self.tr("Distributions of weights and activations of each layer"))
        self.found: Distributions | None = None
        self._names: Sequence[str] = ()
        self._theme: Theme | None = None
        self._ticks_px = 0

    def show_distributions(self, found: Distributions, names: Sequence[str]) -> None:
        """Draws the distributions of layers of these names."""
        self.found, self._names = found, names
        self._fit()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours."""
        self._theme = theme
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Gives the plots the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Returns room for two narrow plots."""
        return QSize(24 * self.fontMetrics().averageCharWidth(), self._height())

    def sizeHint(self) -> QSize:
        """Returns the same."""
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the plots."""
        found, theme = self.found, self._theme
        if found is None or theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        width = (self.width() - _GAP) / 2
        painter.setPen(QColor(theme.muted))
        heads = self.tr("weights"), self.tr("activations")
        for column, head in enumerate(heads):
            painter.drawText(QRectF(column * (width + _GAP), 0, width, line), _CENTRE, head)
        for layer, name in enumerate(self._names):
            top = line + layer * self._row_height()
            painter.setPen(QColor(theme.text))
            painter.drawText(QRectF(0, top, self.width(), line), _LEFT, name)
            both = (found.weights, theme.train), (found.activations, theme.test)
            for column, (numbers, colour) in enumerate(both):
                box = QRectF(
                    column * (width + _GAP),
                    top + 1.4 * line,
                    width,
                    self._row_height() - 1.4 * line - _GAP,
                )
                self._paint_plot(painter, box, numbers[:, layer], colour=colour, theme=theme)

    def _paint_plot(
        self,
        painter: QPainter,
        box: QRectF,
        numbers: NDArray[np.float64],
        *,
        colour: str,
        theme: Theme,
    ) -> None:
        line = self.fontMetrics().height()
        ticks = self._ticks_px
        plot = QRectF(
            box.left() + ticks, box.top() + 4, box.width() - ticks, box.height() - line - 8
        )
        is_there = np.isfinite(numbers).all(axis=1)
        if not is_there.any():
            painter.setPen(QColor(theme.muted))
            painter.drawText(box, _CENTRE, self.tr("no numbers"))
            return
        assert self.found is not None  # Its caller has looked.
        epochs, shown = self.found.epochs[is_there], numbers[is_there]
        low, high = float(shown.min()), float(shown.max())
        span = (high - low) or 1.0
        lowest, highest = end_labels(low, high)
        for words, y in ((highest, plot.top()), (lowest, plot.bottom())):
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.muted))
            place = QRectF(box.left(), y - line / 2, ticks - 4, line)
            painter.drawText(place, _RIGHT, words)
        if low < 0 < high:
            zero = plot.bottom() + low / span * plot.height()
            painter.setPen(QPen(QColor(theme.border), 1))
            painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero))
        reach = max(int(epochs[-1] - epochs[0]), 1)
        xs = plot.left() + (epochs - epochs[0]) / reach * plot.width()
        if len(xs) == 1:
            # One epoch is a bar of all its width.
            xs, shown = np.array([plot.left(), plot.right()]), shown.repeat(2, axis=0)
        ys = plot.bottom() - (shown - low) / span * plot.height()

        def points(quantile: int) -> list[QPointF]:
            return [
                QPointF(x, y) for x, y in zip(xs.tolist(), ys[:, quantile].tolist(), strict=True)
            ]

        painter.setPen(Qt.PenStyle.NoPen)
        for first, last, strength in _BANDS:
            painter.setBrush(blend(theme.surface, colour, strength))
            painter.drawPolygon(QPolygonF([*points(first), *reversed(points(last))]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), max(theme.curve_width, 2)))
        painter.drawPolyline(QPolygonF(points(_MEDIAN)))
        painter.setPen(QColor(theme.muted))
        under = QRectF(plot.left(), plot.bottom() + 4, plot.width(), line)
        at_first, at_last = (f"{epochs[end]:,}" for end in (0, -1))
        named = self.tr("epoch {epoch}").format(epoch=at_last)
        draw_axis_ends(painter, under, first=at_first, last=at_last, named=named)

    def _ticks_width(self, found: Distributions) -> int:
        """Returns the width of the widest label of all axes: the plots lie under each other."""
        labels = ["0.00"]
        for numbers in (found.weights, found.activations):
            for layer in range(numbers.shape[1]):
                shown = numbers[:, layer][np.isfinite(numbers[:, layer]).all(axis=1)]
                if len(shown):
                    labels += end_labels(float(shown.min()), float(shown.max()))
        return max(map(self.fontMetrics().horizontalAdvance, labels)) + 4

    def _row_height(self) -> int:
        return round((2.4 + _PLOT_LINES) * self.fontMetrics().height()) + _GAP

    def _height(self) -> int:
        return self.fontMetrics().height() + len(self._names) * self._row_height() + 1

    def _fit(self) -> None:
        if self.found is not None:
            self._ticks_px = self._ticks_width(self.found)
        if self.height() != self._height():
            self.setFixedHeight(self._height())
