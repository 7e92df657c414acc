"""What convolutions compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.network.op import LayerOp, activate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays, Call
    from signs_studio.recipe.kinds.kind import Layer, Shape


def _shapes(layer: Layer, given: Shape) -> Mapping[str, Shape]:
    kernel, filters = layer.whole("kernel"), layer.whole("filters")
    return {"kernel": (kernel, kernel, given[-1], filters), "bias": (filters,)}


def _apply(values: tf.Tensor, call: Call) -> tuple[tf.Tensor, Arrays]:
    import tensorflow as tf

    kernel, bias = call.variables
    padding = str(call.layer.settings["padding"]).upper()
    sums = tf.nn.conv2d(values, kernel, call.layer.whole("stride"), padding) + bias
    return activate(str(call.layer.settings["activation"]), sums), call.statistics


OP = LayerOp(_apply, variables=("kernel", "bias"), shapes=_shapes)
