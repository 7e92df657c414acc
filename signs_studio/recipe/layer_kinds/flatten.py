"""Layers that lay a picture's numbers in one row."""

import math

from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import LayerKind

KIND = LayerKind(
    Message("recipe", "Flatten"),
    Message("recipe", "Lays all numbers in one row; a dense layer does so by itself."),
    place=5,
    output_shape=lambda _layer, shape: (math.prod(shape),),
)
