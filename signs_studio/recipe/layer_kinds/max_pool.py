"""Pools that keep the largest number of each square."""

from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import POOL_FIELDS, LayerKind, pooled_shape, square_words

KIND = LayerKind(
    Message("recipe", "Max pool"),
    Message("recipe", "Shrinks a picture: of each square, the largest number."),
    POOL_FIELDS,
    place=2,
    output_shape=pooled_shape,
    size_words=lambda layer: square_words(layer.whole("pool_size")),
    needs_picture=True,
    square="pool_size",
    is_nonlinear=True,
)
