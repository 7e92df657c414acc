"""Description of a drawing of a network: a plain value, which a canvas places and paints."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.insight.network_activity import units_told
from signs_studio.messages import Message
from signs_studio.ui.network.network_layout import Column, strongest
from signs_studio.ui.network.network_words import stage_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.insight.network_activity import NetworkActivity
    from signs_studio.recipe.network_stages import Stage
    from signs_studio.ui.network.network_layout import NetworkPlaces

MAX_LINES = 240
"""Connections that are drawn of a network, those of the largest weights between two columns."""
_LEAST_LINES, _MOST_LINES = 24, 120
"""The same between two columns, where there are many or few."""


@dataclass(frozen=True, eq=False, kw_only=True)
class NetworkDrawing:
    """All that is drawn.

    Attributes:
        stages: Stages of the network, that of the picture first.
        layer_names: Name of each layer, of ``layer_names``.
        class_names: Name of each class.
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1; None for none.
        picture_lines: Words beneath it, those of the function ``picture_lines``.
        true_class: Class of the picture; None where there is none.
        activity: Activity for the picture; None for shapes alone.
        chosen: Column, from 0 for that after the picture, and unit; None for none.
    """

    stages: tuple[Stage, ...]
    layer_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    picture: NDArray[np.uint8] | NDArray[np.float32] | None = None
    picture_lines: tuple[tuple[str, ...], ...] = ()
    true_class: int | None = None
    activity: NetworkActivity | None = None
    chosen: tuple[int, int] | None = None

    def unit_name(self, column: int, unit: int) -> str:
        """Returns the name of a unit: ``1 Dense 25, unit 5``, ``3 Softmax, class 2``.

        Args:
            column: Index of its column, from 0 for that after the picture.
            unit: Its index.
        """
        stage = self.stages[column + 1]
        layer = self.layer_names[stage.layers[0]]
        if column == len(self.stages) - 2 and unit < len(self.class_names):
            words = Message("network_view", "{layer}, class {name}")
            return words.text(layer=layer, name=self.class_names[unit])
        words = Message("network_view", "{layer}, unit {number}")
        if stage.is_pictures:
            words = Message("network_view", "{layer}, filter {number}")
        return words.text(layer=layer, number=f"{unit + 1:,}")

    def dead_units(self, column: int) -> frozenset[int]:
        """Returns the units of a column that are known to be dead; the picture, -1, has none."""
        return self.activity.stages[column].silent if self.activity and column >= 0 else frozenset()

    def columns(self, words_width: Callable[[str], float]) -> tuple[Column, ...]:
        """Returns the columns that are to be placed.

        Args:
            words_width: Returns the width of words, in pixels.
        """
        found = []
        for index, stage in enumerate(self.stages[1:]):
            lines = stage_lines(stage, self.layer_names)
            is_last = index == len(self.stages) - 2
            units = units_told(stage.units)
            ranks: tuple[int, ...] = ()
            if self.activity is not None:
                units = self.activity.stages[index].units
                if is_last:
                    shares = self.activity.probabilities[list(units)]
                    ranks = tuple((-shares).argsort(kind="stable").argsort().tolist())
            found.append(
                Column(
                    units,
                    stage.units,
                    is_pictures=stage.is_pictures,
                    words_px=tuple(words_width(ways[0]) for ways in lines),
                    kept=self.chosen[1] if self.chosen and self.chosen[0] == index else None,
                    dead=self.dead_units(index),
                    ranks=ranks,
                )
            )
        return tuple(found)


@dataclass(frozen=True)
class Lines:
    """Connections that are drawn between two columns.

    Attributes:
        lines: From which unit, to which one, and its weight; the strongest last, to be drawn over
            the others. Where weights are not known, all are 0.
        largest: The largest magnitude.
    """

    lines: tuple[tuple[int, int, float], ...]
    largest: float


def drawn_lines(drawing: NetworkDrawing, places: NetworkPlaces) -> tuple[Lines, ...]:
    """Returns the connections that lead to each column, from the units that are drawn."""
    found = []
    most = min(max(MAX_LINES // len(places.columns), _LEAST_LINES), _MOST_LINES)
    before: tuple[int, ...] = (0,)
    for index, column in enumerate(places.columns):
        if drawing.activity is None:
            pairs = [(i, j, 0.0) for j in column.units for i in before]
            step = -(-len(pairs) // most)
            found.append(Lines(tuple(pairs[::step]), 0.0))
        else:
            activity = drawing.activity.stages[index]
            told = (0,) if not index else drawing.activity.stages[index - 1].units
            rows = {unit: row for row, unit in enumerate(activity.units)}
            cells = {unit: cell for cell, unit in enumerate(told)}
            weights = activity.weights
            pairs = [
                (i, j, float(weights[rows[j], cells[i]]))
                for j in column.units
                for i in before
                if j in rows and i in cells
            ]
            chosen = strongest(pairs, most)
            largest = max((abs(weight) for _, _, weight in chosen), default=0.0)
            found.append(Lines(tuple(chosen), largest))
        before = column.units
    return tuple(found)


def connections(drawing: NetworkDrawing) -> int:
    """Returns the number of pairs of units that are connected, the picture counting as one."""
    counts = [1, *(stage.units for stage in drawing.stages[1:])]
    return sum(one * other for one, other in itertools.pairwise(counts))
