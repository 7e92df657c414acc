"""Epochs as one compiled call: every step, then the test set, and the same again.

The whole epoch is one program that runs without Python, so that the window's thread is never kept
waiting. An epoch of a small network takes less time than the call: there one call computes several,
how many it is told each time. It is the same program for one epoch as for all, so that it makes no
difference to the bit how many there are. XLA compiles it where that is faster; which way is taken
follows from the key alone.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from signs_studio.data.streamed import StreamedPictures
from signs_studio.engine.network.diagnostics import diagnostics_count, measure
from signs_studio.engine.programs import Program, optimized_apart
from signs_studio.engine.training.passes import (
    LabelledPictures,
    evaluate,
    evaluate_logits,
    read_in_chunks,
    train_on,
)
from signs_studio.engine.training.shuffling import epoch_permutation

if TYPE_CHECKING:
    from collections.abc import Callable

    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.compile_key import CompileKey
    from signs_studio.engine.training.state import State


class EpochResult(NamedTuple):
    """Results of an epoch.

    Attributes:
        state: As it is after the epoch; the state before it is left as it was.
        sums: Summed cost and pictures read right of the training set, each picture as its step saw
            it before the update, then of the test set after the epoch, (4,) float64. They are
            divided outside: XLA multiplies by the reciprocal, which makes 3 of 10 more than 0.3.
        probabilities: What the network says of the test pictures, (N, classes) float32.
        diagnostics: How the network is doing inside, for ``diagnostics.diagnostics_of``.
    """

    state: State
    sums: tf.Tensor
    probabilities: tf.Tensor
    diagnostics: tf.Tensor


class TrainedEpoch(NamedTuple):
    """Results of an epoch, outside of TensorFlow.

    Attributes:
        sums: As of ``EpochResult``.
        probabilities: As of ``EpochResult``, read-only.
        diagnostics: As of ``EpochResult``.
        state: Gives the state after the epoch. Of one among several it is cut out only then.
    """

    sums: list[float]
    probabilities: NDArray[np.float32]
    diagnostics: list[float]
    state: Callable[[], State]


class ResidentSets:
    """The training set and the test set of one run, in memory, several epochs in one call."""

    def __init__(self, dataset: Dataset, *, seed: int) -> None:
        import tensorflow as tf

        self._train = _pictures(dataset.train_x, dataset.train_y)
        self._test = _pictures(dataset.test_x, dataset.test_y)
        self._seed = seed
        self._seed_tensor = tf.constant(seed, tf.int64)

    def compiled(self, key: CompileKey) -> bool:
        """Returns whether an epoch would start at once."""
        return epoch_for(key).compiled

    def epochs_per_call(self, key: CompileKey) -> int:
        """Returns how many epochs ``train`` may be asked for."""
        return epoch_for(key).capacity

    def train(
        self, key: CompileKey, *, state: State, numbers: NDArray[np.float64], epoch: int
    ) -> list[TrainedEpoch]:
        """Trains like ``StreamedSets.train``, for as many epochs as there are rows of numbers."""
        count = len(self._train.labels)
        orders = [
            epoch_permutation(count, seed=self._seed, epoch=epoch + index)
            for index in range(len(numbers))
        ]
        return epoch_for(key)(
            state=state,
            train=self._train,
            test=self._test,
            orders=np.stack(orders),
            numbers=numbers,
            seed=self._seed_tensor,
        )

    def evaluate(self, key: CompileKey, state: State) -> list[float]:
        """Summed cost and pictures read right, of the training set and then of the test set."""
        gpu = key.device.is_gpu
        function = _compiled_evaluate(key) if gpu else partial(evaluate, key)
        read = (function(state, pictures) for pictures in (self._train, self._test))
        return [float(sum_) for cost, correct, _ in read for sum_ in (cost, correct)]


class CompiledEpochs:
    """Epochs of one key; compiled by the first call.

    Attributes:
        capacity: How many epochs a call may compute.
    """

    def __init__(self, key: CompileKey) -> None:
        self.capacity = key.epochs_per_call
        make = _epoch_function if self.capacity == 1 else _epochs_function
        self._program = Program(make(key), under_xla=key.under_xla, device=key.device)

    @property
    def compiled(self) -> bool:
        """Returns whether a call would start at once."""
        return self._program.compiled

    def __call__(
        self,
        *,
        state: State,
        train: LabelledPictures,
        test: LabelledPictures,
        orders: NDArray[np.int32],
        numbers: NDArray[np.float64],
        seed: tf.Tensor,
    ) -> list[TrainedEpoch]:
        """Trains for as many epochs as there are orders.

        Args:
            state: Where to start; it is left as it was.
            train: The training set.
            test: The test set.
            orders: In what order the training pictures come, epoch by epoch, (epochs, train_count),
                for ``capacity`` epochs at most.
            numbers: The live numbers in the order of the key's names, (epochs, numbers).
            seed: The recipe's seed, () int64.
        """
        import tensorflow as tf

        if self.capacity == 1:
            told = tf.constant(orders[0]), tf.constant(numbers[0])
            return [trained_epoch(self._program(state, train, test, *told, seed))]
        epochs = len(orders)
        told = _filled(orders, self.capacity), _filled(numbers, self.capacity)
        count = tf.constant(epochs, tf.int32)
        last, each = self._program(state, train, test, *told, seed, count)
        probabilities = _readonly(each.probabilities)
        cut = (partial(_state_after, each.state, index) for index in range(epochs - 1))
        # The last one is there without a cut, and training mostly goes on from it.
        states: list[Callable[[], State]] = [*cut, lambda: last]
        sums, diagnostics = each.sums.numpy().tolist(), each.diagnostics.numpy().tolist()
        # There are rows for all epochs that a call may compute.
        return list(map(TrainedEpoch, sums, probabilities, diagnostics, states))


@lru_cache(maxsize=32)
def _compiled_evaluate(
    key: CompileKey,
) -> Callable[[State, LabelledPictures], tuple[tf.Tensor, ...]]:
    """The ``evaluate`` of a key, for a graphics card.

    There TensorFlow can cut and gather bytes under XLA alone: all pictures would be copied to the
    processor's memory for every chunk of them.
    """
    programs = {
        count: Program(partial(evaluate, key), under_xla=True, device=key.device)
        for count in (key.train_count, key.test_count)
    }
    return lambda state, pictures: programs[len(pictures.labels)](state, pictures)


@lru_cache(maxsize=32)
def epoch_for(key: CompileKey) -> CompiledEpochs:
    """The epochs of that key, compiled already where one was run in this process."""
    return CompiledEpochs(key)


def trained_epoch(result: EpochResult) -> TrainedEpoch:
    """Returns the results of an epoch that was computed alone."""
    return TrainedEpoch(
        result.sums.numpy().tolist(),
        _readonly(result.probabilities),
        result.diagnostics.numpy().tolist(),
        lambda: result.state,
    )


def _pictures(pictures: Pictures | StreamedPictures, labels: Labels) -> LabelledPictures:
    import tensorflow as tf

    assert not isinstance(pictures, StreamedPictures)  # is_streamed() says so.
    return LabelledPictures(tf.constant(pictures.reshape(len(pictures), -1)), tf.constant(labels))


def _filled(rows: NDArray[Any], count: int) -> tf.Tensor:
    """As many rows as are asked for: of those that there are not, nothing is read."""
    import tensorflow as tf

    filled = np.zeros((count, *rows.shape[1:]), rows.dtype)
    filled[: len(rows)] = rows
    return tf.constant(filled)


def _readonly(tensor: tf.Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.numpy()
    array.flags.writeable = False
    return array


def _state_after(states: State, index: int) -> State:
    """One of the states that were stacked, epoch by epoch."""
    import tensorflow as tf

    state: State = tf.nest.map_structure(lambda stack: stack[index], states)
    return state


def _epoch_function(key: CompileKey) -> Callable[..., EpochResult]:
    """The epoch in TensorFlow's words, to be compiled."""
    import tensorflow as tf

    def epoch(
        state: State,
        train: LabelledPictures,
        test: LabelledPictures,
        order: tf.Tensor,
        numbers: tf.Tensor,
        seed: tf.Tensor,
    ) -> EpochResult:
        scalars = tf.unstack(numbers, num=len(key.numbers))
        state, cost, correct, last_step = train_on(
            key,
            state=state,
            train=train,
            order=order,
            numbers=dict(zip(key.numbers, scalars, strict=True)),
            seed=seed,
        )
        read = optimized_apart(partial(read_in_chunks, key), under_xla=key.under_xla)
        outputs, active = read(state, test.pictures)
        test_cost, test_correct, probabilities = evaluate_logits(outputs, test.labels)
        sums = tf.stack([cost, tf.cast(correct, tf.float64), test_cost, test_correct])
        diagnostics = measure(
            key.layers,
            outputs=outputs,
            active=active,
            last_step=last_step,
        )
        return EpochResult(state, sums, probabilities, diagnostics)

    return epoch


