"""Pools that keep the mean of each square."""

from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import POOL_FIELDS, LayerKind, pooled_shape, square_words

KIND = LayerKind(
    Message("recipe", "Average pool"),
    Message("recipe", "Shrinks a picture: of each square, the mean."),
    POOL_FIELDS,
    place=3,
    output_shape=pooled_shape,
    size_words=lambda layer: square_words(layer.whole("pool_size")),
    needs_picture=True,
    square="pool_size",
)
