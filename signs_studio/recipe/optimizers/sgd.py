"""Gradient descent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import OptimizerKind

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    return variable - step.math.float32(step.learning_rate) * gradient, slots


OPTIMIZER = OptimizerKind(
    Message("recipe", "Gradient descent"),
    Message("recipe", "A step straight down the gradient, as long as the learning rate."),
    place=0,
    update=_update,
)
