"""Lines of equal height on a grid (marching squares: Lorensen and Cline 1987, in a plane)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.numbers import round_significant

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EDGES = ((0, 1), (1, 2), (3, 2), (0, 3))
"""Corners at the ends of each side of a cell: below, right, above, left."""
# Corners are counted from below left against the clock; a bit is set where one is higher.
_SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    5: ((3, 2), (0, 1)),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    10: ((0, 3), (1, 2)),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}


def contour_segments(
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    *,
    values: NDArray[np.floating],
    level: float,
) -> NDArray[np.float64]:
    """Returns where a surface that is linear along the sides of each cell crosses a level.

    Args:
        x: Positions of the columns, rising.
        y: Positions of the rows, rising.
        values: Heights, (rows, columns); cells with a corner that is not finite are left out.
        level: The height.

    Returns:
        Pieces of lines, (M, 2, 2) float64: start and end, each x and y.
    """
    corners = np.stack(
        [values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]], axis=-1
    )
    right, up = np.meshgrid(x, y)
    places = np.stack([right, up], axis=-1)
    at = np.stack([places[:-1, :-1], places[:-1, 1:], places[1:, 1:], places[1:, :-1]], axis=-2)
    is_higher = corners > level
    kinds = is_higher @ np.array([1, 2, 4, 8])
    kinds = np.where(np.isfinite(corners).all(axis=-1), kinds, 0)
    found = []
    for kind, pieces in _SIDES.items():
        rows, columns = np.nonzero(kinds == kind)
        for piece in pieces:
            ends = []
            for side in piece:
                first, second = _EDGES[side]
                low, high = corners[rows, columns, first], corners[rows, columns, second]
                share = ((level - low) / (high - low))[:, np.newaxis]
                start, end = at[rows, columns, first], at[rows, columns, second]
                ends.append(start + share * (end - start))
            found.append(np.stack(ends, axis=1))
    return np.concatenate(found).astype(np.float64)


def contour_levels(values: NDArray[np.floating], count: int) -> tuple[float, ...]:
    """Returns heights of two digits, equally far apart as ratios, between the lowest and highest.

    Args:
        values: Heights; those that are not more than 0, or not finite, do not count.
        count: How many, at most.
    """
    good = values[np.isfinite(values) & (values > 0)]
    if not len(good) or good.min() == good.max():
        return ()
    levels = np.geomspace(good.min(), good.max(), count + 2)[1:-1]
    rounded = (round_significant(level, 2) for level in levels.tolist())
    return tuple(dict.fromkeys(r for r in rounded if math.isfinite(r)))
