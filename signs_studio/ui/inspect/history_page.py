"""The probability of every class: of a test picture over the epochs as lines, and now as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.insight.prediction_history import PredictionHistoryWanted
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.inspect.answer_page import AnswerPage
from signs_studio.ui.inspect.class_charts import MAX_LINES, class_bars, drawn_classes
from signs_studio.ui.inspect.inspect_figures import history_plot
from signs_studio.ui.pictures.bars_view import Bar, BarsView
from signs_studio.ui.state.selection import SetName

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.insight.prediction_history import PredictionHistory
    from signs_studio.insight.question import Question
    from signs_studio.ui.state.chosen_picture import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_PLOT_LINES = 13
_BAR_LINES = 1.35
"""Height of a bar, in lines of words."""


class HistoryPage(AnswerPage):
    """Draws what was kept of every epoch."""

    def __init__(self, picture: ChosenPicture, workspace: Workspace) -> None:
        self._controller = workspace.controller
        self._shown_predictions = workspace.shown_predictions
        super().__init__("history", picture, workspace)
        self._probabilities: NDArray[np.float32] | None = None
        self._read: int | None = None
        self._bars = BarsView()
        self._bars.setObjectName("inspect_bars")
        self._plot = FunctionPlotView()
        self._note = words_label("inspect_history_note", role="muted")
        self.body.addWidget(self._plot, 1)
        self.body.addWidget(self._note)
        # Beneath the lines, which need the room: the bars of a test picture stand beside it too.
        self.footer.addWidget(self._bars)
        self.live.changed.connect(self._show_bars)
        self.fit_font()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._bars.set_theme(theme)
        self._plot.set_theme(theme)

    def show_probabilities(self, probabilities: NDArray[np.float32] | None) -> None:
        """Shows the bars of the epoch that is looked at; None for none."""
        before, self._probabilities = self._read, probabilities
        self._read = None if probabilities is None else int(np.nan_to_num(probabilities).argmax())
        if self.live.answer is not None and self._read != before:
            self.show_answer(self.live.answer)
        self._show_bars()

    def _show_bars(self) -> None:
        true_class, names = self.picture.true_class, self.picture.class_names
        history: PredictionHistory | None = self.live.answer
        bars: tuple[Bar, ...] = ()
        if self._probabilities is not None and true_class is not None:
            has_lines = history is not None and history.probabilities.shape[1] == len(names)
            drawn: tuple[int, ...] = ()
            if history is not None and has_lines:
                drawn = drawn_classes(history.probabilities, true_class=true_class)
            bars = class_bars(self._probabilities, names, true_class, drawn=drawn)
        self._bars.set_bars(bars)
        self.fit_font()

    def fit_font(self) -> None:
        """Gives lines and bars the room that words need by now."""
        line = self.fontMetrics().height()
        self._plot.ask_height(_PLOT_LINES * line)
        height = round(len(self._bars.bars) * _BAR_LINES * line)
        if height:
            self._bars.setFixedHeight(height)

    def question(self) -> Question | None:
        """Returns what is to be asked; nothing where nothing was kept."""
        chosen, past = self.picture.chosen, self._controller.past
        if chosen is None or past is None or chosen.of is SetName.TRAIN:
            return None
        return PredictionHistoryWanted(predictions=past.predictions, picture=chosen.place)

    def why_not(self) -> str:
        """Returns why nothing was kept."""
        chosen = self.picture.chosen
        if chosen is not None and chosen.of is SetName.TRAIN:
            return self.tr(
                "What is read in every epoch is kept for test pictures alone: choose one of them "
                "among the pictures."
            )
        if self._controller.past is None and self._controller.record is not None:
            return self.tr("This run is not kept on the disk, so that its epochs are not known.")
        return ""

    def show_answer(self, answer: PredictionHistory) -> None:
        """Draws the lines."""
        true_class, names = self.picture.true_class, self.picture.class_names
        if true_class is None or answer.probabilities.shape[1] != len(names):
            return
        looked_at = self._shown_predictions.past_epoch
        self._plot.show_figure(
            history_plot(answer, names, true_class=true_class, read=self._read, looked_at=looked_at)
        )
        self._note.setVisible(len(names) > MAX_LINES)
        words = self.tr("The {count} of {classes} classes that were ever likeliest are drawn.")
        self._note.setText(words.format(count=MAX_LINES, classes=len(names)))
