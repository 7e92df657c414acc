"""The arithmetic of a network: the shape that each layer gives, what it learns and computes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.recipe.fields import FieldError, format_number
from signs_studio.recipe.layers import ACTIVATION, LAYER_KINDS, make_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.recipe.layers import Layer

Shape = tuple[int, ...]
"""Of what a layer gives for one picture: (height, width, channels) or (numbers,)."""


@dataclass(frozen=True, kw_only=True)
class LayerSummary:
    """One row of the network as a person reads it.

    Attributes:
        name: What the layer is, such as "Dense 25".
        activation: The title of its activation, or "" where it has none.
        output_shape: Shape of what it gives for one picture.
        parameters: Numbers it learns: weights and biases, scales and offsets.
        multiply_adds: Products that it sums up for one picture; only dense layers and convolutions
            have enough of them to be counted.
    """

    name: str
    activation: str
    output_shape: Shape
    parameters: int = 0
    multiply_adds: int = 0


@dataclass(frozen=True)
class NetworkSummary:
    """The network row by row, as far as its shapes work.

    Attributes:
        rows: The input, the hidden layers and the softmax; only those before the one that cannot
            work, where there is one.
        problem: Why the first layer without a row cannot work, or None where all do.
    """

    rows: tuple[LayerSummary, ...]
    problem: FieldError | None

    @property
    def parameters(self) -> int:
        """Numbers that all rows learn."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Products that all rows sum up for one picture."""
        return sum(row.multiply_adds for row in self.rows)


_ANY_PICTURE = (64, 64, 3)


def needs_picture(kind: str) -> bool:
    """Returns whether layers of a kind of ``LAYER_KINDS`` cannot use numbers in a row."""
    return _problem(make_layer(kind), index=0, shape=(1,)) is not None


def ends_picture(kind: str) -> bool:
    """Returns whether layers of a kind of ``LAYER_KINDS`` make numbers in a row of a picture."""
    return len(output_shape(make_layer(kind), _ANY_PICTURE)) == 1


def has_parameters(kind: str) -> bool:
    """Returns whether layers of a kind of ``LAYER_KINDS`` learn anything."""
    return _row(make_layer(kind), activation="", shape=_ANY_PICTURE).parameters > 0


def summarise_network(
    layers: Sequence[Layer], *, picture_shape: tuple[int, int, int], classes: int
) -> NetworkSummary:
    """What every layer gives, learns and computes.

    Args:
        layers: The hidden layers, first to last.
        picture_shape: Height, width and channels.
        classes: Units of the softmax layer.
    """
    rows = [LayerSummary(name="Input", activation="", output_shape=picture_shape)]
    for index, layer in enumerate(layers):
        problem = _problem(layer, index=index, shape=rows[-1].output_shape)
        if problem is not None:
            return NetworkSummary(tuple(rows), problem)
        title = ACTIVATION.choices.get(str(layer.settings.get("activation")), "")
        rows.append(_row(layer, activation=title, shape=rows[-1].output_shape))
    softmax = make_layer("dense", units=classes)
    rows.append(_row(softmax, activation="Softmax", shape=rows[-1].output_shape))
    return NetworkSummary(tuple(rows), None)


def output_shape(layer: Layer, shape: Shape) -> Shape:
    """The shape of what ``layer`` gives for one picture, given one of ``shape`` that it can use."""
    settings = layer.settings
    match layer.kind:
        case "dense":
            return (layer.whole("units"),)
        case "conv" if settings["padding"] == "same":
            sides = [math.ceil(side / layer.whole("stride")) for side in shape[:2]]
            return (*sides, layer.whole("filters"))
        case "conv":
            return (*_windows(layer, shape, layer.whole("kernel")), layer.whole("filters"))
        case "max_pool" | "average_pool":
            return (*_windows(layer, shape, layer.whole("size")), shape[2])
        case "global_pool":
            return shape[2:]
        case "flatten":
            return (math.prod(shape),)
    return shape


def _windows(layer: Layer, shape: Shape, size: int) -> list[int]:
    """How often a square of that size fits along the height and the width."""
    return [(side - size) // layer.whole("stride") + 1 for side in shape[:2]]


def _row(layer: Layer, *, activation: str, shape: Shape) -> LayerSummary:
    given = output_shape(layer, shape)
    parameters = multiply_adds = 0
    match layer.kind:
        case "dense":
            multiply_adds = math.prod(shape) * layer.whole("units")
            parameters = multiply_adds + layer.whole("units")
        case "conv":
            weights = layer.whole("kernel") ** 2 * shape[2] * layer.whole("filters")
            parameters = weights + layer.whole("filters")
            multiply_adds = weights * math.prod(given[:2])
        case "batch_norm":
            parameters = 2 * shape[-1]
    return LayerSummary(
        name=_name(layer),
        activation=activation,
        output_shape=given,
        parameters=parameters,
        multiply_adds=multiply_adds,
    )


def _name(layer: Layer) -> str:
    title = LAYER_KINDS[layer.kind].title
    match layer.kind:
        case "dense":
            return f"{title} {layer.whole('units')}"
        case "conv":
            return f"{title} {layer.whole('filters')}, {_square(layer.whole('kernel'))}"
        case "max_pool" | "average_pool":
            return f"{title} {_square(layer.whole('size'))}"
        case "dropout":
            return f"{title} {format_number(float(layer.settings['rate']))}"
    return title


def _problem(layer: Layer, *, index: int, shape: Shape) -> FieldError | None:
    """Why a layer cannot use what it is given, in a sentence, or None where it can."""
    if layer.kind not in ("conv", "max_pool", "average_pool", "global_pool"):
        return None
    title = LAYER_KINDS[layer.kind].title
    if len(shape) == 1:
        return FieldError(
            f"layers.{index}.kind",
            f"{title} needs a picture, but is given {shape[0]:,} numbers in a row: move it up, "
            "above the first dense, flatten or global pool layer.",
        )
    name = "kernel" if layer.kind == "conv" else "size"
    fits_always = layer.kind == "global_pool" or layer.settings.get("padding") == "same"
    if fits_always or layer.whole(name) <= min(shape[:2]):
        return None
    side = layer.whole(name)
    return FieldError(
        f"layers.{index}.{name}",
        f"{title} looks at {_square(side)} pixels, but of the picture only {shape[0]} × {shape[1]} "
        f"are left here: take a smaller {name}, or shrink the picture less above.",
    )


def _square(side: int) -> str:
    return f"{side} × {side}"
