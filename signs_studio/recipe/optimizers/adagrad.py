"""Adagrad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import EPSILON, INITIAL_ACCUMULATOR, OptimizerKind, Slot

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    (total,) = slots
    math = step.math
    total = total + math.square(gradient)
    rate, epsilon = math.float32(step.learning_rate), math.float32(step["epsilon"])
    return variable - rate * gradient / math.sqrt(total + epsilon), (total,)


OPTIMIZER = OptimizerKind(
    Message("recipe", "Adagrad"),
    Message("recipe", "Steps shrink with the sum of all squared gradients so far."),
    (INITIAL_ACCUMULATOR, EPSILON),
    place=4,
    update=_update,
    slots=(Slot(INITIAL_ACCUMULATOR.name),),
)
