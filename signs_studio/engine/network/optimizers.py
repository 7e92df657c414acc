"""Steps of the optimizers of ``signs_studio.recipe.optimizers`` on TensorFlow's tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.engine.network.arithmetic import tensorflow_arithmetic
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.optimizers.kind import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.recipe.optimizers import Optimizer
    from signs_studio.recipe.optimizers.kind import Slots


def init_slots(optimizer: Optimizer, shape: tuple[int, ...]) -> tuple[NDArray[Any], ...]:
    """Returns the slots of a variable of ``shape`` as they are before the first step."""
    settings = optimizer.settings
    slots = []
    for slot in OPTIMIZERS[optimizer.name].slots:
        if slot.switch is None or settings[slot.switch]:
            start = settings[slot.start] if isinstance(slot.start, str) else slot.start
            array = np.full(
                () if slot.scalar else shape, start, np.float64 if slot.scalar else np.float32
            )
            slots.append(array)
    return tuple(slots)


def update(
    optimizer: str,
    variables: Sequence[tf.Tensor],
    *,
    gradients: Sequence[tf.Tensor],
    slots: Sequence[Slots],
    steps: tf.Tensor,
    numbers: Mapping[str, tf.Tensor],
    switches: Mapping[str, bool],
) -> tuple[tuple[tf.Tensor, ...], tuple[Slots, ...]]:
    """Returns variables and their slots after a step.

    Args:
        optimizer: A name in ``OPTIMIZERS``.
        variables: What is learnt, float32 each.
        gradients: Of each variable, of its shape.
        slots: What is remembered for each variable.
        steps: Steps since training began, this one included, () int64.
        numbers: ``learning_rate`` and the optimizer's settings that are numbers, () float64 each.
        switches: Its settings that are on or off.
    """
    import tensorflow as tf

    step = Step(
        learning_rate=numbers["learning_rate"],
        count=tf.cast(steps, tf.float64),
        numbers=numbers,
        switches=switches,
        math=tensorflow_arithmetic(),
    )
    rule = OPTIMIZERS[optimizer].update
    updated = [
        rule(variable, gradient, own, step)
        for variable, gradient, own in zip(variables, gradients, slots, strict=True)
    ]
    moved, renewed = zip(*updated, strict=True)
    return moved, renewed
