"""Scrolls what is around a widget while something is dragged near its upper or lower edge."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from signs_studio.ui.forms.fields_form import GRID

EDGE = 4 * GRID
"""Pixels from an edge within which it scrolls: the nearer, the faster."""
STEP_MS = 16
_FASTEST = 12
"""Pixels a step at the edge and beyond it."""


class EdgeScroller(QObject):
    """Scrolls for as long as the pointer stays near an edge, whether it moves or not.

    Args:
        widget: What is dragged in; the innermost scroll area around it scrolls.

    Signals:
        scrolled: What is beneath the pointer is another place.
    """

    scrolled = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._height = 0
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.setObjectName("edge_scroller_timer")
        self._timer.timeout.connect(self._on_timer_timeout)

    def follow(self, height: int) -> None:
        """Takes the pointer's height on the screen, in pixels."""
        self._height = height
        area = self._area()
        if area is None or not _speed(area, height):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Scrolls no more: nothing is dragged."""
        self._timer.stop()

    def _area(self) -> QScrollArea | None:
        outer = self._widget.parentWidget()
        while outer is not None and not isinstance(outer, QScrollArea):
            outer = outer.parentWidget()
        return outer

    def _on_timer_timeout(self) -> None:
        area = self._area()
        if area is None:
            self._timer.stop()
            return
        bar = area.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + _speed(area, self._height))
        if bar.value() == before:
            self._timer.stop()  # At the end, until the pointer moves again.
        else:
            self.scrolled.emit()


def _speed(area: QScrollArea, height: int) -> int:
    """Pixels a step, downwards; 0 where the pointer is near no edge."""
    viewport = area.viewport()
    y = viewport.mapFromGlobal(QPoint(0, height)).y()
    above, below = EDGE - y, y - (viewport.height() - EDGE)
    near = max(above, below)
    if near <= 0:
        return 0
    speed = max(1, _FASTEST * min(near, EDGE) // EDGE)
    return -speed if above > below else speed
