"""Keeping a run on the disk while it is trained, on a thread of its own."""

from __future__ import annotations

import os
import threading
import time
import traceback
from operator import attrgetter
from typing import TYPE_CHECKING, BinaryIO

from signs_studio.errors import PersonError, system_reason
from signs_studio.messages import Message
from signs_studio.runs.events import EpochFinished, RunFailed, RunFinished, Snapshot
from signs_studio.runs.store.checkpoint_files import write_checkpoint
from signs_studio.runs.store.checkpoint_series import CheckpointSeries
from signs_studio.runs.store.epoch_rows import MAX_BYTES, count_rows, row_bytes, rows_of
from signs_studio.runs.store.layout import (
    EPOCHS,
    HEAD,
    LATEST_CHECKPOINT,
    LOCK,
    PREDICTIONS,
    PROGRESS,
)
from signs_studio.runs.store.locks import try_lock
from signs_studio.runs.store.metadata import StoreError, write_json
from signs_studio.runs.store.prediction_rows import PredictionRows, is_kept, row_of
from signs_studio.runs.store.progress import progress_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.runs.checkpoint import Checkpoint
    from signs_studio.runs.events import Event
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.metadata import Head, SavedFinding

    CheckpointSource = Callable[[], Checkpoint]

WRITE_INTERVAL_S = 0.5
"""Time between two writes of what came meanwhile."""

CHECKPOINT_INTERVAL_S = 1.5
MARK_INTERVAL_S = 0.5
"""Time between two checkpoints that are kept for good, at least: repeating less costs nothing."""

# A checkpoint of a large network takes long to write: it comes seldom enough to cost a hundredth.
_CHECKPOINT_SHARE = 0.01
_RETRY_S = 2.0
# Predictions that wait for a disk that is full; their epochs' numbers always wait.
_MAX_WAITING_BYTES = 64 * 1024 * 1024


