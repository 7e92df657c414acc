"""Rows of large arrays, moved without a second copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The work is done in pieces of about this many numbers.
PIECE = 1 << 20


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
