"""The network: its first weights, and what it says of a batch of pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.recipe.layers import Dense

NORMAL_STDDEV = 0.05


@dataclass(frozen=True, eq=False)
class LayerWeights:
    """What one layer has learnt.

    Attributes:
        kernel: W of the article, (units, inputs) float32.
        bias: b of the article, (units,) float32.
    """

    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]


def draw_weights(
    initializer: str, *, features: int, layers: Sequence[Dense], classes: int, seed: int
) -> tuple[LayerWeights, ...]:
    """The first weights of every layer, the softmax layer last. Biases are zero.

    Each layer draws from its own stream, so that a change to one leaves the others as they are.

    Args:
        initializer: A choice of ``INITIALIZER``.
        features: Numbers in one flattened picture.
        layers: The hidden layers.
        classes: Units of the softmax layer.
        seed: The recipe's seed.
    """
    widths = (features, *(layer.units for layer in layers), classes)
    return tuple(
        LayerWeights(
            _draw_kernel(
                initializer, (units, inputs), np.random.Generator(np.random.PCG64([seed, index]))
            ),
            np.zeros(units, np.float32),
        )
        for index, (inputs, units) in enumerate(pairwise(widths))
    )


def _draw_kernel(
    initializer: str, shape: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.float32]:
    units, inputs = shape
    match initializer:
        case "xavier_uniform":  # Glorot and Bengio 2010, equation 16
            limit = np.float32(math.sqrt(6 / (inputs + units)))
            return (2 * rng.random(shape, dtype=np.float32) - 1) * limit
        case "he_normal":  # He et al. 2015, equation 10
            stddev = np.float32(math.sqrt(2 / inputs))
            return rng.standard_normal(shape, dtype=np.float32) * stddev
        case "normal":
            return rng.standard_normal(shape, dtype=np.float32) * np.float32(NORMAL_STDDEV)
        case "zeros":
            return np.zeros(shape, np.float32)
    raise ValueError(f"no initializer is called {initializer!r}")


def activate(name: str, sums: tf.Tensor) -> tf.Tensor:
    """What each neuron makes of its weighted sum, with TensorFlow's definitions and slopes.

    Args:
        name: A choice of ``ACTIVATION``.
        sums: Weighted sums, of any shape.
    """
    import tensorflow as tf

    functions: dict[str, Any] = {
        "relu": tf.nn.relu,
        "tanh": tf.nn.tanh,
        "sigmoid": tf.nn.sigmoid,
        "leaky_relu": tf.nn.leaky_relu,
        "elu": tf.nn.elu,
        "selu": tf.nn.selu,
        "gelu": tf.nn.gelu,
        "swish": tf.nn.silu,
        "softplus": tf.nn.softplus,
        "linear": tf.identity,
    }
    return functions[name](sums)


def widen(pictures: tf.Tensor) -> tf.Tensor:
    """Pictures as the network reads them: float32 in 0..1, from uint8 in 0..255 or as they are."""
    import tensorflow as tf

    if pictures.dtype == tf.uint8:
        return tf.cast(pictures, tf.float32) / 255.0
    return pictures


def logits(
    variables: Sequence[tf.Tensor], pictures: tf.Tensor, activations: Sequence[str]
) -> tf.Tensor:
    """What the softmax layer is given, (N, classes) float32.

    Args:
        variables: Kernel (units, inputs) and bias (units,) of each layer in turn.
        pictures: (N, features), uint8 or float32.
        activations: One for each hidden layer.
    """
    import tensorflow as tf

    values = widen(pictures)
    *hidden, last = zip(variables[::2], variables[1::2], strict=True)
    for (kernel, bias), activation in zip(hidden, activations, strict=True):
        values = activate(activation, tf.matmul(values, kernel, transpose_b=True) + bias)
    kernel, bias = last
    return tf.matmul(values, kernel, transpose_b=True) + bias


def cross_entropies(labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
    """The cost of each picture, (N,) float32, from its class, (N,) int32, and its logits."""
    import tensorflow as tf

    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, outputs)


def count_correct(labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
    """How many pictures are read as their class, () int64; not one whose logits are not finite."""
    import tensorflow as tf

    right = tf.equal(tf.argmax(outputs, axis=1, output_type=tf.int32), labels)
    finite = tf.reduce_all(tf.math.is_finite(outputs), axis=1)
    return tf.reduce_sum(tf.cast(right & finite, tf.int64))
