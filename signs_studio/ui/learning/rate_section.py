"""Learning-rate finder: the cost while the rate rises, and a range that follows from it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from signs_studio.figures import Band, Curve, FunctionPlot
from signs_studio.insight.learning_rate_range import (
    HIGHEST_RATE,
    LOWEST_RATE,
    RETRY_FACTOR,
    SEEDS,
    STEPS,
    LearningRateRangeWanted,
    guessing_cost,
)
from signs_studio.messages import Message
from signs_studio.numbers import format_cost, format_number, format_significant
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.learning.section import Section
from signs_studio.ui.state.absences import why_no_data, why_no_engine
from signs_studio.ui.state.study import Study
from signs_studio.ui.study_bar import StudyBar
from signs_studio.wording.learning_rates import seeds_differ_message

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.insight.learning_rate_range import LearningRateRange
    from signs_studio.ui.state.workspace import Workspace

_LINES = 16
_ROOM = 1.5
"""Height of the plot, as a multiple of the fall of the cost: what diverges leaves it above."""


def rate_plot(found: LearningRateRange, *, guessing: float, rate: float | None) -> FunctionPlot:
    """Returns the plot of a range.

    Args:
        found: What was found.
        guessing: Cost of answering without a look at the pictures.
        rate: The recipe's own learning rate, for a line; None for none.
    """
    powers = np.log10(found.rates).tolist()
    mean, low, high = (
        found.costs.mean(axis=0),
        found.costs.min(axis=0),
        found.costs.max(axis=0),
    )
    finite = found.costs[np.isfinite(found.costs)]
    start = float(np.nanmax(found.costs[:, 0]))
    bottom = float(finite.min())
    top = bottom + _ROOM * max(start - bottom, 1e-3)
    # Wherever the costs lie, they are read against that of guessing.
    top, bottom = max(top, guessing), min(bottom, guessing)
    bottom -= 0.05 * (top - bottom)
    suggested = [math.log10(found.low), math.log10(found.high)]
    curves = [Curve(Message("learning", "mean").text(), powers, mean.tolist())]
    ends = [math.log10(LOWEST_RATE), math.log10(HIGHEST_RATE)]
    curves.append(
        Curve(
            Message("learning", "across: guessing, {cost}").text(cost=format_cost(guessing)),
            ends,
            [guessing] * 2,
            is_guide=True,
        )
    )
    if rate is not None and LOWEST_RATE <= rate <= HIGHEST_RATE:
        words = Message("learning", "upright: the recipe's rate, {rate}").text(
            rate=format_significant(rate, 6)
        )
        curves.append(Curve(words, [math.log10(rate)] * 2, [bottom, top], is_guide=True))
    return FunctionPlot(
        title=Message("learning", "Cost while the learning rate rises").text(),
        x_label=Message("learning", "Learning rate").text(),
        y_label=Message("learning", "Cost of a batch").text(),
        curves=tuple(curves),
        bands=(
            Band(
                Message("learning", "{count} seeds").text(count=len(found.costs)),
                powers,
                low.clip(None, top).tolist(),
                high.clip(None, top).tolist(),
            ),
            Band(
                Message("learning", "suggested range").text(),
                suggested,
                [bottom] * 2,
                [top] * 2,
            ),
        ),
        x_range=(ends[0], ends[1]),
        y_range=(bottom, top),
        x_log=True,
    )


class RateSection(Section):
    """Finds the range on demand, and takes a rate out of it into the recipe.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._editor = workspace.editor
        self._live_changes = workspace.live_changes
        self._notifications = workspace.notifications
        self._study = Study("learning_rate", self._controller, self)
        self._about = Prose("rate_about", role="muted")
        self._about.setText(
            self.tr(
                "New networks of {seeds} seeds are trained for {steps} steps, with a learning rate "
                "that rises from step to step (Smith 2017). Where so few steps say nothing, {more} "
                "are taken. Your run is left as it is."
            ).format(seeds=SEEDS, steps=f"{STEPS:,}", more=f"{RETRY_FACTOR * STEPS:,}")
        )
        self._bar = StudyBar(
            self._study, title=self.tr("Find learning rates"), object_name="find_rates"
        )
        self._plot = FunctionPlotView()
        self._words = Prose("rate_words")
        self._use = QPushButton()
        self._use.setObjectName("use_rate")
        self._use.clicked.connect(self._on_use_clicked)
        self.column.addWidget(self._about)
        self.column.addWidget(self._bar)
        self.add_figure(self._plot, lines=_LINES)
        self.column.addWidget(self._words)
        self.column.addWidget(self._use, 0, Qt.AlignmentFlag.AlignLeft)
        self._bar.started.connect(self._on_bar_started)
        self._study.changed.connect(self.refresh)
        self._editor.changed.connect(self._refresh_if_visible)
        self._controller.data_changed.connect(self._refresh_if_visible)
        self._controller.state_changed.connect(self._refresh_if_visible)
        self.refresh()

    def refresh(self) -> None:
        """Shows what was found, and whether it can be asked for."""
        self._bar.set_why_not(self._why_not())
        found: LearningRateRange | None = self._study.answer
        for widget in (self._plot, self._words, self._use):
            widget.setVisible(found is not None)
        if found is None:
            return
        recipe, question = self._editor.validation.recipe, self._study.question
        assert isinstance(question, LearningRateRangeWanted)  # The only one that is asked here.
        guessing = guessing_cost(question.dataset.train_y)
        rate = None if recipe is None else recipe.learning_rate
        self._plot.show_figure(rate_plot(found, guessing=guessing, rate=rate))
        words = self.tr(
            "Rates from {low} to {high} bring the cost down. Lower ones learn slowly; with much "
            "higher ones the cost rises again."
        ).format(low=format_significant(found.low, 2), high=format_significant(found.high, 2))
        if found.is_within_spread:
            words += f" {seeds_differ_message(fall=found.fall, spread=found.spread)}"
        words += " " + self.tr(
            "Over {steps} steps, the line is the mean cost of training batches, the band the "
            "lowest and the highest of {seeds} seeds. Guessing costs {cost}: the cost of a network "
            "that knows only how often each sign occurs."
        ).format(steps=f"{len(found.rates):,}", seeds=SEEDS, cost=format_cost(guessing))
        if found.diverged:
            words += " " + self.tr("Where the curve ends, a network has diverged.")
        if self._is_of_another_recipe():
            words += " " + self.tr("The recipe has changed since: find them again.")
        self._words.setText(words)
        self._use.setText(self.tr("Use {rate}").format(rate=format_significant(found.middle, 6)))
        self._use.setEnabled(recipe is not None and recipe.learning_rate != found.middle)

    def _why_not(self) -> str:
        words = why_no_data(self._controller) or why_no_engine(self._controller)
        if not words and self._editor.validation.recipe is None:
            return self.tr("The recipe cannot be trained yet: mend what is marked red in it.")
        return words

    def _is_of_another_recipe(self) -> bool:
        question, recipe = self._study.question, self._editor.validation.recipe
        if not isinstance(question, LearningRateRangeWanted) or recipe is None:
            return False
        asked = question.recipe
        alike = replace(
            recipe,
            learning_rate=asked.learning_rate,
            epochs=asked.epochs,
            schedule=asked.schedule,
            stopping=asked.stopping,
        )
        return alike != asked

    def _on_bar_started(self) -> None:
        recipe, dataset = self._editor.validation.recipe, self._controller.dataset
        if recipe is not None and dataset is not None:
            self._study.start(LearningRateRangeWanted(recipe, dataset))

    def _on_use_clicked(self) -> None:
        found: LearningRateRange | None = self._study.answer
        if found is None:
            return
        draft = self._editor.draft.with_field("learning_rate", format_number(found.middle))
        if self._live_changes.can_become(draft):
            self._editor.edit(draft, title=self.tr("take a learning rate"))
            self._live_changes.apply()
        else:
            self._notifications.said.emit(
                self.tr("A run is on that cannot take this rate now: press Stop first.")
            )
