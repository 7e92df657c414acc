"""Searching for garbage on the GUI thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000


class GarbageCollector(QObject):
    """Searches for garbage now and then, and keeps Python from doing so by itself.

    Python searches in whatever thread happens to allocate. Found by the thread that trains, an
    object of Qt's would be destroyed there while it belongs to the GUI thread, which then crashes
    on it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Takes over; make it on the GUI thread, before another thread starts."""
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        timer = QTimer(self, interval=INTERVAL_MS)
        timer.timeout.connect(self._on_timer_timeout)
        timer.start()

    def give_back(self) -> None:
        """Lets Python search by itself again; no other thread may be left that could."""
        if self._was_enabled:
            gc.enable()

    def _on_timer_timeout(self) -> None:
        # The oldest generation that is due, as Python would.
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counts) if count > most]
        if due:
            gc.collect(due[-1])
