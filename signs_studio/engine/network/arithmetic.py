"""TensorFlow's functions, for what kinds of a recipe compute."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from signs_studio.recipe.arithmetic import Arithmetic


@cache
def tensorflow_arithmetic() -> Arithmetic:
    """Returns TensorFlow's functions by their names in NumPy."""
    import tensorflow as tf

    def float32(x: Any) -> Any:
        return tf.cast(x, tf.float32)

    functions = SimpleNamespace(
        abs=tf.abs,
        clip=tf.clip_by_value,
        cos=tf.cos,
        exp=tf.exp,
        float32=float32,
        log=tf.math.log,
        maximum=tf.maximum,
        mean=tf.reduce_mean,
        minimum=tf.minimum,
        sign=tf.sign,
        sin=tf.sin,
        sqrt=tf.sqrt,
        square=tf.square,
        where=tf.where,
    )
    return cast("Arithmetic", functions)
