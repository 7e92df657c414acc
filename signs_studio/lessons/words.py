"""Numbers and shapes as lessons say them to a person, and excerpts of what is too long to show."""

from __future__ import annotations

from typing import Any

from signs_studio.messages import Message
from signs_studio.numbers import format_full, format_significant

# Of many rows or columns those around a place begin with the one before it.
_BEFORE = 1


def format_digits(number: float, digits: int = 6) -> str:
    """A number with so many significant digits at most; a whole number with all of its digits."""
    if isinstance(number, int):
        return format_full(number)
    return format_significant(number, digits)


def shape_text(shape: Any) -> str:
    """A shape as Python writes a tuple, with ``?`` for what is not known yet.

    Args:
        shape: Sizes, None for one that is not known; or a ``tf.TensorShape``.
    """
    if getattr(shape, "rank", 0) is None:
        return "?"
    sizes = ["?" if size is None else str(size) for size in shape]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def sign_words(name: str) -> str:
    """The name of a class, as the label of a row or column."""
    return Message("lessons", "sign {name}").text(name=name)


def excerpt(place: int, size: int, *, shown: int) -> range:
    """The indices that are shown of ``size``: ``shown`` of them at most, ``place`` among them."""
    first = min(max(0, place - _BEFORE), max(0, size - shown))
    return range(first, min(first + shown, size))
