"""Stages of a network: the layers that a drawing of it shows as one column of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from signs_studio.recipe.layer_kinds.kind import Shape
    from signs_studio.recipe.network_summary import LayerSummary, NetworkSummary


class Stage(NamedTuple):
    """A layer that has connections, and those after it that only work on what it gives.

    Attributes:
        layers: Indices of its layers, the one with the connections first; of the stage of the
            picture, which has none, whatever comes before the first such layer.
        shown: Index of the layer whose output the units show; None for the picture itself.
        shape: Shape of that output: (height, width, units) or (units,).
        rows: Summary of each layer, before them that of the picture in its own stage.
    """

    layers: tuple[int, ...]
    shown: int | None
    shape: Shape
    rows: tuple[LayerSummary, ...]

    @property
    def units(self) -> int:
        """Units of the column: of pictures, one for each filter."""
        return self.shape[-1]

    @property
    def is_pictures(self) -> bool:
        """True if each unit gives a small picture rather than a number."""
        return len(self.shape) == 3

    @property
    def parameters(self) -> int:
        """Numbers that all its layers learn."""
        return sum(row.parameters for row in self.rows)


def network_stages(summary: NetworkSummary) -> tuple[Stage, ...]:
    """Returns the stages of a network, that of the picture first.

    Those are left out that cannot work on what they are given.
    """
    picture, *others = summary.rows
    groups: list[list[int]] = [[]]
    for index, row in enumerate(others):
        if row.multiply_adds:
            groups.append([])
        groups[-1].append(index)
    rows = (picture, *(others[index] for index in groups[0]))
    stages = [Stage(tuple(groups[0]), None, picture.output_shape, rows)]
    for group in groups[1:]:
        shown = group[0]
        for index in group[1:]:
            # Flattened, the units of a picture would be its pixels.
            if others[index].output_shape[-1] != others[shown].output_shape[-1]:
                break
            shown = index
        rows = tuple(others[index] for index in group)
        stages.append(Stage(tuple(group), shown, others[shown].output_shape, rows))
    return tuple(stages)
