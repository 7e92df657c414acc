"""Metrics of the predictions on show, computed part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from signs_studio.runs.calibration import Calibration, calibration, empty_calibration, windows
from signs_studio.runs.metrics import ClassMetrics, metrics_of_counts
from signs_studio.ui.state.absences import why_no_data
from signs_studio.ui.widgets.incremental_task import IncrementalTask
from signs_studio.worker.run_state import ACTIVE_STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from signs_studio.data.array_types import Labels
    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.events import Snapshot
    from signs_studio.ui.state.workspace import Workspace


@dataclass(frozen=True, eq=False, kw_only=True)
class PredictionMetrics:
    """Metrics of the predictions of one epoch.

    Attributes:
        epoch: That of the predictions, counted from 1.
        class_names: A name for each class.
        labels: True classes, (N,) int32.
        predicted: Predicted classes, (N,) intp.
        right: Pictures of each class that are predicted as it, (classes,) int64.
        each: Metrics of each class.
        probabilities: Softmax output, (N, classes) float32.
        is_finite: False where the network gave no numbers for some pictures: it has diverged.
        as_it_is: Calibration of the probabilities; None where it is not wanted, or not finite.
        tempered: The same at ``temperature``.
        temperature: What logits are divided by.
    """

    epoch: int
    class_names: tuple[str, ...]
    labels: Labels
    predicted: NDArray[np.intp]
    right: NDArray[np.int64]
    each: ClassMetrics
    probabilities: NDArray[np.float32]
    is_finite: bool
    as_it_is: Calibration | None
    tempered: Calibration | None
    temperature: float

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.class_names)


class ShownMetrics(QObject):
    """Follows the predictions on show while a widget is seen.

    Those of few pictures are computed at once. Of many, a part is in each turn of the event loop.
    While a run is on, the next ones are begun at the pace of ``LiveBudget``.

    Args:
        workspace: Has the run, the data and the predictions.
        watched: Nothing is computed while it is hidden.

    Signals:
        changed: ``metrics`` are others, or ``words``.

    Attributes:
        metrics: The latest; None where there are none.
        words: Why there are none, for a person; empty where there are.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, watched: QWidget) -> None:
        super().__init__(watched)
        self._controller = workspace.controller
        self._shown = workspace.shown_predictions
        self._wants_calibration = False
        self._temperature = 1.0
        self.metrics: PredictionMetrics | None = None
        self.words = ""
        self._past_epoch: int | None = None
        self._pace = workspace.live_budget.pace(watched)
        self._pace.due.connect(self._on_pace_due)
        self._task = IncrementalTask(self)
        self._task.ended.connect(self._on_task_ended)
        self._shown.changed.connect(self._on_shown_changed)
        workspace.controller.data_changed.connect(self.refresh)
        workspace.controller.record_changed.connect(self.refresh)
        self.refresh()

    @property
    def temperature(self) -> float:
        """What logits are divided by for the second calibration."""
        return self._temperature

    def set_temperature(self, temperature: float) -> None:
        """Computes the calibration at another temperature."""
        if temperature != self._temperature:
            self._temperature = temperature
            self.refresh()

    def set_wants_calibration(self, wants: bool) -> None:
        """Computes calibrations, or leaves them out."""
        if wants != self._wants_calibration:
            self._wants_calibration = wants
            self.refresh()

    def refresh(self) -> None:
        """Computes anew, without waiting; as soon as the widget is seen."""
        self._task.stop()
        self._pace.hurry()

    def _on_shown_changed(self) -> None:
        if self._shown.past_epoch is not None or self._shown.past_epoch != self._past_epoch:
            self.refresh()
        else:
            self._pace.request()

    def _on_pace_due(self) -> None:
        self._pace.begin()
        self._past_epoch = self._shown.past_epoch
        dataset, snapshot = self._controller.dataset, self._shown.snapshot
        self.words = self._why_not(dataset, snapshot)
        if dataset is None or snapshot is None or self.words:
            self.metrics = None
            self._pace.end()
            self.changed.emit()
            return
        parts = list(windows(snapshot.probabilities))
        steps = self._steps(snapshot, dataset, parts)
        if len(parts) <= 1:
            for _ in steps:
                pass
            self._pace.end()
        else:
            self._task.begin(steps)

    def _why_not(self, dataset: Dataset | None, snapshot: Snapshot | None) -> str:
        controller = self._controller
        if dataset is None:
            return why_no_data(controller)
        if self._shown.problem:
            return self._shown.problem
        if snapshot is None and controller.state in ACTIVE_STATES:
            return self.tr("The first epoch is being trained.")
        if snapshot is None:
            return self.tr("Train first: then what the network confuses is shown here.")
        if snapshot.probabilities.shape != (len(dataset.test_y), dataset.classes):
            return self.tr("These predictions are of other data.")
        return ""

    def _steps(self, snapshot: Snapshot, dataset: Dataset, parts: list[slice]) -> Iterator[None]:
        probabilities, labels = snapshot.probabilities, dataset.test_y
        predicted = np.empty(len(labels), np.intp)
        as_it_is = tempered = empty_calibration()
        temperature, is_wanted = self._temperature, self._wants_calibration
        is_finite = True
        for part in parts:
            predicted[part] = probabilities[part].argmax(axis=1)
            is_finite = is_finite and not np.isnan(probabilities[part]).any()
            if is_wanted and is_finite:
                as_it_is += calibration(probabilities[part], labels[part])
                tempered += calibration(probabilities[part], labels[part], temperature=temperature)
            yield
        right = np.bincount(labels[predicted == labels], minlength=dataset.classes)
        each = metrics_of_counts(
            right=right,
            support=np.bincount(labels, minlength=dataset.classes),
            predicted=np.bincount(predicted, minlength=dataset.classes),
        )
        has_calibration = is_wanted and is_finite
        self.metrics = PredictionMetrics(
            epoch=snapshot.epoch + 1,
            class_names=tuple(dataset.class_names),
            labels=labels,
            predicted=predicted,
            right=right,
            each=each,
            probabilities=probabilities,
            is_finite=is_finite,
            as_it_is=as_it_is if has_calibration else None,
            tempered=tempered if has_calibration else None,
            temperature=temperature,
        )
        self.changed.emit()

    def _on_task_ended(self) -> None:
        self._pace.end()
