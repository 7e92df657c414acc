"""The picture changed by a little, so that another class is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from signs_studio.insight.adversarial import MAX_EPSILON, AdversarialPictureWanted, Attack
from signs_studio.ui.figures.photographs_view import PhotographsView
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.inspect.answer_page import AnswerPage
from signs_studio.ui.inspect.class_charts import class_bars
from signs_studio.ui.inspect.inspect_figures import after_figure, before_figure, perturbation_figure
from signs_studio.ui.pictures.bars_view import BarsView
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox, QuietSlider
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from signs_studio.insight.adversarial import AdversarialPicture
    from signs_studio.insight.question import Question
    from signs_studio.ui.state.chosen_picture import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_PICTURES_LINES, _BARS_LINES = 11, 9.5
_PICTURES_LINES_OVER_BARS = 8
_LEAST_PICTURES_LINES, _LEAST_BARS_LETTERS, _NAME_LETTERS = 7, 20, 12
"""The bars stand beside the pictures where both are as large as this, else beneath them; to bars
comes the width of the longest name, up to so many letters."""
_WORDS_LINES = 3
"""Height of the words above and under a picture."""
_FIRST_EPSILON = 4


class AttackPage(AnswerPage):
    """Has a choice of the attack and a slider of its size."""

    def __init__(self, picture: ChosenPicture, workspace: Workspace) -> None:
        super().__init__("attack", picture, workspace)
        self._smallest: int | None = None
        self._attack = QuietComboBox()
        self._attack.setObjectName("inspect_attack_kind")
        self._attack.setAccessibleName(self.tr("Attack"))
        self._attack.addItem(self.tr("FGSM"), Attack.FGSM)
        self._attack.addItem(self.tr("PGD"), Attack.PGD)
        self._attack.setToolTip(
            self.tr("FGSM takes one step along the sign of the gradient; PGD takes 20 smaller ones")
        )
        self._attack.currentIndexChanged.connect(self._on_attack_current_index_changed)
        self._epsilon = QuietSlider(Qt.Orientation.Horizontal)
        self._epsilon.setObjectName("inspect_epsilon")
        self._epsilon.setAccessibleName(self.tr("Epsilon, in steps of 1/255"))
        self._epsilon.setToolTip(self.tr("The most by which a number of the picture is changed"))
        self._epsilon.setRange(0, MAX_EPSILON)
        self._epsilon.setValue(_FIRST_EPSILON)
        self._epsilon.valueChanged.connect(self._on_epsilon_value_changed)
        self._value = QLabel()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._attack)
        row.addWidget(QLabel("0"))
        row.addWidget(self._epsilon, 1)
        row.addWidget(QLabel(str(MAX_EPSILON)))
        row.addWidget(self._value)
        self.controls.addLayout(row)
        unit = words_label("inspect_epsilon_note", role="muted")
        unit.setText(
            self.tr("ε is the most by which a number of the picture changes, where white is 255.")
        )
        self.controls.addWidget(unit)
        self._before, self._after = PhotographsView(), PhotographsView()
        self._perturbation = PhotographsView()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(GRID)
        pictures = QHBoxLayout()
        pictures.setSpacing(GRID)
        for view in (self._before, self._perturbation, self._after):
            pictures.addWidget(view, 100)
        # What pictures of their largest size leave; without it they would stand far apart.
        pictures.addStretch(1)
        bars_title = words_label("inspect_attack_bars_title", role="heading")
        bars_title.setText(self.tr("Then read as"))
        self._bars = BarsView()
        self._bars.setObjectName("attacked_bars")
        bars = QVBoxLayout()
        bars.setSpacing(0)
        bars.addWidget(bars_title)
        bars.addWidget(self._bars)
        bars.addStretch(1)
        self._row.addLayout(pictures)
        self._row.addLayout(bars)
        self._smallest_words = words_label("inspect_smallest", role="heading")
        self._set_smallest = QPushButton(self.tr("Set the slider there"))
        self._set_smallest.setObjectName("show_smallest")
        self._set_smallest.clicked.connect(self._on_set_smallest_clicked)
        last = QHBoxLayout()
        last.addWidget(self._smallest_words, 1)
        last.addWidget(self._set_smallest)
        self.body.addLayout(self._row)
        self.body.addSpacing(GRID)
        self.body.addLayout(last)
        self.body.addStretch(1)
        self._show_epsilon()
        self.fit_font()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        for view in (self._before, self._perturbation, self._after, self._bars):
            view.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Makes the pictures as large as there is room for."""
        super().resizeEvent(event)
        self.fit_font()

    def fit_font(self) -> None:
        """Gives pictures and bars the room that words need by now."""
        metrics, names = self.fontMetrics(), self.picture.class_names
        line, letter = metrics.height(), metrics.averageCharWidth()
        name = max(map(metrics.horizontalAdvance, names), default=0)
        bars_width = _LEAST_BARS_LETTERS * letter + min(name, _NAME_LETTERS * letter)
        side = min((self.width() - bars_width - 3 * GRID) // 3, _PICTURES_LINES * line)
        is_beside = side >= _LEAST_PICTURES_LINES * line
        if not is_beside:
            side = (self.width() - 2 * GRID) // 3
            side = max(min(side, _PICTURES_LINES_OVER_BARS * line), 0)
        for view in (self._before, self._perturbation, self._after):
            # No least width: the page would not become narrower again.
            view.setMaximumWidth(side)
            view.setFixedHeight(side + _WORDS_LINES * line)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if is_beside else directions.TopToBottom)
        pictures_width = 3 * side + 2 * GRID
        widths = pictures_width, self.width() - pictures_width - GRID
        for place, width in enumerate(widths):
            self._row.setStretch(place, width if is_beside else 0)
        self._bars.setFixedHeight(side + line if is_beside else round(_BARS_LINES * line))

    def question(self) -> Question | None:
        """Returns what is to be asked."""
        if self.picture.pixels is None:
            return None
        return AdversarialPictureWanted(
            picture=self.picture.pixels,
            attack=Attack(self._attack.currentData()),
            epsilon=self._epsilon.value(),
        )

    def show_answer(self, answer: AdversarialPicture) -> None:
        """Shows the changed picture, and what was added to it."""
        names, true_class = self.picture.class_names, self.picture.true_class
        pixels = self.picture.pixels
        if pixels is None or true_class is None or len(answer.before) != len(names):
            return
        self.fit_font()
        self._smallest = answer.smallest
        self._set_smallest.setEnabled(answer.smallest is not None)
        if answer.smallest is None or answer.smallest_sign is None:
            words = self.tr("No change up to {most}/255 flips the answer.")
            self._smallest_words.setText(words.format(most=MAX_EPSILON))
        else:
            words = self.tr(
                "The smallest change by {attack} that flips it: {epsilon}/255, to {sign}."
            )
            words = words.format(
                attack=self._attack.currentText(),
                epsilon=answer.smallest,
                sign=names[answer.smallest_sign],
            )
            self._smallest_words.setText(breakable(words))
        self._before.show_figure(before_figure(answer, pixels, names))
        self._perturbation.show_figure(perturbation_figure(answer))
        self._after.show_figure(after_figure(answer, names))
        self._bars.set_bars(class_bars(answer.probabilities, names, true_class))

    def _show_epsilon(self) -> None:
        self._value.setText(f"ε = {self._epsilon.value()}/255")
        metrics = self.fontMetrics()
        self._value.setMinimumWidth(metrics.horizontalAdvance("ε = 00/255"))

    def _on_epsilon_value_changed(self) -> None:
        self._show_epsilon()
        self.live.ask()

    def _on_attack_current_index_changed(self) -> None:
        self.live.refresh()

    def _on_set_smallest_clicked(self) -> None:
        if self._smallest is not None:
            self._epsilon.setValue(self._smallest)
