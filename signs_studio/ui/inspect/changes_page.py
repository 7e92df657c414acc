"""The picture turned, shifted, blurred, dimmed, covered and under noise, and what is read then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from signs_studio.insight.perturbations import ChangedPictureWanted, Perturbation
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.inspect.amount_sliders import AmountSliders
from signs_studio.ui.inspect.answer_page import AnswerPage
from signs_studio.ui.inspect.class_charts import MAX_LINES, class_bars
from signs_studio.ui.inspect.inspect_figures import scan_plot, scanned_classes
from signs_studio.ui.inspect.perturbation_words import flip_words
from signs_studio.ui.pictures.bars_view import BarsView
from signs_studio.ui.widgets.picture_view import PictureView
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from signs_studio.insight.perturbations import ChangedPicture
    from signs_studio.insight.question import Question
    from signs_studio.ui.state.chosen_picture import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_PICTURE_LINES, _PLOT_LINES = 7, 11


class ChangesPage(AnswerPage):
    """Has the sliders; the range of the one that was moved last is scanned."""

    def __init__(self, picture: ChosenPicture, workspace: Workspace) -> None:
        super().__init__("changes", picture, workspace)
        self._change = Perturbation.TURN
        self._sliders = AmountSliders()
        self._sliders.amount_changed.connect(self._on_sliders_amount_changed)
        self._reset = QPushButton(self.tr("Reset"))
        self._reset.setObjectName("inspect_reset")
        self._reset.setToolTip(self.tr("Show the picture as it is again"))
        self._reset.clicked.connect(self._on_reset_clicked)
        row = QHBoxLayout()
        row.addWidget(self._sliders, 1)
        self.controls.addLayout(row)
        self._view = PictureView()
        self._view.setObjectName("changed_picture")
        self._bars = BarsView()
        self._bars.setObjectName("changed_bars")
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self._view, 2)
        beside.addWidget(self._bars, 3)
        self._flips = words_label("inspect_flips")
        self._plot = FunctionPlotView()
        self.body.addLayout(beside)
        last = QHBoxLayout()
        last.addWidget(self._flips, 1)
        last.addWidget(self._reset)
        self.body.addLayout(last)
        self._note = words_label("inspect_changes_note", role="muted")
        self.body.addWidget(self._plot, 1)
        self.body.addWidget(self._note)
        self.fit_font()

    def fit_font(self) -> None:
        """Gives picture, bars and plot the room that words need by now."""
        height = self.fontMetrics().height()
        self._view.setFixedHeight(round(_PICTURE_LINES * 1.35 * height))
        self._bars.setFixedHeight(round(_PICTURE_LINES * 1.35 * height))
        self._plot.ask_height(_PLOT_LINES * height)

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        for view in (self._view, self._bars, self._plot):
            view.set_theme(theme)

    def question(self) -> Question | None:
        """Returns what is to be asked."""
        if self.picture.pixels is None:
            return None
        return ChangedPictureWanted(
            picture=self.picture.pixels, amounts=self._sliders.amounts, change=self._change
        )

    def show_answer(self, answer: ChangedPicture) -> None:
        """Shows the changed picture, and where the answer changes."""
        names, true_class = self.picture.class_names, self.picture.true_class
        if true_class is None or len(answer.probabilities) != len(names):
            return
        self._view.set_picture(answer.picture)
        drawn = scanned_classes(answer, true_class=true_class)
        self._bars.set_bars(class_bars(answer.probabilities, names, true_class, drawn=drawn))
        amount = self._sliders.amounts[answer.change]
        self._plot.show_figure(scan_plot(answer, names, true_class=true_class, amount=amount))
        self._flips.setText(breakable(flip_words(answer, names)))
        self._note.setVisible(len(names) > MAX_LINES)
        words = self.tr("The {count} of {classes} classes that are likeliest in it are drawn.")
        self._note.setText(words.format(count=MAX_LINES, classes=len(names)))

    def _on_sliders_amount_changed(self, change: Perturbation) -> None:
        self._change = change
        self.live.ask()

    def _on_reset_clicked(self) -> None:
        self._sliders.reset()
        self.live.ask()
