"""The colours of the two sets, beside their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from signs_studio.ui.widgets.theme import Theme

_GAP, _APART = 6, 16


class SetsLegend(QWidget):
    """Says which colour is that of training and which that of test pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = (self.tr("training"), self.tr("test"))
        self._theme: Theme | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Returns room for both names."""
        metrics = self.fontMetrics()
        side = metrics.height() // 2
        words = sum(metrics.horizontalAdvance(name) for name in self._names)
        return QSize(words + 2 * (side + _GAP) + _APART, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws a square and a name for each."""
        del event
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        side, left = metrics.height() // 2, 0
        for name, colour in zip(self._names, (self._theme.train, self._theme.test), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(left, (self.height() - side) / 2, side, side), 2, 2)
            painter.setPen(QColor(self._theme.muted))
            left += side + _GAP
            words = QRectF(left, 0, metrics.horizontalAdvance(name) + 2, self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
            left += metrics.horizontalAdvance(name) + _APART
