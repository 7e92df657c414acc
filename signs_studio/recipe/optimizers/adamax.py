"""Adamax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import BETA_1, BETA_2, EPSILON, OptimizerKind, Slot

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    average, largest = slots
    math, beta_1 = step.math, step["beta_1"]
    rate = math.float32(step.learning_rate / (1.0 - beta_1**step.count))
    average = step.ema(average, gradient, beta_1)
    largest = math.maximum(math.float32(step["beta_2"]) * largest, math.abs(gradient))
    return variable - rate * average / (largest + math.float32(step["epsilon"])), (average, largest)


OPTIMIZER = OptimizerKind(
    Message("recipe", "Adamax"),
    Message("recipe", "Adam with the largest recent gradient for its size."),
    (BETA_1, BETA_2, EPSILON),
    place=7,
    update=_update,
    slots=(Slot(), Slot()),
)
