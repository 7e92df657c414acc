"""Global average pooling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.network.op import LayerOp

if TYPE_CHECKING:
    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays, Call


def _apply(values: tf.Tensor, call: Call) -> tuple[tf.Tensor, Arrays]:
    import tensorflow as tf

    return tf.reduce_mean(values, axis=(1, 2)), call.statistics


OP = LayerOp(_apply)
