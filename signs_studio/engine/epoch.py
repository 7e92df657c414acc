"""One epoch as one compiled call: every step, then the test set.

Under XLA the whole epoch is one program that runs without Python, so that an epoch of a small
network takes less than a millisecond and the window's thread is never kept waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from signs_studio.engine.network import count_correct, cross_entropies, logits
from signs_studio.engine.optimizers import RULES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import tensorflow as tf

# Enough rows to keep two processors busy, few enough to stay near their caches.
_CHUNK_NUMBERS = 4_194_304


class State(NamedTuple):
    """All that training changes, as tensors.

    Attributes:
        steps: Steps taken since training began, () int64.
        variables: Kernel (units, inputs) and bias (units,) of each layer in turn, float32.
        slots: What the optimizer remembers for each variable.
    """

    steps: tf.Tensor
    variables: tuple[tf.Tensor, ...]
    slots: tuple[tuple[tf.Tensor, ...], ...]


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
    """

    state: State
    sums: tf.Tensor
    probabilities: tf.Tensor


@dataclass(frozen=True, kw_only=True)
class Structure:
    """All that an epoch is compiled for. What is not in here may change without compiling.

    Attributes:
        widths: Features, units of each hidden layer, classes.
        activations: One for each hidden layer.
        optimizer: A name in ``RULES``.
        numbers: Names of the optimizer's settings that are numbers.
        switches: Its settings that are on or off.
        batch_size: Pictures in a step.
        train_count: Pictures in the training set.
        test_count: Pictures in the test set.
        dtype: Of the pictures: "uint8" or "float32".
    """

    widths: tuple[int, ...]
    activations: tuple[str, ...]
    optimizer: str
    numbers: tuple[str, ...]
    switches: tuple[tuple[str, bool], ...]
    batch_size: int
    train_count: int
    test_count: int
    dtype: str


class CompiledEpoch:
    """An epoch of one structure; compiled by its first call.

    Attributes:
        compiled: Whether a call would start at once.
    """

    def __init__(self, structure: Structure) -> None:
        import tensorflow as tf

        self.compiled = False
        self._function = tf.function(_epoch_function(structure), jit_compile=True, autograph=False)
        self._traced: Callable[..., EpochResult] | None = None

    def __call__(
        self, *, state: State, train: Pictures, test: Pictures, order: tf.Tensor, numbers: tf.Tensor
    ) -> EpochResult:
        """Trains for one epoch.

        Args:
            state: Where to start.
            train: The training set.
            test: The test set.
            order: In what order the training pictures come, (train_count,) int32.
            numbers: The learning rate, then the optimizer's numbers, (1 + numbers,) float64.
        """
        given = (state, train, test, order, numbers)
        if self._traced is None:
            self._traced = self._function.get_concrete_function(*given)
        # The traced function is called itself: finding it again by the shapes of all arguments
        # would take a third of the time of a small network's epoch.
        result = self._traced(*given)
        self.compiled = True
        return result


@lru_cache(maxsize=32)
def epoch_for(structure: Structure) -> CompiledEpoch:
    """The epoch of that structure, compiled already where one was run in this process."""
    return CompiledEpoch(structure)


