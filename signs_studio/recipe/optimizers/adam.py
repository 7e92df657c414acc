"""Adam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import (
    AMSGRAD,
    BETA_1,
    BETA_2,
    EPSILON,
    OptimizerKind,
    Slot,
)

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    """Returns a variable and its slots after one step of Adam."""
    average, square, *largest = slots
    math, beta_1, beta_2 = step.math, step["beta_1"], step["beta_2"]
    rate = step.learning_rate * math.sqrt(1.0 - beta_2**step.count)
    rate = math.float32(rate / (1.0 - beta_1**step.count))
    average = step.ema(average, gradient, beta_1)
    square = step.ema(square, math.square(gradient), beta_2)
    size = square
    if step.switches["amsgrad"]:
        largest = [math.maximum(largest[0], square)]
        size = largest[0]
    moved = variable - average * rate / (math.sqrt(size) + math.float32(step["epsilon"]))
    return moved, (average, square, *largest)


OPTIMIZER = OptimizerKind(
    Message("recipe", "Adam"),
    Message("recipe", "Momentum divided by the recent size of the gradient: the article's choice."),
    (BETA_1, BETA_2, EPSILON, AMSGRAD),
    place=6,
    update=update,
    slots=(Slot(), Slot(), Slot(switch="amsgrad")),
)
