"""The operation of each kind of layer, with TensorFlow's definitions and slopes, by name.

Pictures are (N, height, width, channels); layers that know no places are given or give
(N, numbers).
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.engine.network import ops
from signs_studio.recipe.layers import LAYER_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.engine.network.op import LayerOp
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape

LAYER_OPS: Mapping[str, LayerOp] = MappingProxyType(
    {name: importlib.import_module(f"{ops.__name__}.{name}").OP for name in LAYER_KINDS}
)
"""Operation of each kind of ``recipe.layers``."""


def array_shapes(layer: Layer, given: Shape) -> Mapping[str, Shape]:
    """The shapes of a layer's variables and statistics by name.

    Args:
        layer: The layer.
        given: Shape of what it is given for one picture.
    """
    op = LAYER_OPS[layer.kind]
    if op.shapes is not None:
        return op.shapes(layer, given)
    return dict.fromkeys((*op.variables, *op.statistics), given[-1:])
