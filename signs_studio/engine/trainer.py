"""Training: a recipe and a dataset become a network, epoch by epoch."""

from __future__ import annotations

import math
import time
import traceback
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.engine.epoch import Pictures, State, epoch_for, evaluate
from signs_studio.engine.layers import RULES
from signs_studio.engine.network import draw_weights
from signs_studio.engine.optimizers import first_slots
from signs_studio.engine.structure import live_numbers, structure_of
from signs_studio.recipe.fields import format_number
from signs_studio.recipe.settings import check_fits
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FinishReason,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    Snapshot,
)
from signs_studio.runs.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.epoch import CompiledEpoch, EpochResult
    from signs_studio.engine.network import LayerWeights
    from signs_studio.engine.structure import Structure
    from signs_studio.recipe.settings import Recipe
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.events import Event

# Below this share of the cost of guessing, a network has learnt something.
_GUESSING_SHARE = 0.98


class Trainer:
    """A network in training, with its optimizer's memory. Lives on the thread that trains.

    Two calls of ``run`` give, to the bit, what one call for the sum of their epochs gives.
    """

    def __init__(self, recipe: Recipe, dataset: Dataset) -> None:
        """Draws the first weights and takes in the pictures.

        Raises:
            RecipeError: When the network is too large for pictures of this shape, or a layer of
                it cannot use what it is given.
        """
        check_fits(recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
        import tensorflow as tf

        self._recipe = recipe
        self._classes = dataset.classes
        self._epochs = 0
        self._train = _pictures(dataset.train_x, dataset.train_y)
        self._test = _pictures(dataset.test_x, dataset.test_y)
        self._seed = tf.constant(recipe.seed, tf.int64)
        self._structure = structure_of(recipe, dataset)
        self._numbers = tf.constant(list(live_numbers(recipe).values()), tf.float64)
        self._state = _first_state(recipe, self._structure)

    @property
    def epochs(self) -> int:
        """Epochs whose weights are kept."""
        return self._epochs

    def weights(self) -> tuple[LayerWeights, ...]:
        """Copies of the kept weights, layer by layer, the softmax layer last."""
        state = self._state
        layers = zip(self._structure.layers, state.variables, state.statistics, strict=True)
        return tuple(
            dict(
                zip(
                    (*RULES[layer.kind].variables, *RULES[layer.kind].statistics),
                    (array.numpy() for array in (*variables, *statistics)),
                    strict=True,
                )
            )
            for layer, variables, statistics in layers
        )

    def run(
        self, *, run_id: int, epochs: int, emit: Callable[[Event], None], control: RunControl
    ) -> None:
        """Trains ``epochs`` more epochs, and says what happens.

        Exactly one ``RunFinished`` or ``RunFailed`` is emitted, last. When an epoch fails, the
        trainer stays as it was before it. Nothing is raised but what ``emit`` raises on being given
        that last event, and what ends the program (``KeyboardInterrupt``, ``SystemExit``).

        Args:
            run_id: Goes into every event.
            epochs: How many epochs to train beyond those kept.
            emit: Called on this thread with each event, in order.
            control: Tells the run to pause, step, resume or stop.
        """
        last: RunFinished | RunFailed
        try:
            last = self._run(run_id=run_id, epochs=epochs, emit=emit, control=control)
        except Exception as error:
            last = RunFailed(
                run_id=run_id, message=_what_failed(error), details=traceback.format_exc()
            )
        emit(last)

    def _run(
        self, *, run_id: int, epochs: int, emit: Callable[[Event], None], control: RunControl
    ) -> RunFinished:
        last_epoch = self._epochs + epochs
        compiled_epoch = epoch_for(self._structure)
        emit(
            RunStarted(
                run_id=run_id,
                first_epoch=self._epochs,
                last_epoch=last_epoch,
                compiling=not compiled_epoch.compiled,
            )
        )
        train_count, test_count = len(self._train.labels), len(self._test.labels)
        reason = FinishReason.COMPLETED
        seconds = 0.0
        while self._epochs < last_epoch:
            if not control.take_turn():
                if control.stopped:
                    reason = FinishReason.STOPPED
                    break
                emit(RunPaused(run_id=run_id, epochs=self._epochs))
                control.wait()
                continue
            started = time.perf_counter()
            result = self._train_epoch(compiled_epoch)
            summed_cost, correct, summed_test_cost, test_correct = result.sums.numpy().tolist()
            took = time.perf_counter() - started
            seconds += took
            cost, test_cost = summed_cost / train_count, summed_test_cost / test_count
            if not (math.isfinite(cost) and math.isfinite(test_cost)):
                reason = FinishReason.DIVERGED
                emit(
                    EpochDiverged(
                        run_id=run_id,
                        epoch=self._epochs,
                        cost=cost,
                        test_cost=test_cost,
                        seconds=took,
                    )
                )
                break
            emit(
                EpochFinished(
                    run_id=run_id,
                    epoch=self._epochs,
                    cost=cost,
                    test_cost=test_cost,
                    train_accuracy=correct / train_count,
                    test_accuracy=test_correct / test_count,
                    seconds=took,
                )
            )
            probabilities = result.probabilities.numpy()
            probabilities.flags.writeable = False
            emit(Snapshot(run_id=run_id, epoch=self._epochs, probabilities=probabilities))
            self._state = result.state
            self._epochs += 1
        return self._finished(run_id=run_id, reason=reason, seconds=seconds)

    def _train_epoch(self, compiled_epoch: CompiledEpoch) -> EpochResult:
        import tensorflow as tf

        order = epoch_order(len(self._train.labels), seed=self._recipe.seed, epoch=self._epochs)
        return compiled_epoch(
            state=self._state,
            train=self._train,
            test=self._test,
            order=tf.constant(order),
            numbers=self._numbers,
            seed=self._seed,
        )

    def _finished(self, *, run_id: int, reason: FinishReason, seconds: float) -> RunFinished:
        cost, train_accuracy = self._evaluate(self._train)
        test_cost, test_accuracy = self._evaluate(self._test)
        return RunFinished(
            run_id=run_id,
            reason=reason,
            epochs=self._epochs,
            cost=cost,
            test_cost=test_cost,
            train_accuracy=train_accuracy,
            test_accuracy=test_accuracy,
            seconds=seconds,
            message=self._in_words(reason, cost),
        )

    def _evaluate(self, pictures: Pictures) -> tuple[float, float]:
        cost, correct, _ = evaluate(self._structure, self._state, pictures)
        count = len(pictures.labels)
        return float(cost) / count, float(correct) / count

    def _in_words(self, reason: FinishReason, cost: float) -> str:
        """What happened, and what to try where it did not go well."""
        epochs = counted(self._epochs, "epoch")
        if reason is FinishReason.DIVERGED:
            lower = format_number(float(f"{self._recipe.learning_rate / 10:.1g}"))
            kept = f"weights after {epochs}" if self._epochs else "first weights"
            return (
                f"In epoch {self._epochs + 1:,} the cost was no longer a finite number, so the "
                f"{kept} were kept: try a lower learning rate, such as {lower}, or another "
                "optimizer."
            )
        if reason is FinishReason.STOPPED:
            return f"Stopped after {epochs}; training can go on from there."
        if cost > _GUESSING_SHARE * math.log(self._classes):
            return (
                f"After {epochs} the network does no better than guessing: try another seed, other "
                "initial weights or another learning rate."
            )
        return f"Trained {epochs}."


def epoch_order(count: int, *, seed: int, epoch: int) -> NDArray[np.int32]:
    """In what order the training pictures come in an epoch: a permutation, (count,) int32."""
    rng = np.random.Generator(np.random.PCG64([seed, epoch]))
    return rng.permutation(count).astype(np.int32)


def _pictures(
    pictures: NDArray[np.uint8] | NDArray[np.float32], labels: NDArray[np.int32]
) -> Pictures:
    import tensorflow as tf

    return Pictures(tf.constant(pictures.reshape(len(pictures), -1)), tf.constant(labels))


def _first_state(recipe: Recipe, structure: Structure) -> State:
    import tensorflow as tf

    weights = draw_weights(
        recipe.initializer,
        layers=structure.layers,
        picture_shape=structure.picture_shape,
        seed=recipe.seed,
    )
    rules = [RULES[layer.kind] for layer in structure.layers]
    variables, statistics = (
        tuple(
            tuple(tf.constant(own[name]) for name in names)
            for own, names in zip(weights, named, strict=True)
        )
        for named in ([r.variables for r in rules], [r.statistics for r in rules])
    )
    return State(
        steps=tf.constant(0, tf.int64),
        variables=variables,
        slots=tuple(
            tuple(map(tf.constant, first_slots(recipe.optimizer, tuple(variable.shape))))
            for variable in tf.nest.flatten(variables)
        ),
        statistics=statistics,
    )


def _what_failed(error: Exception) -> str:
    import tensorflow as tf

    if isinstance(error, MemoryError | tf.errors.ResourceExhaustedError):
        return (
            "There is not enough memory for this network and these pictures: take fewer units, a "
            "smaller batch or fewer pictures, or close other programs."
        )
    return (
        "Training broke off because of an error in Signs Studio: train again, which starts over "
        "with the first weights."
    )
