"""Words that fold what is beneath them, and the arrow beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from signs_studio.ui.forms.fields_form import GRID

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QPaintEvent


class FoldButton(QToolButton):
    """Words that fold and unfold what is beneath them.

    Args:
        title: The words, which begin a step of the grid from the left.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """Returns room for the words and a ring around them."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + GRID + GRID // 2
        return QSize(width, _line_height(metrics))

    def minimumSizeHint(self) -> QSize:
        """Returns the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the words, and a ring where the focus is; a style would put them elsewhere."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        if self.hasFocus() or self.underMouse():
            role = QPalette.ColorRole.Accent if self.hasFocus() else QPalette.ColorRole.Mid
            painter.setPen(QPen(palette.color(role), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(palette.color(QPalette.ColorRole.ButtonText))
        words = self.rect().adjusted(GRID, 0, 0, 0)
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, align, self.text())


class Chevron(QWidget):
    """A small arrow: to the right while something is folded, down while it is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_open = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_open(self, is_open: bool) -> None:
        """Points down or to the right."""
        self._is_open = is_open
        self.update()

    def sizeHint(self) -> QSize:
        """Returns a width of as much as a line of words is high, and the height of what folds."""
        metrics = self.fontMetrics()
        return QSize(metrics.height(), _line_height(metrics))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
        pen = QPen(colour, max(1.5, self.width() / 9))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.translate(QRectF(self.rect()).center())
        if self._is_open:
            painter.rotate(90)
        side = self.width() / 4
        arrow = (QPointF(-side / 2, -side), QPointF(side / 2, 0), QPointF(-side / 2, side))
        painter.drawPolyline(QPolygonF(arrow))


def _line_height(metrics: QFontMetrics) -> int:
    """Returns the height of a line of words with a ring around them, as a target must have."""
    return max(24, metrics.height() + GRID)
