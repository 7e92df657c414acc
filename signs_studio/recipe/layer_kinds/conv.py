"""Convolutions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from signs_studio.fields.declared import ChoiceField
from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import (
    ACTIVATION,
    L1,
    L2,
    STRIDE_HELP,
    LayerKind,
    slid_sides,
    square_words,
    whole_field,
)

if TYPE_CHECKING:
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape


def _output_shape(layer: Layer, shape: Shape) -> Shape:
    strides, filters = layer.whole("strides"), layer.whole("filters")
    if layer.settings["padding"] == "same":
        return (*(math.ceil(side / strides) for side in shape[:2]), filters)
    return (*slid_sides(shape, side=layer.whole("kernel_size"), strides=strides), filters)


def _weights(layer: Layer, shape: Shape) -> int:
    return layer.whole("kernel_size") ** 2 * shape[2] * layer.whole("filters")


KIND = LayerKind(
    Message("recipe", "Conv"),
    Message(
        "recipe", "Small filters slide over the picture; each gives a picture of where it fits."
    ),
    (
        whole_field(
            "filters",
            Message("recipe", "Filters"),
            Message("recipe", "How many filters: pictures that come out."),
            default=16,
            maximum=512,
            main=True,
        ),
        whole_field(
            "kernel_size",
            Message("recipe", "Kernel"),
            Message("recipe", "Side of the square that a filter looks at."),
            default=3,
            maximum=15,
            main=True,
        ),
        whole_field("strides", Message("recipe", "Stride"), STRIDE_HELP, default=1, maximum=8),
        ChoiceField(
            name="padding",
            title=Message("recipe", "Padding"),
            help=Message(
                "recipe", "Whether the border is padded with zeros, so that no size is lost there."
            ),
            default="same",
            choices={"same": Message("recipe", "Same"), "valid": Message("recipe", "Valid")},
        ),
        ACTIVATION,
        L1,
        L2,
    ),
    place=1,
    output_shape=_output_shape,
    parameters=lambda layer, shape: _weights(layer, shape) + layer.whole("filters"),
    multiply_adds=lambda layer, shape: (
        _weights(layer, shape) * math.prod(_output_shape(layer, shape)[:2])
    ),
    size_words=lambda layer: (
        f"{layer.whole('filters')}, {square_words(layer.whole('kernel_size'))}"
    ),
    needs_picture=True,
    square="kernel_size",
)
