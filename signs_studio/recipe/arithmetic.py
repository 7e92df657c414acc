"""Elementary functions of tensors, for what a recipe's kinds compute without knowing with what.

An optimizer's rule and an augmentation are arithmetic on tensors that they are handed. The
functions that they need beside operators come with the tensors, from the engine, so that one module
says all of such a kind while TensorFlow stays in the engine.
"""

from __future__ import annotations

from typing import Any, Protocol

Tensor = Any
"""A tensor of whoever computes, or a plain number: here it is only added, multiplied and so on."""


class Arithmetic(Protocol):
    """Functions of tensors by their names in NumPy, which is such an arithmetic itself."""

    def abs(self, x: Tensor, /) -> Tensor:
        """Returns each number without its sign."""

    def clip(self, x: Tensor, low: Tensor, high: Tensor, /) -> Tensor:
        """Returns each number, or the bound that it is beyond."""

    def cos(self, x: Tensor, /) -> Tensor:
        """Returns the cosine of each angle in radians."""

    def exp(self, x: Tensor, /) -> Tensor:
        """Returns e to the power of each number."""

    def float32(self, x: Tensor, /) -> Tensor:
        """Returns the numbers as float32."""

    def log(self, x: Tensor, /) -> Tensor:
        """Returns the natural logarithm of each number."""

    def maximum(self, x: Tensor, y: Tensor, /) -> Tensor:
        """Returns the larger of two numbers, place by place."""

    def mean(self, x: Tensor, /, axis: tuple[int, ...], *, keepdims: bool) -> Tensor:
        """Returns the mean over some axes."""

    def minimum(self, x: Tensor, y: Tensor, /) -> Tensor:
        """Returns the smaller of two numbers, place by place."""

    def sign(self, x: Tensor, /) -> Tensor:
        """Returns -1, 0 or 1 for each number."""

    def sin(self, x: Tensor, /) -> Tensor:
        """Returns the sine of each angle in radians."""

    def sqrt(self, x: Tensor, /) -> Tensor:
        """Returns the square root of each number."""

    def square(self, x: Tensor, /) -> Tensor:
        """Returns the square of each number."""

    def where(self, condition: Tensor, x: Tensor, y: Tensor, /) -> Tensor:
        """Returns a number of ``x`` where a condition holds, else of ``y``."""
