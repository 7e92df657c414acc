"""Convolutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.network.op import LayerOp, activate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays, Call
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape


def _shapes(layer: Layer, given: Shape) -> Mapping[str, Shape]:
    side, filters = layer.whole("kernel_size"), layer.whole("filters")
    return {"kernel": (side, side, given[-1], filters), "bias": (filters,)}


def _apply(values: tf.Tensor, call: Call) -> tuple[tf.Tensor, Arrays]:
    import tensorflow as tf

    kernel, bias = call.variables
    padding = str(call.layer.settings["padding"]).upper()
    sums = tf.nn.conv2d(values, kernel, call.layer.whole("strides"), padding) + bias
    return activate(str(call.layer.settings["activation"]), sums), call.statistics


OP = LayerOp(
    _apply,
    variables=("kernel", "bias"),
    shapes=_shapes,
    # On a processor XLA has no fast convolution: a step of a network of three (16, 32 and 64
    # filters on 64 x 64 pictures, batch 32, two cores) took 1000 ms under XLA and 37 ms without.
    # Pools are as fast there, or faster.
    is_slow_under_xla=True,
)
