"""Pictures' numbers, brought to bytes 0..255 or to float32 0..1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from signs_studio.messages import Value

# The work is done in pieces of about this many numbers, so that it needs no second copy.
PIECE = 1 << 20


def bytes_from_whole_numbers(pictures: NDArray[np.int16], *, where: Value) -> NDArray[np.uint8]:
    """Return pictures of whole numbers as uint8.

    Args:
        pictures: Any shape, int16.
        where: Names the array in a sentence.

    Raises:
        DataError: A number lies outside 0..255.
    """
    low, high = int(pictures.min()), int(pictures.max())
    if low < 0 or high > 255:
        found = low if low < 0 else high
        number: Value = str(found)
        if found == np.iinfo(np.int16).max:
            number = Message("data", "{number} or more").format(number=number)
        raise DataError(
            Message(
                "data",
                "{where} holds the number {number} where whole-number pictures of "
                "0 to 255 were expected. Save them as uint8, or as floats of 0 to 1.",
            ).format(where=where, number=number)
        )
    return pictures.astype(np.uint8)


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """How pictures of floats come into 0..1, all sets of them by the same rule.

    Attributes:
        low: Their smallest number.
        high: Their largest.
        note: A sentence on what is done; None where they are kept.
    """

    low: float
    high: float
    note: Message | None

    def apply(self, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scales some of them in place, and returns them."""
        if self.note is None:
            return pictures
        if _are_bytes(self.low, self.high):
            pictures /= np.float32(255)
            return pictures
        for rows in _pieces(pictures):
            # In float64, where the difference of two float32 neither overflows nor loses digits.
            wide = pictures[rows].astype(np.float64)
            pictures[rows] = (wide - self.low) / (self.high - self.low)
        return pictures


def scaling_of(low: float, high: float, *, where: Value) -> Scaling:
    """Say how pictures of floats come into 0..1.

    What lies in 0..1 is kept; what lies in 0..255 is divided by 255; anything else is stretched
    linearly so that the smallest number of all sets becomes 0 and the largest 1.

    Args:
        low: The smallest number of all sets, or NaN where one of them is.
        high: The largest, likewise.
        where: Names the arrays in a sentence.

    Raises:
        DataError: A number is not finite, or all of them are one number outside 0..255.
    """
    if not np.isfinite(low) or not np.isfinite(high):
        raise DataError(
            Message(
                "data",
                "{where} holds a number that is not finite (NaN or infinite, or too "
                "large for float32). Replace such numbers by finite ones, best of 0 to 1.",
            ).format(where=where)
        )
    if low >= 0 and high <= 1:
        note = None
    elif _are_bytes(low, high):
        note = Message("data", "The pictures' numbers, 0 to 255 as floats, were divided by 255.")
    elif low == high:
        raise DataError(
            Message(
                "data",
                "Every number in {where} is {low:g}, so there is nothing to see. "
                "Pictures of 0 to 1 or of 0 to 255 were expected.",
            ).format(where=where, low=low)
        )
    else:
        note = Message(
            "data", "The pictures' numbers, {low:g} to {high:g}, were stretched to 0 to 1."
        ).format(low=low, high=high)
    return Scaling(low=low, high=high, note=note)


def range_of(pieces: Iterable[NDArray[np.float32]]) -> tuple[float, float]:
    """The smallest and the largest number of all pieces; NaN where there is one among them."""
    ranges = [(pictures.min(), pictures.max()) for pictures in pieces]
    # NumPy's minimum hands a NaN on; the built-in one may lose it.
    return float(np.min([low for low, _ in ranges])), float(np.max([high for _, high in ranges]))


def keep_rows(pictures: NDArray[Any], places: NDArray[np.int64]) -> NDArray[Any]:
    """Move the chosen pictures to the front, in place, and return a view of them.

    Args:
        pictures: (N, ...), writeable; its contents are lost.
        places: Which to keep, in rising order.
    """
    step = _rows_a_piece(pictures)
    for start in range(0, len(places), step):
        chosen = places[start : start + step]
        # Rising places never lie before where they go, so nothing is overwritten too early.
        pictures[start : start + len(chosen)] = pictures[chosen]
    return pictures[: len(places)]


def _rows_a_piece(pictures: NDArray[Any]) -> int:
    return max(1, PIECE * len(pictures) // pictures.size)


def _pieces(pictures: NDArray[Any]) -> Iterator[slice]:
    step = _rows_a_piece(pictures)
    for start in range(0, len(pictures), step):
        yield slice(start, start + step)


def _are_bytes(low: float, high: float) -> bool:
    return low >= 0 and high <= 255
