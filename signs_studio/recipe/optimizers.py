"""The optimizers to choose from, each with its own settings.

Names and defaults are those of ``tf.keras.optimizers`` (Keras 3); what each computes is in
``signs_studio.engine.network.optimizers``. ``momentum`` and ``nesterov`` are ``SGD`` with a
momentum, for which Keras has no default but zero: 0.9 is the value its documentation and most
courses use.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.fields.declared import ChoiceField, FieldValue, Kind, NumberField, SwitchField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.frozen import FrozenSettings


@dataclass(frozen=True)
class Optimizer:
    """A chosen optimizer: its name in ``OPTIMIZERS`` and the value of each of its settings."""

    name: str
    settings: FrozenSettings[FieldValue]


def _rate(name: str, title: str, text: str, default: float) -> NumberField:
    """A share from 0 up to, but not including, 1."""
    return NumberField(
        name=name, title=title, help=text, default=default, minimum=0.0, maximum=0.9999999
    )


def _positive(name: str, title: str, text: str, default: float) -> NumberField:
    return NumberField(name=name, title=title, help=text, default=default, minimum=0.0, maximum=1e6)


_MOMENTUM = _rate("momentum", "Momentum", "How much of the last update is kept in the next.", 0.9)
_RHO_HELP = "How much of the average of squared gradients is kept at each step."
_EPSILON = NumberField(
    name="epsilon",
    title="Epsilon",
    help="A small number that keeps a division from being by zero.",
    default=1e-7,
    minimum=1e-15,
    maximum=1.0,
)
_ACCUMULATOR = _positive(
    "initial_accumulator_value",
    "Initial accumulator",
    "Where the sum of squared gradients starts.",
    0.1,
)
_AMSGRAD = SwitchField(
    name="amsgrad",
    title="AMSGrad",
    help="Divide by the largest average of squared gradients so far, not by the latest.",
    default=False,
)
_BETAS = (
    _rate("beta_1", "Beta 1", "How much of the average of gradients is kept at each step.", 0.9),
    _rate("beta_2", "Beta 2", _RHO_HELP, 0.999),
)

OPTIMIZERS: Mapping[str, Kind] = MappingProxyType(
    {
        "gradient_descent": Kind(
            "Gradient descent", "A step straight down the gradient, as long as the learning rate."
        ),
        "momentum": Kind(
            "Momentum", "Gradient descent that keeps rolling the way it went.", (_MOMENTUM,)
        ),
        "nesterov": Kind(
            "Nesterov", "Momentum that looks where it is about to land.", (_MOMENTUM,)
        ),
        "rmsprop": Kind(
            "RMSprop",
            "Divides each step by the recent size of its own gradient.",
            (
                _rate("rho", "Rho", _RHO_HELP, 0.9),
                _rate("momentum", "Momentum", _MOMENTUM.help, 0.0),
                _EPSILON,
                SwitchField(
                    name="centered",
                    title="Centered",
                    help="Divide by the variance of the gradient, not by its mean square.",
                    default=False,
                ),
            ),
        ),
        "adagrad": Kind(
            "Adagrad",
            "Steps shrink with the sum of all squared gradients so far.",
            (_ACCUMULATOR, _EPSILON),
        ),
        "adadelta": Kind(
            "Adadelta",
            "Adagrad with a memory that fades, scaled by the size of recent updates.",
            (_rate("rho", "Rho", _RHO_HELP, 0.95), _EPSILON),
        ),
        "adam": Kind(
            "Adam",
            "Momentum divided by the recent size of the gradient: the article's choice.",
            (*_BETAS, _EPSILON, _AMSGRAD),
        ),
        "adamax": Kind(
            "Adamax", "Adam with the largest recent gradient for its size.", (*_BETAS, _EPSILON)
        ),
        "nadam": Kind("Nadam", "Adam with Nesterov's look ahead.", (*_BETAS, _EPSILON)),
        "adamw": Kind(
            "AdamW",
            "Adam that also pulls every weight towards zero.",
            (
                _positive(
                    "weight_decay",
                    "Weight decay",
                    "How hard all weights are pulled towards zero.",
                    0.004,
                ),
                *_BETAS,
                _EPSILON,
                _AMSGRAD,
            ),
        ),
        "ftrl": Kind(
            "Ftrl",
            "Follow the regularised leader: made for sparse data, with L1 and L2 built in.",
            (
                NumberField(
                    name="learning_rate_power",
                    title="Learning rate power",
                    help="How fast the learning rate falls; 0 keeps it as it is.",
                    default=-0.5,
                    minimum=-10.0,
                    maximum=0.0,
                ),
                _ACCUMULATOR,
                _positive(
                    "l1_regularization_strength",
                    "L1 strength",
                    "How hard weights are pulled to exactly zero.",
                    0.0,
                ),
                _positive(
                    "l2_regularization_strength",
                    "L2 strength",
                    "How hard weights are pulled towards zero.",
                    0.0,
                ),
                _positive(
                    "l2_shrinkage_regularization_strength",
                    "L2 shrinkage",
                    "How hard weights are pulled by the gradient alone, not by its sums.",
                    0.0,
                ),
                _positive("beta", "Beta", "Adds to the divisor of the learning rate.", 0.0),
            ),
        ),
    }
)

OPTIMIZER = ChoiceField(
    name="optimizer",
    title="Optimizer",
    help="The rule that turns gradients into updates of the weights.",
    default="adam",
    choices={name: kind.title for name, kind in OPTIMIZERS.items()},
)
