"""Adadelta."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import (
    EPSILON,
    RHO_HELP,
    OptimizerKind,
    Slot,
    share_field,
)

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    square, moved = slots
    math, rho = step.math, step["rho"]
    epsilon = math.float32(step["epsilon"])
    square = step.ema(square, math.square(gradient), rho)
    delta = math.sqrt(moved + epsilon) * gradient / math.sqrt(square + epsilon)
    moved = step.ema(moved, math.square(delta), rho)
    return variable - math.float32(step.learning_rate) * delta, (square, moved)


OPTIMIZER = OptimizerKind(
    Message("recipe", "Adadelta"),
    Message("recipe", "Adagrad with a memory that fades, scaled by the size of recent updates."),
    (share_field("rho", Message("recipe", "Rho"), RHO_HELP, 0.95), EPSILON),
    place=5,
    update=_update,
    slots=(Slot(), Slot()),
)
