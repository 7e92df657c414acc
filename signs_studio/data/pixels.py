"""Pictures' numbers, brought to bytes 0..255 or to float32 0..1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# The work is done in pieces of about this many numbers, so that it needs no second copy.
PIECE = 1 << 20


def bytes_from_whole_numbers(pictures: NDArray[np.int16], *, where: str) -> NDArray[np.uint8]:
    """Return pictures of whole numbers as uint8.

    Args:
        pictures: Any shape, int16.
        where: Which array this is, for a sentence.

    Raises:
        DataError: A number lies outside 0..255.
    """
    low, high = int(pictures.min()), int(pictures.max())
    if low < 0 or high > 255:
        found = low if low < 0 else high
        beyond = " or more" if found == np.iinfo(np.int16).max else ""
        raise DataError(
            f"{where} holds the number {found}{beyond} where whole-number pictures of 0 to 255 "
            "were expected. Save them as uint8, or as floats of 0 to 1."
        )
    return pictures.astype(np.uint8)


def scale_floats(sets: Sequence[NDArray[np.float32]], *, where: str) -> tuple[str, ...]:
    """Bring pictures of floats into 0..1, in place, all sets by the same rule.

    What lies in 0..1 is kept; what lies in 0..255 is divided by 255; anything else is stretched
    linearly so that the smallest number of all sets becomes 0 and the largest 1.

    Args:
        sets: Training and test pictures, any shapes, float32, writeable.
        where: Which arrays these are, for a sentence.

    Returns:
        A sentence on what was done, or nothing where the pictures were kept.

    Raises:
        DataError: A number is not finite, or all of them are one number outside 0..255.
    """
    # NumPy's minimum hands a NaN on; the built-in one may lose it.
    low = float(np.min([pictures.min() for pictures in sets]))
    high = float(np.max([pictures.max() for pictures in sets]))
    if not np.isfinite(low) or not np.isfinite(high):
        raise DataError(
            f"{where} holds a number that is not finite (NaN or infinite, or too large for "
            "float32). Replace such numbers by finite ones, best of 0 to 1."
        )
    if low >= 0 and high <= 1:
        return ()
    if low >= 0 and high <= 255:
        for pictures in sets:
            pictures /= np.float32(255)
        return ("The pictures' numbers, 0 to 255 as floats, were divided by 255.",)
    if low == high:
        raise DataError(
            f"Every number in {where} is {low:g}, so there is nothing to see. Pictures of 0 to 1 "
            "or of 0 to 255 were expected."
        )
    for pictures in sets:
        for rows in _pieces(pictures):
            # In float64, where the difference of two float32 neither overflows nor loses digits.
            pictures[rows] = (pictures[rows].astype(np.float64) - low) / (high - low)
    return (f"The pictures' numbers, {low:g} to {high:g}, were stretched to 0 to 1.",)


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
