"""A circle that holds a tick once something is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme


class TickMark(QWidget):
    """A circle that holds a tick once something is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_done = False
        self._theme: Theme | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def set_done(self, is_done: bool, *, words: str) -> None:
        """Shows whether it is done, and in words what that means."""
        self.is_done = is_done
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a line of words."""
        side = self.fontMetrics().lineSpacing()
        return QSize(side, side)

    def changeEvent(self, event: QEvent) -> None:
        """Grows with the words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the circle, filled and with its tick where it is done."""
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        width = side / 11
        circle = QRectF(0, 0, side, side).adjusted(width, width, -width, -width)
        colour = QColor(self._theme.right if self.is_done else self._theme.muted)
        painter.setPen(QPen(colour, width))
        painter.setBrush(colour if self.is_done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        if self.is_done:
            pen = QPen(QColor(self._theme.surface), 1.6 * width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            places = ((0.3, 0.53), (0.45, 0.67), (0.71, 0.35))
            (x0, y0), (x1, y1), (x2, y2) = ((x * side, y * side) for x, y in places)
            painter.drawLine(round(x0), round(y0), round(x1), round(y1))
            painter.drawLine(round(x1), round(y1), round(x2), round(y2))
