"""The arithmetic of a network: the shape that each layer gives, what it learns and computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.fields.declared import FieldError
from signs_studio.messages import Message
from signs_studio.recipe.layer_kinds.kind import ACTIVATION, square_words
from signs_studio.recipe.layers import LAYER_KINDS, make_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.recipe.layer_kinds.kind import Layer, Shape


class LayerSummary(NamedTuple):
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


def place_of_new(kind: str, kinds: Sequence[str]) -> int:
    """Returns where a new layer of a kind goes among others.

    At the end, but for one that needs a picture: before the first layer that leaves none, or there
    would be a complaint at once.
    """
    if not needs_picture(kind):
        return len(kinds)
    ending = (i for i, other in enumerate(kinds) if other in LAYER_KINDS and ends_picture(other))
    return next(ending, len(kinds))


def has_parameters(kind: str) -> bool:
    """Returns whether layers of a kind of ``LAYER_KINDS`` learn anything."""
    return _row(make_layer(kind), activation="", shape=_ANY_PICTURE).parameters > 0


def summarise_network(
    layers: Sequence[Layer], *, picture_shape: tuple[int, int, int], classes: int
) -> NetworkSummary:
    """Returns what every layer gives, learns and computes.

    Args:
        layers: The hidden layers, first to last.
        picture_shape: Height, width and channels.
        classes: Units of the softmax layer.
    """
    rows = [
        LayerSummary(
            name=Message("recipe", "Input").text(), activation="", output_shape=picture_shape
        )
    ]
    for index, layer in enumerate(layers):
        problem = _problem(layer, index=index, shape=rows[-1].output_shape)
        if problem is not None:
            return NetworkSummary(tuple(rows), problem)
        title = str(ACTIVATION.choices.get(str(layer.settings.get("activation")), ""))
        rows.append(_row(layer, activation=title, shape=rows[-1].output_shape))
    softmax = make_layer("dense", units=classes)
    rows.append(
        _row(softmax, activation=Message("recipe", "Softmax").text(), shape=rows[-1].output_shape)
    )
    return NetworkSummary(tuple(rows), None)


def output_shape(layer: Layer, shape: Shape) -> Shape:
    """Returns the shape of what a layer gives for one picture, given one of ``shape``."""
    return LAYER_KINDS[layer.kind].output_shape(layer, shape)


def _row(layer: Layer, *, activation: str, shape: Shape) -> LayerSummary:
    kind = LAYER_KINDS[layer.kind]
    return LayerSummary(
        name=f"{kind.title} {kind.size_words(layer)}".rstrip(),
        activation=activation,
        output_shape=kind.output_shape(layer, shape),
        parameters=kind.parameters(layer, shape),
        multiply_adds=kind.multiply_adds(layer, shape),
    )


def _problem(layer: Layer, *, index: int, shape: Shape) -> FieldError | None:
    """Returns why a layer cannot use what it is given, in a sentence; None where it can."""
    kind = LAYER_KINDS[layer.kind]
    if not kind.needs_picture:
        return None
    if len(shape) == 1:
        return FieldError(
            f"layers.{index}.kind",
            Message(
                "recipe",
                "{kind} needs a picture, but is given {numbers} numbers in a row: move it up, "
                "above the first dense, flatten or global pool layer.",
            ).format(kind=kind.title, numbers=shape[0]),
        )
    if not kind.square or layer.settings.get("padding") == "same":
        return None
    side = layer.whole(kind.square)
    (title,) = (str(field.title).lower() for field in kind.fields if field.name == kind.square)
    if side <= min(shape[:2]):
        return None
    return FieldError(
        f"layers.{index}.{kind.square}",
        Message(
            "recipe",
            "{kind} looks at {square} pixels, but of the picture only {height} × {width} are left "
            "here: take a smaller {size}, or shrink the picture less above.",
        ).format(
            kind=kind.title,
            square=square_words(side),
            height=shape[0],
            width=shape[1],
            size=title,
        ),
    )
