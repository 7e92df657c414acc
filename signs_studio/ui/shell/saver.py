"""Saving what the window remembers while it is used, so that whatever ends it costs no run."""

from __future__ import annotations

import threading
import traceback
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from signs_studio.errors import system_reason
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.preferences import Preferences, Value

SETTLE_MS = 1000
"""Delay between the last change and the save that follows it."""


class _Loss(IntEnum):
    """Severity of a failed save, from the least to the most."""

    NOTHING = 0
    SETTINGS = 1
    RUNS = 2


class Saver(QObject):
    """Saves settings and runs on a thread of its own: a disk may take longer than a window may.

    Args:
        preferences: Where they are saved.
        values: Gathers the settings as they are now.

    Signals:
        failed: Something cannot be saved; carries the reason. It comes once for settings and once
            for runs, until all is saved again: each later save tries it again.
        saved: All that there was to save is saved.
        run_too_long: A ``RunRecord`` is too long to be saved; the others are.
    """

    failed = Signal(str)
    saved = Signal()
    run_too_long = Signal(object)
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
        self._unsaved: dict[str, RunRecord] = {}
        self._saved: dict[str, tuple[object, ...]] = {}
        self._lost = _Loss.NOTHING
        self._thread = TaskThread(self)
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self.save_soon)
        self._job_done.connect(self._report)

    def request(self) -> None:
        """Saves soon, once nothing has been asked for during ``SETTLE_MS``."""
        self._settled.start()

    def add_run(self, record: RunRecord | None) -> None:
        """Has the next save hold a run, if it has anything that is not saved yet."""
        if not self.enabled or record is None or not (len(record) or record.diverged):
            return
        if self._saved.get(record.key) != _extent(record):
            self._unsaved[record.key] = record

    @property
    def has_unsaved_runs(self) -> bool:
        """True if runs were added that are not on the disk."""
        return bool(self._unsaved)

    def save_soon(self) -> None:
        """Saves now, without waiting for it."""
        if self.enabled:
            self._begin()

    def save(self, wait_ms: int) -> str:
        """Saves now and waits for it.

        Returns:
            Why it failed; empty where all is saved.
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
        runs = [record.copy() for record in self._unsaved.values()]
        job = _Job(self._preferences, self._values(), runs)
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
        if job.runs_are_saved:
            for copied in job.runs:
                self._saved[copied.key] = _extent(copied)
                if _extent(self._unsaved.get(copied.key, copied)) == _extent(copied):
                    self._unsaved.pop(copied.key, None)
        lost_before, self._lost = self._lost, job.loss
        if self._lost > lost_before:
            self.failed.emit(job.reason)
        elif not job.reason:
            self.saved.emit()
        for record in job.too_long:
            self.run_too_long.emit(record)


class _Job:
    """One save.

    Attributes:
        runs: Copies of the runs that it saves.
        runs_are_saved: Whether they are, but for those that are too long.
        too_long: Those.
        reason: Why something could not be saved; empty where all could.
        done: Set when it is over.
        is_reported: Whether its outcome was reported.
    """

    def __init__(
        self, preferences: Preferences, values: Mapping[str, Value], runs: list[RunRecord]
    ) -> None:
        self._preferences = preferences
        self._values = values
        self.runs = runs
        self.runs_are_saved = False
        self.too_long: list[RunRecord] = []
        self.reason = ""
        self.done = threading.Event()
        self.is_reported = False

    @property
    def loss(self) -> _Loss:
        """Severity of what would be lost if the program ended now."""
        if not self.reason:
            return _Loss.NOTHING
        return _Loss.SETTINGS if self.runs_are_saved else _Loss.RUNS

    def do(self) -> None:
        # Each for itself: what keeps the one from being written may leave room for the other.
        self._attempt(self._save_runs)
        self._attempt(lambda: self._preferences.save(self._values))
        self.done.set()

    def _save_runs(self) -> None:
        if self.runs:
            self.too_long = self._preferences.save_runs(self.runs)
        self.runs_are_saved = True

    def _attempt(self, save: Callable[[], None]) -> None:
        try:
            save()
        except OSError as error:
            self.reason = self.reason or system_reason(error)
        except Exception as error:
            traceback.print_exc()
            self.reason = self.reason or type(error).__name__


def _extent(record: RunRecord) -> tuple[object, ...]:
    """Returns what differs where anything that is saved of a run does."""
    counts = len(record), len(record.changes), len(record.findings)
    return *counts, record.diverged, record.last_epoch, record.end
