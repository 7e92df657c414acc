"""Names, shapes and costs of layers in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import ACTIVATION
from signs_studio.recipe.layers import LAYER_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.recipe.layer_kinds.kind import Layer, Shape
    from signs_studio.recipe.network_summary import LayerSummary


def layer_names(layers: Sequence[Layer], *, with_activations: bool = False) -> tuple[str, ...]:
    """Returns a name of each layer, such as "1 Dense 25", and of the softmax layer after them.

    Args:
        layers: The hidden layers.
        with_activations: Whether to name activations too: "1 Dense 25, ReLU".
    """
    names = []
    for place, layer in enumerate(layers, start=1):
        kind = LAYER_KINDS[layer.kind]
        # A setting that may change while it is trained is not the network's.
        is_known = all(field.name in layer.settings for field in kind.fields if field.main)
        size = kind.size_words(layer) if is_known else ""
        numbered = Message("networks", "{place} {kind} {size}")
        name = numbered.text(place=place, kind=kind.title, size=size).rstrip()
        activation = ACTIVATION.choices.get(str(layer.settings.get(ACTIVATION.name)))
        names.append(f"{name}, {activation}" if with_activations and activation else name)
    return (*names, Message("networks", "{place} Softmax").text(place=len(layers) + 1))


def dead_for(pictures: int, *, of: int | None = None, of_training: bool = False) -> Message:
    """Returns for which pictures units are dead, as it is said wherever one is shown.

    Args:
        pictures: Number of the pictures that were tried.
        of: Number of all test pictures, where they may be more.
        of_training: Whether pictures for training were tried too.
    """
    words = Message("networks", "dead for all {pictures} test pictures")
    if of_training:
        words = Message("networks", "dead for all {pictures} training and test pictures")
    elif of is not None and of > pictures:
        words = Message("networks", "dead for all {pictures} test pictures tried")
    return words.format(pictures=pictures)


def units_words(count: int, *, dead: int, inactive: int, are_maps: bool) -> str:
    """Returns how many units a layer has, how many are dead, and how many others give 0.

    Args:
        count: Of its units, or of its maps.
        dead: How many of them are dead.
        inactive: How many of the others give 0 for the picture that is looked at.
        are_maps: Whether they are maps.
    """
    units = Message("networks", "{count} units", "{count} unit", 0)
    if are_maps:
        units = Message("networks", "{count} maps", "{count} map", 0)
    words = units.format(count=count)
    more = Message(
        "networks",
        "{units}, {count} give 0 for this picture",
        "{units}, {count} gives 0 for this picture",
        0,
    )
    if dead:
        words = Message("networks", "{units}, {dead} dead").format(units=words, dead=dead)
        more = Message(
            "networks",
            "{units}, {count} others give 0 for this picture",
            "{units}, {count} other gives 0 for this picture",
            0,
        )
    return more.text(units=words, count=inactive) if inactive else str(words)


def facts_words(row: LayerSummary | None) -> str:
    """Returns what a layer costs; empty where nobody knows, or it costs nothing to speak of."""
    if row is None or not (row.parameters or row.multiply_adds):
        return ""
    return cost_words(row.parameters, row.multiply_adds)


def cost_words(parameters: int, multiply_adds: int) -> str:
    """Returns so many parameters, and multiplications where there are any."""
    words = Message("networks", "{count} parameters").text(count=f"{parameters:,}")
    if not multiply_adds:
        return words
    products = Message("networks", "{count} mult-adds").text(count=short_count(multiply_adds))
    return f"{words} · {products}"


def short_count(count: int) -> str:
    """Returns a count in at most three figures from ten thousand on: ``307 k``, ``4.92 M``."""
    if count < 10_000:
        return f"{count:,}"
    size, letter = next(
        (size, letter)
        for size, letter in ((1e3, "k"), (1e6, "M"), (1e9, "G"), (math.inf, "T"))
        if count < 999.5 * size
    )
    value = count / min(size, 1e12)
    places = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:.{places}f} {letter}"


def shape_words(shape: Shape) -> str:
    """Returns a shape as it is read: ``32 × 32 × 16``."""
    return " × ".join(f"{side:,}" for side in shape)
