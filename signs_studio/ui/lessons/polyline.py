"""A curve as a path that is quick to draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainterPath

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRectF

_BEYOND = 1000.0


def polyline(
    xs: Sequence[float], ys: Sequence[float], *, view: QRectF, pixel: tuple[float, float]
) -> QPainterPath:
    """Lines from point to point, with gaps where a point is not finite.

    No line is drawn twice: an optimizer that swings between two walls for thousands of steps is
    drawn as fast as one that has arrived.

    Args:
        xs: Where the points lie.
        ys: How high, as many.
        view: What is in view. What lies very far off is drawn less far off, as no screen could
            draw it where it is.
        pixel: How much of either axis is a pixel.
    """
    path = QPainterPath()
    drawn: set[tuple[int, int, int, int]] = set()
    before: tuple[int, int] | None = None
    at = (0.0, 0.0)
    is_open = False
    for x, y in zip(xs, ys, strict=True):
        if not (math.isfinite(x) and math.isfinite(y)):
            before, is_open = None, False
            continue
        x = _near(x, view.left(), view.right())
        y = _near(y, view.top(), view.bottom())
        here = (round(x / pixel[0]), round(y / pixel[1]))
        if before is None:
            before, at, is_open = here, (x, y), False
            continue
        if here == before:
            continue
        line = (*before, *here) if before < here else (*here, *before)
        if line in drawn:
            is_open = False
        else:
            drawn.add(line)
            if not is_open:
                path.moveTo(*at)
            path.lineTo(x, y)
            is_open = True
        before, at = here, (x, y)
    return path


def height_at(x: float, xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """How high a curve is at ``x``, between the first two neighbours there are; None beside it."""
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


def _near(value: float, one: float, other: float) -> float:
    low, high = min(one, other), max(one, other)
    far = _BEYOND * (high - low)
    return min(max(value, low - far), high + far)
