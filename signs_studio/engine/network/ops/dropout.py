"""Dropout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.network.op import LayerOp

if TYPE_CHECKING:
    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays, Call


def _apply(values: tf.Tensor, call: Call) -> tuple[tf.Tensor, Arrays]:
    import tensorflow as tf

    name = f"layers.{call.index}.rate"
    if call.training is None or name not in call.training.numbers:
        return values, call.statistics
    rate = call.training.numbers[name]
    chance = call.training.chance.uniform(values.shape, stream=call.index)
    kept = tf.cast(chance >= tf.cast(rate, tf.float32), tf.float32)
    # The rest is made larger, so that sums stay as large as when reading.
    return values * kept * tf.cast(1.0 / (1.0 - rate), tf.float32), call.statistics


OP = LayerOp(_apply)