def _epochs_function(key: CompileKey) -> Callable[..., tuple[State, EpochResult]]:
    """Several epochs: the state after the last, and what each gave, stacked."""
    import tensorflow as tf

    epoch = _epoch_function(key)
    capacity = key.epochs_per_call

    def epochs(
        state: State,
        train: LabelledPictures,
        test: LabelledPictures,
        orders: tf.Tensor,
        numbers: tf.Tensor,
        seed: tf.Tensor,
        count: tf.Tensor,
    ) -> tuple[State, EpochResult]:
        like = EpochResult(
            state,
            tf.zeros(4, tf.float64),
            tf.zeros((key.test_count, key.classes)),
            tf.zeros(diagnostics_count(key.layers)),
        )
        stacks = tf.nest.map_structure(
            lambda one: tf.TensorArray(one.dtype, capacity, element_shape=one.shape), like
        )

        def train_one(i: Any, state: State, stacks: Any) -> tuple[Any, State, Any]:
            result = epoch(state, train, test, orders[i], numbers[i], seed)
            written = tf.nest.map_structure(lambda stack, one: stack.write(i, one), stacks, result)
            return i + 1, result.state, written

        _, state, stacks = tf.while_loop(lambda i, *_: i < count, train_one, (0, state, stacks))
        return state, tf.nest.map_structure(lambda stack: stack.stack(), stacks)

    return epochs
