"""Names of the layers of a network, by which a person tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.layers import LAYER_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.recipe.layer_kinds.kind import Layer


def layer_names(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Returns a name of each layer, such as "1 Dense 25", and of the softmax layer after them.

    Args:
        layers: The hidden layers.
    """
    numbered = Message("learning", "{place} {kind} {size}")
    names = [
        numbered.text(
            place=place,
            kind=LAYER_KINDS[layer.kind].title,
            size=LAYER_KINDS[layer.kind].size_words(layer),
        ).rstrip()
        for place, layer in enumerate(layers, start=1)
    ]
    softmax = Message("learning", "{place} Softmax").text(place=len(layers) + 1)
    return (*names, softmax)
