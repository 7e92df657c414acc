"""A thread that takes work from the GUI thread."""

from __future__ import annotations

import os
import queue
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread

if TYPE_CHECKING:
    from collections.abc import Callable

NICENESS = 10
"""Niceness of the working threads above that of the GUI thread, as Linux counts it."""


class TaskThread(QThread):
    """Does tasks one after another, in the order in which they were handed over.

    Whatever work there is, the window gets a processor first: on Linux the thread is nicer than the
    one it was made on, and so are all that are begun on it, as TensorFlow's are.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()

    def submit(self, task: Callable[[], None]) -> None:
        """Hands over a task, which must let nothing escape that is raised in it."""
        self._tasks.put(task)

    def run(self) -> None:
        """Works until ``finish``; on the thread itself."""
        _be_nice()
        while (task := self._tasks.get()) is not None:
            task()

    def finish(self, wait_ms: int) -> bool:
        """Ends the thread after its tasks; False when it still runs after ``wait_ms``."""
        self._tasks.put(None)
        return self.wait(wait_ms)


def _be_nice() -> None:
    """Leaves this thread, and those that it begins, what other threads leave of the processors."""
    # Elsewhere niceness is a whole process's.
    if sys.platform == "linux":
        thread = threading.get_native_id()
        # A sandbox may forbid it; the thread works all the same.
        with suppress(OSError):
            niceness = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, niceness + NICENESS)
