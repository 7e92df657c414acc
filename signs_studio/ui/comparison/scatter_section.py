"""Best test accuracy of many runs over one of the settings that differ between them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QLabel, QWidget

from signs_studio.diagnosis.comparison import LAYERS, recipe_differences
from signs_studio.figures import Curve, FunctionPlot
from signs_studio.messages import Message
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.forms.card_section import CardSection
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping_row import WrappingRow
from signs_studio.wording.comparison import difference_title, difference_values
from signs_studio.wording.recipes import describe_layers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.diagnosis.comparison import Difference
    from signs_studio.ui.state.run_entry import RunEntry
    from signs_studio.ui.widgets.theme import Theme

_SHOWN_FROM = 5
"""Fewer runs are told by a table."""
_LINES = 14
"""Height of the plot, in lines of words."""


def scattered(entries: Sequence[RunEntry], difference: Difference) -> FunctionPlot:
    """Returns a plot with a dot for each run that has an accuracy.

    The values of the setting stand side by side in their order, equally far apart: learning rates
    often differ tenfold.

    Args:
        entries: The runs, each with a recipe.
        difference: The setting, with its value in each of the runs.
    """
    recipes = [entry.recipe for entry in entries if entry.recipe is not None]
    words = difference_values(difference, recipes)
    if difference.name == LAYERS:
        words = [describe_layers(recipe.layers) for recipe in recipes]
    order = sorted(zip(map(_rank, difference.values), words, strict=True))
    names = tuple(dict.fromkeys(name for _, name in order))
    x: list[float] = []
    y: list[float] = []
    for entry, name in zip(entries, words, strict=True):
        if entry.progress.best is not None:
            # A gap after each: there is no line between runs.
            x += [names.index(name) + 1.0, math.nan]
            y += [100 * entry.progress.best.test_accuracy, math.nan]
    return FunctionPlot(
        title="",
        x_label=str(difference_title(difference)),
        y_label=Message("scatter_section", "Best test accuracy (%)").text(),
        curves=(Curve("", x, y, dots=True),),
        x_range=(0.5, len(names) + 0.5),
        x_names=names,
    )


def _rank(value: object) -> tuple[float, str]:
    """Returns by what values are sorted: numbers first, the smallest first of all."""
    if isinstance(value, int | float):
        return float(value), ""
    return math.inf, str(value)


class ScatterSection(CardSection):
    """Has a choice of the setting, and the plot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Accuracy over a setting"))
        self._entries: Sequence[RunEntry] = ()
        self._differences: Sequence[Difference] = ()
        self._setting = QuietComboBox()
        self._setting.setObjectName("scatter_setting")
        self._setting.setAccessibleName(self.tr("Setting"))
        self._setting.currentIndexChanged.connect(self._show_setting)
        self._plot = FunctionPlotView()
        row = WrappingRow()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(self.tr("Setting")))
        row.addWidget(self._setting)
        self.column.addLayout(row)
        self.column.addWidget(self._plot)
        self._fit()

    def show_runs(self, entries: Sequence[RunEntry]) -> None:
        """Shows these runs; nothing where they are all of one recipe."""
        recipes = [entry.recipe for entry in entries if entry.recipe is not None]
        self._entries = entries
        found = recipe_differences(recipes) if len(recipes) == len(entries) > 1 else ()
        self.setVisible(len(entries) >= _SHOWN_FROM and bool(found))
        if not found:
            return
        before = self._setting.currentData()
        self._differences = found
        with QSignalBlocker(self._setting):
            self._setting.clear()
            for each in found:
                self._setting.addItem(str(difference_title(each)), each.name)
            self._setting.setCurrentIndex(max(self._setting.findData(before), 0))
        self._show_setting()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._plot.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the plot the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _show_setting(self) -> None:
        difference = self._differences[self._setting.currentIndex()]
        self._plot.show_figure(scattered(self._entries, difference))

    def _fit(self) -> None:
        self._plot.setFixedHeight(_LINES * self.fontMetrics().height())
