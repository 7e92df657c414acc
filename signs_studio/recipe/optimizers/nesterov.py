"""Gradient descent with Nesterov's momentum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import MOMENTUM, OptimizerKind, Slot

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    (velocity,) = slots
    float32 = step.math.float32
    momentum, down = float32(step["momentum"]), gradient * float32(step.learning_rate)
    velocity = velocity * momentum - down
    return variable + velocity * momentum - down, (velocity,)


OPTIMIZER = OptimizerKind(
    Message("recipe", "Nesterov"),
    Message("recipe", "Momentum that looks where it is about to land."),
    (MOMENTUM,),
    place=2,
    update=_update,
    slots=(Slot(),),
)
