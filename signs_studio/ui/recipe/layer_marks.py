"""Small drawings on a layer: the mark of its kind, and the bar of its share of the parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from signs_studio.runs.words import format_percent

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_BAR_HEIGHT = 4


class KindMark(QWidget):
    """An icon as high as a line of words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QIcon()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: QIcon) -> None:
        """Takes the icon."""
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        side = max(16, self.fontMetrics().height() + 2)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the icon."""
        self._icon.paint(QPainter(self), self.rect())


class ShareBar(QWidget):
    """A thin bar, filled as far as a share of the whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self.setFixedHeight(_BAR_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nobody knows."""
        return self._share

    def set_share(self, share: float | None) -> None:
        """Fills the bar; None leaves no bar, but its room."""
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the bar; what is more than nothing is to be seen."""
        if self._share is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        radius = box.height() / 2
        painter.setBrush(self.palette().color(QPalette.ColorRole.AlternateBase))
        painter.drawRoundedRect(box, radius, radius)
        if self._share > 0:
            box.setWidth(max(box.height(), box.width() * self._share))
            painter.setBrush(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawRoundedRect(box, radius, radius)


def format_share(share: float | None) -> str:
    """Returns a share in per cent: never 0 or 100 for what is only near to it."""
    if share is None:
        return ""
    if 0 < share < 0.0005:
        return f"< {format_percent(0.001)}"
    if share in (0.0, 1.0):
        return format_percent(share, 0)
    return format_percent(min(share, 0.999))
