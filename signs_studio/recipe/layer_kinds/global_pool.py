"""Pools of a whole picture."""

from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import LayerKind

KIND = LayerKind(
    Message("recipe", "Global pool"),
    Message("recipe", "One number a picture: the mean of all its pixels, wherever they are."),
    place=4,
    output_shape=lambda _layer, shape: shape[2:],
    needs_picture=True,
)
