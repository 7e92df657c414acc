"""Chance that repeats: random numbers that depend on the seed, the step and what they are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tensorflow as tf

# Philox by name: left to itself, TensorFlow may choose another way under XLA.
_ALGORITHM = "philox"
# Seeds are below this, so that a seed and a stream make one number.
_STREAM = 2**32


@dataclass(frozen=True)
class StepRandom:
    """The random numbers of one step. Asked again, each stream gives the same ones.

    Attributes:
        seed: The recipe's seed, () int64.
        step: How many steps this is since training began, () int64.
    """

    seed: tf.Tensor
    step: tf.Tensor

    def uniform(self, shape: Sequence[int], *, stream: int) -> tf.Tensor:
        """Numbers in 0 <= x < 1, float32; ``stream`` (0 or more) says what for."""
        import tensorflow as tf

        return tf.random.stateless_uniform(shape, self._key(stream), alg=_ALGORITHM)

    def normal(self, shape: Sequence[int], *, stream: int) -> tf.Tensor:
        """Numbers of mean 0 and variance 1, float32; ``stream`` (0 or more) says what for."""
        import tensorflow as tf

        return tf.random.stateless_normal(shape, self._key(stream), alg=_ALGORITHM)

    def _key(self, stream: int) -> tf.Tensor:
        import tensorflow as tf

        return tf.stack([self.seed + stream * _STREAM, self.step])
