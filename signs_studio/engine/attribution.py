"""Gradients by which an answer of a network is explained.

As in ``signs_studio.engine.evaluation``, any thread may ask, and nothing is compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.evaluation import DEVICE, network_outputs
from signs_studio.engine.network.forward import cross_entropies, to_float

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.engine.training.state import Network


def cost_gradient(
    network: Network, pictures: Pictures, labels: Labels
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns the gradient of the cross-entropy with respect to each picture, and the logits.

    Args:
        network: The network.
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
        labels: The class whose cross-entropy is meant, for each picture, (N,) int32.

    Returns:
        The gradient per 1.0 of a number in 0..1, of the pictures' shape, float32; and the logits,
        (N, classes) float32.
    """
    import tensorflow as tf

    state = network.state()
    with tf.device(DEVICE):
        shares = to_float(tf.constant(pictures))
        with tf.GradientTape() as tape:
            tape.watch(shares)
            outputs = network_outputs(network.layers, state, shares)
            cost = tf.reduce_sum(cross_entropies(tf.constant(labels), outputs[-1]))
        gradient: NDArray[np.float32] = tape.gradient(cost, shares).numpy()
        return gradient, outputs[-1].numpy()


def output_gradient(
    network: Network, pictures: Pictures, *, sign: int, layer: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns a layer's output, and the gradient of a class's logit with respect to it.

    Args:
        network: The network.
        pictures: As of ``cost_gradient``.
        sign: Index of the class.
        layer: Index of the layer.

    Returns:
        Two arrays of the shape of the output, (N, ...) float32.
    """
    import tensorflow as tf

    state = network.state()
    with tf.device(DEVICE):
        shares = to_float(tf.constant(pictures))
        with tf.GradientTape() as tape:
            tape.watch(shares)
            outputs = network_outputs(network.layers, state, shares)
            logit = tf.reduce_sum(outputs[-1][:, sign])
        gradient: NDArray[np.float32] = tape.gradient(logit, outputs[layer]).numpy()
        return outputs[layer].numpy(), gradient
