"""Saving the settings of the window while it is used, whatever ends it."""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from signs_studio.errors import system_reason
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signs_studio.ui.state.preferences import Preferences, Value

SETTLE_MS = 1000
"""Delay between the last change and the save that follows it."""


class Saver(QObject):
    """Saves settings on a thread of its own: a disk may take longer than a window may.

    Args:
        preferences: Where they are saved.
        values: Gathers the settings as they are now.

    Signals:
        failed: They cannot be saved; carries the reason. It comes once, until they are saved again:
            each later save tries it again.
        saved: They are saved.
    """

    failed = Signal(str)
    saved = Signal()
    _job_done = Signal(object)

    def __init__(
        self,
        preferences: Preferences,
        values: Callable[[], Mapping[str, Value]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.enabled = True
        self._preferences = preferences
        self._values = values
        self._has_failed = False
        self._thread = TaskThread(self)
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self.save_soon)
        self._job_done.connect(self._report)

    def request(self) -> None:
        """Saves soon, once nothing has been asked for during ``SETTLE_MS``."""
        self._settled.start()

    def save_soon(self) -> None:
        """Saves now, without waiting for it."""
        if self.enabled:
            self._begin()

    def save(self, wait_ms: int) -> str:
        """Saves now and waits for it.

        Returns:
            Why it failed; empty where they are saved.
        """
        if not self.enabled:
            return ""
        job = self._begin()
        if not job.done.wait(wait_ms / 1000):
            return self.tr("the disk does not answer")
        self._report(job)
        return job.reason

    def finish(self, wait_ms: int) -> bool:
        """Ends the thread after what it saves; False when it still runs after ``wait_ms``."""
        self._settled.stop()
        return not self._thread.isRunning() or self._thread.finish(wait_ms)

    def is_thread_running(self) -> bool:
        """Returns True if something is being saved, or may be."""
        return self._thread.isRunning()

    def _begin(self) -> _Job:
        self._settled.stop()
        job = _Job(self._preferences, self._values())
        if not self._thread.isRunning():
            self._thread.start()
        self._thread.submit(lambda: self._do(job))
        return job

    def _do(self, job: _Job) -> None:
        """On the thread."""
        job.do()
        self._job_done.emit(job)

    def _report(self, job: _Job) -> None:
        """Reports the outcome of a job, once."""
        if job.is_reported:
            return
        job.is_reported = True
        had_failed, self._has_failed = self._has_failed, bool(job.reason)
        if not job.reason:
            self.saved.emit()
        elif not had_failed:
            self.failed.emit(job.reason)


class _Job:
    """One save.

    Attributes:
        reason: Why the settings could not be saved; empty where they could.
        done: Set when it is over.
        is_reported: Whether its outcome was reported.
    """

    def __init__(self, preferences: Preferences, values: Mapping[str, Value]) -> None:
        self._preferences = preferences
        self._values = values
        self.reason = ""
        self.done = threading.Event()
        self.is_reported = False

    def do(self) -> None:
        try:
            self._preferences.save(self._values)
        except OSError as error:
            self.reason = system_reason(error)
        except Exception as error:
            traceback.print_exc()
            self.reason = type(error).__name__
        self.done.set()
