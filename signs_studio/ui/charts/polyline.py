"""A curve as a path that is quick to draw."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainterPath

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QRectF

_BEYOND = 1000.0


def polyline(
    xs: Sequence[float], ys: Sequence[float], *, view: QRectF, pixel: tuple[float, float]
) -> QPainterPath:
    """Returns lines from point to point, with gaps where a point is not finite.

    No line is drawn twice: an optimizer that swings between two walls for thousands of steps is
    drawn as fast as one that has arrived.

    Args:
        xs: Where the points lie.
        ys: How high, as many.
        view: The part of the plane in view. Points very far off are drawn less far off, as no
            screen could draw them where they are.
        pixel: How much of either axis is a pixel.
    """
    x, y = np.asarray(xs, np.float64), np.asarray(ys, np.float64)
    finite = np.isfinite(x) & np.isfinite(y)
    # Points between the same two gaps have the same number.
    part = np.cumsum(~finite)[finite]
    x = _near(x[finite], view.left(), view.right())
    y = _near(y[finite], view.top(), view.bottom())
    place = np.rint(np.stack([x / pixel[0], y / pixel[1]], axis=1)).astype(np.int64)
    moved = np.ones(len(x), bool)
    moved[1:] = np.any(place[1:] != place[:-1], axis=1) | (part[1:] != part[:-1])
    points = zip(
        part[moved].tolist(),
        map(tuple, place[moved].tolist()),
        x[moved].tolist(),
        y[moved].tolist(),
        strict=True,
    )
    path = QPainterPath()
    drawn: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    is_open = False
    for one, other in pairwise(points):
        line = (one[1], other[1]) if one[1] < other[1] else (other[1], one[1])
        if one[0] != other[0] or line in drawn:
            is_open = False
            continue
        drawn.add(line)
        if not is_open:
            path.moveTo(*one[2:])
        path.lineTo(*other[2:])
        is_open = True
    return path


def height_at(x: float, xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Returns the height of a curve at ``x``, between the first two neighbours; None beside it."""
    points = zip(xs, ys, strict=True)
    left = next(points, None)
    for right in points:
        if left is not None and min(left[0], right[0]) <= x <= max(left[0], right[0]):
            width = right[0] - left[0]
            share = (x - left[0]) / width if width else 0.0
            height = left[1] + share * (right[1] - left[1])
            return height if math.isfinite(height) else None
        left = right
    return None


def _near(values: NDArray[np.float64], one: float, other: float) -> NDArray[np.float64]:
    low, high = min(one, other), max(one, other)
    far = _BEYOND * (high - low)
    return np.clip(values, low - far, high + far)
