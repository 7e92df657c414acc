"""Pointer over plots of epochs: what it points at is read, and what it clicks is looked at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signs_studio.ui.plots.run_plot import RunPlot
    from signs_studio.ui.state.selection import Selection


class EpochPointer(QObject):
    """Asks a selection for the epochs that a pointer is at in any of some plots.

    Args:
        plots: The plots, over the same epochs.
        selection: Is asked.
    """

    def __init__(
        self, plots: Iterable[RunPlot], selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._epoch_before_click: int | None = None
        for plot in plots:
            plot.pointed.connect(self._on_plot_pointed)
            plot.left.connect(self._on_plot_left)
            plot.clicked.connect(self._on_plot_clicked)
            plot.reset_asked.connect(self._on_plot_reset_asked)

    def _on_plot_pointed(self, position: float) -> None:
        self._selection.point_at_epoch(_nearest_epoch(position))

    def _on_plot_left(self) -> None:
        self._selection.point_at_epoch(None)

    def _on_plot_clicked(self, position: float) -> None:
        self._epoch_before_click = self._selection.epoch
        self._selection.look_at_epoch(_nearest_epoch(position))

    def _on_plot_reset_asked(self) -> None:
        """Takes back the first click of a double click, which asked for no epoch."""
        if self._epoch_before_click is None:
            self._selection.look_live()
        else:
            self._selection.look_at_epoch(self._epoch_before_click)


def _nearest_epoch(position: float) -> int:
    return max(math.floor(position + 0.5), 1)
