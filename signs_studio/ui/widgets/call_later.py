"""Doing something once, a little later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable


def call_later(delay_ms: int, slot: Callable[[], object], *, parent: QObject) -> None:
    """Calls a slot once after so many milliseconds, unless ``parent`` is gone by then.

    ``QTimer.singleShot`` does the same, but in PySide6 6.11 the timer it makes was now and then
    freed twice, and the program crashed.
    """
    timer = QTimer(parent, singleShot=True)
    timer.timeout.connect(slot)
    timer.start(delay_ms)
