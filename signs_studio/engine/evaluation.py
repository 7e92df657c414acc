"""Evaluation of a network as it stands after an epoch, also while it is trained.

A state is never changed, only followed by another, so that any thread may read it without a lock.
Nothing is compiled: for a few pictures that would take longer than the answer.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.streamed import in_windows
from signs_studio.engine.network.augmentation import augment
from signs_studio.engine.network.forward import given_shapes, layer_outputs, to_float
from signs_studio.engine.network.layers import LAYER_OPS
from signs_studio.engine.network.op import activate
from signs_studio.engine.network.random import StepRandom
from signs_studio.recipe.frozen import FrozenSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.streamed import StreamedPictures
    from signs_studio.engine.training.state import Network, State
    from signs_studio.fields.declared import FieldValue
    from signs_studio.recipe.layer_kinds.kind import Layer

_SEED = 0
# A few pictures are not worth the way to a graphics card. A state is cut out where it is: cut here,
# all the epochs would come along that it is among.
DEVICE = "CPU:0"
"""TensorFlow device on which networks are evaluated."""
_WINDOW_BYTES = 1 << 21
"""Of the pictures that are read at a time: what a layer gives for them is many times as large."""


def predictions(network: Network, pictures: Pictures | StreamedPictures) -> NDArray[np.float32]:
    """Returns what the softmax gives for each picture, (N, classes) float32 in 0..1.

    Of many pictures, some are read at a time.

    Args:
        network: The network.
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.

    Raises:
        DataError: They cannot be read any more from their file.
    """
    import tensorflow as tf

    state = network.state()
    classes = network.layers[-1].whole("units")
    read = [np.empty((0, classes), np.float32)]
    with tf.device(DEVICE):
        for _places, some in in_windows(pictures, nbytes=_WINDOW_BYTES):
            *_, logits = network_outputs(network.layers, state, to_float(tf.constant(some)))
            read.append(tf.nn.softmax(logits).numpy())
    return np.concatenate(read)


def network_outputs(
    layers: Sequence[Layer], state: State, shares: tf.Tensor
) -> tuple[tf.Tensor, ...]:
    """Returns the output of each layer for pictures, (N, ...) float32, the logits last.

    Args:
        layers: All layers, the softmax layer's dense one last.
        state: What they have learnt.
        shares: (N, height, width, channels) float32 in 0..1.
    """
    outputs, _ = layer_outputs(
        layers,
        variables=state.variables,
        statistics=state.statistics,
        pictures=shares,
    )
    return outputs


def activations(network: Network, pictures: Pictures) -> tuple[NDArray[np.float32], ...]:
    """Returns what each layer gives for each picture, (N, ...) float32, the logits last.

    Args:
        network: The network.
        pictures: As of ``predictions``.
    """
    import tensorflow as tf

    state = network.state()
    with tf.device(DEVICE):
        outputs = network_outputs(network.layers, state, to_float(tf.constant(pictures)))
        return tuple(each.numpy() for each in outputs)


def picture_gradient(network: Network, pictures: Pictures, sign: int) -> NDArray[np.float32]:
    """Returns the gradient of a sign's logit with respect to each picture, of the pictures' shape.

    Args:
        network: The network.
        pictures: As of ``predictions``; the gradient is per 1.0 of a number in 0..1.
        sign: Index of the sign.
    """
    import tensorflow as tf

    state = network.state()
    with tf.device(DEVICE):
        shares = to_float(tf.constant(pictures))
        with tf.GradientTape() as tape:
            tape.watch(shares)
            *_, logits = network_outputs(network.layers, state, shares)
            logit = tf.reduce_sum(logits[:, sign])
        result: NDArray[np.float32] = tape.gradient(logit, shares).numpy()
    return result


def preview_augmentation(
    pictures: Pictures, augmentation: FrozenSettings[FieldValue], *, drawing: int
) -> NDArray[np.float32]:
    """Returns pictures as a step of training might see them, float32 in 0..1.

    Args:
        pictures: As of ``predictions``.
        augmentation: Settings by the names of ``AUGMENTATIONS``.
        drawing: Which of many: each draws other chances, and the same ones when asked again.
    """
    import tensorflow as tf

    with tf.device(DEVICE):
        shares = to_float(tf.constant(pictures))
        switches = {name: v for name, v in augmentation.items() if isinstance(v, bool)}
        numbers = {
            name: tf.constant(value, tf.float64)
            for name, value in augmentation.items()
            if name not in switches and value
        }
        chance = StepRandom(tf.constant(_SEED, tf.int64), tf.constant(drawing, tf.int64))
        changed = augment(shares, numbers=numbers, switches=switches, chance=chance)
        result: NDArray[np.float32] = changed.numpy()
    return result


def kernels(layers: Sequence[Layer], state: State) -> tuple[NDArray[np.float32] | None, ...]:
    """Returns the kernel of each layer, as it lies in memory; None for a layer without one.

    Args:
        layers: All layers, the softmax layer's dense one last.
        state: What they have learnt.

    Returns:
        Of a dense layer (units, inputs), of a convolution (height, width, channels, filters).
    """
    with_kernel = ("kernel" in LAYER_OPS[layer.kind].variables for layer in layers)
    pairs = zip(with_kernel, state.variables, strict=True)
    return tuple(own[0].numpy() if has_one else None for has_one, own in pairs)


def unit_weights(
    network: Network, layer: int, units: Sequence[int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns the weights and the biases of some units of a dense layer or a convolution.

    Args:
        network: The network.
        layer: Index of the layer.
        units: Indices of its units, or of its filters.

    Returns:
        Weights, (units, inputs) or (units, height, width, inputs) float32, and biases, (units,).
    """
    import tensorflow as tf

    kernel, bias = network.state().variables[layer]
    with tf.device(DEVICE):
        chosen = tf.gather(kernel, units, axis=0 if len(kernel.shape) == 2 else 3).numpy()
        if chosen.ndim == 4:
            chosen = np.moveaxis(chosen, 3, 0)
        return chosen, tf.gather(bias, units).numpy()


