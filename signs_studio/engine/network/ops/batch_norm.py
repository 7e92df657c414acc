"""Batch normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.network.op import LayerOp

if TYPE_CHECKING:
    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays, Call


def _apply(values: tf.Tensor, call: Call) -> tuple[tf.Tensor, Arrays]:
    """Ioffe and Szegedy 2015, with Keras' running averages."""
    import tensorflow as tf

    scale, offset = call.variables
    mean, variance = call.statistics
    epsilon = float(call.layer.settings["epsilon"])
    if call.training is None:
        factor = scale * tf.math.rsqrt(variance + epsilon)
        return values * factor + (offset - mean * factor), call.statistics
    # TensorFlow's own kernel takes half the time (2.6 ms and 5.5 for 32 pictures of 32 x 32 x 32,
    # with their gradient), but where values lie far from zero its variance is wrong by 2e-5.
    batch_mean, batch_variance = tf.nn.moments(values, list(range(len(values.shape) - 1)))
    normal = tf.nn.batch_normalization(
        values, batch_mean, batch_variance, offset=offset, scale=scale, variance_epsilon=epsilon
    )
    momentum = float(call.layer.settings["momentum"])
    statistics = (
        mean * momentum + batch_mean * (1.0 - momentum),
        variance * momentum + batch_variance * (1.0 - momentum),
    )
    return normal, statistics


OP = LayerOp(
    _apply,
    variables=("gamma", "beta"),
    statistics=("moving_mean", "moving_variance"),
)
