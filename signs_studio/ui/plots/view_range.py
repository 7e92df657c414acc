"""The part of the axes of a plot of runs that is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.charts.scales import epoch_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyqtgraph as pg

    from signs_studio.charts.scales import Scale, Ticks
    from signs_studio.ui.plots.live_curve import Extent


class ViewRange:
    """All of a run while it is followed, else what a person has zoomed to.

    Args:
        box: Whose axes these are, a pyqtgraph ViewBox.
        scale: Of the value axis.
    """

    def __init__(self, box: pg.ViewBox, *, scale: Scale) -> None:
        self._box = box
        self._scale = scale
        self._limits: tuple[float, float, float] | None = None
        self._fitted: tuple[float, float, float] | None = None
        self._values_viewed: tuple[float, float] | None = None

    def find_epochs(self, first: float, last: float, most: int) -> Ticks:
        """Returns ticks at whole epochs, the one among them at which the axis ends."""
        end = round(self._limits[0]) if self._limits is not None else None
        return epoch_ticks(first, last, most, end=end)

    def find_heights(self, low: float, high: float, most: int) -> Ticks:
        """Returns ticks of the value axis."""
        return self._scale.ticks(low, high, most)

    def set_scale(self, scale: Scale) -> None:
        """Takes another value axis; the next ``fit`` keeps what is in view, unless it follows."""
        low, high = self._box.viewRange()[1]
        self._values_viewed = self._scale.from_axis(low), self._scale.from_axis(high)
        self._scale = scale
        self._fitted = None

    def note_change(self) -> None:
        """Has the next ``fit`` that follows set the view anew: somebody else has changed it."""
        self._fitted = None

    def fit(
        self,
        current: Extent | None,
        previous_runs: Sequence[Extent],
        *,
        last_epoch: int,
        follow: bool,
    ) -> None:
        """Moves the ends of the axes, only where they have changed: that lays them out anew.

        Args:
            current: Lowest and highest position of the current run; None while there is none.
            previous_runs: The same of each earlier run.
            last_epoch: Where the epoch axis ends.
            follow: True brings everything into view; else the view stays as it is.
        """
        span, widest = value_spans(current, previous_runs, scale=self._scale)
        ends, limits = (float(last_epoch), *span), (float(last_epoch), *widest)
        if limits != self._limits:
            self._limits = limits
            # Panning and zooming end where there is nothing more to see.
            end, low, high = limits
            self._box.setLimits(xMin=0.0, xMax=end, minXRange=min(2.0, end), yMin=low, yMax=high)
        if follow and ends != self._fitted:
            self._box.setRange(xRange=(0.0, ends[0]), yRange=ends[1:], padding=0)
            self._fitted = ends
        elif not follow and self._values_viewed is not None:
            low, high = self._scale.to_axis(np.array(self._values_viewed))
            low, high = np.nan_to_num(low, nan=limits[1]), np.nan_to_num(high, nan=limits[2])
            self._box.setYRange(max(low, limits[1]), min(high, limits[2]), padding=0)
        self._values_viewed = None


def value_spans(
    current: Extent | None, previous_runs: Sequence[Extent], *, scale: Scale
) -> tuple[Extent, Extent]:
    """Returns the ends to follow a run with, and the ends it can be zoomed out to.

    Those to follow are the current run's, and go down to where an earlier one was better: one that
    went far up would press them flat. To see more of those a person zooms out.

    Args:
        current: Lowest and highest position of the current run; None while there is none.
        previous_runs: The same of each earlier run.
        scale: Of the axis.
    """
    # Without a run of its own the plot is for the calmest of the earlier ones, which one that
    # diverged would press to the floor.
    main = current or min(previous_runs, key=lambda ends: ends[1], default=None)
    if main is None:
        return scale.empty_span, scale.empty_span
    reach = scale.previous_run_reach
    low = min([main[0], *(max(ends[0], main[0] - reach) for ends in previous_runs)])
    high = max([main[1], *(min(ends[1], main[1] + reach) for ends in previous_runs)])
    wide = scale.span(low, high)
    if current is None:
        return wide, wide
    calm = [ends for ends in previous_runs if ends[1] <= current[1] + reach]
    lowest = min([current[0], *(max(ends[0], current[0] - scale.better_reach) for ends in calm)])
    span = scale.span(lowest, current[1])
    return span, (min(span[0], wide[0]), max(span[1], wide[1]))