def unit_outputs(
    network: Network, pictures: Pictures, *, layer: int, unit: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns the weighted sum W x + b of a unit and its activation for each picture.

    Args:
        network: The network.
        pictures: As of ``predictions``.
        layer: Index of a dense layer or a convolution.
        unit: Index of its unit; of a filter, the largest number of all places is returned.

    Returns:
        Both (N,) float32.
    """
    import tensorflow as tf

    with tf.device(DEVICE):
        sums, values = _unit(network, to_float(tf.constant(pictures)), layer=layer, unit=unit)
        return sums.numpy(), values.numpy()


def unit_gradient(
    network: Network, pictures: Pictures, *, layer: int, unit: int
) -> NDArray[np.float32]:
    """Returns the gradient of a unit's activation with respect to each picture.

    Args:
        network: The network.
        pictures: As of ``predictions``; the gradient is of their shape, and per 1.0 of a number in
            0..1.
        layer: Index of a dense layer or a convolution.
        unit: Index of its unit; of a filter, the gradient is that of the place with the largest
            number.
    """
    import tensorflow as tf

    with tf.device(DEVICE):
        shares = to_float(tf.constant(pictures))
        with tf.GradientTape() as tape:
            tape.watch(shares)
            _, values = _unit(network, shares, layer=layer, unit=unit)
            total = tf.reduce_sum(values)
        result: NDArray[np.float32] = tape.gradient(total, shares).numpy()
    return result


def _unit(
    network: Network, shares: tf.Tensor, *, layer: int, unit: int
) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the weighted sum and the activation of a unit, (N,), the largest of all places."""
    import tensorflow as tf

    own = network.layers[layer]
    linear = replace(own, settings=FrozenSettings(own.settings, activation="linear"))
    state = network.state()
    outputs, _ = layer_outputs(
        (*network.layers[:layer], linear),
        variables=state.variables[: layer + 1],
        statistics=state.statistics[: layer + 1],
        pictures=shares,
    )
    sums = outputs[-1][..., unit]
    values = activate(str(own.settings["activation"]), sums)
    places = list(range(1, len(sums.shape)))
    return tf.reduce_max(sums, places), tf.reduce_max(values, places)


def hidden_features(
    network: Network, pictures: Pictures | StreamedPictures
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns what the last hidden layer gives for each picture, and the logits.

    Of many pictures, some are read at a time.

    Args:
        network: The network; one without a hidden layer gives the pictures themselves.
        pictures: As of ``predictions``.

    Returns:
        (N, features) and (N, classes), float32 both.

    Raises:
        DataError: They cannot be read any more from their file.
    """
    import tensorflow as tf

    state = network.state()
    shapes = given_shapes(network.layers, pictures.shape[1:])
    features = [np.empty((0, math.prod(shapes[-2])), np.float32)]
    logits = [np.empty((0, *shapes[-1]), np.float32)]
    with tf.device(DEVICE):
        for _places, some in in_windows(pictures, nbytes=_WINDOW_BYTES):
            shares = to_float(tf.constant(some))
            outputs = (shares, *network_outputs(network.layers, state, shares))
            features.append(outputs[-2].numpy().reshape(len(some), -1))
            logits.append(outputs[-1].numpy())
    return np.concatenate(features), np.concatenate(logits)
