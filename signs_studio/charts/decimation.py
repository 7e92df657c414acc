"""Decimation: the points of a long series that are worth drawing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BUCKETS = 400


def bucket_size(first: float, last: float) -> int:
    """Returns how many points from index ``first`` to ``last`` share a bucket, at least 1."""
    size = math.ceil((last - first) / BUCKETS)
    return size if size > 2 else 1  # Two points are kept of each: nothing to gain below three.


def visible_indices(
    values: NDArray[np.float64], *, first: float, last: float, size: int
) -> NDArray[np.intp]:
    """Returns the points with which a line looks as if every point were drawn.

    Of every bucket the lowest, the highest and the first that is not finite are kept, and both
    ends of the visible part. Buckets start at multiples of their size, so that points which were
    drawn stay where they are while the series grows.

    Args:
        values: The series, (points,) float64; NaN and infinities stand for gaps.
        first: Where the visible part starts, as an index; may lie outside of the series.
        last: Where it ends, included.
        size: Points that share a bucket, see ``bucket_size``.

    Returns:
        Indices, ascending, each once, one beyond the visible part on either side where there is
        one (the line runs on to the edge).
    """
    start = int(np.clip(np.floor(first) - 1, 0, len(values)))
    stop = int(np.clip(np.ceil(last) + 2, start, len(values)))
    if size == 1 or stop - start <= size:
        return np.arange(start, stop)
    edge = start - start % size
    whole = edge + (stop - edge) // size * size
    tail = np.arange(whole, stop)
    kept = [np.array([start, stop - 1]), _extremes(values[edge:whole].reshape(-1, size)) + edge]
    if len(tail):
        kept.append(_extremes(values[tail].reshape(1, -1)) + whole)
    indices = np.unique(np.concatenate(kept))
    return indices[indices >= start]


def _extremes(rows: NDArray[np.float64]) -> NDArray[np.intp]:
    """Flat indices of the lowest, the highest and the first value of each row that is no number."""
    gaps = ~np.isfinite(rows)
    begins = np.arange(len(rows)) * rows.shape[1]
    if not gaps.any():
        return np.concatenate([begins + rows.argmin(axis=1), begins + rows.argmax(axis=1)])
    return np.concatenate(
        [
            begins + np.where(gaps, np.inf, rows).argmin(axis=1),
            begins + np.where(gaps, -np.inf, rows).argmax(axis=1),
            (begins + gaps.argmax(axis=1))[gaps.any(axis=1)],
        ]
    )


def last_before_gaps(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """Returns the index of the last finite value before each stretch of others, ascending."""
    finite = np.isfinite(values)
    return np.flatnonzero(finite[:-1] & ~finite[1:])