def evaluate(
    variables: Sequence[tf.Tensor], pictures: Pictures, activations: Sequence[str]
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Reads all of a set, in chunks, so that bytes are not widened all at once.

    Returns:
        Summed cost and pictures read right, () float64 each, and probabilities,
        (N, classes) float32.
    """
    import tensorflow as tf

    outputs = _logits_in_chunks(variables, pictures.pictures, activations)
    costs = tf.cast(cross_entropies(pictures.labels, outputs), tf.float64)
    correct = tf.cast(count_correct(pictures.labels, outputs), tf.float64)
    return tf.reduce_sum(costs), correct, tf.nn.softmax(outputs)


def _logits_in_chunks(
    variables: Sequence[tf.Tensor], pictures: tf.Tensor, activations: Sequence[str]
) -> tf.Tensor:
    import tensorflow as tf

    count, features = pictures.shape
    classes = variables[-1].shape[0]
    widest = max(features, *(bias.shape[0] for bias in variables[1::2]))
    rows = max(1, _CHUNK_NUMBERS // widest)
    full, rest = divmod(count, rows)

    def read(start: Any, rows: int) -> tf.Tensor:
        return logits(variables, tf.slice(pictures, [start, 0], [rows, features]), activations)

    parts = []
    if full:
        array = tf.TensorArray(tf.float32, full, element_shape=(rows, classes))
        _, array = tf.while_loop(
            lambda i, _: i < full,
            lambda i, array: (i + 1, array.write(i, read(i * rows, rows))),
            (0, array),
        )
        parts.append(tf.reshape(array.stack(), (full * rows, classes)))
    if rest:
        parts.append(read(full * rows, rest))
    return tf.concat(parts, axis=0)


def _epoch_function(structure: Structure) -> Callable[..., EpochResult]:
    """The epoch in TensorFlow's words, to be compiled."""
    import tensorflow as tf

    update = RULES[structure.optimizer].update

    def step(
        state: State, train: Pictures, chosen: tf.Tensor, numbers: Sequence[tf.Tensor]
    ) -> tuple[State, tf.Tensor, tf.Tensor]:
        """One update on the pictures chosen; their summed cost and how many were right before."""
        # Rows are gathered as bytes and widened by the product that reads them: as fast as
        # keeping them as float32 or shuffling a copy (measured: 20 epochs a second each), in a
        # quarter of the memory.
        pictures = tf.gather(train.pictures, chosen)
        labels = tf.gather(train.labels, chosen)
        with tf.GradientTape() as tape:
            tape.watch(state.variables)
            outputs = logits(state.variables, pictures, structure.activations)
            costs = cross_entropies(labels, outputs)
            cost = tf.reduce_mean(costs)
        gradients = tape.gradient(cost, state.variables)
        steps = state.steps + 1
        settings = Settings(
            learning_rate=numbers[0],
            step=tf.cast(steps, tf.float64),
            numbers=dict(zip(structure.numbers, numbers[1:], strict=True)),
            switches=dict(structure.switches),
        )
        updated = [
            update(variable, gradient, slots, settings)
            for variable, gradient, slots in zip(
                state.variables, gradients, state.slots, strict=True
            )
        ]
        variables, slots = zip(*updated, strict=True)
        correct = count_correct(labels, outputs)
        return State(steps, variables, slots), tf.reduce_sum(costs), correct

    def epoch(
        state: State, train: Pictures, test: Pictures, order: tf.Tensor, numbers: tf.Tensor
    ) -> EpochResult:
        scalars = tf.unstack(numbers, num=1 + len(structure.numbers))
        full, rest = divmod(structure.train_count, structure.batch_size)

        def take(
            start: Any, rows: int, state: State, cost: tf.Tensor, correct: tf.Tensor
        ) -> tuple[State, tf.Tensor, tf.Tensor]:
            chosen = tf.slice(order, [start], [rows])
            state, more_cost, more_correct = step(state, train, chosen, scalars)
            return state, cost + tf.cast(more_cost, tf.float64), correct + more_correct

        done = (state, tf.zeros((), tf.float64), tf.zeros((), tf.int64))
        if full:
            size = structure.batch_size
            _, *done = tf.while_loop(
                lambda i, *_: i < full,
                lambda i, *done: (i + 1, *take(i * size, size, *done)),
                (0, *done),
            )
        if rest:
            # XLA wants to know every shape, so the last short batch has a step of its own.
            done = take(full * structure.batch_size, rest, *done)
        state, cost, correct = done
        test_cost, test_correct, probabilities = evaluate(
            state.variables, test, structure.activations
        )
        sums = tf.stack([cost, tf.cast(correct, tf.float64), test_cost, test_correct])
        return EpochResult(state, sums, probabilities)

    return epoch
