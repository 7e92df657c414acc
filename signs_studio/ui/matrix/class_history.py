"""Accuracy of each class after every epoch whose predictions are kept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError
from signs_studio.runs.calibration import windows
from signs_studio.ui.widgets.incremental_task import IncrementalTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from signs_studio.runs.events import Snapshot
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.worker.run_past import RunPast

MAX_EPOCHS = 400
"""Most epochs that are drawn, which is about one a pixel; of more, every second, fourth …"""

_MAX_READ = 4 * MAX_EPOCHS
_TURN_S = 0.004


@dataclass(frozen=True, eq=False, kw_only=True)
class ClassHistory:
    """How many pictures of each class are predicted correctly, over the epochs.

    Attributes:
        epochs: Counted from 1, ascending, (E,) int64.
        right: (E, classes) int64.
        support: Pictures of each class, (classes,) int64.
        every: Of how many epochs one is there; 1 for each.
        class_names: A name for each class.
    """

    epochs: NDArray[np.int64]
    right: NDArray[np.int64]
    support: NDArray[np.int64]
    every: int
    class_names: tuple[str, ...]


def stride(epochs: int) -> int:
    """Returns of how many epochs one is drawn, a power of two, so that there are few enough."""
    every = 1
    while epochs > every * MAX_EPOCHS:
        every *= 2
    return every


class ClassHistories(QObject):
    """Reads the predictions of a run up to the epoch looked at, while a widget is seen.

    Each epoch is read once. A turn of the event loop takes a few milliseconds. While a run is on,
    the next ones are read at the pace of ``LiveBudget``.

    Args:
        workspace: Has the run and the epoch.
        watched: Nothing is read while it is hidden.

    Signals:
        changed: ``history`` is another.

    Attributes:
        history: Of the epochs that are read by now; None where there are none.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, watched: QWidget) -> None:
        super().__init__(watched)
        self._controller = workspace.controller
        self._shown = workspace.shown_predictions
        self._past: RunPast | None = None
        self._read: dict[int, NDArray[np.int64]] = {}
        self._stored: dict[int, int] = {}
        self.history: ClassHistory | None = None
        self._pace = workspace.live_budget.pace(watched)
        self._pace.due.connect(self._on_pace_due)
        self._task = IncrementalTask(self)
        self._task.ended.connect(self._on_task_ended)
        self._shown.changed.connect(self._on_shown_changed)
        workspace.controller.record_changed.connect(self.refresh)
        workspace.controller.data_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Reads what is missing, as soon as the widget is seen."""
        self._task.stop()
        self._pace.hurry()

    def _on_shown_changed(self) -> None:
        if self._shown.past_epoch is not None:
            self.refresh()
        else:
            self._pace.request()

    def _on_pace_due(self) -> None:
        self._pace.begin()
        past, snapshot = self._controller.past, self._shown.snapshot
        if past is not self._past:
            self._past = past
            self._read.clear()
            self._stored.clear()
        if past is None or snapshot is None or self._controller.dataset is None:
            self.history = None
            self._pace.end()
            self.changed.emit()
            return
        self._task.begin(self._steps(past, snapshot))

    def _steps(self, past: RunPast, shown: Snapshot) -> Iterator[None]:
        dataset = self._controller.dataset
        assert dataset is not None  # Its caller has looked.
        every = stride(shown.epoch + 1)
        wanted = [*range(every - 1, shown.epoch, every), shown.epoch]
        labels, classes = dataset.test_y, dataset.classes
        if len(shown.probabilities) != len(labels):
            return
        begun = time.monotonic()
        for epoch in wanted:
            if epoch in self._stored:
                continue
            try:
                found = shown if epoch == shown.epoch else past.predictions.snapshot(epoch)
            except (OSError, PersonError):
                continue  # There is a gap; what is shown of the epoch itself says why.
            if found is None:
                continue
            self._stored[epoch] = found.epoch
            if found.epoch in self._read:
                continue
            right = np.zeros(classes, np.int64)
            for part in windows(found.probabilities):
                is_right = found.probabilities[part].argmax(axis=1) == labels[part]
                right += np.bincount(labels[part][is_right], minlength=classes)
                if time.monotonic() - begun > _TURN_S:
                    yield
                    begun = time.monotonic()
            self._read[found.epoch] = right
        epochs = sorted({self._stored[epoch] for epoch in wanted if epoch in self._stored})
        self.history = ClassHistory(
            epochs=np.array(epochs, np.int64) + 1,
            right=np.array([self._read[epoch] for epoch in epochs]).reshape(-1, classes),
            support=np.bincount(labels, minlength=classes),
            every=every,
            class_names=tuple(dataset.class_names),
        )
        if len(self._stored) > _MAX_READ:
            # A long run is looked at live, each of whose epochs was the last one once.
            self._stored = {at: self._stored[at] for at in wanted if at in self._stored}
            self._read = {at: self._read[at] for at in epochs}
        self.changed.emit()

    def _on_task_ended(self) -> None:
        self._pace.end()
