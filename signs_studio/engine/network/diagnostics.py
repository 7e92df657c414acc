"""Diagnostics of a network: units that do nothing, and sizes of gradients and updates.

This is part of the compiled epoch. The test set is read there anyway; of gradients and updates only
those of the epoch's last step are looked at, for at every step that would slow training down.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.engine.network.layers import LAYER_OPS
from signs_studio.runs.diagnostics import Diagnostics, LayerDiagnostics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape

# Of the way between a unit's ends. Nearer to one of them, its slope is less than a fiftieth of the
# steepest, for tanh and sigmoid alike: hardly anything of a gradient gets past it.
_NEAR_AN_END = 0.005
# A unit that is near its ends for this share of the pictures can learn from the few others alone.
_NEARLY_ALWAYS = 0.95
_WATCHED = frozenset({"relu", "tanh", "sigmoid"})


class LastStep(NamedTuple):
    """The last step of an epoch, layer by layer.

    Attributes:
        before: What each layer had learnt before it.
        after: The same after it.
        gradients: Of what was learnt before it.
    """

    before: Sequence[Arrays]
    after: Sequence[Arrays]
    gradients: Sequence[Arrays]


def no_activation_statistics(
    layers: Sequence[Layer], shapes: Sequence[Shape]
) -> tuple[tf.Tensor, ...]:
    """Returns the ``activation_statistics`` of no pictures.

    Args:
        layers: All layers.
        shapes: Shape of what each of them gives for one picture.
    """
    import tensorflow as tf

    return tuple(
        tf.zeros(shape[-1])
        for layer, shape in zip(layers, shapes, strict=True)
        if layer.settings.get("activation") in _WATCHED
    )


def activation_statistics(
    layers: Sequence[Layer], outputs: Sequence[tf.Tensor]
) -> tuple[tf.Tensor, ...]:
    """Statistics of units that may die or saturate; those of parts of a set add up.

    Args:
        layers: All layers.
        outputs: What each of them gives for some pictures, (N, units) or (N, height, width, units).

    Returns:
        Of each layer of ReLU what the units give, which is never negative, and of each one of tanh
        or sigmoid whether they are near an end: summed over the pictures, a mean over the places of
        each; (units,) float32.
    """
    import tensorflow as tf

    active = []
    for layer, values in zip(layers, outputs, strict=True):
        match layer.settings.get("activation"):
            case "relu":
                each = values
            case "tanh":
                each = tf.cast(tf.abs(values) > 1.0 - 2.0 * _NEAR_AN_END, tf.float32)
            case "sigmoid":
                each = tf.cast(tf.abs(values - 0.5) > 0.5 - _NEAR_AN_END, tf.float32)
            case _:
                continue
        places = math.prod(values.shape[1:-1])
        active.append(tf.reduce_sum(each, axis=range(len(values.shape) - 1)) / places)
    return tuple(active)


def measure(
    layers: Sequence[Layer],
    *,
    outputs: tf.Tensor,
    active: Sequence[tf.Tensor],
    last_step: LastStep,
) -> tf.Tensor:
    """Returns all diagnostics of an epoch in one small tensor, for ``diagnostics_of``.

    Args:
        layers: All layers, the softmax layer's dense one last.
        outputs: What the softmax is given for every test picture, (N, classes) float32.
        active: The ``activation_statistics`` of the test set.
        last_step: What the last step did.

    Returns:
        (1 + 4 layers,) float32.
    """
    import tensorflow as tf

    count, classes = outputs.shape
    said = tf.one_hot(tf.argmax(outputs, axis=1, output_type=tf.int32), classes)
    numbers = [tf.reduce_max(tf.reduce_sum(said, axis=0)) / count]
    unknown = tf.constant(math.nan)
    units = iter(active)
    for layer, *step in zip(layers, *last_step, strict=True):
        dead = saturated = gradient = update = unknown
        match layer.settings.get("activation"):
            case "relu":
                dead = _share(tf.equal(next(units), 0.0))
            case "tanh" | "sigmoid":
                saturated = _share(next(units) >= _NEARLY_ALWAYS * count)
        if "kernel" in LAYER_OPS[layer.kind].variables:
            before, after, slope = (own[0] for own in step)
            gradient = _length(slope) / math.sqrt(math.prod(slope.shape))
            update = tf.math.divide_no_nan(_length(after - before), _length(before))
        numbers.extend([dead, saturated, gradient, update])
    return tf.stack(numbers)


def diagnostics_count(layers: Sequence[Layer]) -> int:
    """Returns how many numbers ``measure`` gives."""
    return 1 + len(LayerDiagnostics._fields) * len(layers)


def diagnostics_of(numbers: Sequence[float]) -> Diagnostics:
    """Returns the diagnostics that ``measure`` gave."""
    top_class_share, *rest = numbers
    rows = zip(*[iter(rest)] * len(LayerDiagnostics._fields), strict=True)
    return Diagnostics(top_class_share, tuple(map(LayerDiagnostics._make, rows)))


def _share(units: tf.Tensor) -> tf.Tensor:
    import tensorflow as tf

    return tf.reduce_mean(tf.cast(units, tf.float32))


def _length(array: tf.Tensor) -> tf.Tensor:
    """The Euclidean length of all its numbers, () float32."""
    import tensorflow as tf

    # Of the columns first: XLA adds up rows many numbers at a time, but all of an array one by one,
    # which for a first kernel of the article's took 1.0 ms instead of 0.4, three of them together.
    return tf.norm(tf.norm(array, axis=0))
