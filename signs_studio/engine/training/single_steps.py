"""Steps of training taken one by one, to be looked at: the same arithmetic, without XLA.

No state is changed by them, only followed by another: a network that is trained meanwhile, or gone
on with later, does not notice.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from signs_studio.data.streamed import WINDOW_BYTES
from signs_studio.engine.devices import find_devices
from signs_studio.engine.network.augmentation import augment
from signs_studio.engine.network.forward import (
    cross_entropies,
    layer_outputs,
    objective,
    to_float,
)
from signs_studio.engine.network.layers import LAYER_OPS
from signs_studio.engine.network.op import Training
from signs_studio.engine.network.random import StepRandom
from signs_studio.engine.programs import PassingProgram
from signs_studio.engine.training.compile_key import compile_key_of, live_numbers
from signs_studio.engine.training.passes import step
from signs_studio.engine.training.shuffling import epoch_permutation, epoch_windows, window_size
from signs_studio.engine.training.state import first_state
from signs_studio.engine.training.streamed import is_streamed
from signs_studio.recipe.recipe import check_fits
from signs_studio.runs.devices import default_device

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.state import Network, State
    from signs_studio.recipe.recipe import Recipe

_DEVICE = "CPU:0"


class StepTaken(NamedTuple):
    """One step of training, with all that led to it.

    Attributes:
        places: Indices of the batch in the training set, (N,) int32.
        activations: Of each layer for the pictures of the batch, as the step sees them, augmented
            and with what dropout leaves, (N, ...) float32, the logits last.
        cost: Mean cross-entropy of the batch before the step.
        objective: The same with label smoothing and penalties, which is minimised.
        step: How many steps this is since training began.
        numbers: The recipe's live numbers in this step, by name.
        gradients: Of the objective, by name of what is learnt, such as ``layers.0.kernel``.
        before: What is learnt, by name, before the step.
        after: The same after it.
        slots_before: What the optimizer remembers for each of these before it, in its own order.
        slots_after: The same after it.
    """

    places: NDArray[np.int32]
    activations: tuple[NDArray[np.float32], ...]
    cost: float
    objective: float
    step: int
    numbers: dict[str, float]
    gradients: dict[str, NDArray[np.float32]]
    before: dict[str, NDArray[np.float32]]
    after: dict[str, NDArray[np.float32]]
    slots_before: dict[str, tuple[NDArray[np.floating], ...]]
    slots_after: dict[str, tuple[NDArray[np.floating], ...]]


def next_step(
    network: Network, dataset: Dataset, *, recipe: Recipe, learning_rate: float
) -> StepTaken:
    """Takes the first step of the epoch that follows, as training would.

    Under XLA, dropout and augmentation draw other random numbers from the same seed than without
    it: of networks that have them, and are trained under XLA, it is a step like the one to come.

    Args:
        network: As it stands after an epoch.
        dataset: What it learns from.
        recipe: As it is for that epoch.
        learning_rate: Of that epoch.

    Raises:
        DataError: A picture cannot be read any more.
    """
    import tensorflow as tf

    places = _first_batch(dataset, recipe, epoch=network.epochs)
    cpu = next(each for each in find_devices() if not each.is_gpu)
    key = compile_key_of(recipe, dataset, device=cpu)
    numbers = {**live_numbers(recipe), "learning_rate": learning_rate}
    with tf.device(_DEVICE):
        state = tf.nest.map_structure(tf.identity, network.state())
        pictures, labels = (
            tf.constant(dataset.train_x[places]),
            tf.constant(dataset.train_y[places]),
        )
        tensors, seed = _tensors(numbers), tf.constant(recipe.seed, tf.int64)
        after, cost, _, gradients = step(
            key,
            state=state,
            pictures=tf.reshape(pictures, (len(places), -1)),
            labels=labels,
            numbers=tensors,
            seed=seed,
        )
        # The same once more, for what is in between: chance repeats.
        training = Training(StepRandom(seed, after.steps), tensors)
        outputs, _ = layer_outputs(
            key.layers,
            variables=state.variables,
            statistics=state.statistics,
            pictures=augment(
                to_float(pictures),
                numbers=tensors,
                switches=dict(key.switches),
                chance=training.chance,
            ),
            training=training,
        )
        minimised = objective(
            cross_entropies(labels, outputs[-1]),
            labels=labels,
            outputs=outputs[-1],
            variables=state.variables,
            numbers=tensors,
        )
    names = [
        f"layers.{index}.{name}"
        for index, layer in enumerate(key.layers)
        for name in LAYER_OPS[layer.kind].variables
    ]

    def by_name(variables: Sequence[Sequence[tf.Tensor]]) -> dict[str, NDArray[np.float32]]:
        flat = (each.numpy() for own in variables for each in own)
        return dict(zip(names, flat, strict=True))

    slots_before, slots_after = (
        {name: tuple(each.numpy() for each in own) for name, own in zip(names, slots, strict=True)}
        for slots in (state.slots, after.slots)
    )
    return StepTaken(
        places=places,
        activations=tuple(each.numpy() for each in outputs),
        cost=float(cost) / len(places),
        objective=float(minimised),
        step=int(after.steps),
        numbers=numbers,
        gradients=by_name(gradients),
        before=by_name(state.variables),
        after=by_name(after.variables),
        slots_before=slots_before,
        slots_after=slots_after,
    )


def rising_rate_costs(
    recipe: Recipe,
    dataset: Dataset,
    *,
    rates: Sequence[float],
    is_enough: Callable[[Sequence[float]], bool],
) -> NDArray[np.float64]:
    """Trains a new network for as many steps as there are rates, each with its own.

    Args:
        recipe: What to train; its schedule and its own rate do not count.
        dataset: What to learn from.
        rates: Learning rate of each step.
        is_enough: Called after each step with the costs so far; True ends it.

    Returns:
        The mean cross-entropy of each batch before its step, (rates,), NaN from where it ended; not
        finite where it diverged.

    Raises:
        RecipeError: The network does not fit the pictures.
        DataError: A picture cannot be read any more.
    """
    import tensorflow as tf

    check_fits(recipe, picture_shape=dataset.picture_shape, classes=dataset.classes)
    device = default_device(find_devices())
    key = compile_key_of(recipe, dataset, device=device)
    costs: list[float] = []

    def take(*given: Any) -> tuple[State, tf.Tensor]:
        state, pictures, labels, numbers, seed = given
        after, cost, _, _ = step(
            key, state=state, pictures=pictures, labels=labels, numbers=numbers, seed=seed
        )
        return after, cost

    with tf.device(device.id), PassingProgram(take) as program:
        state = first_state(recipe, key)
        seed = tf.constant(recipe.seed, tf.int64)
        numbers = _tensors(live_numbers(recipe))
        for rate, places in zip(rates, _batches(dataset, recipe), strict=False):
            numbers["learning_rate"] = tf.constant(rate, tf.float64)
            state, cost = program(
                state,
                tf.constant(dataset.train_x[places].reshape(len(places), -1)),
                tf.constant(dataset.train_y[places]),
                numbers,
                seed,
            )
            costs.append(float(cost) / len(places))
            if not math.isfinite(costs[-1]) or is_enough(costs):
                break
    return np.array(costs + [math.nan] * (len(rates) - len(costs)))


def _batches(dataset: Dataset, recipe: Recipe) -> Iterator[NDArray[np.int32]]:
    """Yields the batches of one epoch after another, without an end."""
    count, epoch = len(dataset.train_y), 0
    while True:
        order = epoch_permutation(count, seed=recipe.seed, epoch=epoch)
        for start in range(0, count, recipe.batch_size):
            yield order[start : start + recipe.batch_size]
        epoch += 1


def _first_batch(dataset: Dataset, recipe: Recipe, *, epoch: int) -> NDArray[np.int32]:
    count = len(dataset.train_y)
    picture_bytes = math.prod(dataset.picture_shape) * dataset.train_x.dtype.itemsize
    if not is_streamed(dataset) or count * picture_bytes <= WINDOW_BYTES:
        order = epoch_permutation(count, seed=recipe.seed, epoch=epoch)
        return order[: recipe.batch_size]
    window = window_size(picture_bytes=picture_bytes, batch_size=recipe.batch_size)
    return next(epoch_windows(count, window=window, seed=recipe.seed, epoch=epoch))[
        : recipe.batch_size
    ]


def _tensors(numbers: dict[str, float]) -> dict[str, tf.Tensor]:
    import tensorflow as tf

    return {name: tf.constant(value, tf.float64) for name, value in numbers.items()}
