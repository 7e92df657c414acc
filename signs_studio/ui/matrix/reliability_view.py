"""Reliability diagram: how often predictions of each confidence are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from signs_studio.runs.calibration import BINS
from signs_studio.runs.metrics import wilson_bounds
from signs_studio.ui.figures.colours import blend
from signs_studio.ui.widgets.upright import draw_upright

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from signs_studio.runs.calibration import Calibration
    from signs_studio.ui.widgets.theme import Theme

_LINES = 16
_FILL = 0.45
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ReliabilityView(QWidget):
    """A bar for each bin of confidence, as high as the accuracy of its pictures.

    On the dashed diagonal, confidence and accuracy are the same. Each bar has its 95 % interval,
    and beneath it stands how many pictures it is of.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reliability_diagram")
        self.setAccessibleName(self.tr("Reliability diagram"))
        self._calibration: Calibration | None = None
        self._theme: Theme | None = None
        self._fit()

    def show_calibration(self, calibration: Calibration) -> None:
        """Draws this calibration."""
        self._calibration = calibration
        bars = [
            f"{10 * place}–{10 * place + 10} %: {right}/{count}"
            for place, (right, count) in enumerate(
                zip(calibration.right.tolist(), calibration.count.tolist(), strict=True)
            )
            if count
        ]
        self.setAccessibleDescription(", ".join(bars))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours."""
        self._theme = theme
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Takes the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Returns room for the numbers under the bars."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("100 ") + 10 * metrics.horizontalAdvance("00"), 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws bars, intervals, diagonal and axes."""
        found, theme = self._calibration, self._theme
        if found is None or theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        line = metrics.height()
        left = line + metrics.horizontalAdvance("100 ")
        plot = QRectF(left, line / 2, self.width() - left - 2, self.height() - 4.5 * line)
        self._paint_axes(painter, plot, line=line, theme=theme)
        self._paint_bars(painter, plot, line=line, theme=theme)
        painter.setPen(QPen(QColor(theme.text), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(plot.bottomLeft(), plot.topRight())

    def _paint_axes(self, painter: QPainter, plot: QRectF, *, line: int, theme: Theme) -> None:
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            y = plot.bottom() - share * plot.height()
            painter.setPen(QPen(QColor(theme.grid if share else theme.border), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.muted))
            number = QRectF(0, y - line / 2, plot.left() - 5, line)
            painter.drawText(number, _RIGHT, f"{100 * share:.0f}")
        under = QRectF(plot.left(), plot.bottom() + 2, plot.width(), line)
        for share in (0.0, 0.5, 1.0):
            x = plot.left() + share * plot.width()
            box = QRectF(x - 3 * line, under.top(), 6 * line, line)
            align = _CENTRE
            if share in (0.0, 1.0):
                side = Qt.AlignmentFlag.AlignLeft if not share else Qt.AlignmentFlag.AlignRight
                box, align = under, side | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, align, f"{100 * share:.0f}")
        painter.drawText(under.translated(0, line), _CENTRE, self.tr("confidence (%)"))
        beside = QRect(0, int(plot.top()), line, int(plot.height()))
        draw_upright(painter, beside, self.tr("read correctly (%)"), _CENTRE)

    def _paint_bars(self, painter: QPainter, plot: QRectF, *, line: int, theme: Theme) -> None:
        found = self._calibration
        assert found is not None  # Its caller has looked.
        low, high = wilson_bounds(found.right, found.count)
        accuracy = found.right / np.maximum(found.count, 1)
        width = plot.width() / BINS
        metrics = self.fontMetrics()
        for place in range(BINS):
            count = int(found.count[place])
            x = plot.left() + place * width
            under = QRectF(x - width / 2, plot.bottom() + 2 + 2 * line, 2 * width, line)
            painter.setPen(QColor(theme.text if count else theme.muted))
            words = f"{count:,}" if count < 10_000 else f"{count // 1000:,}k"
            # Every second one where they would touch.
            is_wide = metrics.horizontalAdvance(words) > width
            painter.drawText(
                under.translated(0, line * 0.8 * (is_wide and place % 2)), _CENTRE, words
            )
            if not count:
                continue

            def y(share: float) -> float:
                return plot.bottom() - share * plot.height()

            top = y(float(accuracy[place]))
            painter.setPen(QPen(QColor(theme.test), 1.5))
            painter.setBrush(blend(theme.surface, theme.test, _FILL))
            painter.drawRect(QRectF(x + 2, top, width - 4, plot.bottom() - top))
            middle = x + width / 2
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.drawLine(
                QPointF(middle, y(float(low[place]))), QPointF(middle, y(float(high[place])))
            )
            for share in (low[place], high[place]):
                end = y(float(share))
                painter.drawLine(QPointF(middle - 4, end), QPointF(middle + 4, end))

    def _fit(self) -> None:
        self.setFixedHeight(_LINES * self.fontMetrics().height())
