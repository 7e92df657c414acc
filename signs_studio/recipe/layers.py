"""The layers of a network, and the arithmetic of their shapes and parameters."""

from __future__ import annotations

import math
from dataclasses import dataclass

from signs_studio.recipe.fields import ChoiceField, NumberField

UNITS = NumberField(
    name="units",
    title="Units",
    help="How many neurons the layer has: each gives one number for every picture.",
    default=25,
    minimum=1,
    maximum=4096,
    whole=True,
)

ACTIVATION = ChoiceField(
    name="activation",
    title="Activation",
    help="What each neuron does with its weighted sum before passing it on.",
    default="relu",
    choices={
        "relu": "ReLU",
        "tanh": "tanh",
        "sigmoid": "Sigmoid",
        "leaky_relu": "Leaky ReLU",
        "elu": "ELU",
        "selu": "SELU",
        "gelu": "GELU",
        "swish": "Swish",
        "softplus": "Softplus",
        "linear": "Linear",
    },
)

MOST_LAYERS = 16
MOST_PARAMETERS = 100_000_000


@dataclass(frozen=True)
class Dense:
    """A fully connected layer: activation(W x + b), with W of shape (units, inputs)."""

    units: int
    activation: str


@dataclass(frozen=True, kw_only=True)
class LayerSummary:
    """One row of the network as a person reads it.

    Attributes:
        name: What the layer is, such as "Dense 25".
        activation: The title of its activation, or "" for the input.
        output_shape: Shape of what it gives for one picture.
        parameters: Numbers it learns: weights and biases.
    """

    name: str
    activation: str
    output_shape: tuple[int, ...]
    parameters: int


def summarise_network(
    layers: tuple[Dense, ...], *, picture_shape: tuple[int, int, int], classes: int
) -> tuple[LayerSummary, ...]:
    """The network row by row: the input, the hidden layers, the softmax over the classes.

    Args:
        layers: The hidden layers, first to last.
        picture_shape: Height, width and channels.
        classes: Units of the softmax layer.
    """
    rows = [
        LayerSummary(name="Input", activation="", output_shape=picture_shape, parameters=0),
    ]
    inputs = math.prod(picture_shape)
    titled = [(layer.units, ACTIVATION.choices[layer.activation]) for layer in layers]
    for units, activation in [*titled, (classes, "Softmax")]:
        rows.append(
            LayerSummary(
                name=f"Dense {units}",
                activation=activation,
                output_shape=(units,),
                parameters=(inputs + 1) * units,
            )
        )
        inputs = units
    return tuple(rows)


def count_parameters(
    layers: tuple[Dense, ...], *, picture_shape: tuple[int, int, int], classes: int
) -> int:
    """Weights and biases of the whole network."""
    rows = summarise_network(layers, picture_shape=picture_shape, classes=classes)
    return sum(row.parameters for row in rows)
