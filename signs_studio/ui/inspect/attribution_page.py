"""Why the picture is read as it is: which of its pixels speak for a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QSizePolicy, QWidget

from signs_studio.insight.grad_cam import GradCam, GradCamWanted
from signs_studio.insight.integrated_gradients import (
    Baseline,
    IntegratedGradients,
    IntegratedGradientsWanted,
)
from signs_studio.insight.occlusion import Occlusion, OcclusionWanted
from signs_studio.numbers import MINUS
from signs_studio.ui.figures.heatmaps_view import HeatmapsView
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.inspect.answer_page import AnswerPage
from signs_studio.ui.inspect.inspect_figures import map_over_picture
from signs_studio.ui.pictures.sign_combo_box import SignComboBox
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping_row import WrappingRow
from signs_studio.wording.completeness import completeness_numbers

if TYPE_CHECKING:
    from signs_studio.figures import Heatmaps
    from signs_studio.insight.question import Question
    from signs_studio.ui.state.chosen_picture import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_LINES = 15
_READ, _TRUE = 0, 1
"""Places in the choice of the class before the classes themselves."""
_LETTERS, _SIGN_LETTERS = 24, 13
_GRADIENTS, _GRAD_CAM, _OCCLUSION = "integrated_gradients", "grad_cam", "occlusion"


class AttributionPage(AnswerPage):
    """Has a choice of the method, of the class, and of the baseline where there is one."""

    def __init__(self, picture: ChosenPicture, workspace: Workspace) -> None:
        super().__init__("attribution", picture, workspace)
        self._method = QuietComboBox()
        self._method.setObjectName("inspect_method")
        self._method.setAccessibleName(self.tr("Method"))
        for name, title in (
            (_GRADIENTS, self.tr("Integrated gradients")),
            (_GRAD_CAM, self.tr("Grad-CAM")),
            (_OCCLUSION, self.tr("Occlusion")),
        ):
            self._method.addItem(title, name)
        self._sign = SignComboBox()
        self._sign.setObjectName("inspect_sign")
        self._sign.setAccessibleName(self.tr("Class that is explained"))
        self._sign.setMinimumContentsLength(_SIGN_LETTERS)
        self._sign.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._baseline = QuietComboBox()
        self._baseline.setObjectName("inspect_baseline")
        self._baseline.setAccessibleName(self.tr("Baseline"))
        for baseline, title in (
            (Baseline.BLACK, self.tr("Baseline: black")),
            (Baseline.GREY, self.tr("Baseline: grey")),
            (Baseline.MEAN, self.tr("Baseline: mean picture")),
        ):
            self._baseline.addItem(title, baseline)
        row = WrappingRow()
        row.setContentsMargins(0, 0, 0, 0)
        for box in (self._method, self._sign, self._baseline):
            row.addWidget(box)
            box.currentIndexChanged.connect(self._on_box_current_index_changed)
        choices = QWidget()
        choices.setLayout(row)
        self.controls.addWidget(choices)
        self._map = HeatmapsView()
        self._words_beneath = words_label("inspect_attribution_note", role="muted")
        self.body.addWidget(self._words_beneath)
        self.body.addWidget(self._map, 1)
        picture.changed.connect(self._fill_classes)
        self._fill_classes()
        self.fit_font()

    def fit_font(self) -> None:
        """Gives the map the room that words need by now."""
        self._map.ask_height(_LINES * self.fontMetrics().height())

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._map.set_theme(theme)

    def question(self) -> Question | None:
        """Returns what is to be asked."""
        pixels, dataset = self.picture.pixels, self.picture.dataset
        if pixels is None or dataset is None:
            return None
        sign = self._chosen_sign()
        method = self._method.currentData()
        if method == _GRAD_CAM:
            return GradCamWanted(picture=pixels, sign=sign)
        if method == _OCCLUSION:
            return OcclusionWanted(picture=pixels, sign=sign)
        baseline = Baseline(self._baseline.currentData())
        return IntegratedGradientsWanted(
            picture=pixels,
            sign=sign,
            baseline=baseline,
            mean_of=dataset.train_x if baseline is Baseline.MEAN else None,
        )

    def show_answer(self, answer: IntegratedGradients | GradCam | Occlusion) -> None:
        """Lays the map over the picture, and says what it shows."""
        if self.picture.pixels is None or answer.sign >= len(self.picture.class_names):
            return
        self._words_beneath.setText(self._words_of(answer))
        self._map.show_figure(self._figure_of(answer))

    def _chosen_sign(self) -> int | None:
        place = self._sign.currentIndex()
        if place == _TRUE:
            return self.picture.true_class
        return None if place <= _READ else place - _TRUE - 1

    def _words_of(self, answer: IntegratedGradients | GradCam | Occlusion) -> str:
        if isinstance(answer, IntegratedGradients):
            return self._sum_words(answer)
        if isinstance(answer, GradCam):
            words = self.tr(
                "Where layer {number}, the last convolution, finds what speaks for the class; "
                "its map has {rows} × {columns} places."
            )
            rows, columns = answer.coarse.shape
            return words.format(number=answer.layer + 1, rows=rows, columns=columns)
        words = self.tr(
            "A grey square of {side} × {side} pixels was moved over the picture in steps of "
            "{step}: how much less likely the class is with it."
        )
        return words.format(side=answer.side, step=answer.step)

    def _sum_words(self, answer: IntegratedGradients) -> str:
        """Returns how the logit changed, and how near to that the parts of all pixels add up."""
        has_fallen = answer.difference < 0
        if has_fallen:
            change = self.tr("From the baseline to the picture, the logit fell by {amount}.")
        else:
            change = self.tr("From the baseline to the picture, the logit grew by {amount}.")
        numbers = completeness_numbers(answer.difference, answer.total)
        sentences = [change.format(amount=numbers.difference.lstrip(MINUS))]
        if has_fallen and self._chosen_sign() is None:
            sentences.append(self.tr("It is still the largest of all, so this class is read."))
        if answer.is_complete:
            words = self.tr(
                "The parts of all pixels add up to {total}: {error} off, counted in {steps} steps."
            )
        else:
            words = self.tr(
                "Not complete: the parts of all pixels add up to {total}, {error} off even in "
                "{steps} steps."
            )
        words = words.format(total=numbers.total, error=numbers.error, steps=f"{answer.steps:,}")
        return " ".join([*sentences, words])

    def _figure_of(self, answer: IntegratedGradients | GradCam | Occlusion) -> Heatmaps:
        assert self.picture.pixels is not None  # its caller has looked
        sign = self.picture.class_names[answer.sign]
        if isinstance(answer, IntegratedGradients):
            title = self.tr("Class {sign}: for it (blue), against it (orange)")
            values = answer.attributions.sum(axis=2)
            label = self.tr("Part of the logit")
        elif isinstance(answer, GradCam):
            title = self.tr("Class {sign}: found there (blue)")
            values, label = answer.over, self.tr("Grad-CAM")
        else:
            title = self.tr("Class {sign}: needed (blue), misleading (orange)")
            values, label = 100 * answer.over, self.tr("Drop in percentage points")
        return map_over_picture(
            values, self.picture.pixels, label=label, title=title.format(sign=sign)
        )

    def _fill_classes(self) -> None:
        names = self.picture.class_names
        class_words = self.tr("class {sign}")
        entries = [self.tr("the class read"), self.tr("the true class")]
        entries += [class_words.format(sign=name) for name in names]
        if entries == [self._sign.itemText(place) for place in range(self._sign.count())]:
            return
        with QSignalBlocker(self._sign):
            self._sign.clear()
            self._sign.addItems(entries)
        self._sign.set_letters(_LETTERS)

    def _on_box_current_index_changed(self) -> None:
        self._baseline.setVisible(self._method.currentData() == _GRADIENTS)
        self.live.refresh()
