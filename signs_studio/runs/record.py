"""The record of one run: all that is known of it, as table, plots, report and files need it."""

from __future__ import annotations

import copy
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from signs_studio.recipe.changes import Change, with_changes
from signs_studio.recipe.plateau import PlateauCounter
from signs_studio.recipe.schedules import learning_rate_at, update_plateau
from signs_studio.runs.diagnostics import DiagnosticsLog
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FindingMade,
    RecipeChanged,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    Snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.events import Event
    from signs_studio.runs.findings import Finding

SERIES = ("cost", "test_cost", "train_accuracy", "test_accuracy", "seconds")


@dataclass(frozen=True)
class DataReference:
    """The data that a run learnt from.

    Attributes:
        name: The data's short name; files of the same name may lie in many folders.
        source: Where its pictures come from: a path, or how they were drawn.
        fingerprint: Of what is in it, as of ``Dataset.fingerprint``; empty where nobody knows.
    """

    name: str
    source: str
    fingerprint: str = ""

    @classmethod
    def of(cls, dataset: Dataset) -> Self:
        """Returns a reference to some data."""
        return cls(dataset.name, dataset.source, dataset.fingerprint)

    def is_of(self, dataset: Dataset) -> bool:
        """Returns whether it is this data."""
        return self.is_same(DataReference.of(dataset))

    def is_same(self, other: DataReference) -> bool:
        """Returns whether both are of the same data, wherever it lies.

        Runs that learnt from the same can be compared. Where a fingerprint is missing, the same
        name and source count.
        """
        if self.fingerprint and other.fingerprint:
            return self.fingerprint == other.fingerprint
        return (self.name, self.source) == (other.name, other.source)


