"""The curves of earlier runs, behind those of the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtGui import QColor, QPainterPath

from signs_studio.ui.plots.decimation import bucket_size, visible_indices
from signs_studio.ui.plots.live_curve import Extent, extent, heights_in_view, united
from signs_studio.ui.plots.pens import test_pen, train_pen
from signs_studio.ui.plots.still_curves import StillCurves

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.ui.plots.live_curve import Pair
    from signs_studio.ui.plots.scales import Scale

_FADE = 0.88


class GhostCurves:
    """Draws a training and a test curve of each earlier run, the older the fainter.

    Args:
        box: Where they are drawn, a pyqtgraph ViewBox.
        scale: How values become heights.
    """

    def __init__(self, box: pg.ViewBox, *, scale: Scale) -> None:
        self._box = box
        self._scale = scale
        self._pairs: list[Pair] = []
        self._colour: QColor | None = None
        self._extents: list[Extent] = []
        self._extents_end: int | None = None
        self._curves = StillCurves()
        box.addItem(self._curves, ignoreBounds=True)

    def set_scale(self, scale: Scale) -> None:
        """Takes another way from values to heights; ``draw`` draws with it."""
        self._scale = scale
        self._extents_end = None

    def set_colour(self, colour: str) -> None:
        """Takes the colour of the latest of them."""
        self._colour = QColor(colour)
        self.draw()

    def set_pairs(self, pairs: Sequence[Pair]) -> None:
        """Takes what to draw, the latest last."""
        self._pairs = list(pairs)
        self._extents_end = None
        self.draw()

    def extents(self, last_epoch: int) -> list[Extent]:
        """The lowest and the highest position of each up to an epoch, counted from 1.

        A run that has none there is left out.
        """
        if last_epoch != self._extents_end:
            self._extents_end = last_epoch
            both = [self._extent_of(pair, last_epoch) for pair in self._pairs]
            self._extents = [found for found in both if found is not None]
        return self._extents

    def draw(self) -> None:
        """Draws all of them, as far as they are in view."""
        if self._colour is None:
            return
        curves = []
        for age, pair in zip(range(len(self._pairs) - 1, -1, -1), self._pairs, strict=True):
            colour = QColor(self._colour)
            colour.setAlphaF(_FADE**age)
            for values, pen in zip(pair, (train_pen(colour), test_pen(colour)), strict=True):
                curves.append((self._path(values), pen))
        self._curves.set_curves(curves, view=self._box.viewRect())

    def _extent_of(self, pair: Pair, last_epoch: int) -> Extent | None:
        found: Extent | None = None
        for values in pair:
            found = united(found, extent(self._scale.to_axis(values[:last_epoch])))
        return found

    def _path(self, values: NDArray[np.float64]) -> QPainterPath:
        first, last = (edge - 1 for edge in self._box.viewRange()[0])
        size = bucket_size(first, last)
        indices = visible_indices(values, first=first, last=last, size=size)
        heights = heights_in_view(values[indices], self._scale, self._box)
        path: QPainterPath = pg.arrayToQPath(indices + 1.0, heights, connect="finite")
        return path
