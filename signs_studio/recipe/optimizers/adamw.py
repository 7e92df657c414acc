"""AdamW."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.recipe.optimizers import adam
from signs_studio.recipe.optimizers.kind import (
    AMSGRAD,
    BETA_1,
    BETA_2,
    EPSILON,
    OptimizerKind,
    strength_field,
)

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Tensor
    from signs_studio.recipe.optimizers.kind import Slots, Step


def _update(variable: Tensor, gradient: Tensor, slots: Slots, step: Step) -> tuple[Tensor, Slots]:
    kept = step.math.float32(1.0 - step["weight_decay"] * step.learning_rate)
    return adam.update(variable * kept, gradient, slots, step)


OPTIMIZER = OptimizerKind(
    Message("recipe", "AdamW"),
    Message("recipe", "Adam that also pulls every weight towards zero."),
    (
        strength_field(
            "weight_decay",
            Message("recipe", "Weight decay"),
            Message("recipe", "How hard all weights are pulled towards zero."),
            0.004,
        ),
        BETA_1,
        BETA_2,
        EPSILON,
        AMSGRAD,
    ),
    place=9,
    update=_update,
    slots=adam.OPTIMIZER.slots,
)
