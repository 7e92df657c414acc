"""Nadam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.optimizers.kind import BETA_1, BETA_2, EPSILON, OptimizerKind, Slot

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    average, square, product = slots
    math, beta_1, beta_2 = step.math, step["beta_1"], step["beta_2"]
    now = beta_1 * (1.0 - 0.5 * 0.96**step.count)
    next_ = beta_1 * (1.0 - 0.5 * 0.96 ** (step.count + 1.0))
    product = product * now
    average = step.ema(average, gradient, beta_1)
    square = step.ema(square, math.square(gradient), beta_2)
    of_average = math.float32(next_ / (1.0 - product * next_))
    of_gradient = math.float32((1.0 - now) / (1.0 - product))
    ahead = average * of_average + gradient * of_gradient
    size = math.sqrt(square * math.float32(1.0 / (1.0 - beta_2**step.count)))
    rate, epsilon = math.float32(step.learning_rate), math.float32(step["epsilon"])
    return variable - ahead * rate / (size + epsilon), (average, square, product)


OPTIMIZER = OptimizerKind(
    Message("recipe", "Nadam"),
    Message("recipe", "Adam with Nesterov's look ahead."),
    (BETA_1, BETA_2, EPSILON),
    place=8,
    update=_update,
    slots=(Slot(), Slot(), Slot(1.0, scalar=True)),
)
