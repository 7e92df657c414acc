"""RMSprop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import SwitchField
from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import (
    EPSILON,
    MOMENTUM_HELP,
    RHO_HELP,
    OptimizerKind,
    Slot,
    share_field,
)

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    math, rho = step.math, step["rho"]
    square, velocity, *average = slots
    square = step.ema(square, math.square(gradient), rho)
    size = square
    if step.switches["centered"]:
        average = [step.ema(average[0], gradient, rho)]
        size = square - math.square(average[0])
    rate, epsilon = math.float32(step.learning_rate), math.float32(step["epsilon"])
    moved = rate * gradient / math.sqrt(size + epsilon)
    velocity = math.float32(step["momentum"]) * velocity + moved
    return variable - velocity, (square, velocity, *average)


OPTIMIZER = OptimizerKind(
    Message("recipe", "RMSprop"),
    Message("recipe", "Divides each step by the recent size of its own gradient."),
    (
        share_field("rho", Message("recipe", "Rho"), RHO_HELP, 0.9),
        share_field("momentum", Message("recipe", "Momentum"), MOMENTUM_HELP, 0.0),
        EPSILON,
        SwitchField(
            name="centered",
            title=Message("recipe", "Centered"),
            help=Message(
                "recipe", "Divide by the variance of the gradient, not by its mean square."
            ),
            default=False,
        ),
    ),
    place=3,
    update=_update,
    slots=(Slot(), Slot(), Slot(switch="centered")),
)
