"""The handle by which a layer is moved, with the mouse or the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QMouseEvent, QPaintEvent


def handle_size(metrics: QFontMetrics) -> QSize:
    """Returns the size, in pixels, of a handle beside words in a font of these metrics."""
    height = max(24, metrics.height() + 8)
    return QSize(height * 2 // 3, height)


class DragHandle(QWidget):
    """Six dots to drag by; with the focus, Up and Down move as well, and Delete removes.

    Signals:
        dragged: The mouse drags to this height on the screen, in pixels.
        dropped: The mouse let go.
        drag_cancelled: A drag ended without a drop: by Esc, or the handle is disabled or hidden.
        nudged: By how many places the keys move.
        removed: Delete was pressed.
    """

    dragged = Signal(int)
    dropped = Signal()
    drag_cancelled = Signal()
    nudged = Signal(int)
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed_at: QPointF | None = None
        self._drags = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Returns the height that a target must have, or more where words are large."""
        return handle_size(self.fontMetrics())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begins what may become a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._cancel_drag()
            self._pressed_at = event.globalPosition()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags, once the mouse has gone far enough to mean it."""
        if self._pressed_at is None:
            return
        way = (event.globalPosition() - self._pressed_at).manhattanLength()
        if not self._drags and way >= QApplication.startDragDistance():
            self._drags = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._drags:
            self.dragged.emit(round(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drops what was dragged."""
        if event.button() == Qt.MouseButton.LeftButton and self._end_drag():
            self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves and removes."""
        match event.key():
            case Qt.Key.Key_Escape if self._drags:
                self._cancel_drag()
            case Qt.Key.Key_Up:
                self.nudged.emit(-1)
            case Qt.Key.Key_Down:
                self.nudged.emit(1)
            case Qt.Key.Key_Delete:
                self.removed.emit()
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Cancels a drag when it is disabled: Qt sends it no release of the mouse then."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._cancel_drag()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cancels a drag when its layer is gone, or the panel is."""
        super().hideEvent(event)
        self._cancel_drag()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws the dots, and a ring around them where the focus is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        role = QPalette.ColorRole.PlaceholderText if self.isEnabled() else QPalette.ColorRole.Mid
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(role))
        gap = self.height() / 5
        middle = QRectF(self.rect()).center()
        for column in (-0.5, 0.5):
            for row in (-1, 0, 1):
                painter.drawEllipse(middle + QPointF(column, row) * gap, gap / 4, gap / 4)

    def _cancel_drag(self) -> None:
        if self._end_drag():
            self.drag_cancelled.emit()

    def _end_drag(self) -> bool:
        """Ends a drag; whether there was one."""
        dragged, self._drags, self._pressed_at = self._drags, False, None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        return dragged