class RunKeeper:
    """Keeps one run: its events, its predictions, and what training goes on from.

    Whoever trains hands on every event by ``put`` and what makes a checkpoint by ``offer``; neither
    waits for a disk. Where the disk refuses, what is to be written waits, and training goes on.

    Args:
        folder: Of the run; made by the thread where it is missing.
        head: What the run is.
        record: A record of the run as it is on the disk; the keeper folds all events into it.
        lock: The run's lock, held until the keeper ends; None has it taken with the folder.
        unknown_findings: Findings of a newer version, which stay on the disk as they are.
        claim_number: Returns the number of the run, on the keeper's thread; None where the head has
            it already.
        on_trouble: Called on the keeper's thread with the reason, when a write fails for the first
            time, and with "" when all that waited is written.
    """

    def __init__(
        self,
        folder: Path,
        head: Head,
        record: RunRecord,
        *,
        lock: BinaryIO | None = None,
        unknown_findings: Sequence[SavedFinding] = (),
        claim_number: Callable[[], int] | None = None,
        on_trouble: Callable[[str], None] = lambda _reason: None,
    ) -> None:
        self.folder = folder
        self._head = head
        self._record = record
        self._lock = lock
        self._unknown_findings = unknown_findings
        self._claim_number = claim_number
        self._on_trouble = on_trouble
        self._is_new = lock is None
        self._has_trouble = False
        self._layers = len(record.recipe.layers) + 1
        self._snapshots_from = len(record)
        self._waiting: list[tuple[int, NDArray[np.float32]]] = []
        self._waiting_bytes = 0
        self._series = CheckpointSeries(folder)
        self._is_dirty = False
        self._told = threading.Condition()
        self._events: list[Event] = []
        self._source: CheckpointSource | None = None
        # How much was handed over, and how much of it is written.
        self._given = self._written = 0
        self._checkpoint_due = 0.0
        self._next_mark = self._series.next_mark
        self._mark_due = 0.0
        self._hurried = False
        self._closing = False
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="run keeper", daemon=True)
        self._thread.start()

    # ---- on the thread that trains

    def put(self, event: Event) -> None:
        """Takes an event of the run."""
        with self._told:
            if self._is_over:
                return
            self._events.append(event)
            self._given += 1
            if isinstance(event, RunFinished | RunFailed):
                self._told.notify_all()

    def wants_checkpoint(self, epochs: int) -> bool:
        """Returns whether a checkpoint after so many epochs is due; it takes next to no time."""
        now = time.monotonic()
        return now >= self._checkpoint_due or (epochs >= self._next_mark and now >= self._mark_due)

    def offer(self, source: CheckpointSource, *, epochs: int) -> None:
        """Takes what makes a checkpoint after so many epochs, in place of one that still waits."""
        with self._told:
            if self._is_over:
                return
            self._source = source
            self._given += 1
            self._checkpoint_due = time.monotonic() + CHECKPOINT_INTERVAL_S
            if epochs >= self._next_mark:
                self._next_mark = self._series.mark_after(epochs)
                self._mark_due = time.monotonic() + MARK_INTERVAL_S
            self._told.notify_all()

    def listening(
        self, emit: Callable[[Event], None], source: Callable[[], CheckpointSource]
    ) -> Callable[[Event], None]:
        """Returns what a trainer is to emit to: it keeps each event and hands it on.

        Args:
            emit: Is handed every event.
            source: ``Trainer.checkpoint_source``.
        """

        def on_event(event: Event) -> None:
            match event:
                # What is made now is the checkpoint of the epochs before this one.
                case EpochFinished(epoch=epochs) if epochs and self.wants_checkpoint(epochs):
                    self.offer(source(), epochs=epochs)
            self.put(event)
            emit(event)

        return on_event

    # ---- on any thread

    @property
    def is_running(self) -> bool:
        """Whether its thread is at work, and the run locked."""
        return self._thread.is_alive()

    def unwritten_snapshot(self, epoch: int) -> Snapshot | None:
        """Returns the last snapshot up to an epoch, from 0, that is still to be written.

        What it is asked for and does not return is on the disk, if it is kept at all.
        """
        until_then = [each for each in self.unwritten_snapshots() if each.epoch <= epoch]
        return max(until_then, key=attrgetter("epoch"), default=None)

    def unwritten_snapshots(self) -> list[Snapshot]:
        """Returns the snapshots that are still to be written, in the order in which they came."""
        with self._told:
            waiting = [Snapshot(epoch=at, probabilities=read) for at, read in self._waiting]
            return [*waiting, *(each for each in self._events if isinstance(each, Snapshot))]

    def flush(self, wait_s: float) -> bool:
        """Waits until all that came before is written; False where it is not by then."""
        with self._told:
            given = self._given
            self._hurried = True
            self._told.notify_all()
            self._told.wait_for(lambda: self._written >= given or self._is_over, wait_s)
            return self._written >= given

    def close(self, wait_s: float) -> bool:
        """Writes what there is, lets go of the run and ends the thread.

        Returns:
            False where something could not be written by then.
        """
        with self._told:
            self._closing = True
            self._told.notify_all()
        self._thread.join(wait_s)
        return not self._thread.is_alive() and not self._has_trouble

    # ---- on its own thread

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:
            # Nothing more is kept; what is on the disk stays, and training goes on.
            traceback.print_exc()
            self._settle(type(error).__name__)
        finally:
            with self._told:
                self._is_over = True
                self._told.notify_all()
            if self._lock is not None:
                self._lock.close()

    def _work(self) -> None:
        while True:
            with self._told:
                closing, self._hurried = self._closing, False
                whole = len(self._events) if closing else _whole_epochs(self._events)
                events, self._events = self._events[:whole], self._events[whole:]
                source, self._source = self._source, None
                given = self._given - len(self._events)
                self._is_dirty |= bool(events) or source is not None
                self._fold(events)
            try:
                if self._is_dirty:
                    self._write(source)
                self._written = given
                self._settle("")
            except (OSError, PersonError) as error:
                self._settle(system_reason(error) if isinstance(error, OSError) else str(error))
                with self._told:
                    # Tried again, unless a newer one came.
                    if source is not None and self._source is None:
                        self._source = source
            if closing:
                break
            with self._told:
                wait = _RETRY_S if self._has_trouble else WRITE_INTERVAL_S
                self._told.wait_for(self._has_reason_to_write, wait)

    def _has_reason_to_write(self) -> bool:
        if self._closing or self._hurried:
            return True
        return not self._has_trouble and (
            self._source is not None
            or any(isinstance(event, RunFinished | RunFailed) for event in self._events)
        )

    def _fold(self, events: list[Event]) -> None:
        for event in events:
            self._record.apply(event)
            if isinstance(event, Snapshot) and event.epoch >= self._snapshots_from:
                self._snapshots_from = event.epoch + 1  # Not once more where the best come back.
                self._waiting.append((event.epoch, event.probabilities))
                self._waiting_bytes += event.probabilities.nbytes
        while self._waiting_bytes > _MAX_WAITING_BYTES:
            self._waiting_bytes -= self._waiting.pop(0)[1].nbytes

    def _write(self, source: CheckpointSource | None) -> None:
        self._make_folder()
        # Changes and findings first: a row that is there is one whose changes are known.
        write_json(self.folder / PROGRESS, progress_of(self._record, self._unknown_findings))
        self._write_predictions()
        self._write_epochs()
        if source is not None:
            begun = time.monotonic()
            checkpoint = source()
            if checkpoint.epochs >= 1:
                # Never on the disk before the epochs that led to it.
                _bring_to_disk(self.folder / EPOCHS)
                path = self.folder / LATEST_CHECKPOINT
                size = write_checkpoint(path, checkpoint)
                self._series.add(checkpoint, path, size=size)
            taken = time.monotonic() - begun
            with self._told:
                pause = max(CHECKPOINT_INTERVAL_S, taken / _CHECKPOINT_SHARE)
                self._checkpoint_due = begun + pause
        self._is_dirty = False

    def _make_folder(self) -> None:
        if not self._is_new and self.folder.is_dir():
            return
        if not self._is_new:
            # Someone deleted it: all that is known is written once more.
            self._is_new = True
            self._series = CheckpointSeries(self.folder)
            if self._lock is not None:
                self._lock.close()
                self._lock = None
        if self._claim_number is not None:
            self._head.number = self._claim_number()
            self._claim_number = None
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._lock is None:
            self._lock = try_lock(self.folder / LOCK)
        write_json(self.folder / HEAD, self._head)
        self._is_new = False

    def _write_epochs(self) -> None:
        path, size = self.folder / EPOCHS, row_bytes(self._layers)
        written = count_rows(path, layers=self._layers)
        if len(self._record) * size > MAX_BYTES:
            raise StoreError(
                Message(
                    "runs",
                    "the run has more epochs than are kept; those before, and what it had learnt, "
                    "stay",
                )
            )
        if written < len(self._record):
            _append(path, rows_of(self._record, written).tobytes(), at=written * size)

    def _write_predictions(self) -> None:
        if not self._waiting:
            return
        path, head = self.folder / PREDICTIONS, self._head
        rows = PredictionRows(path, pictures=head.test_count, classes=len(head.class_names))
        # Of a run that was cut short, the file may hold epochs that are trained once more.
        at = size = rows.rows_before(self._waiting[0][0]) * rows.row_bytes
        kept = []
        for epoch, probabilities in self._waiting:
            if is_kept(epoch, bytes_written=size, row=rows.row_bytes):
                kept.append(row_of(epoch, probabilities))
                size += rows.row_bytes
        if kept:
            _append(path, b"".join(kept), at=at)
        self._waiting, self._waiting_bytes = [], 0

    def _settle(self, reason: str) -> None:
        """Says that writing fails, or that it works again, once."""
        had, self._has_trouble = self._has_trouble, bool(reason)
        if had != self._has_trouble:
            self._on_trouble(reason)
        with self._told:
            self._told.notify_all()


def _whole_epochs(events: list[Event]) -> int:
    """Returns how many events there are before an epoch whose predictions are still to come.

    A row that is on the disk without its predictions would never get them.
    """
    for place in reversed(range(len(events))):
        if isinstance(events[place], Snapshot | RunFinished | RunFailed):
            break
        if isinstance(events[place], EpochFinished):
            return place
    return len(events)


def _append(path: Path, content: bytes, *, at: int) -> None:
    """Writes rows from a place on, over a part of a row that a full disk or a crash left there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
    try:
        os.ftruncate(descriptor, at)
        os.lseek(descriptor, at, os.SEEK_SET)
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def _bring_to_disk(path: Path) -> None:
    """Waits until what was written to a file is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
