"""Epochs as one compiled call: every step, then the test set, and the same again.

The whole epoch is one program that runs without Python, so that the window's thread is never kept
waiting. An epoch of a small network takes less time than the call: there one call computes several,
how many it is told each time. It is the same program for one epoch as for all, so that it makes no
difference to the bit how many there are. XLA compiles it where that is faster; which way is taken
follows from the structure alone.
"""

from __future__ import annotations

import gc
import math
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from signs_studio.engine.augmentation import augment
from signs_studio.engine.chance import Chance
from signs_studio.engine.layers import Training
from signs_studio.engine.network import (
    count_correct,
    cross_entropies,
    forward,
    given_shapes,
    layer_outputs,
    minimised,
    widen,
)
from signs_studio.engine.optimizers import RULES, Settings
from signs_studio.engine.vitals import LastStep, activity, measure, no_activity, vitals_count

if TYPE_CHECKING:
    from collections.abc import Callable

    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.engine.layers import Arrays
    from signs_studio.engine.structure import Structure

# Enough rows to keep two processors busy, few enough to stay near their caches.
_CHUNK_NUMBERS = 4_194_304


class State(NamedTuple):
    """All that training changes, as tensors.

    Attributes:
        steps: Steps taken since training began, () int64.
        variables: What each layer has learnt, layer by layer, float32.
        slots: What the optimizer remembers for each variable, variable by variable.
        statistics: What each layer keeps without learning it, layer by layer, float32.
    """

    steps: tf.Tensor
    variables: tuple[Arrays, ...]
    slots: tuple[tuple[tf.Tensor, ...], ...]
    statistics: tuple[Arrays, ...]


class Pictures(NamedTuple):
    """Labelled pictures as tensors: (N, features) uint8 or float32, and (N,) int32."""

    pictures: tf.Tensor
    labels: tf.Tensor


class EpochResult(NamedTuple):
    """What an epoch gives.

    Attributes:
        state: As it is after the epoch; the state before it is left as it was.
        sums: Summed cost and pictures read right of the training set, each picture as its step saw
            it before the update, then of the test set after the epoch, (4,) float64. They are
            divided outside: XLA multiplies by the reciprocal, which makes 3 of 10 more than 0.3.
        probabilities: What the network says of the test pictures, (N, classes) float32.
        vitals: How the network is doing inside, for ``vitals.vitals_of``.
    """

    state: State
    sums: tf.Tensor
    probabilities: tf.Tensor
    vitals: tf.Tensor


class TrainedEpoch(NamedTuple):
    """What an epoch gives, outside of TensorFlow.

    Attributes:
        sums: As of ``EpochResult``.
        probabilities: As of ``EpochResult``, read-only.
        vitals: As of ``EpochResult``.
        state: Gives the state after the epoch. Of one among several it is cut out only then.
    """

    sums: list[float]
    probabilities: NDArray[np.float32]
    vitals: list[float]
    state: Callable[[], State]


