"""Gradient descent with momentum."""

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
    velocity = velocity * float32(step["momentum"]) - gradient * float32(step.learning_rate)
    return variable + velocity, (velocity,)


OPTIMIZER = OptimizerKind(
    Message("recipe", "Momentum"),
    Message("recipe", "Gradient descent that keeps rolling the way it went."),
    (MOMENTUM,),
    place=1,
    update=_update,
    slots=(Slot(),),
)
