"""Plain description of a chart of curves against the epoch, to be drawn by whoever can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.charts.scales import Scale


@dataclass(frozen=True, eq=False, kw_only=True)
class Curve:
    """One series.

    Attributes:
        values: Of each epoch, (epochs,) float64; what is not finite is a gap.
        colour: ``#rrggbb``.
        dashed: Whether its line is broken, so that it differs without its colour too.
        label: A letter or a short word at its end; empty for none.
    """

    values: NDArray[np.float64]
    colour: str
    dashed: bool = False
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class EpochLine:
    """An upright line at an epoch.

    Attributes:
        epoch: Counted from 1.
        label: Words beside it; empty for none.
    """

    epoch: int
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class PlotPanel:
    """One plot of a chart.

    Attributes:
        title: Over it: the quantity with its unit.
        scale: Of its value axis.
        curves: Drawn in their order.
        lines: Upright lines.
    """

    title: str
    scale: Scale
    curves: tuple[Curve, ...]
    lines: tuple[EpochLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LegendLine:
    """An entry of a legend: a piece of line, and words on it.

    Attributes:
        colour: ``#rrggbb``.
        words: Plain text; long ones are wrapped.
        dashed: As of ``Curve``.
        label: As of ``Curve``.
    """

    colour: str
    words: str
    dashed: bool = False
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Plots in rows, with all that is needed to understand them in another place.

    Attributes:
        title: Above all; empty for none.
        notes: Lines of words under the title, such as the settings; long ones are wrapped.
        legend: What the lines mean.
        rows: Plots from the top, from left to right; those of a row have the same value axis.
        epoch_title: Under every epoch axis.
    """

    title: str
    notes: tuple[str, ...]
    legend: tuple[LegendLine, ...]
    rows: tuple[tuple[PlotPanel, ...], ...]
    epoch_title: str
