"""Doing something often asked for, but not too often."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal


class Throttle(QObject):
    """Turns any number of requests into ``due`` at most once an interval, the last one included.

    Signals:
        due: Do it now.
    """

    due = Signal()

    def __init__(self, interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._interval_ms = interval_ms
        self._since = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timer_timeout)

    def request(self) -> None:
        """Asks for it: at once if the interval has passed, else at its end."""
        if self._timer.isActive():
            return
        waited_ms = self._since.elapsed() if self._since.isValid() else self._interval_ms
        self._timer.start(max(0, self._interval_ms - waited_ms))

    def flush(self) -> None:
        """Does it now if it is asked for and still to come."""
        if self._timer.isActive():
            self._timer.stop()
            self._on_timer_timeout()

    def _on_timer_timeout(self) -> None:
        self._since.start()
        self.due.emit()