class RunRecord:
    """All that is known of a run. ``apply`` folds its events into it, and is the only way in.

    Lives on the thread that applies them.

    Attributes:
        run_id: Number that names the run to a person. Until its keeper was given it, it is what is
            expected.
        key: Names the run among all others, wherever they were trained.
        recipe: What was trained, as it was at first.
        origin: What it was trained on.
        changes: What was changed while it was trained, in order. A trainer of ``recipe`` that is
            given them, and trained for as many epochs on the same device, gives the same numbers to
            the bit.
        findings: What the doctor found, by the epochs at which it began.
        diverged: Whether the epoch after those recorded led to a cost that is no finite number.
        device: What it was trained on, in a person's words; empty where nobody knows.
        last_epoch: As of its last ``RunStarted``; 0 before that.
        end: How its last training ended, with the final evaluation; None while it goes on, or where
            nobody knows.
        kept_epochs: After how many epochs the weights stood that are kept. Fewer than are recorded
            where the best were brought back, until another epoch is trained.
    """

    def __init__(self, *, run_id: int, recipe: Recipe, origin: DataReference) -> None:
        self.run_id = run_id
        self.key = os.urandom(8).hex()
        self.recipe = recipe
        self.origin = origin
        self.changes: tuple[Change, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        self.diverged = False
        self.device = ""
        self.last_epoch = 0
        self.end: RunFinished | RunFailed | None = None
        self.kept_epochs = 0
        self._values = np.empty((len(SERIES), 256))
        self._epochs = 0
        self._diagnostics = DiagnosticsLog()
        # As far as the learning rates are computed, the recipe and the plateau that they follow.
        self._learning_rates: list[float] = []
        self._scheduled, self._plateau = recipe, PlateauCounter()

    @classmethod
    def restored(
        cls,
        *,
        run_id: int,
        recipe: Recipe,
        origin: DataReference,
        values: NDArray[np.float64],
        diverged: bool,
        key: str = "",
        device: str = "",
        changes: Sequence[Change] = (),
        findings: Sequence[Finding] = (),
        last_epoch: int = 0,
        end: RunFinished | None = None,
        diagnostics: DiagnosticsLog | None = None,
    ) -> RunRecord:
        """The record of a run that was put away.

        Args:
            run_id: Names the run.
            recipe: What was trained.
            origin: What it was trained on.
            values: Each of ``SERIES`` for every epoch, (series, epochs).
            diverged: Whether the epoch after them led to a cost that is no finite number.
            key: Names the run among all others; empty for a new one.
            device: What it was trained on, if that is known.
            changes: What was changed while it was trained, in order.
            findings: What the doctor found, in any order.
            last_epoch: Index after the last epoch that was asked for; 0 where nobody knows.
            end: How its last training ended, if that is known.
            diagnostics: Of every epoch; None where nobody looked.
        """
        record = cls(run_id=run_id, recipe=recipe, origin=origin)
        record.key = key or record.key
        record.diverged = diverged
        record.device = device
        record.changes = tuple(changes)
        record.findings = _by_epoch(findings)
        record.last_epoch = last_epoch
        record.end = end
        epochs = values.shape[1]
        if epochs > record._values.shape[1]:
            record._values = np.empty((len(SERIES), epochs))
        record._values[:, :epochs] = values
        record._epochs = record.kept_epochs = epochs
        if end is not None:
            record.kept_epochs = end.kept_epochs
        record._diagnostics = diagnostics or DiagnosticsLog(epochs)
        return record

    def __len__(self) -> int:
        """Epochs recorded so far."""
        return self._epochs

    def copy(self) -> RunRecord:
        """Returns the record as it is now, for another thread: later epochs are not in it."""
        copied = copy.copy(self)
        copied._values = self._values[:, : self._epochs].copy()
        copied._diagnostics = self._diagnostics.copy()
        copied._learning_rates = self._learning_rates.copy()
        return copied

    def apply(self, event: Event) -> None:
        """Takes in an event of the run; all that is known of it comes through here.

        Raises:
            ValueError: When an epoch is missing or comes twice.
        """
        match event:
            case RunStarted():
                self.device = event.device
                self.last_epoch = event.last_epoch
                self.end = None
            case EpochFinished():
                self._add_epoch(event)
            case EpochDiverged():
                self._check_due(event.epoch)
                self.diverged = True
            case RecipeChanged():
                self._check_due(event.epoch)
                self._add_change(Change(event.epoch, event.field, event.value))
            case FindingMade():
                self.findings = _by_epoch([*self.findings, event.finding])
            case RunFinished():
                self.end = event
                # Not where an epoch could not be folded in: it is none of those recorded.
                if event.epochs == self._epochs:
                    self.kept_epochs = event.kept_epochs
            case RunFailed():
                self.end = event
            case Snapshot() | RunPaused():
                pass  # Predictions are kept beside a record, and a pause leaves nothing behind.

    def _add_epoch(self, event: EpochFinished) -> None:
        self._check_due(event.epoch)
        if self._epochs == self._values.shape[1]:
            more = np.empty((len(SERIES), max(256, self._epochs)))
            self._values = np.concatenate([self._values, more], axis=1)
        self._values[:, self._epochs] = [getattr(event, name) for name in SERIES]
        self._diagnostics.append(event.diagnostics)
        self._epochs += 1
        self.kept_epochs = self._epochs

    def _add_change(self, change: Change) -> None:
        # A run that was cut short before the epoch says once more what changes with it.
        before = [each for each in self.changes if each.field == change.field]
        if not before or before[-1].value != change.value:
            self.changes = (*self.changes, change)

    @property
    def last_recipe(self) -> Recipe:
        """The recipe as it is after all changes."""
        return with_changes(self.recipe, self.changes)

    @property
    def goal(self) -> int:
        """Epochs that it is to have in all, whether or not a stop or a single step ended it before.

        Where it ended early, for lack of patience or otherwise, fewer were enough.
        """
        return max(self.last_epoch, self.last_recipe.epochs)

    @property
    def recipe_as_trained(self) -> Recipe:
        """The recipe with as many epochs as were trained, to repeat the run by.

        Where its learning rates would be others then, as those of a schedule that stretches over
        all epochs, it is the recipe as it was.
        """
        trained = replace(self.recipe, epochs=max(len(self), 1))
        asked, now = (
            [
                learning_rate_at(
                    recipe.schedule,
                    epoch=epoch,
                    learning_rate=recipe.learning_rate,
                    epochs=recipe.epochs,
                )
                for epoch in range(len(self))
            ]
            for recipe in (self.recipe, trained)
        )
        return trained if asked == now else self.recipe

    def learning_rates(self) -> Sequence[float]:
        """Returns the rate with which each epoch was trained: a view, valid until ``apply``.

        They follow from the recipe, its changes and the test costs, and are computed when they are
        asked for, each once.
        """
        test_costs = self.series("test_cost")
        for epoch in range(len(self._learning_rates), self._epochs):
            due = [change for change in self.changes if change.epoch == epoch]
            recipe = self._scheduled = with_changes(self._scheduled, due)
            rate = learning_rate_at(
                recipe.schedule,
                epoch=epoch,
                learning_rate=recipe.learning_rate,
                epochs=recipe.epochs,
                reductions=self._plateau.count,
            )
            self._learning_rates.append(rate)
            self._plateau = update_plateau(
                recipe.schedule, self._plateau, epoch=epoch, test_cost=float(test_costs[epoch])
            )
        return self._learning_rates

    def training_of(self, epoch: int) -> tuple[Recipe, float]:
        """Returns the recipe and the learning rate with which an epoch was trained, or would be.

        Args:
            epoch: Index of the epoch, from 0; what follows the last one recorded is taken for next.
        """
        rates = self.learning_rates()
        recipe = with_changes(self.recipe, [each for each in self.changes if each.epoch <= epoch])
        if epoch < len(rates):
            return recipe, rates[epoch]
        rate = learning_rate_at(
            recipe.schedule,
            epoch=epoch,
            learning_rate=recipe.learning_rate,
            epochs=recipe.epochs,
            reductions=self._plateau.count,
        )
        return recipe, rate

    @property
    def diagnostics(self) -> DiagnosticsLog:
        """Diagnostics of every epoch."""
        return self._diagnostics

    def series(self, name: str) -> NDArray[np.float64]:
        """One number of every epoch, (epochs,) float64: a view, valid until the next ``apply``.

        Args:
            name: One of ``SERIES``.
        """
        return self._values[SERIES.index(name), : self._epochs]

    def _check_due(self, epoch: int) -> None:
        if epoch != self._epochs:
            raise ValueError(f"epoch {self._epochs} was due, but {epoch} came")


def _by_epoch(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.epoch))
