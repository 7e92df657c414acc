"""Training pictures changed at random, as ``signs_studio.recipe.augmentations`` declares it."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from signs_studio.engine.network.arithmetic import tensorflow_arithmetic
from signs_studio.recipe.augmentations import AUGMENTATIONS
from signs_studio.recipe.augmentations.kind import Draw, Movement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import tensorflow as tf

    from signs_studio.engine.network.random import StepRandom

# Streams of chance from here on are the augmentations'; those below are the layers'.
_FIRST_STREAM = 1000
_STREAMS = 1 << 20


def augment(
    pictures: tf.Tensor,
    *,
    numbers: Mapping[str, tf.Tensor],
    switches: Mapping[str, bool],
    chance: StepRandom,
) -> tf.Tensor:
    """Returns pictures as a step of training sees them.

    Args:
        pictures: (N, height, width, channels) float32 in 0..1.
        numbers: The strengths by the name of their field, () float64 each; what is not there is
            left as it is, and so are names that are no strength's.
        switches: Which of those without a strength are on; other names are left as they are.
        chance: The random numbers of the step.

    Returns:
        Pictures of the same shape, float32 in 0..1.
    """
    import tensorflow as tf

    movements = []
    changes = []
    for name, kind in AUGMENTATIONS.items():
        if name not in numbers and not switches.get(name):
            continue
        strength = tf.cast(numbers.get(name, 1.0), tf.float32)
        draw = _draw(name, strength=strength, shape=pictures.shape, chance=chance)
        if kind.move is not None:
            movements.append(kind.move(draw))
        if kind.change is not None:
            changes.append((kind.change, draw))
    if movements:
        pictures = _resample(pictures, _one_after_another(movements))
    for change, draw in changes:
        pictures = change(pictures, draw)
    return tf.clip_by_value(pictures, 0.0, 1.0) if changes else pictures


def _draw(name: str, *, strength: tf.Tensor, shape: Sequence[int], chance: StepRandom) -> Draw:
    """Returns what an augmentation is told."""
    import tensorflow as tf

    count, height, width, _ = shape
    # Of its own name, so that the others stay as they are when one comes or goes.
    stream = _FIRST_STREAM + zlib.crc32(name.encode()) % _STREAMS

    def uniform(each: int) -> tuple[tf.Tensor, ...]:
        drawn = chance.uniform((count, 1, 1, 1, each), stream=stream)
        return tuple(tf.unstack(2.0 * drawn - 1.0, axis=-1))

    def normal() -> tf.Tensor:
        return chance.normal(shape, stream=stream)

    return Draw(
        strength=strength,
        height=height,
        width=width,
        uniform=uniform,
        normal=normal,
        math=tensorflow_arithmetic(),
    )


def _one_after_another(movements: list[Movement]) -> Movement:
    """Returns the movement that reads where the last one reads, after all before it."""
    done = movements[0]
    for then in movements[1:]:
        done = Movement(
            yy=then.yy * done.yy + then.yx * done.xy,
            yx=then.yy * done.yx + then.yx * done.xx,
            y0=then.yy * done.y0 + then.yx * done.x0 + then.y0,
            xy=then.xy * done.yy + then.xx * done.xy,
            xx=then.xy * done.yx + then.xx * done.xx,
            x0=then.xy * done.y0 + then.xx * done.x0 + then.x0,
        )
    return done


def _resample(pictures: tf.Tensor, movement: Movement) -> tf.Tensor:
    """Returns pictures whose pixels are read elsewhere, between the four pixels around a place.

    Beyond the border the nearest pixel is read.
    """
    import tensorflow as tf

    count, height, width, channels = pictures.shape
    y = tf.reshape(tf.range(height, dtype=tf.float32) - (height - 1) / 2, (1, height, 1, 1))
    x = tf.reshape(tf.range(width, dtype=tf.float32) - (width - 1) / 2, (1, 1, width, 1))
    from_y = movement.yy * y + movement.yx * x + movement.y0 + (height - 1) / 2
    from_x = movement.xy * y + movement.xx * x + movement.x0 + (width - 1) / 2
    # A movement of all pictures alike is one for each.
    from_y, from_x = (
        tf.broadcast_to(tf.clip_by_value(each, 0.0, side - 1.0), (count, height, width, 1))
        for each, side in ((from_y, height), (from_x, width))
    )
    top, left = tf.floor(from_y), tf.floor(from_x)
    below, beside = from_y - top, from_x - left
    top, left = (tf.cast(each[..., 0], tf.int32) for each in (top, left))
    rows = (top, tf.minimum(top + 1, height - 1))
    columns = (left, tf.minimum(left + 1, width - 1))
    first = tf.reshape(tf.range(count) * (height * width), (count, 1, 1))
    pixels = tf.reshape(pictures, (count * height * width, channels))

    def read(row: tf.Tensor, column: tf.Tensor) -> tf.Tensor:
        return tf.gather(pixels, first + row * width + column)

    upper, lower = (
        read(row, columns[0]) * (1.0 - beside) + read(row, columns[1]) * beside for row in rows
    )
    return upper * (1.0 - below) + lower * below
