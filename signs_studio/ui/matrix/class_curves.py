"""Accuracy of each class over the epochs: a small plot for each, all on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from signs_studio.runs.metrics import wilson_bounds
from signs_studio.ui.figures.axis_ends import draw_axis_ends
from signs_studio.ui.figures.colours import blend

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from signs_studio.ui.matrix.class_history import ClassHistory
    from signs_studio.ui.widgets.theme import Theme

MAX_PLOTS = 12
"""Most classes that are drawn; of more, those that are read worst in the end."""

_LEAST_LETTERS = 21
_PLOT_LINES = 4.5
_GAP = 10
_BAND = 0.28
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def worst_classes(history: ClassHistory, count: int = MAX_PLOTS) -> NDArray[np.intp]:
    """Returns the classes that are read worst after the last epoch, in their order.

    Args:
        history: Of all classes, of one epoch at least.
        count: How many are wanted.
    """
    classes = len(history.support)
    if classes <= count:
        return np.arange(classes)
    accuracy = history.right[-1] / np.maximum(history.support, 1)
    # Of classes without pictures nothing is known.
    accuracy[history.support == 0] = np.inf
    return np.sort(np.argsort(accuracy, kind="stable")[:count])


class ClassCurves(QWidget):
    """Lines of the accuracy, in bands of its 95 % interval.

    Attributes:
        classes: Indices of the classes that are drawn, (K,) intp.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_curves")
        self.setAccessibleName(self.tr("Accuracy of each sign over the epochs"))
        self._history: ClassHistory | None = None
        self._theme: Theme | None = None
        self.classes: NDArray[np.intp] = np.empty(0, np.intp)

    def show_history(self, history: ClassHistory) -> None:
        """Draws the accuracies of these epochs."""
        self._history = history
        self.classes = worst_classes(history) if len(history.epochs) else self.classes[:0]
        self.setAccessibleDescription(", ".join(map(self.final_words, self.classes.tolist())))
        self._fit()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours."""
        self._theme = theme
        self.update()

    def final_words(self, index: int) -> str:
        """Returns the accuracy of a class after the last epoch, with its interval."""
        history = self._history
        if history is None or not history.support[index]:
            return "–"
        right, count = history.right[-1, index], history.support[index]
        low, high = wilson_bounds(right, count)
        return f"{100 * right / count:.0f} % ({100 * low:.0f}–{100 * high:.0f})"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Has as many plots in a row as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Gives the plots the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Returns room for one plot in a row."""
        return QSize(10 * self.fontMetrics().averageCharWidth(), self._height())

    def sizeHint(self) -> QSize:
        """Returns the same."""
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the plots that there are."""
        if self._theme is None or self._history is None or not len(self.classes):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns, line = self._columns(), self.fontMetrics().height()
        width = (self.width() - (columns - 1) * _GAP) // columns
        height = self._plot_height()
        for place, index in enumerate(self.classes.tolist()):
            row, column = divmod(place, columns)
            box = QRect(column * (width + _GAP), row * (height + _GAP), width, height)
            self._paint_plot(painter, box, index, line=line, theme=self._theme)

    def _paint_plot(
        self, painter: QPainter, box: QRect, index: int, *, line: int, theme: Theme
    ) -> None:
        history, metrics = self._history, self.fontMetrics()
        assert history is not None  # Its caller has looked.
        ticks = metrics.horizontalAdvance("100 ")
        words = QRect(box.left() + ticks, box.top(), box.width() - ticks, line)
        painter.setPen(QColor(theme.text))
        for said in (self._name(history.class_names[index]), self.final_words(index)):
            elided = metrics.elidedText(said, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, _LEFT, elided)
            words.translate(0, line)
        plot = QRectF(words.left(), words.top() + 4, words.width(), box.height() - 3 * line - 8)
        painter.setPen(QPen(QColor(theme.grid), 1))
        for share in (0.0, 0.5, 1.0):
            y = plot.bottom() - share * plot.height()
            painter.setPen(QPen(QColor(theme.grid if share else theme.border), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.muted))
            number = QRectF(box.left(), y - line / 2, ticks - 5, line)
            painter.drawText(number, _RIGHT, f"{100 * share:.0f}")
        self._paint_curve(painter, plot, index, theme=theme)
        painter.setPen(QColor(theme.muted))
        under = QRectF(plot.left(), plot.bottom() + 2, plot.width(), line)
        first, last = (f"{history.epochs[end]:,}" for end in (0, -1))
        named = self.tr("epoch {epoch}").format(epoch=last)
        draw_axis_ends(painter, under, first=first, last=last, named=named)

    def _name(self, name: str) -> str:
        """Returns the name of a class; a bare number says that it is a name."""
        return self.tr("sign {name}").format(name=name) if name.isdigit() else name

    def _paint_curve(self, painter: QPainter, plot: QRectF, index: int, *, theme: Theme) -> None:
        history = self._history
        assert history is not None  # Its caller has looked.
        right, support = history.right[:, index], history.support[index]
        if not support:
            return
        low, high = wilson_bounds(right, support)
        span = max(int(history.epochs[-1] - history.epochs[0]), 1)
        xs = plot.left() + (history.epochs - history.epochs[0]) / span * plot.width()
        if len(xs) == 1:
            # One epoch is a dot with its interval.
            xs, low, high = np.array([plot.left(), plot.left() + 4]), low.repeat(2), high.repeat(2)
            right = right.repeat(2)

        def points(shares: NDArray[np.float64]) -> list[QPointF]:
            ys = plot.bottom() - shares * plot.height()
            return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]

        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(theme.surface, theme.test, _BAND))
        painter.drawPolygon(QPolygonF([*points(low), *reversed(points(high))]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.test), max(theme.curve_width, 2)))
        painter.drawPolyline(QPolygonF(points(right / support)))

    def _columns(self) -> int:
        least = _LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        return max(min(self.width() // least, len(self.classes), 3), 1)

    def _plot_height(self) -> int:
        line = self.fontMetrics().height()
        return round((3 + _PLOT_LINES) * line) + 8

    def _height(self) -> int:
        rows = -(-len(self.classes) // self._columns())
        return max(rows * (self._plot_height() + _GAP), 1)

    def _fit(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())