class CompiledEpochs:
    """Epochs of one structure; compiled by the first call.

    Attributes:
        capacity: How many epochs a call may compute.
        compiled: Whether a call would start at once.
    """

    def __init__(self, structure: Structure) -> None:
        import tensorflow as tf

        self.compiled = False
        self.capacity = structure.epochs_per_call
        make = _epoch_function if self.capacity == 1 else _epochs_function
        self._function = tf.function(
            make(structure), jit_compile=structure.under_xla, autograph=False
        )
        self._traced: Callable[..., Any] | None = None

    def __call__(
        self,
        *,
        state: State,
        train: Pictures,
        test: Pictures,
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
            numbers: The live numbers in the order of the structure's names, (epochs, numbers).
            seed: The recipe's seed, () int64.
        """
        import tensorflow as tf

        if self.capacity == 1:
            told = tf.constant(orders[0]), tf.constant(numbers[0])
            return [trained_epoch(self._call(state, train, test, *told, seed))]
        epochs = len(orders)
        told = _filled(orders, self.capacity), _filled(numbers, self.capacity)
        count = tf.constant(epochs, tf.int32)
        last, each = self._call(state, train, test, *told, seed, count)
        probabilities = _readonly(each.probabilities)
        cut = (partial(_state_after, each.state, index) for index in range(epochs - 1))
        # The last one is there without a cut, and training mostly goes on from it.
        states: list[Callable[[], State]] = [*cut, lambda: last]
        sums, vitals = each.sums.numpy().tolist(), each.vitals.numpy().tolist()
        # There are rows for all epochs that a call may compute.
        return list(map(TrainedEpoch, sums, probabilities, vitals, states))

    def _call(self, *given: Any) -> Any:
        if self._traced is None:
            # Programs that are no longer used are taken apart by a search for garbage, which must
            # not come while TensorFlow builds another: it was seen to crash.
            searched = gc.isenabled()
            gc.disable()
            try:
                self._traced = self._function.get_concrete_function(*given)
            finally:
                if searched:
                    gc.enable()
        # The traced function is called itself: finding it again by the shapes of all arguments
        # would take a third of the time of a small network's epoch.
        result = self._traced(*given)
        self.compiled = True
        return result


@lru_cache(maxsize=32)
def epoch_for(structure: Structure) -> CompiledEpochs:
    """The epochs of that structure, compiled already where one was run in this process."""
    return CompiledEpochs(structure)


def trained_epoch(result: EpochResult) -> TrainedEpoch:
    """What an epoch gave that was computed alone."""
    return TrainedEpoch(
        result.sums.numpy().tolist(),
        _readonly(result.probabilities),
        result.vitals.numpy().tolist(),
        lambda: result.state,
    )


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


def evaluate(
    structure: Structure, state: State, pictures: Pictures
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Reads all of a set, in chunks, so that bytes are not widened all at once.

    Returns:
        Summed cost and pictures read right, () float64 each, and probabilities,
        (N, classes) float32.
    """
    outputs, _ = read_in_chunks(structure, state, pictures.pictures)
    return judge(outputs, pictures.labels)


@lru_cache(maxsize=32)
def evaluation_for(
    structure: Structure,
) -> Callable[[State, Pictures], tuple[tf.Tensor, tf.Tensor, tf.Tensor]]:
    """The ``evaluate`` of that structure; compiled on a graphics card.

    There TensorFlow can cut and gather bytes under XLA alone: all of them would be copied to the
    processor's memory for every chunk.
    """
    import tensorflow as tf

    function = partial(evaluate, structure)
    if not structure.device.is_gpu:
        return function
    compiled: Callable[[State, Pictures], tuple[tf.Tensor, tf.Tensor, tf.Tensor]]
    compiled = tf.function(function, jit_compile=True, autograph=False)
    return compiled


def judge(outputs: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """What ``evaluate`` returns, from the logits of all pictures, (N, classes) float32."""
    import tensorflow as tf

    costs = tf.cast(cross_entropies(labels, outputs), tf.float64)
    correct = tf.cast(count_correct(labels, outputs), tf.float64)
    return tf.reduce_sum(costs), correct, tf.nn.softmax(outputs)


def read_in_chunks(
    structure: Structure, state: State, pictures: tf.Tensor
) -> tuple[tf.Tensor, tuple[tf.Tensor, ...]]:
    """The logits of all pictures, (N, classes) float32, and the layers' ``activity``."""
    import tensorflow as tf

    count, features = pictures.shape
    shapes = given_shapes(structure.layers, structure.picture_shape)
    rows = max(1, _CHUNK_NUMBERS // max(map(math.prod, shapes)))
    full, rest = divmod(count, rows)

    def read(start: Any, rows: int) -> tuple[tf.Tensor, tuple[tf.Tensor, ...]]:
        chunk = tf.slice(pictures, [start, 0], [rows, features])
        outputs, _ = layer_outputs(
            structure.layers,
            variables=state.variables,
            statistics=state.statistics,
            pictures=_shaped(chunk, structure),
        )
        return outputs[-1], activity(structure.layers, outputs)

    parts = []
    active = no_activity(structure.layers)
    if full:
        array = tf.TensorArray(tf.float32, full, element_shape=(rows, *shapes[-1]))

        def read_one(i: Any, array: Any, active: Any) -> tuple[Any, Any, Any]:
            outputs, more = read(i * rows, rows)
            return i + 1, array.write(i, outputs), tuple(map(tf.add, active, more))

        _, array, active = tf.while_loop(lambda i, *_: i < full, read_one, (0, array, active))
        parts.append(tf.reshape(array.stack(), (full * rows, *shapes[-1])))
    if rest:
        outputs, more = read(full * rows, rest)
        active = tuple(map(tf.add, active, more))
        parts.append(outputs)
    return tf.concat(parts, axis=0), active


def _shaped(pictures: tf.Tensor, structure: Structure) -> tf.Tensor:
    """Rows of numbers as pictures, (N, height, width, channels) float32 in 0..1."""
    import tensorflow as tf

    return tf.reshape(widen(pictures), (pictures.shape[0], *structure.picture_shape))


def _step(
    structure: Structure,
    *,
    state: State,
    pictures: tf.Tensor,
    labels: tf.Tensor,
    numbers: dict[str, tf.Tensor],
    seed: tf.Tensor,
) -> tuple[State, tf.Tensor, tf.Tensor, tuple[Arrays, ...]]:
    """One update on a batch; its summed cost, how many were right before it, and its gradients."""
    import tensorflow as tf

    steps = state.steps + 1
    switches = dict(structure.switches)
    training = Training(Chance(seed, steps), numbers)
    pictures = _shaped(pictures, structure)
    pictures = augment(pictures, numbers=numbers, flip=switches["flip"], chance=training.chance)
    with tf.GradientTape() as tape:
        tape.watch(state.variables)
        outputs, statistics = forward(
            structure.layers,
            variables=state.variables,
            statistics=state.statistics,
            pictures=pictures,
            training=training,
        )
        costs = cross_entropies(labels, outputs)
        objective = minimised(
            costs, labels=labels, outputs=outputs, variables=state.variables, numbers=numbers
        )
    variables = tf.nest.flatten(state.variables)
    gradients = tape.gradient(objective, variables)
    settings = Settings(
        learning_rate=numbers["learning_rate"],
        step=tf.cast(steps, tf.float64),
        numbers=numbers,
        switches=switches,
    )
    update = RULES[structure.optimizer].update
    updated = [
        update(variable, gradient, slots, settings)
        for variable, gradient, slots in zip(variables, gradients, state.slots, strict=True)
    ]
    moved, slots = zip(*updated, strict=True)
    after = State(steps, tf.nest.pack_sequence_as(state.variables, moved), slots, statistics)
    by_layer = tf.nest.pack_sequence_as(state.variables, gradients)
    return after, tf.reduce_sum(costs), count_correct(labels, outputs), by_layer


def train_on(
    structure: Structure,
    *,
    state: State,
    train: Pictures,
    order: tf.Tensor,
    numbers: dict[str, tf.Tensor],
    seed: tf.Tensor,
) -> tuple[State, tf.Tensor, tf.Tensor, LastStep]:
    """Steps over the pictures that ``order`` names, batch by batch.

    Returns:
        The state after them, their summed cost, () float64, how many were read right, () int64,
        each as its step saw it, and what the last step did.
    """
    import tensorflow as tf

    size = structure.batch_size
    # The last step stands outside of the loop: it is often a short one, where XLA wants to know
    # every shape, and what it does is looked at.
    loops = (order.shape[0] - 1) // size

    def take(
        start: Any, rows: int, state: State, cost: tf.Tensor, correct: tf.Tensor
    ) -> tuple[State, tf.Tensor, tf.Tensor, tuple[Arrays, ...]]:
        # Rows are gathered as bytes and widened by the product that reads them: as fast as keeping
        # them as float32 or shuffling a copy (measured: 20 epochs a second each), in a quarter of
        # the memory.
        chosen = tf.slice(order, [start], [rows])
        state, more_cost, more_correct, gradients = _step(
            structure,
            state=state,
            pictures=tf.gather(train.pictures, chosen),
            labels=tf.gather(train.labels, chosen),
            numbers=numbers,
            seed=seed,
        )
        return state, cost + tf.cast(more_cost, tf.float64), correct + more_correct, gradients

    done = (state, tf.zeros((), tf.float64), tf.zeros((), tf.int64))
    if loops:
        _, *done = tf.while_loop(
            lambda i, *_: i < loops,
            lambda i, *done: (i + 1, *take(i * size, size, *done)[:-1]),
            (0, *done),
        )
    before, *_ = done
    state, cost, correct, gradients = take(loops * size, order.shape[0] - loops * size, *done)
    return state, cost, correct, LastStep(before.variables, state.variables, gradients)


def _epoch_function(structure: Structure) -> Callable[..., EpochResult]:
    """The epoch in TensorFlow's words, to be compiled."""
    import tensorflow as tf

    def epoch(
        state: State,
        train: Pictures,
        test: Pictures,
        order: tf.Tensor,
        numbers: tf.Tensor,
        seed: tf.Tensor,
    ) -> EpochResult:
        scalars = tf.unstack(numbers, num=len(structure.numbers))
        state, cost, correct, last_step = train_on(
            structure,
            state=state,
            train=train,
            order=order,
            numbers=dict(zip(structure.numbers, scalars, strict=True)),
            seed=seed,
        )
        outputs, active = read_in_chunks(structure, state, test.pictures)
        test_cost, test_correct, probabilities = judge(outputs, test.labels)
        sums = tf.stack([cost, tf.cast(correct, tf.float64), test_cost, test_correct])
        vitals = measure(
            structure.layers,
            outputs=outputs,
            active=active,
            last_step=last_step,
        )
        return EpochResult(state, sums, probabilities, vitals)

    return epoch


def _epochs_function(structure: Structure) -> Callable[..., tuple[State, EpochResult]]:
    """Several epochs: the state after the last, and what each gave, stacked."""
    import tensorflow as tf

    epoch = _epoch_function(structure)
    capacity = structure.epochs_per_call

    def epochs(
        state: State,
        train: Pictures,
        test: Pictures,
        orders: tf.Tensor,
        numbers: tf.Tensor,
        seed: tf.Tensor,
        count: tf.Tensor,
    ) -> tuple[State, EpochResult]:
        like = EpochResult(
            state,
            tf.zeros(4, tf.float64),
            tf.zeros((structure.test_count, structure.classes)),
            tf.zeros(vitals_count(structure.layers)),
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
