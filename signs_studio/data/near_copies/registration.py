"""Registration: how far one picture has to be moved and scaled to lie on another."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from signs_studio.data.near_copies.pool import Floats


SHIFT_MAX = 1 / 16
"""Largest shift that is looked for, as a share of the height and of the width."""
SCALE_MAX = 0.1
"""Largest change of size that is looked for: 0.1 is a tenth larger or smaller."""

# What was moved in at the border is not compared.
_MARGIN = 5 / 64


def resample(planes: Floats, height: int, width: int) -> Floats:
    """Returns planes at another size, each number the mean of the area that it covers.

    Args:
        planes: (..., h, w) float32.
        height: Of the result.
        width: Of the result.
    """
    *count, rows, columns = planes.shape
    if (rows, columns) == (height, width):
        return planes
    # One product of two large matrices, not many of small ones.
    narrow = planes.reshape(-1, columns) @ _area_weights(columns, width).T
    result: Floats = _area_weights(rows, height) @ narrow.reshape(*count, rows, width)
    return result


def slopes(planes: Floats) -> tuple[Floats, Floats]:
    """Returns the derivatives of planes (N, h, w) to the right and downwards, of their shape."""
    padded = np.pad(planes, ((0, 0), (1, 1), (1, 1)), mode="edge")
    half = np.float32(0.5)
    right: Floats = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) * half
    down: Floats = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) * half
    return right, down


def growth(right: Floats, down: Floats) -> Floats:
    """Returns the derivative of planes with respect to their scale about the middle.

    Args:
        right: Their derivatives to the right, (N, h, w).
        down: Their derivatives downwards, (N, h, w).
    """
    y, x = _coordinates(*right.shape[1:])
    return x * right + y * down


def register(moving: Floats, fixed: Floats, *, start: Floats, steps: int) -> Floats:
    """Finds the shift and scale that lay pictures on others, whatever their brightness.

    Each pair takes Gauss-Newton steps on the squared difference, with gain and offset fitted along:
    Lucas and Kanade 1981, "An iterative image registration technique"; Evangelidis and Psarakis
    2008, "Parametric image alignment using enhanced correlation coefficient maximization".

    Args:
        moving: (M, h, w) float32.
        fixed: (M, h, w) float32.
        start: Where to begin, (M, 3) float32, as the result.
        steps: How many steps to take.

    Returns:
        (M, 3) float32: shift to the right and downwards, as shares of the width and of the height,
        and scale less one.
    """
    height, width = moving.shape[1:]
    unit = np.array([width, height, 1], np.float32)
    limit = np.array([SHIFT_MAX, SHIFT_MAX, SCALE_MAX], np.float32)
    wanted = _centred(_flat(interior(fixed)))
    placement = start
    for _ in range(steps):
        moved = move(moving, placement)
        right, down = slopes(moved)
        columns = np.stack(
            [interior(plane) for plane in (moved, right, down, growth(right, down))], axis=1
        )
        jacobian = _centred(_flat(columns))
        normal = jacobian @ jacobian.transpose(0, 2, 1)
        # Where there is nothing to see, no direction is better than another.
        normal += np.eye(4, dtype=np.float32) * (
            1e-6 * np.trace(normal, axis1=1, axis2=2)[:, None, None] + 1e-6
        )
        step = np.linalg.solve(normal, jacobian @ wanted[:, :, None])[:, :, 0]
        gain = np.maximum(step[:, :1], 0.1)
        placement = np.clip(placement + step[:, 1:] / gain / unit, -limit, limit)
    return placement


def move(planes: Floats, placement: Floats) -> Floats:
    """Returns planes (M, h, w) moved as ``register`` found, interpolated linearly."""
    count, height, width = planes.shape
    y, x = _coordinates(height, width)
    dx, dy, grown = (placement[:, place, None, None] for place in range(3))
    column = np.clip(x * (1 + grown) + dx * width + (width - 1) / 2, 0, width - 1)
    row = np.clip(y * (1 + grown) + dy * height + (height - 1) / 2, 0, height - 1)
    left = np.minimum(column.astype(np.int32), max(width - 2, 0))
    top = np.minimum(row.astype(np.int32), max(height - 2, 0))
    column, row = column - left, row - top
    corner = top * width + left + (np.arange(count, dtype=np.int32) * height * width)[:, None, None]
    flat = planes.reshape(-1)
    right, down = min(1, width - 1), min(1, height - 1) * width
    above = flat[corner] * (1 - column) + flat[corner + right] * column
    below = flat[corner + down] * (1 - column) + flat[corner + down + right] * column
    moved: Floats = (above * (1 - row) + below * row).astype(np.float32)
    return moved


def interior(planes: Floats) -> Floats:
    """Returns planes (..., h, w) without the border into which others may have been moved."""
    rows, columns = (round(side * _MARGIN) for side in planes.shape[-2:])
    return planes[..., rows : planes.shape[-2] - rows, columns : planes.shape[-1] - columns]


def _flat(planes: Floats) -> Floats:
    """Returns planes (..., h, w), also where there are none, as rows (..., h * w)."""
    return planes.reshape(*planes.shape[:-2], math.prod(planes.shape[-2:]))


def _centred(rows: Floats) -> Floats:
    centred: Floats = rows - rows.mean(axis=-1, keepdims=True)
    return centred


def _coordinates(height: int, width: int) -> tuple[Floats, Floats]:
    """Returns how far every place lies below and right of the middle, (h, 1) and (1, w)."""
    y = np.arange(height, dtype=np.float32) - np.float32((height - 1) / 2)
    x = np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2)
    return y[:, None], x[None]


@lru_cache(maxsize=32)
def _area_weights(size: int, to: int) -> Floats:
    edges = np.linspace(0, size, to + 1)
    start = np.arange(size)
    covered = np.minimum(edges[1:, None], start + 1) - np.maximum(edges[:-1, None], start)
    covered = np.maximum(covered, 0)
    weights: Floats = (covered / covered.sum(axis=1, keepdims=True)).astype(np.float32)
    return weights
