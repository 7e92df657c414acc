"""Dense layers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from signs_studio.engine.network.op import LayerOp, activate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays, Call
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape


def _shapes(layer: Layer, given: Shape) -> Mapping[str, Shape]:
    units = layer.whole("units")
    return {"kernel": (units, math.prod(given)), "bias": (units,)}


def _apply(values: tf.Tensor, call: Call) -> tuple[tf.Tensor, Arrays]:
    import tensorflow as tf

    kernel, bias = call.variables
    rows = tf.reshape(values, (values.shape[0], kernel.shape[1]))
    sums = tf.matmul(rows, kernel, transpose_b=True) + bias
    return activate(str(call.layer.settings["activation"]), sums), call.statistics


OP = LayerOp(_apply, variables=("kernel", "bias"), shapes=_shapes)
