"""Training pictures changed at random each time they are seen, so that none is learnt by heart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import tensorflow as tf

    from signs_studio.engine.network.random import StepRandom

# Streams of chance; those below are the layers'.
_PLACE, _BRIGHTNESS, _NOISE = 1000, 1001, 1002
_MOVES = ("shift", "turn", "scale")
_STRENGTHS = (*_MOVES, "brightness", "noise")


def augment(
    pictures: tf.Tensor, *, numbers: Mapping[str, tf.Tensor], flip: bool, chance: StepRandom
) -> tf.Tensor:
    """Pictures as a step of training sees them.

    Args:
        pictures: (N, height, width, channels) float32 in 0..1.
        numbers: The strengths by the name of their field, () float64 each; what is not there is
            left as it is, and so are names that are no strength's.
        flip: Whether every other picture is mirrored.
        chance: The random numbers of the step.

    Returns:
        Pictures of the same shape, float32 in 0..1.
    """
    import tensorflow as tf

    strengths = {
        name: tf.cast(value, tf.float32) for name, value in numbers.items() if name in _STRENGTHS
    }
    if flip or any(name in strengths for name in _MOVES):
        pictures = _resample(pictures, strengths, flip=flip, chance=chance)
    if "brightness" in strengths:
        drawn = chance.uniform((pictures.shape[0], 1, 1, 1), stream=_BRIGHTNESS)
        pictures += (2.0 * drawn - 1.0) * strengths["brightness"]
    if "noise" in strengths:
        pictures += chance.normal(pictures.shape, stream=_NOISE) * strengths["noise"]
    if "brightness" in strengths or "noise" in strengths:
        pictures = tf.clip_by_value(pictures, 0.0, 1.0)
    return pictures


def _resample(
    pictures: tf.Tensor, strengths: Mapping[str, tf.Tensor], *, flip: bool, chance: StepRandom
) -> tf.Tensor:
    """Shifted, turned, scaled and mirrored at once, so that pictures are blurred only once.

    Each pixel is read where it comes from, between the four pixels around that place; beyond the
    border the nearest pixel is read.
    """
    import tensorflow as tf

    count, height, width, channels = pictures.shape
    drawn = 2.0 * chance.uniform((count, 5, 1, 1), stream=_PLACE) - 1.0
    right, down, turn, scale, side = tf.unstack(drawn, axis=1)
    none = tf.zeros(())
    angle = turn * strengths.get("turn", none) * (math.pi / 180.0)
    grown = 1.0 / (1.0 + scale * strengths.get("scale", none))
    mirrored = tf.where(side < 0.0, -1.0, 1.0) if flip else 1.0
    shift = strengths.get("shift", none)
    y = tf.reshape(tf.range(height, dtype=tf.float32) - (height - 1) / 2, (1, height, 1))
    x = tf.reshape(tf.range(width, dtype=tf.float32) - (width - 1) / 2, (1, 1, width))
    y, x = y - down * shift * height, x - right * shift * width
    cos, sin = tf.cos(angle) * grown, tf.sin(angle) * grown
    from_y = tf.clip_by_value(cos * y - sin * x + (height - 1) / 2, 0.0, height - 1.0)
    from_x = tf.clip_by_value(mirrored * (sin * y + cos * x) + (width - 1) / 2, 0.0, width - 1.0)

    top, left = tf.floor(from_y), tf.floor(from_x)
    below, beside = (from_y - top)[..., None], (from_x - left)[..., None]
    rows = (tf.cast(top, tf.int32), tf.minimum(tf.cast(top, tf.int32) + 1, height - 1))
    columns = (tf.cast(left, tf.int32), tf.minimum(tf.cast(left, tf.int32) + 1, width - 1))
    first = tf.reshape(tf.range(count) * (height * width), (count, 1, 1))
    pixels = tf.reshape(pictures, (count * height * width, channels))

    def read(row: tf.Tensor, column: tf.Tensor) -> tf.Tensor:
        return tf.gather(pixels, first + row * width + column)

    upper, lower = (
        read(row, columns[0]) * (1.0 - beside) + read(row, columns[1]) * beside for row in rows
    )
    return upper * (1.0 - below) + lower * below
