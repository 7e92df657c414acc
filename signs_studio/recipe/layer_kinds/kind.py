"""Declaration of a kind of layer, and the settings that several kinds have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.fields.declared import ChoiceField, Kind, NumberField
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.fields.declared import FieldValue
    from signs_studio.recipe.frozen import FrozenSettings

Shape = tuple[int, ...]
"""Shape of a layer's output for one picture: (height, width, channels) or (numbers,)."""


@dataclass(frozen=True)
class Layer:
    """A chosen layer: its kind in ``LAYER_KINDS`` and the value of each of its settings."""

    kind: str
    settings: FrozenSettings[FieldValue]

    def whole(self, name: str) -> int:
        """Returns the setting of that name, which is a whole number."""
        return int(self.settings[name])


def _same_shape(_layer: Layer, shape: Shape) -> Shape:
    return shape


def _none(_layer: Layer, _shape: Shape) -> int:
    return 0


@dataclass(frozen=True, kw_only=True)
class LayerKind(Kind):
    """A kind of layer: all that is to be known of it but what it computes.

    A module of this package has one, called ``KIND``; the module's name is the kind's. What it
    computes is in the module of the same name in ``signs_studio.engine.network.ops``.

    Attributes:
        place: Where it comes in menus, from 0.
        output_shape: Shape of what a layer gives for one picture, given one of a shape that it can
            use.
        parameters: Numbers that a layer learns, by the shape that it is given.
        multiply_adds: Products that it sums up for one picture, where these are many enough to be
            counted.
        size_words: What follows the title in a layer's name, such as "25".
        needs_picture: Whether it must be given (height, width, channels).
        square: The setting that is the side of a square of pixels, which must fit into what it is
            given; empty where there is none.
        is_nonlinear: Whether its output is no weighted sum of its input, whatever its activation.
    """

    place: int
    output_shape: Callable[[Layer, Shape], Shape] = _same_shape
    parameters: Callable[[Layer, Shape], int] = _none
    multiply_adds: Callable[[Layer, Shape], int] = _none
    size_words: Callable[[Layer], str] = lambda _layer: ""
    needs_picture: bool = False
    square: str = ""
    is_nonlinear: bool = False


def whole_field(
    name: str, title: Message, text: Message, *, default: int, maximum: int, main: bool = False
) -> NumberField:
    """Returns the declaration of a whole number from 1."""
    return NumberField(
        name=name,
        title=title,
        help=text,
        default=default,
        minimum=1,
        maximum=maximum,
        whole=True,
        main=main,
    )


def square_words(side: int) -> str:
    """Returns a square of so many pixels in words: ``3 × 3``."""
    return f"{side} × {side}"


def slid_sides(shape: Shape, *, side: int, strides: int) -> list[int]:
    """Returns how often a square of that side fits along the height and the width."""
    return [(each - side) // strides + 1 for each in shape[:2]]


def pooled_shape(layer: Layer, shape: Shape) -> Shape:
    """Returns the shape of what a pool gives."""
    sides = slid_sides(shape, side=layer.whole("pool_size"), strides=layer.whole("strides"))
    return (*sides, shape[2])


STRIDE_HELP = Message("recipe", "How many pixels it moves at a time: 2 halves the picture.")

POOL_FIELDS = (
    whole_field(
        "pool_size",
        Message("recipe", "Size"),
        Message("recipe", "Side of the square of pixels that becomes one."),
        default=2,
        maximum=64,
        main=True,
    ),
    whole_field("strides", Message("recipe", "Stride"), STRIDE_HELP, default=2, maximum=64),
)

ACTIVATION = ChoiceField(
    name="activation",
    title=Message("recipe", "Activation"),
    help=Message("recipe", "What each neuron does with its weighted sum before passing it on."),
    default="relu",
    choices={
        "relu": Message("recipe", "ReLU"),
        "tanh": Message("recipe", "tanh"),
        "sigmoid": Message("recipe", "Sigmoid"),
        "leaky_relu": Message("recipe", "Leaky ReLU"),
        "elu": Message("recipe", "ELU"),
        "selu": Message("recipe", "SELU"),
        "gelu": Message("recipe", "GELU"),
        "silu": Message("recipe", "Swish"),
        "softplus": Message("recipe", "Softplus"),
        "linear": Message("recipe", "Linear"),
    },
    main=True,
)

L1 = NumberField(
    name="l1",
    title=Message("recipe", "L1"),
    help=Message(
        "recipe",
        "Adds this times the sum of the weights' sizes to what is minimised: many become zero.",
    ),
    default=0.0,
    minimum=0.0,
    maximum=1e3,
    live=True,
)

L2 = NumberField(
    name="l2",
    title=Message("recipe", "L2"),
    help=Message(
        "recipe",
        "Adds this times the sum of the weights' squares to what is minimised: all stay small.",
    ),
    default=0.0,
    minimum=0.0,
    maximum=1e3,
    live=True,
)
