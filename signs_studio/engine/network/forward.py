"""The network: its first weights, what it says of a batch of pictures, and what that costs."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.engine.network.layers import LAYER_OPS, array_shapes
from signs_studio.engine.network.op import Call
from signs_studio.recipe.network_summary import output_shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.engine.network.op import Arrays, Training
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape

    LayerWeights = Mapping[str, NDArray[np.float32]]
    """Arrays that a layer has learnt and keeps, by name: of a dense one ``kernel``, W of the
    article, (units, inputs), and ``bias``, b, (units,). Empty where it learns nothing."""

NORMAL_STDDEV = 0.05
_FIRST_VALUES = {"gamma": 1.0, "moving_variance": 1.0}


def given_shapes(layers: Sequence[Layer], picture_shape: Shape) -> list[Shape]:
    """Returns the shape that each layer is given for one picture, and last the network's."""
    shapes = [picture_shape]
    for layer in layers:
        shapes.append(output_shape(layer, shapes[-1]))
    return shapes


def draw_weights(
    initializer: str, *, layers: Sequence[Layer], picture_shape: Shape, seed: int
) -> tuple[LayerWeights, ...]:
    """The first weights of every layer. Biases are zero, and a batch norm changes nothing yet.

    Each kernel is drawn from its own stream, so that a change to one leaves the others as they are,
    and so does a layer that has none.

    Args:
        initializer: A choice of ``INITIALIZER``.
        layers: All layers, the softmax layer's dense one last.
        picture_shape: Height, width and channels.
        seed: The recipe's seed.
    """
    weights = []
    kernels = 0
    for layer, given in zip(layers, given_shapes(layers, picture_shape), strict=False):
        shapes = array_shapes(layer, given)
        arrays = {
            name: np.full(shape, _FIRST_VALUES.get(name, 0.0), np.float32)
            for name, shape in shapes.items()
        }
        if "kernel" in shapes:
            rng = np.random.Generator(np.random.PCG64([seed, kernels]))
            arrays["kernel"] = _draw_kernel(initializer, shapes["kernel"], rng)
            kernels += 1
        weights.append(MappingProxyType(arrays))
    return tuple(weights)


def _draw_kernel(initializer: str, shape: Shape, rng: np.random.Generator) -> NDArray[np.float32]:
    # Dense: (units, inputs). Convolution: (height, width, inputs, filters), where as many numbers
    # come in and go out as there are pixels under the kernel.
    *field, inputs, outputs = shape if len(shape) == 4 else shape[::-1]
    inputs, outputs = inputs * math.prod(field), outputs * math.prod(field)
    match initializer:
        case "glorot_uniform":  # Glorot and Bengio 2010, equation 16
            limit = np.float32(math.sqrt(6 / (inputs + outputs)))
            return (2 * rng.random(shape, dtype=np.float32) - 1) * limit
        case "he_normal":  # He et al. 2015, equation 10
            stddev = np.float32(math.sqrt(2 / inputs))
            return rng.standard_normal(shape, dtype=np.float32) * stddev
        case "random_normal":
            return rng.standard_normal(shape, dtype=np.float32) * np.float32(NORMAL_STDDEV)
        case "zeros":
            return np.zeros(shape, np.float32)
    raise ValueError(f"no initializer is called {initializer!r}")


def to_float(pictures: tf.Tensor) -> tf.Tensor:
    """Pictures as the network reads them: float32 in 0..1, from uint8 in 0..255 or as they are."""
    import tensorflow as tf

    if pictures.dtype == tf.uint8:
        return tf.cast(pictures, tf.float32) / 255.0
    return pictures


def forward(
    layers: Sequence[Layer],
    *,
    variables: Sequence[Arrays],
    statistics: Sequence[Arrays],
    pictures: tf.Tensor,
    training: Training | None = None,
) -> tuple[tf.Tensor, tuple[Arrays, ...]]:
    """Returns the logits of pictures, (N, classes) float32, and the statistics after it.

    The former is the last of ``layer_outputs``, which takes the same arguments.
    """
    outputs, renewed = layer_outputs(
        layers,
        variables=variables,
        statistics=statistics,
        pictures=pictures,
        training=training,
    )
    return outputs[-1], renewed


def layer_outputs(
    layers: Sequence[Layer],
    *,
    variables: Sequence[Arrays],
    statistics: Sequence[Arrays],
    pictures: tf.Tensor,
    training: Training | None = None,
) -> tuple[tuple[tf.Tensor, ...], tuple[Arrays, ...]]:
    """Returns the activations of every layer for pictures.

    Args:
        layers: All layers, the softmax layer's dense one last.
        variables: What each layer has learnt.
        statistics: What each layer keeps.
        pictures: (N, height, width, channels) float32 in 0..1.
        training: What layers are told while training; None reads as after it.

    Returns:
        What each layer gives, (N, ...) float32, the last what the softmax is given, and the
        statistics as they are after it.
    """
    values = pictures
    outputs, renewed = [], []
    for index, (layer, own, kept) in enumerate(zip(layers, variables, statistics, strict=True)):
        call = Call(layer=layer, index=index, variables=own, statistics=kept, training=training)
        values, kept = LAYER_OPS[layer.kind].apply(values, call)
        outputs.append(values)
        renewed.append(kept)
    return tuple(outputs), tuple(renewed)


def cross_entropies(labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
    """The cost of each picture, (N,) float32, from its class, (N,) int32, and its logits."""
    import tensorflow as tf

    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, outputs)


def objective(
    costs: tf.Tensor,
    *,
    labels: tf.Tensor,
    outputs: tf.Tensor,
    variables: Sequence[Arrays],
    numbers: Mapping[str, tf.Tensor],
) -> tf.Tensor:
    """Returns the objective of a step, () float32: the mean cost and the recipe's penalties.

    The costs that are plotted stay free of these additions: they are compared with the test set's
    and with that of guessing.

    Args:
        costs: The cross-entropy of each picture, (N,).
        labels: The class of each picture, (N,) int32.
        outputs: The logits, (N, classes).
        variables: What each layer has learnt, its kernel first.
        numbers: The recipe's live numbers by name, each () float64.
    """
    import tensorflow as tf

    if "label_smoothing" in numbers:
        # With a share s of each label spread over all classes, the cross-entropy grows by
        # s (logit of the class - mean logit): the normalisation of the softmax cancels.
        of_class = tf.reduce_sum(tf.one_hot(labels, outputs.shape[1]) * outputs, axis=1)
        smoothing = tf.cast(numbers["label_smoothing"], tf.float32)
        costs += smoothing * (of_class - tf.reduce_mean(outputs, axis=1))
    total = tf.reduce_mean(costs)
    sizes: dict[str, Any] = {"l1": tf.abs, "l2": tf.square}
    for index, own in enumerate(variables):
        for name, size in sizes.items():
            strength = numbers.get(f"layers.{index}.{name}")
            if strength is not None:
                total += tf.cast(strength, tf.float32) * tf.reduce_sum(size(own[0]))
    return total


def count_correct(labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
    """Counts the pictures read as their class, () int64; not one whose logits are not finite."""
    import tensorflow as tf

    right = tf.equal(tf.argmax(outputs, axis=1, output_type=tf.int32), labels)
    finite = tf.reduce_all(tf.math.is_finite(outputs), axis=1)
    return tf.reduce_sum(tf.cast(right & finite, tf.int64))
