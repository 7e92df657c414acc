"""How the pictures are split into training and test, and how many labels are made wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from signs_studio.data.curated_data import groups_in
from signs_studio.data.split_defaults import SPLIT_SEED
from signs_studio.ui.data.share_slider import ShareSlider
from signs_studio.ui.forms.card_section import CardSection, Prose
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.state.curation_choices import Choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.data.dataset import Dataset
    from signs_studio.ui.state.curation import Curation
    from signs_studio.worker.inspection_thread import InspectionThread

# Further where data was opened with another share.
_TEST_PERCENT = (5, 50)
_NOISE_PERCENT = (0, 40)
_MAX_SEED = 999_999


class SplitSection(CardSection):
    """Sliders whose start gives the data as it was opened.

    Args:
        curation: Has what is chosen, and makes data by it.
        inspection: Finds out which pictures belong together.
    """

    def __init__(
        self, curation: Curation, inspection: InspectionThread, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Split and labels"))
        self._curation = curation
        self._inspection = inspection
        self._original: Dataset | None = None
        self._test = ShareSlider(*_TEST_PERCENT)
        self._test.setObjectName("test_share")
        self._test.setAccessibleName(self.tr("Share of test pictures"))
        self._test.setToolTip(self.tr("How many of all pictures are kept for the test, in percent"))
        self._noise = ShareSlider(*_NOISE_PERCENT)
        self._noise.setObjectName("label_noise")
        self._noise.setAccessibleName(self.tr("Share of wrong training labels"))
        self._noise.setToolTip(
            self.tr("How many training labels are made wrong on purpose, in percent")
        )
        self._test_words, self._noise_words = QLabel(), QLabel()
        self._test_words.setObjectName("test_share_words")
        self._noise_words.setObjectName("label_noise_words")
        self._seed = QLineEdit()
        self._seed.setObjectName("split_seed")
        self._seed.setAccessibleName(self.tr("Seed of the split and of wrong labels"))
        self._seed.setToolTip(
            self.tr("Another seed draws other test pictures, and makes other labels wrong")
        )
        self._seed.setValidator(QIntValidator(0, _MAX_SEED, self._seed))
        self._groups = QCheckBox(self.tr("Keep pictures of one person or burst together"))
        self._groups.setObjectName("keep_groups")
        self._groups.setToolTip(
            self.tr(
                "Pictures whose names tell that they were taken together are all in training, or "
                "all in the test set"
            )
        )
        self._words = Prose("split_words", role="muted")
        self._as_opened = QPushButton(self.tr("As opened"))
        self._as_opened.setObjectName("as_opened")
        self._as_opened.setAccessibleName(self.tr("Take the data as it was opened"))
        self._as_opened.setToolTip(self.tr("Undo the split and the wrong labels"))
        self._lay_out()
        self._test.moved.connect(self._show_words)
        self._noise.moved.connect(self._show_words)
        self._test.chosen.connect(self._choose)
        self._noise.chosen.connect(self._choose)
        self._seed.editingFinished.connect(self._choose)
        self._groups.toggled.connect(self._choose)
        self._as_opened.clicked.connect(self._on_as_opened_clicked)
        self._fit()

    def show_curation(self) -> None:
        """Shows what is chosen, or is to be."""
        original, wanted = self._curation.original, self._curation.wanted
        if original is None:
            return
        if original is not self._original:
            self._original = original
            lowest, highest = _TEST_PERCENT
            self._test.reach(min(lowest, self._start()), max(highest, self._start()))
            self._groups.hide()
            self._inspection.ask(
                lambda _cancellation: groups_in(original),
                then=partial(self._on_thread_grouped, original),
            )
        start = self._start()
        share = wanted.test_share
        self._test.show_percent(start if share is None else round(100 * share))
        self._noise.show_percent(round(100 * wanted.label_noise))
        with QSignalBlocker(self._groups):
            self._groups.setChecked(wanted.keeps_groups)
        if not self._seed.hasFocus() or not self._seed.isModified():
            self._seed.setText(str(wanted.seed))
        self._as_opened.setEnabled(wanted != self._unsplit())
        self._show_words()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps room for the figures of another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for row, (title, slider, words) in enumerate(
            (
                (self.tr("Test pictures"), self._test, self._test_words),
                (self.tr("Wrong labels"), self._noise, self._noise_words),
            )
        ):
            label = QLabel(title)
            label.setBuddy(slider)
            grid.addWidget(label, row, 0)
            grid.addWidget(slider, row, 1)
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(words, row, 2)
        seed = QLabel(self.tr("Seed"))
        seed.setBuddy(self._seed)
        bottom = QHBoxLayout()
        bottom.addWidget(self._seed)
        bottom.addStretch(1)
        bottom.addWidget(self._as_opened)
        grid.addWidget(seed, 2, 0)
        grid.addLayout(bottom, 2, 1, 1, 2)
        self.column.addLayout(grid)
        self.column.addWidget(self._groups)
        self.column.addWidget(self._words)

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self._seed.setFixedWidth(metrics.horizontalAdvance("0" * 7) + 2 * metrics.height())
        for words in (self._test_words, self._noise_words):
            words.setMinimumWidth(metrics.horizontalAdvance("100 %"))

    def _start(self) -> int:
        """Returns where the slider stands for the split with which the data was opened."""
        assert self._original is not None
        test = len(self._original.test_y)
        return round(100 * test / max(1, test + len(self._original.train_y)))

    def _unsplit(self) -> Choices:
        """Returns what is chosen but for this section."""
        wanted = self._curation.wanted
        return Choices(
            class_names=wanted.class_names,
            leaves_copies_out=wanted.leaves_copies_out,
            relabelled=wanted.relabelled,
            left_out=wanted.left_out,
            added=wanted.added,
        )

    def _choose(self) -> None:
        if self._original is None:
            return
        seed = int(self._seed.text() or SPLIT_SEED)
        self._seed.setModified(False)
        percent = self._test.value()
        is_as_opened = percent == self._start() and seed == SPLIT_SEED
        wanted = self._curation.wanted
        choices = replace(
            wanted,
            # No split is without test pictures.
            test_share=None if is_as_opened else max(1, percent) / 100,
            seed=seed,
            keeps_groups=self._groups.isChecked(),
            label_noise=self._noise.value() / 100,
        )
        if choices.label_noise != wanted.label_noise:
            title, key = self.tr("make labels wrong"), "label_noise"
        else:
            title, key = self.tr("change the split"), "split"
        self._curation.change(choices, title=title, merge_key=key)

    def _show_words(self) -> None:
        self._test_words.setText(f"{self._test.value()} %")
        self._noise_words.setText(f"{self._noise.value()} %")
        self._words.setText(self._sentence())

    def _sentence(self) -> str:
        curation = self._curation
        if curation.current is None or curation.is_preparing:
            return self.tr("The pictures are being split…")
        if curation.choices.test_share is None:
            words = self.tr("The pictures are split as they were when the data was opened.")
        else:
            words = self.tr(
                "The test pictures are drawn from all pictures, the same share of every class."
            )
        if curation.choices.leaves_copies_out:
            words += " " + self.tr("Near-copies are left out of them.")
        elif curation.copies_are_back:
            words += " " + self.tr(
                "Near-copies that were left out before are in again: this split has others. Find "
                "them anew."
            )
        if curation.corrections_are_lost:
            words += " " + self.tr(
                "Labels that were corrected in another split, and pictures that were left out of "
                "it, are as they were: undo brings that split back."
            )
        if curation.choices.relabelled:
            corrected = self.tr("Labels that were corrected: {count}.")
            words += " " + corrected.format(count=f"{len(curation.choices.relabelled):,}")
        if curation.choices.left_out:
            left_out = self.tr("Training pictures that are left out: {count}.")
            words += " " + left_out.format(count=f"{len(curation.choices.left_out):,}")
        return words

    def _on_thread_grouped(self, dataset: Dataset, groups: Sequence[str | None] | None) -> None:
        if dataset is self._original:
            self._groups.setVisible(groups is not None)

    def _on_as_opened_clicked(self) -> None:
        self._curation.change(self._unsplit(), title=self.tr("take the split as opened"))
