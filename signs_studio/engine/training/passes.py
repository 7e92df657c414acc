"""Passes over pictures: to learn from them, step by step, and only to read them.

All of it is TensorFlow's words, to be compiled as part of an epoch; ``evaluate`` runs as it stands.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from signs_studio.engine.network.augmentation import augment
from signs_studio.engine.network.diagnostics import (
    LastStep,
    activation_statistics,
    no_activation_statistics,
)
from signs_studio.engine.network.forward import (
    count_correct,
    cross_entropies,
    forward,
    given_shapes,
    layer_outputs,
    objective,
    to_float,
)
from signs_studio.engine.network.op import Training
from signs_studio.engine.network.optimizers import update
from signs_studio.engine.network.random import StepRandom
from signs_studio.engine.programs import optimized_apart
from signs_studio.engine.training.state import State

if TYPE_CHECKING:
    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays
    from signs_studio.engine.training.compile_key import CompileKey

# Enough rows to keep two processors busy, few enough to stay near their caches.
_CHUNK_NUMBERS = 4_194_304


class LabelledPictures(NamedTuple):
    """Labelled pictures as tensors: (N, features) uint8 or float32, and (N,) int32."""

    pictures: tf.Tensor
    labels: tf.Tensor


def train_on(
    key: CompileKey,
    *,
    state: State,
    train: LabelledPictures,
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

    size = key.batch_size
    take_step = optimized_apart(partial(step, key), under_xla=key.under_xla)
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
        state, more_cost, more_correct, gradients = take_step(
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


def step(
    key: CompileKey,
    *,
    state: State,
    pictures: tf.Tensor,
    labels: tf.Tensor,
    numbers: dict[str, tf.Tensor],
    seed: tf.Tensor,
) -> tuple[State, tf.Tensor, tf.Tensor, tuple[Arrays, ...]]:
    """Takes one step of training.

    Args:
        key: Of the network; its batch size does not matter.
        state: The state before it.
        pictures: Of the batch, (N, features) uint8 or float32.
        labels: Of the batch, (N,) int32.
        numbers: The recipe's live numbers by name, each () float64.
        seed: The recipe's seed, () int64.

    Returns:
        The state after it, the summed cost of the pictures, () float32, how many were read right,
        () int64, both before it, and the gradients of the objective, layer by layer.
    """
    import tensorflow as tf

    steps = state.steps + 1
    switches = dict(key.switches)
    training = Training(StepRandom(seed, steps), numbers)
    pictures = _shaped(pictures, key)
    pictures = augment(pictures, numbers=numbers, switches=switches, chance=training.chance)
    with tf.GradientTape() as tape:
        tape.watch(state.variables)
        outputs, statistics = forward(
            key.layers,
            variables=state.variables,
            statistics=state.statistics,
            pictures=pictures,
            training=training,
        )
        costs = cross_entropies(labels, outputs)
        minimised = objective(
            costs, labels=labels, outputs=outputs, variables=state.variables, numbers=numbers
        )
    variables = tf.nest.flatten(state.variables)
    gradients = tape.gradient(minimised, variables)
    moved, slots = update(
        key.optimizer,
        variables,
        gradients=gradients,
        slots=state.slots,
        steps=steps,
        numbers=numbers,
        switches=switches,
    )
    after = State(steps, tf.nest.pack_sequence_as(state.variables, moved), slots, statistics)
    by_layer = tf.nest.pack_sequence_as(state.variables, gradients)
    return after, tf.reduce_sum(costs), count_correct(labels, outputs), by_layer


def evaluate(
    key: CompileKey, state: State, pictures: LabelledPictures
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Reads all of a set, in chunks, so that bytes are not widened all at once.

    Returns:
        Summed cost and pictures read right, () float64 each, and probabilities,
        (N, classes) float32.
    """
    outputs, _ = read_in_chunks(key, state, pictures.pictures)
    return evaluate_logits(outputs, pictures.labels)


def evaluate_logits(
    outputs: tf.Tensor, labels: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Returns what ``evaluate`` does, from the logits of all pictures, (N, classes) float32."""
    import tensorflow as tf

    costs = tf.cast(cross_entropies(labels, outputs), tf.float64)
    correct = tf.cast(count_correct(labels, outputs), tf.float64)
    return tf.reduce_sum(costs), correct, tf.nn.softmax(outputs)


def read_in_chunks(
    key: CompileKey, state: State, pictures: tf.Tensor
) -> tuple[tf.Tensor, tuple[tf.Tensor, ...]]:
    """The logits of all pictures, (N, classes) float32, and their ``activation_statistics``."""
    import tensorflow as tf

    count, features = pictures.shape
    shapes = given_shapes(key.layers, key.picture_shape)
    rows = max(1, _CHUNK_NUMBERS // max(map(math.prod, shapes)))
    full, rest = divmod(count, rows)

    def read(start: Any, rows: int) -> tuple[tf.Tensor, tuple[tf.Tensor, ...]]:
        chunk = tf.slice(pictures, [start, 0], [rows, features])
        outputs, _ = layer_outputs(
            key.layers,
            variables=state.variables,
            statistics=state.statistics,
            pictures=_shaped(chunk, key),
        )
        return outputs[-1], activation_statistics(key.layers, outputs)

    parts = []
    active = no_activation_statistics(key.layers, shapes[1:])
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


def _shaped(pictures: tf.Tensor, key: CompileKey) -> tf.Tensor:
    """Rows of numbers as pictures, (N, height, width, channels) float32 in 0..1."""
    import tensorflow as tf

    return tf.reshape(to_float(pictures), (pictures.shape[0], *key.picture_shape))
