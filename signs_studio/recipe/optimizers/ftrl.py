"""FTRL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import (
    INITIAL_ACCUMULATOR,
    OptimizerKind,
    Slot,
    strength_field,
)

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    total, linear = slots
    math, rate = step.math, step.learning_rate
    power = math.float32(-step["learning_rate_power"])
    l1 = math.float32(step["l1_regularization_strength"])
    l2 = step["l2_regularization_strength"] + step["beta"] / (2.0 * rate)
    shrinkage = math.float32(2.0 * step["l2_shrinkage_regularization_strength"])
    grown = total + math.square(gradient)
    grown_power = grown**power
    pull = (grown_power - total**power) / math.float32(rate) * variable
    linear = linear + gradient + shrinkage * variable - pull
    quadratic = grown_power / math.float32(rate) + math.float32(2.0 * l2)
    return (math.clip(linear, -l1, l1) - linear) / quadratic, (grown, linear)


OPTIMIZER = OptimizerKind(
    Message("recipe", "Ftrl"),
    Message(
        "recipe", "Follow the regularised leader: made for sparse data, with L1 and L2 built in."
    ),
    (
        NumberField(
            name="learning_rate_power",
            title=Message("recipe", "Learning rate power"),
            help=Message("recipe", "How fast the learning rate falls; 0 keeps it as it is."),
            default=-0.5,
            minimum=-10.0,
            maximum=0.0,
            live=True,
        ),
        INITIAL_ACCUMULATOR,
        strength_field(
            "l1_regularization_strength",
            Message("recipe", "L1 strength"),
            Message("recipe", "How hard weights are pulled to exactly zero."),
            0.0,
        ),
        strength_field(
            "l2_regularization_strength",
            Message("recipe", "L2 strength"),
            Message("recipe", "How hard weights are pulled towards zero."),
            0.0,
        ),
        strength_field(
            "l2_shrinkage_regularization_strength",
            Message("recipe", "L2 shrinkage"),
            Message(
                "recipe", "How hard weights are pulled by the gradient alone, not by its sums."
            ),
            0.0,
        ),
        strength_field(
            "beta",
            Message("recipe", "Beta"),
            Message("recipe", "Adds to the divisor of the learning rate."),
            0.0,
        ),
    ),
    place=10,
    update=_update,
    slots=(Slot(INITIAL_ACCUMULATOR.name), Slot()),
)
