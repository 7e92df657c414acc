"""Keeping the runs of a window in the store: numbers, keepers, and what is said where a disk fails.

Nothing here makes the window wait for a disk, but where it is told how long.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from signs_studio.errors import PersonError, system_reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.keeper import RunKeeper
    from signs_studio.runs.store.store import RunStore
    from signs_studio.worker.run_past import RunPast

    BeginKeeping = Callable[[], RunKeeper | None]

_PUT_AWAY_INTERVAL_MS = 200
_REOPENED_WAIT_S = 10.0


class RunKeeping(QObject):
    """Keeps runs in the store of a home. Lives on the GUI thread; methods say where they may run.

    Args:
        home: As of ``RunStore``. Nothing of it is touched before the first run.

    Signals:
        trouble_changed: ``trouble`` is another.
        renumbered: A record has another ``run_id``: others had the one that was expected.
        released: A run that was put away is written, and open to others.

    Attributes:
        keeps_runs: Whether runs are kept at all, and those of before are listed.
        trouble: The reason why something cannot be kept at the moment; empty where all is.
    """

    trouble_changed = Signal()
    renumbered = Signal(object)
    released = Signal()
    keeps_runs = True
    _numbered = Signal(object, int)
    _told = Signal(int, str)

    def __init__(self, home: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trouble = ""
        self._home = home
        self._lock = threading.Lock()
        self._store: RunStore | None = None
        self._keepers: list[RunKeeper] = []
        self._put_away: list[RunKeeper] = []
        self._tellers = count()
        self._reasons: dict[int, str] = {}
        self._last_number = 0
        # Keepers tell on threads of their own.
        self._numbered.connect(self._on_self_numbered)
        self._told.connect(self._on_self_told)
        self._timer = QTimer(self, interval=_PUT_AWAY_INTERVAL_MS)
        self._timer.timeout.connect(self._close_what_is_written)

    def store(self) -> RunStore:
        """Returns the store; on any thread. The first call imports it, which takes a moment."""
        from signs_studio.runs.store.store import RunStore

        with self._lock:
            if self._store is None:
                self._store = RunStore(self._home)
            return self._store

    def open_store(self) -> RunStore:
        """Returns the store, once it has the runs of earlier versions; on a thread that may wait.

        Runs that cannot be taken over now are left for the next time.
        """
        from signs_studio.runs.store.adoption import adopt_earlier

        store = self.store()
        with suppress(OSError, PersonError):
            adopt_earlier(store)
        self._note_number(store.last_number())
        return store

    def next_number(self) -> int:
        """Returns the number that a new run is expected to get, which the disk is not asked for.

        Where another window or command was given it meanwhile, ``renumbered`` tells soon after
        ``begin``: no two runs of a home keep the same.
        """
        return self._note_number(self._last_number + 1)

    def begin(
        self, record: RunRecord, dataset: Dataset, *, versions: dict[str, str]
    ) -> BeginKeeping:
        """Returns what begins to keep a new run, once, on any thread.

        Args:
            record: Of the run; a copy is taken now. Its ``run_id`` is from ``next_number``.
            dataset: What it learns from.
            versions: As of ``RunStore.keep``.
        """
        copied = record.copy()

        def begin() -> RunKeeper | None:
            on_trouble = self._listener()
            try:
                return self._add(
                    self.store().keep(
                        copied,
                        dataset,
                        versions=versions,
                        on_numbered=partial(self._numbered.emit, record),
                        on_trouble=on_trouble,
                    )
                )
            except (OSError, PersonError) as error:
                on_trouble(_reason(error))
                return None

        return begin

    def begin_again(self, key: str) -> RunKeeper:
        """Begins to keep what follows in a kept run; on any thread, which may wait for the disk.

        Raises:
            StoreError: There is no such run, it cannot be read, or another process trains it.
            OSError: Its folder cannot be written to.
        """
        with self._lock:
            own = [keeper for keeper in self._keepers if keeper.folder.name == key]
        for keeper in own:
            # Put away a moment ago, it still holds the run.
            if keeper.is_running and not keeper.flush(_REOPENED_WAIT_S):
                raise OSError(None, self.trouble)
            keeper.close(_REOPENED_WAIT_S)
        return self._add(self.store().keep_on(key, on_trouble=self._listener()))

    def past_of(
        self, record: RunRecord, dataset: Dataset, *, keeper: Callable[[], RunKeeper | None]
    ) -> RunPast | None:
        """Returns the past of a run that is kept; None where it is not.

        Args:
            record: Of the run.
            dataset: What it learns from.
            keeper: As of ``RunPast``.
        """
        from signs_studio.worker.run_past import RunPast

        return RunPast(self.store(), record.key, dataset=dataset, keeper=keeper)

    def put_away(self, keeper: RunKeeper | None) -> None:
        """Ends a keeper once all that it was given is written, however long a disk is full."""
        if keeper is not None:
            self._put_away.append(keeper)
            self._timer.start()

    def flush(self, wait_ms: int) -> bool:
        """Waits until all that came before is written; False where it is not by then."""
        until = time.monotonic() + wait_ms / 1000
        written = [keeper.flush(_left(until)) for keeper in self._alive()]
        return all(written)

    def close(self, wait_ms: int) -> bool:
        """Has all keepers write what they have, and end; False where one could not by then."""
        until = time.monotonic() + wait_ms / 1000
        self._timer.stop()
        keepers = self._alive()
        for keeper in keepers:
            keeper.close(0)
        written = [keeper.close(_left(until)) for keeper in keepers]
        return all(written)

    def is_thread_running(self) -> bool:
        """Returns whether something is still being written, or may be."""
        return bool(self._alive())

    def _alive(self) -> list[RunKeeper]:
        with self._lock:
            self._keepers = [keeper for keeper in self._keepers if keeper.is_running]
            return list(self._keepers)

    def _add(self, keeper: RunKeeper) -> RunKeeper:
        with self._lock:
            self._keepers.append(keeper)
        return keeper

    def _listener(self) -> Callable[[str], None]:
        with self._lock:
            teller = next(self._tellers)
        return partial(self._told.emit, teller)

    def _note_number(self, number: int) -> int:
        with self._lock:
            self._last_number = max(self._last_number, number)
        return number

    def _on_self_numbered(self, record: RunRecord, number: int) -> None:
        self._note_number(number)
        if number != record.run_id:
            record.run_id = number
            self.renumbered.emit(record)

    def _on_self_told(self, teller: int, reason: str) -> None:
        if reason:
            self._reasons[teller] = reason
        else:
            self._reasons.pop(teller, None)
        trouble = next(iter(self._reasons.values()), "")
        if trouble != self.trouble:
            self.trouble = trouble
            self.trouble_changed.emit()

    def _close_what_is_written(self) -> None:
        for keeper in list(self._put_away):
            if not keeper.is_running:
                self._put_away.remove(keeper)
                self.released.emit()
            elif keeper.flush(0):
                keeper.close(0)
        if not self._put_away:
            self._timer.stop()


class NoRunKeeping(RunKeeping):
    """Keeps no run: each leaves no trace, and those of before are as if there were none."""

    keeps_runs = False

    def begin(self, *_: object, **__: object) -> BeginKeeping:
        """Returns what keeps nothing."""
        return lambda: None

    def past_of(self, *_: object, **__: object) -> RunPast | None:
        """Returns None: of earlier epochs nothing is there any more."""
        return None


def _left(until: float) -> float:
    return max(until - time.monotonic(), 0.0)


def _reason(error: OSError | PersonError) -> str:
    return system_reason(error) if isinstance(error, OSError) else str(error)
