"""Axes over epochs, and what pointer and keys ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from signs_studio.ui.charts.plot_canvas import PlotCanvas

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

_WIDEST_NUMBER = "0.00000"
"""All plots have room for it, and so line up."""
_WIDEST_NAME = "#0000"
"""Name of an earlier run, at the end of its curves."""
_ZOOM_PER_KEY = 0.8
_FACTORS_OF_KEYS = {
    Qt.Key.Key_Plus: _ZOOM_PER_KEY,
    Qt.Key.Key_Equal: _ZOOM_PER_KEY,
    Qt.Key.Key_Minus: 1 / _ZOOM_PER_KEY,
}
STEPS_OF_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_Home: -1_000_000_000,
    Qt.Key.Key_End: 1_000_000_000,
}
"""Epochs by which each key moves on."""


class EpochCanvas(PlotCanvas):
    """Can be zoomed and moved, and be pointed at.

    Args:
        shows_epochs: True if the lower axis has words.

    Signals:
        pointed: The pointer is over this position on the epoch axis.
        left: The pointer is gone from between the axes, or the keys are elsewhere.
        clicked: A click, with nothing dragged, at this position on the epoch axis.
        stepped: A key asked to move on by this many epochs.
        key_zoomed: A key asked for so many times of what is in view.
        reset_asked: A double click asked to see everything again; its first click was told of.
    """

    pointed = Signal(float)
    left = Signal()
    clicked = Signal(float)
    stepped = Signal(int)
    key_zoomed = Signal(float)
    reset_asked = Signal()

    def __init__(self, *, shows_epochs: bool, parent: QWidget | None = None) -> None:
        super().__init__(
            has_x_labels=shows_epochs,
            widest_y=_WIDEST_NUMBER,
            widest_right=_WIDEST_NAME,
            parent=parent,
        )
        self._pressed_at: QPointF | None = None
        self.set_labels(x=self.tr("epoch") if shows_epochs else "", y="")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes keys that move along the epochs or zoom; others are for the panel around it."""
        key = Qt.Key(event.key())
        if key in STEPS_OF_KEYS:
            self.stepped.emit(STEPS_OF_KEYS[key])
        elif key in _FACTORS_OF_KEYS:
            self.key_zoomed.emit(_FACTORS_OF_KEYS[key])
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Points at nothing once the keys, which point too, are elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Takes clicks and double clicks, and notes where the pointer is."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonDblClick:
            self._pressed_at = None
            self.reset_asked.emit()
            return True
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            is_left = event.button() == Qt.MouseButton.LeftButton
            self._pressed_at = event.position() if is_left else None
        elif kind == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            self._release(event)
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point(event)
        elif kind == QEvent.Type.Leave:
            self.left.emit()
        return bool(super().viewportEvent(event))

    def _point(self, event: QMouseEvent) -> None:
        # Not pyqtgraph's signal: that leaves out moves which follow each other quickly.
        position = self._position(event)
        if position is None:
            self.left.emit()
        else:
            self.pointed.emit(position)

    def _release(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        position = self._position(event)
        if pressed_at is None or position is None:
            return
        if (event.position() - pressed_at).manhattanLength() < QApplication.startDragDistance():
            self.clicked.emit(position)

    def _position(self, event: QMouseEvent) -> float | None:
        """Returns where the pointer is on the epoch axis; None beyond the axes."""
        position = self.mapToScene(event.position().toPoint())
        if not self.box.sceneBoundingRect().contains(position):
            return None
        return float(self.box.mapSceneToView(position).x())
