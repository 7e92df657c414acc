"""Dense layers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import ACTIVATION, L1, L2, LayerKind

if TYPE_CHECKING:
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape

UNITS = NumberField(
    name="units",
    title=Message("recipe", "Units"),
    help=Message(
        "recipe", "How many neurons the layer has: each gives one number for every picture."
    ),
    default=25,
    minimum=1,
    maximum=4096,
    whole=True,
    main=True,
)


def _weights(layer: Layer, shape: Shape) -> int:
    return math.prod(shape) * layer.whole("units")


KIND = LayerKind(
    Message("recipe", "Dense"),
    Message("recipe", "Every neuron looks at all numbers that come in, with a weight for each."),
    (UNITS, ACTIVATION, L1, L2),
    place=0,
    output_shape=lambda layer, _shape: (layer.whole("units"),),
    parameters=lambda layer, shape: _weights(layer, shape) + layer.whole("units"),
    multiply_adds=_weights,
    size_words=lambda layer: str(layer.whole("units")),
)
