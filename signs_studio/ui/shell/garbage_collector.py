"""Searching for garbage on the GUI thread only."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from signs_studio.worker.run_controller import RunController

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
        self._controller: RunController | None = None
        self._was_enabled = gc.isenabled()
        gc.disable()
        timer = QTimer(self, interval=INTERVAL_MS)
        timer.timeout.connect(self._on_timer_timeout)
        timer.start()

    def pause_while_loading(self, controller: RunController) -> None:
        """Searches nothing while TensorFlow is imported.

        What the import makes is all new and stays: to search it once takes 0.2 s, in which the
        window stands still. It is excepted from searches by the time the engine is there, and what
        little garbage the window has left meanwhile with it.
        """
        self._controller = controller

    def give_back(self) -> None:
        """Lets Python search by itself again; no other thread may be left that could.

        It searches once more first: in the middle of the destructor of an object of Qt's, which
        holds a lock, the first search to come would destroy others that wait for the same lock.
        """
        gc.collect()
        if self._was_enabled:
            gc.enable()

    def _on_timer_timeout(self) -> None:
        if self._controller is not None and self._controller.state is RunState.LOADING_ENGINE:
            return
        # The oldest generation that is due, as Python would.
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counts) if count > most]
        if due:
            gc.collect(due[-1])
