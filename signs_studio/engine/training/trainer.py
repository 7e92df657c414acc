"""Training: a recipe and a dataset become a network, epoch by epoch."""

from __future__ import annotations

import math
import time
import traceback
from collections import deque
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from signs_studio.engine.devices import find_devices
from signs_studio.engine.network.diagnostics import diagnostics_of
from signs_studio.engine.network.layers import LAYER_OPS
from signs_studio.engine.training.compile_key import compile_key_of, live_numbers, with_recipe
from signs_studio.engine.training.resident import ResidentSets
from signs_studio.engine.training.state import Network, arrays_of, first_state, state_of
from signs_studio.engine.training.stopping import KeptEpoch, Stopping, TrainingClock
from signs_studio.engine.training.streamed import StreamedSets, is_streamed
from signs_studio.errors import PersonError
from signs_studio.messages import Message
from signs_studio.recipe.changes import Change, with_change, with_changes
from signs_studio.recipe.plateau import PlateauCounter
from signs_studio.recipe.recipe import check_fits
from signs_studio.recipe.schedules import SCHEDULES, learning_rate_at, update_plateau
from signs_studio.runs.checkpoint import BestEpoch, Checkpoint
from signs_studio.runs.devices import default_device
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FinishReason,
    RecipeChanged,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    Snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.network.forward import LayerWeights
    from signs_studio.engine.training.resident import TrainedEpoch
    from signs_studio.fields.declared import FieldValue
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.devices import Device
    from signs_studio.runs.events import Event

# Several epochs are computed at a time where that takes no longer than a screen needs to show two
# frames, and no more of them than an eighth of those that the run has had: the first ones are shown
# at once, and little computed work is discarded when the run is stepped, stopped or changed.
_AHEAD_SECONDS = 0.03
_AHEAD_SHARE = 8
_NO_CHANGES: Mapping[str, FieldValue] = MappingProxyType({})
_epoch_of = attrgetter("epoch")


class _TimedEpoch(NamedTuple):
    """An epoch that is computed, and how long that took.

    Attributes:
        trained: What it gives.
        seconds: Its share of the call that computed it.
        compiles: Whether that call compiled a program first.
    """

    trained: TrainedEpoch
    seconds: float
    compiles: bool


