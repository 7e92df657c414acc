"""The layers to choose from, each with its own settings.

Names, settings and defaults are those of ``tf.keras.layers`` (Keras 3), but for the sizes of a new
layer and the stride of a pool, which Keras takes from its size; what each computes is in
``signs_studio.engine.layers``, what shape it gives in ``signs_studio.recipe.shapes``.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from signs_studio.recipe.fields import ChoiceField, FieldValue, Kind, NumberField

if TYPE_CHECKING:
    from collections.abc import Mapping

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

L1 = NumberField(
    name="l1",
    title="L1",
    help="Adds this times the sum of the weights' sizes to what is minimised: many become zero.",
    default=0.0,
    minimum=0.0,
    maximum=1e3,
)

L2 = NumberField(
    name="l2",
    title="L2",
    help="Adds this times the sum of the weights' squares to what is minimised: all stay small.",
    default=0.0,
    minimum=0.0,
    maximum=1e3,
)

MOST_LAYERS = 32

LIVE_SETTINGS = frozenset({"rate", "l1", "l2"})
"""Settings of layers that may change from one epoch to the next of the same run."""


MAIN_SETTINGS = frozenset({"units", "filters", "kernel", "size", "rate", "activation"})
"""Settings by which a layer is known, and which are shown first."""


@dataclass(frozen=True)
class Layer:
    """A chosen layer: its kind in ``LAYER_KINDS`` and the value of each of its settings."""

    kind: str
    settings: Mapping[str, FieldValue] = dataclasses.field(hash=False)

    def whole(self, name: str) -> int:
        """The setting of that name, which is a whole number."""
        return int(self.settings[name])


def _length(name: str, title: str, text: str, default: int, maximum: int) -> NumberField:
    return NumberField(
        name=name, title=title, help=text, default=default, minimum=1, maximum=maximum, whole=True
    )


_STRIDE_HELP = "How many pixels it moves at a time: 2 halves the picture."
_POOL = (
    _length("size", "Size", "Side of the square of pixels that becomes one.", 2, 64),
    _length("stride", "Stride", _STRIDE_HELP, 2, 64),
)

LAYER_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "dense": Kind(
            "Dense",
            "Every neuron looks at all numbers that come in, with a weight for each.",
            (UNITS, ACTIVATION, L1, L2),
        ),
        "conv": Kind(
            "Conv",
            "Small filters slide over the picture; each gives a picture of where it fits.",
            (
                _length("filters", "Filters", "How many filters: pictures that come out.", 16, 512),
                _length("kernel", "Kernel", "Side of the square that a filter looks at.", 3, 15),
                _length("stride", "Stride", _STRIDE_HELP, 1, 8),
                ChoiceField(
                    name="padding",
                    title="Padding",
                    help="Whether the border is padded with zeros, so that no size is lost there.",
                    default="same",
                    choices={"same": "Same", "valid": "Valid"},
                ),
                ACTIVATION,
                L1,
                L2,
            ),
        ),
        "max_pool": Kind(
            "Max pool", "Shrinks a picture: of each square, the largest number.", _POOL
        ),
        "average_pool": Kind("Average pool", "Shrinks a picture: of each square, the mean.", _POOL),
        "global_pool": Kind(
            "Global pool", "One number a picture: the mean of all its pixels, wherever they are."
        ),
        "flatten": Kind("Flatten", "Lays all numbers in one row; a dense layer does so by itself."),
        "dropout": Kind(
            "Dropout",
            "While training, sets some numbers to zero at random: none may be relied upon.",
            (
                NumberField(
                    name="rate",
                    title="Rate",
                    help="Which share of the numbers is dropped.",
                    default=0.5,
                    minimum=0.0,
                    maximum=0.95,
                ),
            ),
        ),
        "batch_norm": Kind(
            "Batch norm",
            "Gives every channel mean 0 and variance 1 over the batch, then learns its own.",
            (
                NumberField(
                    name="momentum",
                    title="Momentum",
                    help="How much of the running means and variances is kept at each step.",
                    default=0.99,
                    minimum=0.0,
                    maximum=0.99999,
                ),
                NumberField(
                    name="epsilon",
                    title="Epsilon",
                    help="A small number that keeps a division from being by zero.",
                    default=1e-3,
                    minimum=1e-5,
                    maximum=1.0,
                ),
            ),
        ),
    }
)

LAYER_KIND = ChoiceField(
    name="kind",
    title="Kind",
    help="What the layer does with what it is given.",
    default="dense",
    choices={name: kind.title for name, kind in LAYER_KINDS.items()},
)


def make_layer(kind: str, **settings: Any) -> Layer:
    """A layer of that kind, unchecked; the settings that are not given have their defaults."""
    fields = LAYER_KINDS[kind].fields
    return Layer(kind, MappingProxyType({f.name: f.default for f in fields} | settings))
