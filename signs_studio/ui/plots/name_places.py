"""Places of the names of curves that end close beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True)
class NamePlace:
    """Place of a name if it were alone.

    Attributes:
        left: Of the name, in pixels of the scene, which grow to the right.
        top: Of the name, in pixels of the scene, which grow downwards.
        width: Of the name, in pixels.
    """

    left: float
    top: float
    width: float


def spread_labels(
    places: Sequence[NamePlace], *, height: float, low: float, high: float
) -> list[float]:
    """Returns the tops of names, moved up or down until none lies over another.

    Args:
        places: Where each would stand if it were alone.
        height: Of each, in pixels.
        low: The least top.
        high: The greatest bottom.
    """
    tops = [min(max(place.top, low), high - height) for place in places]
    for column in _columns(places):
        column.sort(key=lambda index: tops[index])
        floor = low
        for index in column:
            tops[index] = floor = max(tops[index], floor)
            floor += height
        ceiling = high - height
        for index in reversed(column):
            tops[index] = ceiling = min(tops[index], ceiling)
            ceiling -= height
    return tops


def _columns(places: Sequence[NamePlace]) -> list[list[int]]:
    """Groups the names that would lie over each other if they were equally high, as indices."""
    columns: list[list[int]] = []
    right = 0.0
    for index in sorted(range(len(places)), key=lambda index: places[index].left):
        place = places[index]
        if columns and place.left < right:
            columns[-1].append(index)
        else:
            columns.append([index])
        right = max(right, place.left + place.width)
    return columns
