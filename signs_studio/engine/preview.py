"""A look at what augmentation does, before anything is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.network.augmentation import augment
from signs_studio.engine.network.forward import to_float
from signs_studio.engine.network.random import StepRandom

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.recipe.settings import Augmentation

_SEED = 0


def preview_augmentation(
    pictures: NDArray[np.uint8] | NDArray[np.float32], augmentation: Augmentation, *, drawing: int
) -> NDArray[np.float32]:
    """Pictures as a step of training might see them.

    Args:
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
        augmentation: What is done to them.
        drawing: Which of many: each draws other chances, and the same ones when asked again.

    Returns:
        Pictures of the same shape, float32 in 0..1.
    """
    import tensorflow as tf

    # A few pictures are not worth the way to a graphics card.
    with tf.device("CPU:0"):
        shares = to_float(tf.constant(pictures))
        numbers = {
            name: tf.constant(value, tf.float64)
            for name, value in vars(augmentation).items()
            if name != "flip" and value
        }
        chance = StepRandom(tf.constant(_SEED, tf.int64), tf.constant(drawing, tf.int64))
        changed = augment(shares, numbers=numbers, flip=augmentation.flip, chance=chance)
    result: NDArray[np.float32] = changed.numpy()
    return result
