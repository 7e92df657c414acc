"""The weights of a unit's inputs as bars to either side of zero."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from signs_studio.numbers import format_significant
from signs_studio.ui.figures.colours import strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from signs_studio.ui.network.unit_figures import InputBar
    from signs_studio.ui.widgets.theme import Theme

_ROW_LINES = 1.15


class InputBars(QWidget):
    """A row for each input: its name, its bar and its weight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("input_bars")
        self.bars: tuple[InputBar, ...] = ()
        self._theme: Theme | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[InputBar]) -> None:
        """Shows inputs, the first on top."""
        self.bars = tuple(bars)
        self.setAccessibleName(
            ", ".join(f"{bar.name} {format_significant(bar.weight)}" for bar in bars)
        )
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        return QSize(12 * line, round(len(self.bars) * _ROW_LINES * line))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        if self._theme is None or not self.bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        line = metrics.lineSpacing()
        words = [format_significant(bar.weight, 2) for bar in self.bars]
        names_px = max(metrics.horizontalAdvance(bar.name) for bar in self.bars) + 1
        words_px = max(map(metrics.horizontalAdvance, words)) + 1
        left = names_px + 0.5 * line
        half = max((self.width() - left - words_px - 0.5 * line) / 2, 1.0)
        largest = max(abs(bar.weight) for bar in self.bars)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QPen(QColor(self._theme.border), 1))
        zero = left + half
        painter.drawLine(QPointF(zero, 0), QPointF(zero, self.height()))
        for row, bar in enumerate(self.bars):
            place = QRectF(0, row * _ROW_LINES * line, self.width(), _ROW_LINES * line)
            painter.setPen(QColor(self._theme.text))
            name = QRectF(0, place.top(), names_px, place.height())
            painter.drawText(name, middle | Qt.AlignmentFlag.AlignRight, bar.name)
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, words[row])
            length = half * strength(bar.weight, largest)
            begin = zero if bar.weight >= 0 else zero - length
            inset = 0.2 * line
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.train if bar.weight >= 0 else self._theme.test))
            painter.drawRect(QRectF(begin, place.top() + inset, length, place.height() - 2 * inset))