class Trainer:
    """A network in training, with its optimizer's memory. Lives on the thread that trains.

    Two calls of ``run`` give, to the bit, what one call for the sum of their epochs gives, and so
    does a trainer that knows beforehand what was changed in a run while it was trained. All of them
    must be on the same device, which a trainer keeps: another one rounds otherwise.
    """

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        changes: Sequence[Change] = (),
        *,
        device: Device | None = None,
    ) -> None:
        """Draws the first weights and takes in the pictures.

        Args:
            recipe: What to train.
            dataset: What to learn from.
            changes: What changes at which epoch, as the record of the recipe has it.
            device: Where to train: one of ``find_devices``; None for the default one.

        Raises:
            RecipeError: When the network is too large for pictures of this shape, or a layer of
                it cannot use what it is given, or a change cannot be made.
        """
        self._take_in(recipe, dataset, changes, device=device)
        with self._on_device():
            first = first_state(recipe, self._key)
        self._network = Network(self._key.layers, 0, lambda: first)

    @classmethod
    def resume(
        cls, checkpoint: Checkpoint, dataset: Dataset, *, device: Device | None = None
    ) -> Self:
        """Returns a trainer that goes on from a checkpoint, in whichever process that was made.

        On the same device, it gives to the bit what the trainer would have given that made the
        checkpoint.

        Args:
            checkpoint: What ``checkpoint`` of another trainer returned.
            dataset: The data that it was trained on.
            device: Where to train: one of ``find_devices``; None for the default one.

        Raises:
            RecipeError: When its network does not fit these pictures.
            CheckpointError: When its arrays are not those of its network.
        """
        trainer = cls.__new__(cls)
        trainer._take_in(checkpoint.recipe, dataset, checkpoint.changes, device=device)
        trainer._restore(checkpoint)
        return trainer

    def _take_in(
        self,
        recipe: Recipe,
        dataset: Dataset,
        changes: Sequence[Change],
        *,
        device: Device | None,
    ) -> None:
        check_fits(recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
        with_changes(recipe, changes)
        self._recipe = recipe
        self._changes = sorted(changes, key=_epoch_of)
        self._train_count, self._test_count = len(dataset.train_y), len(dataset.test_y)
        self._device = device or default_device(find_devices())
        self._key = compile_key_of(recipe, dataset, device=self._device)
        with self._on_device():
            sets = StreamedSets if is_streamed(dataset) else ResidentSets
            self._sets: StreamedSets | ResidentSets = sets(dataset, seed=recipe.seed)
        self._epochs = 0
        self._plateau = PlateauCounter()
        self._stopping = Stopping()

    def _restore(self, checkpoint: Checkpoint) -> None:
        optimizer = self._recipe.optimizer
        with self._on_device():
            state = state_of(checkpoint.arrays, self._key, optimizer)
        self._network = Network(self._key.layers, checkpoint.kept_epochs, lambda: state)
        self._epochs = checkpoint.epochs
        self._plateau = checkpoint.plateau
        best = checkpoint.best
        kept = None
        if best is not None:
            with self._on_device():
                best_state = state_of(best.arrays, self._key, optimizer)
            kept = KeptEpoch(best.epochs, lambda: best_state, best.probabilities)
        self._stopping = Stopping(checkpoint.stopping, kept, checkpoint.target_reached)

    def network(self) -> Network:
        """Returns the network as it stands after the last epoch that is kept; on any thread."""
        return self._network

    def checkpoint(self, pending: Mapping[str, FieldValue] = _NO_CHANGES) -> Checkpoint:
        """Returns all that training goes on from, between two runs or from within ``emit``.

        Within ``emit`` it is that of the last epoch of which all was said.

        Args:
            pending: Changes to come before the next epoch, as of ``RunControl.changes``: those that
                were asked for while the run was paused, or after its end.
        """
        return self.checkpoint_source(pending)()

    def checkpoint_source(
        self, pending: Mapping[str, FieldValue] = _NO_CHANGES
    ) -> Callable[[], Checkpoint]:
        """Returns what makes the ``checkpoint`` of this moment, on any thread, at any later time.

        That copies the arrays, which takes a while; this does not.

        Args:
            pending: As of ``checkpoint``.
        """
        # After known ones that are due as well: what is asked for overrides them, as in ``run``.
        asked_for = [Change(self._epochs, field, value) for field, value in pending.items()]
        return partial(
            _checkpoint,
            recipe=self._recipe,
            changes=tuple(sorted([*self._changes, *asked_for], key=_epoch_of)),
            epochs=self._epochs,
            network=self._network,
            plateau=self._plateau,
            stopping=self._stopping,
            device=self._device,
        )

    @property
    def epochs(self) -> int:
        """Epochs that are kept."""
        return self._epochs

    @property
    def pending_changes(self) -> Mapping[str, FieldValue]:
        """Known changes that are due before the next epoch, by field."""
        return {c.field: c.value for c in self._changes if c.epoch <= self._epochs}

    def weights(self) -> tuple[LayerWeights, ...]:
        """Copies of the kept weights, layer by layer, the softmax layer last."""
        with self._on_device():
            state = self._network.state()
        layers = zip(self._key.layers, state.variables, state.statistics, strict=True)
        return tuple(
            dict(
                zip(
                    (*LAYER_OPS[layer.kind].variables, *LAYER_OPS[layer.kind].statistics),
                    (array.numpy() for array in (*variables, *statistics)),
                    strict=True,
                )
            )
            for layer, variables, statistics in layers
        )

    def run(self, *, epochs: int, emit: Callable[[Event], None], control: RunControl) -> None:
        """Trains ``epochs`` more epochs, and says what happens.

        Exactly one ``RunFinished`` or ``RunFailed`` is emitted, last. When an epoch fails, the
        trainer stays as it was before it. Nothing is raised but what ``emit`` raises on being given
        that last event, and what ends the program (``KeyboardInterrupt``, ``SystemExit``).

        Args:
            epochs: How many epochs to train beyond those kept.
            emit: Called on this thread with each event, in order.
            control: Tells the run to pause, step, resume or stop.
        """
        last: RunFinished | RunFailed
        try:
            with self._on_device():
                last = self._run(epochs=epochs, emit=emit, control=control)
        except PersonError as error:
            last = RunFailed(message=error.message, details="")
        except Exception as error:
            last = RunFailed(message=_what_failed(error), details=traceback.format_exc())
        emit(last)

    def repeat(
        self,
        changes: Sequence[Change],
        *,
        epochs: int,
        ends: bool = True,
        emit: Callable[[Event], None] = lambda _event: None,
        control: RunControl | None = None,
    ) -> FinishReason:
        """Trains again, to the bit, what was trained in a run after this trainer's checkpoint.

        Where that run ended in between, for lack of patience, of time or otherwise, it was gone on
        with: so is this one.

        Args:
            changes: What was changed in that run with the kept epochs and later, as its record has
                it. Known ones of that time are left out: they were made, or others in their place.
            epochs: After how many epochs it ends, the kept ones included.
            ends: Whether the run may end there, and then has its best weights brought back; else
                the weights are those of the last epoch.
            emit: Called with each ``EpochFinished``, ``EpochDiverged``, ``Snapshot`` and
                ``RecipeChanged`` of it.
            control: Ends it early where it is stopped.

        Returns:
            Why the run ends there; ``COMPLETED`` where nothing ends it but the number of epochs,
            ``STOPPED`` or ``DIVERGED`` where it did not come that far.
        """
        known, self._changes = self._changes, sorted(changes, key=_epoch_of)
        with self._on_device():
            reason = self._repeat(epochs, emit=emit, control=control)
            # Changes before an epoch that was never finished.
            made: list[Event] = []
            if self._epochs == epochs:
                self._apply_changes({}, emit=made.append)
            if ends and reason is FinishReason.PATIENCE:
                self._bring_back_best(emit=emit)
        made_now = {event.field for event in made if isinstance(event, RecipeChanged)}
        self._changes = [
            change
            for change in known
            if change.epoch > epochs or (change.epoch == epochs and change.field not in made_now)
        ]
        return reason

    def _repeat(
        self, epochs: int, *, emit: Callable[[Event], None], control: RunControl | None
    ) -> FinishReason:
        reason = FinishReason.COMPLETED
        ahead: deque[_TimedEpoch] = deque()
        while self._epochs < epochs:
            if control is not None and control.stopped:
                return FinishReason.STOPPED
            is_new_weights = self._apply_changes({}, emit=emit)
            if self._patience_ran_out:
                self._bring_back_best(emit=emit)
                is_new_weights = True
            if is_new_weights:
                ahead.clear()
            if not ahead:
                ahead.extend(self._train_ahead(epochs - self._epochs, last_seconds=0.0))
            reason = self._finish_epoch(ahead.popleft(), emit=emit)
            if reason is FinishReason.DIVERGED:
                break
        return reason

    @property
    def _patience_ran_out(self) -> bool:
        """True where patience ran out with the last epoch and its weights are still in place."""
        ran_out = self._stopping.reason is FinishReason.PATIENCE
        return ran_out and self._network.epochs == self._epochs

    def _on_device(self) -> AbstractContextManager[None]:
        """Within it, all that this thread has TensorFlow do is done on the trainer's device."""
        import tensorflow as tf

        scope: AbstractContextManager[None] = tf.device(self._device.id)
        return scope

    def _run(
        self, *, epochs: int, emit: Callable[[Event], None], control: RunControl
    ) -> RunFinished:
        first_epoch, last_epoch = self._epochs, self._epochs + epochs
        emit(
            RunStarted(
                first_epoch=first_epoch,
                last_epoch=last_epoch,
                compiling=not self._sets.compiled(self._key),
                device=self._device.name,
            )
        )
        reason = FinishReason.COMPLETED
        clock = TrainingClock()
        ahead: deque[_TimedEpoch] = deque()
        while self._epochs < last_epoch and reason is FinishReason.COMPLETED:
            if not control.take_turn():
                if control.stopped:
                    reason = FinishReason.STOPPED
                    break
                emit(RunPaused(epochs=self._epochs))
                control.wait()
                continue
            if self._apply_changes(control.take_changes(), emit=emit):
                ahead.clear()
            if not ahead:
                most = min(last_epoch - self._epochs, (self._epochs - first_epoch) // _AHEAD_SHARE)
                ahead.extend(self._train_ahead(most, last_seconds=clock.last_seconds))
            epoch = ahead.popleft()
            clock.add_epoch(epoch.seconds, compiles=epoch.compiles)
            reason = self._finish_epoch(epoch, emit=emit)
            if (
                reason is FinishReason.COMPLETED
                and self._epochs < last_epoch
                and 0 < self._recipe.stopping.time_limit <= clock.training_seconds
            ):
                reason = FinishReason.TIME_LIMIT
        if reason is FinishReason.PATIENCE:
            self._bring_back_best(emit=emit)
        return self._finish_run(reason=reason, seconds=clock.seconds)

    def _finish_epoch(self, epoch: _TimedEpoch, *, emit: Callable[[Event], None]) -> FinishReason:
        """Says what an epoch gave, and keeps it unless it diverged.

        Returns:
            Why the run ends with it; ``COMPLETED`` where nothing but the number of epochs may.
        """
        trained, seconds = epoch.trained, epoch.seconds
        summed_cost, correct, summed_test_cost, test_correct = trained.sums
        cost, test_cost = summed_cost / self._train_count, summed_test_cost / self._test_count
        if not (math.isfinite(cost) and math.isfinite(test_cost)):
            diverged = EpochDiverged(
                epoch=self._epochs,
                cost=cost,
                test_cost=test_cost,
                seconds=seconds,
            )
            emit(diverged)
            return FinishReason.DIVERGED
        finished = EpochFinished(
            epoch=self._epochs,
            cost=cost,
            test_cost=test_cost,
            train_accuracy=correct / self._train_count,
            test_accuracy=test_correct / self._test_count,
            seconds=seconds,
            diagnostics=diagnostics_of(trained.diagnostics),
        )
        emit(finished)
        emit(Snapshot(epoch=self._epochs, probabilities=trained.probabilities))
        kept = KeptEpoch(self._epochs + 1, trained.state, trained.probabilities)
        before = self._network.state
        self._network = Network(self._key.layers, kept.epochs, kept.state, before)
        self._epochs = kept.epochs
        self._plateau = update_plateau(
            self._recipe.schedule, self._plateau, epoch=finished.epoch, test_cost=test_cost
        )
        self._stopping = self._stopping.after(
            kept, cost=cost, test_cost=test_cost, criteria=self._recipe.stopping
        )
        return self._stopping.reason

    def _train_ahead(self, most: int, *, last_seconds: float) -> list[_TimedEpoch]:
        """Computes the next epoch, and as many after it as are known beforehand.

        Args:
            most: No more than this; one at least.
            last_seconds: How long the epoch before took, 0 where nobody knows: little is computed
                in vain where the run is stopped or changed.
        """
        if last_seconds:
            most = min(most, int(_AHEAD_SECONDS / last_seconds))
        if SCHEDULES[self._recipe.schedule.kind].waits_for_plateaus:
            most = 1
        if self._changes:
            most = min(most, self._changes[0].epoch - self._epochs)
        count = max(1, min(most, self._sets.epochs_per_call(self._key)))
        compiles = not self._sets.compiled(self._key)
        started = time.perf_counter()
        epochs = self._sets.train(
            self._key,
            state=self._network.state(),
            numbers=self._numbers(count),
            epoch=self._epochs,
        )
        seconds = (time.perf_counter() - started) / len(epochs)
        return [_TimedEpoch(epoch, seconds=seconds, compiles=compiles) for epoch in epochs]

    def _apply_changes(
        self, asked_for: Mapping[str, FieldValue], *, emit: Callable[[Event], None]
    ) -> bool:
        """Makes the changes that are due before the next epoch: known ones, then those asked for.

        Returns:
            Whether anything is not as it was.
        """
        due: dict[str, FieldValue] = {}
        while self._changes and self._changes[0].epoch <= self._epochs:
            change = self._changes.pop(0)
            due[change.field] = change.value
        due.update(asked_for)
        changed = {}
        for field, value in due.items():
            recipe = with_change(self._recipe, field, value)
            if recipe != self._recipe:
                changed[field] = value
                self._recipe = recipe
        if not changed:
            return False
        self._key = with_recipe(self._key, self._recipe)
        for field, value in changed.items():
            emit(
                RecipeChanged(
                    epoch=self._epochs,
                    field=field,
                    value=value,
                    compiling=not self._sets.compiled(self._key),
                )
            )
        return True

    def _numbers(self, count: int) -> NDArray[np.float64]:
        """The live numbers of the next epochs, (count, numbers)."""
        recipe = self._recipe
        numbers = live_numbers(recipe)
        rows = []
        for epoch in range(self._epochs, self._epochs + count):
            numbers["learning_rate"] = learning_rate_at(
                recipe.schedule,
                epoch=epoch,
                learning_rate=recipe.learning_rate,
                epochs=recipe.epochs,
                reductions=self._plateau.count,
            )
            rows.append(list(numbers.values()))
        return np.array(rows, np.float64)

    def _bring_back_best(self, *, emit: Callable[[Event], None]) -> None:
        """Brings the best weights back, with the optimizer's memory of that time."""
        best = self._stopping.best
        assert best is not None  # Patience runs out after an epoch that was the best.
        emit(Snapshot(epoch=best.epochs - 1, probabilities=best.probabilities))
        self._network = Network(self._key.layers, best.epochs, best.state)

    def _finish_run(self, *, reason: FinishReason, seconds: float) -> RunFinished:
        summed_cost, correct, summed_test_cost, test_correct = self._sets.evaluate(
            self._key, self._network.state()
        )
        cost, accuracy = summed_cost / self._train_count, correct / self._train_count
        return RunFinished(
            reason=reason,
            epochs=self._epochs,
            kept_epochs=self._network.epochs,
            cost=cost,
            test_cost=summed_test_cost / self._test_count,
            train_accuracy=accuracy,
            test_accuracy=test_correct / self._test_count,
            seconds=seconds,
        )


def _checkpoint(
    *,
    recipe: Recipe,
    changes: tuple[Change, ...],
    epochs: int,
    network: Network,
    plateau: PlateauCounter,
    stopping: Stopping,
    device: Device,
) -> Checkpoint:
    import tensorflow as tf

    layers, best = network.layers, stopping.best
    with tf.device(device.id):
        arrays = arrays_of(network.state(), layers)
        kept = None
        if best is not None:
            kept = BestEpoch(
                epochs=best.epochs,
                arrays=arrays_of(best.state(), layers),
                probabilities=best.probabilities,
            )
    return Checkpoint(
        recipe=recipe,
        changes=changes,
        epochs=epochs,
        kept_epochs=network.epochs,
        arrays=arrays,
        plateau=plateau,
        stopping=stopping.counter,
        best=kept,
        target_reached=stopping.target_reached,
    )


def _what_failed(error: Exception) -> Message:
    import tensorflow as tf

    if isinstance(error, MemoryError | tf.errors.ResourceExhaustedError):
        return Message(
            "engine",
            "There is not enough memory for this network and these pictures: take fewer units, a "
            "smaller batch or fewer pictures, or close other programs.",
        )
    return Message(
        "engine",
        "Training broke off because of an error in Signs Studio: train again, which starts over "
        "with the first weights.",
    )
