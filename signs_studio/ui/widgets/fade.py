"""A short animation, where the desktop wants any."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStyle

DURATION_MS = 360
"""Over before the next pictures are read."""
STEP_MS = 60
"""Few steps: what is painted is taken from the training."""


def is_animated() -> bool:
    """Returns True if the style animates: Qt's own setting, and that of a platform that has one."""
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return QApplication.style().styleHint(hint) > 0


class Fade(QObject):
    """A strength that falls from 1 to 0; without animations it stays at 0.

    Signals:
        stepped: ``strength`` is another.

    Attributes:
        strength: What is left, 0..1.
    """

    stepped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.strength = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    def start(self) -> None:
        """Begins at full strength."""
        if is_animated():
            self.strength = 1.0
            self._clock.start()
            self._timer.start()

    def stop(self) -> None:
        """Ends at once."""
        self.strength = 0.0
        self._timer.stop()

    def _on_timer_timeout(self) -> None:
        self.strength = max(0.0, 1.0 - self._clock.elapsed() / DURATION_MS)
        if not self.strength:
            self._timer.stop()
        self.stepped.emit()
