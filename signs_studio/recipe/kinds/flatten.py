"""Layers that lay a picture's numbers in one row."""

import math

from signs_studio.recipe.kinds.kind import LayerKind

KIND = LayerKind(
    "Flatten",
    "Lays all numbers in one row; a dense layer does so by itself.",
    place=5,
    output_shape=lambda _layer, shape: (math.prod(shape),),
)
