"""One of the two plots with its title and its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject

from signs_studio.charts.scales import LOG_COST, PERCENT
from signs_studio.numbers import format_cost, format_percent_digits
from signs_studio.ui.charts.legend_entry import LegendEntry
from signs_studio.ui.charts.pens import curve_width, previous_run_width, test_pen, train_pen
from signs_studio.ui.plots.hover_text import hover_rows, hover_sentence, hover_table
from signs_studio.ui.plots.plot_title import PlotTitle
from signs_studio.ui.plots.run_plot import RunPlot
from signs_studio.ui.plots.seed_groups import band_of
from signs_studio.ui.widgets.wrapping import in_lines
from signs_studio.ui.widgets.wrapping_row import WrappingRow
from signs_studio.wording.training_conditions import (
    training_conditions,
    training_curve_title,
    training_numbers_message,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFontMetrics
    from PySide6.QtWidgets import QWidget

    from signs_studio.charts.scales import Scale
    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.plots.live_curve import Pair
    from signs_studio.ui.widgets.theme import Theme


class Quantity(QObject):
    """A number of every epoch, on training and on test pictures, and how it is drawn and told.

    Args:
        name: Of the quantity, in the names of its widgets.
        plot: Where it is drawn; tells what it is in a screen reader's words.
        title: Over it.
        measure: Of its numbers.
        series: Names of its training and its test series in ``runs.record.SERIES``.
        words: Puts one of its numbers into words.
        widest: The longest of these words.
        parent: Its panel.
    """

    def __init__(
        self,
        name: str,
        *,
        plot: RunPlot,
        title: str,
        measure: str,
        series: tuple[str, str],
        words: Callable[[float], str],
        widest: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.plot = plot
        self._series = series
        self._words = words
        self._title = PlotTitle(title, measure=measure)
        self._train = LegendEntry(self.tr("train"), widest=widest)
        self._test = LegendEntry(self.tr("test"), widest=widest)
        self._previous_runs = LegendEntry(self.tr("other runs"), widest="")
        self._seeds = LegendEntry(self.tr("mean of the seeds, lowest to highest"), widest="")
        self._seeds.setObjectName(f"{name}_seeds_legend")
        self._seeds.hide()
        plot.setObjectName(f"{name}_plot")
        self._train.setObjectName(f"{name}_train_legend")
        self._test.setObjectName(f"{name}_test_legend")
        self._previous_runs.setObjectName(f"{name}_previous_runs_legend")
        plot.previous_runs_viewed.connect(self._previous_runs.setVisible)

    def set_scale(self, scale: Scale) -> None:
        """Takes another axis, and says whether it is logarithmic."""
        self.plot.set_scale(scale)
        self._title.set_log(scale is LOG_COST)

    def header(self, *, at_right: Sequence[QWidget]) -> WrappingRow:
        """Returns the row over the plot: its title and its legend, and others at its right end."""
        header = WrappingRow()
        header.setContentsMargins(8, 0, 8, 0)
        for widget in (self._title, self._train, self._test, self._previous_runs, self._seeds):
            header.addWidget(widget)
        for other in at_right:
            header.add_from_right(other)
        return header

    def pair(self, record: RunRecord | None) -> Pair:
        """Returns what to draw. A curve ends in a gap, with its mark, where the run diverged."""
        if record is None:
            return np.empty(0), np.empty(0)
        train, test = (record.series(name) for name in self._series)
        if record.diverged:
            return np.append(train, np.nan), np.append(test, np.nan)
        return train, test

    def show_seeds(self, runs: Sequence[RunRecord]) -> None:
        """Draws the mean and the reach of the test series of these runs; of none, nothing."""
        series = [record.series(self._series[1]) for record in runs if len(record)]
        self.plot.set_band(band_of(series) if series else None)
        self._seeds.setVisible(bool(series))

    def show_values(self, record: RunRecord | None, epoch: int) -> None:
        """Shows the numbers of an epoch, counted from 1, in the legend; 0 shows none."""
        for entry, values in zip((self._train, self._test), self.pair(record), strict=True):
            entry.set_value(self._words(values[epoch - 1]) if epoch else "")

    def show_conditions(self, record: RunRecord | None, *, in_name: bool) -> None:
        """Says of the training curve what is on in training alone, where the run has such a thing.

        Args:
            record: Of the run; None for none.
            in_name: Whether it is said in the legend; in its tooltip it is in any case.
        """
        title = None if record is None or not in_name else training_curve_title(record)
        conditions = None if record is None else training_conditions(record)
        self._train.set_name(self.tr("train") if title is None else str(title))
        words = "" if conditions is None else str(training_numbers_message(conditions))
        self._train.setToolTip(in_lines(words))

    def set_legend_pens(self, theme: Theme, metrics: QFontMetrics) -> None:
        """Draws the lines of the legend as the plot draws them beside words of this size."""
        least = theme.curve_width
        width = curve_width(metrics, least=least)
        self._train.set_pen(train_pen(theme.train, width))
        self._test.set_pen(test_pen(theme.test, width))
        previous_run = previous_run_width(metrics, least=least)
        self._previous_runs.set_pen(train_pen(theme.previous_run, previous_run))
        self._seeds.set_pen(test_pen(theme.text, width))

    def table(
        self,
        epoch: int,
        *,
        current: RunRecord | None,
        earlier: Sequence[RunRecord],
        notes: Sequence[str],
    ) -> str:
        """Returns the numbers of every run at an epoch, counted from 1, for the hover label."""
        rows = hover_rows(
            epoch, current=current, earlier=earlier, series=self._series, words=self._words
        )
        return hover_table(rows, epoch=epoch, notes=notes)

    def sentence(
        self, epoch: int, *, current: RunRecord | None, earlier: Sequence[RunRecord]
    ) -> str:
        """Returns the same for a screen reader."""
        rows = hover_rows(
            epoch, current=current, earlier=earlier, series=self._series, words=self._words
        )
        return hover_sentence(rows, epoch=epoch)


def cost_quantity(panel: QObject) -> Quantity:
    """Returns the cost, on a logarithmic axis, above another plot with the same epochs."""
    translate = QCoreApplication.translate
    cost = Quantity(
        "cost",
        plot=RunPlot(title=translate("quantity", "cost"), scale=LOG_COST, shows_epochs=False),
        title=translate("quantity", "Cost"),
        measure=translate("quantity", "cross-entropy"),
        series=("cost", "test_cost"),
        words=format_cost,
        widest="0.000000",
        parent=panel,
    )
    cost.set_scale(LOG_COST)
    return cost


def accuracy_quantity(panel: QObject) -> Quantity:
    """Returns the accuracy in percent, over an axis of epochs."""
    translate = QCoreApplication.translate
    return Quantity(
        "accuracy",
        plot=RunPlot(title=translate("quantity", "accuracy"), scale=PERCENT, shows_epochs=True),
        title=translate("quantity", "Accuracy"),
        measure=translate("quantity", "% read correctly"),
        series=("train_accuracy", "test_accuracy"),
        words=format_percent_digits,
        widest="100.0",
        parent=panel,
    )
