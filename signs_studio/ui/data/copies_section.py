"""The leak check: a search for near-copies, what it found, and leaving them out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from signs_studio.numbers import NO_BREAK, format_percent
from signs_studio.ui.data.pairs_view import PairsView
from signs_studio.ui.forms.card_section import CardSection, Prose
from signs_studio.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from signs_studio.runs.events import Snapshot
    from signs_studio.ui.state.curation import Curation
    from signs_studio.ui.widgets.theme import Theme
    from signs_studio.worker.inspection_thread import InspectionThread


class CopiesSection(CardSection):
    """Finds near-copies when it is asked to.

    Args:
        curation: Searches for them, and leaves them out.
        inspection: Reads pictures that are not in memory.
    """

    def __init__(
        self, curation: Curation, inspection: InspectionThread, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Near-copies"))
        self._curation = curation
        self._snapshot: Snapshot | None = None
        why = Prose("copies_why", role="muted")
        why.setText(
            self.tr(
                "A test picture that is in training too, or nearly so, does not tell how well the "
                "network reads pictures that it has not seen."
            )
        )
        self._find = QPushButton(self.tr("Find near-copies"))
        self._find.setObjectName("find_copies")
        self._find.setToolTip(
            self.tr("Compare all pictures with one another, however they were cropped or resaved")
        )
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("cancel_copies")
        self._cancel.setAccessibleName(self.tr("Cancel the search for near-copies"))
        self._leave_out = QPushButton()
        self._leave_out.setObjectName("leave_copies_out")
        self._leave_out.setToolTip(
            self.tr(
                "Go on without the test pictures that repeat in training, and without training "
                "pictures that repeat another"
            )
        )
        self._take_back = QPushButton(self.tr("Take them back"))
        self._take_back.setObjectName("take_copies_back")
        self._take_back.setToolTip(self.tr("Learn from and test on all pictures again"))
        self._searching = ElidedLabel()
        self._searching.setObjectName("copies_searching")
        self._progress = QProgressBar()
        self._progress.setObjectName("copies_progress")
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 100)
        self._found = Prose("copies_found")
        self._accuracy = Prose("copies_accuracy")
        self._pairs = PairsView(inspection)
        buttons = QHBoxLayout()
        for button in (self._find, self._cancel, self._leave_out, self._take_back):
            buttons.addWidget(button)
        buttons.addWidget(self._searching, 1)
        buttons.addStretch(0)
        self.column.addWidget(why)
        self.column.addWidget(self._found)
        self.column.addWidget(self._accuracy)
        self.column.addLayout(buttons)
        self.column.addWidget(self._progress)
        self.column.addWidget(self._pairs)
        self._find.clicked.connect(curation.find_copies)
        self._cancel.clicked.connect(curation.cancel_search)
        self._leave_out.clicked.connect(self._on_leave_out_clicked)
        self._take_back.clicked.connect(self._on_take_back_clicked)
        curation.search_changed.connect(self.show_curation)
        self.show_curation()

    def show_curation(self) -> None:
        """Shows what was found, how far a search is, and what is left out."""
        curation = self._curation
        copies, share = curation.copies, curation.search_share
        focused = self.focusWidget()
        had_focus = focused is not None and focused.hasFocus()
        is_searching = share is not None
        is_left_out = curation.choices.leaves_copies_out
        some = copies is not None and bool(len(copies.test_copies) or len(copies.train_repeats))
        self._find.setVisible(copies is None and not is_searching)
        self._cancel.setVisible(is_searching)
        self._progress.setVisible(is_searching)
        self._searching.setVisible(is_searching)
        self._leave_out.setVisible(some and not is_left_out)
        self._leave_out.setText(self._leave_out_words())
        self._leave_out.setEnabled(not curation.is_preparing and not self._repeats_wholly)
        self._take_back.setVisible(some and is_left_out)
        self._take_back.setEnabled(not curation.is_preparing)
        self._found.setVisible(copies is not None)
        self._pairs.setVisible(copies is not None)
        if share is not None:
            self._progress.setValue(round(100 * share))
            words = self.tr("Comparing pictures… {share}")
            self._searching.set_words(words.format(share=format_percent(share, 0)))
        if copies is not None:
            self._found.setText(self._found_words())
        whole = None if curation.current is None else curation.current.whole
        self._pairs.show_copies(copies, whole)
        self._show_accuracy()
        if had_focus and focused is not None and not focused.isVisible():
            # What stands in its place is what there is to do next.
            for button in (self._find, self._cancel, self._leave_out, self._take_back):
                if button.isVisible():
                    button.setFocus()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Shows how many test pictures are read correctly, with near-copies and without."""
        self._snapshot = snapshot
        self._show_accuracy()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._pairs.set_theme(theme)

    def _leave_out_words(self) -> str:
        copies = self._curation.copies
        if copies is None:
            return self.tr("Leave these out")
        # Of both kinds, whichever pairs are on show.
        words = self.tr("Leave these out ({test} test, {train} training)")
        return words.format(
            test=f"{len(copies.test_copies):,}", train=f"{len(copies.train_repeats):,}"
        )

    @property
    def _repeats_wholly(self) -> bool:
        """True if no test picture would be left without those that repeat in training."""
        copies, current = self._curation.copies, self._curation.current
        if copies is None or current is None:
            return False
        return len(copies.test_copies) == len(current.whole.test_y) > 0

    def _found_words(self) -> str:
        copies, current = self._curation.copies, self._curation.current
        assert copies is not None
        assert current is not None
        numbers = {
            "test": f"{len(copies.test_copies):,}",
            "tested": f"{len(current.whole.test_y):,}",
            "repeats": f"{len(copies.train_repeats):,}",
            "pairs": f"{copies.within_train.total:,}",
            "test_pairs": f"{copies.within_test.total:,}",
        }
        if self._curation.choices.leaves_copies_out:
            words = self.tr(
                "Left out: {test} of {tested} test pictures, which repeat in training, and "
                "{repeats} training pictures, which repeat another."
            )
        else:
            words = self.tr(
                "{test} of {tested} test pictures repeat in training. Pairs within training: "
                "{pairs}; within the test set: {test_pairs}."
            )
            if self._repeats_wholly:
                words += " " + self.tr("They are not left out: no test picture would be left.")
        if not copies.complete:
            words += " " + self.tr("There are so many that look alike that some may be missing.")
        return words.format(**numbers)

    def _show_accuracy(self) -> None:
        words = self._accuracy_words()
        self._accuracy.setVisible(bool(words))
        self._accuracy.setText(words)

    def _accuracy_words(self) -> str:
        copies, current, snapshot = self._curation.copies, self._curation.current, self._snapshot
        if copies is None or current is None or snapshot is None:
            return ""
        labels = current.dataset.test_y
        is_left_out = self._curation.choices.leaves_copies_out
        if snapshot.probabilities.shape[0] != len(labels) or not len(copies.test_copies):
            return ""
        right = snapshot.probabilities.argmax(axis=1) == labels
        if is_left_out:
            words = self.tr("Without them, {share} of {count} test pictures are read correctly.")
            return words.format(share=_percent(right), count=f"{len(right):,}")
        is_kept = np.ones(len(right), np.bool_)
        is_kept[copies.test_copies] = False
        words = self.tr(
            "Read correctly: {share} of all {count} test pictures, and {kept_share} of the {kept} "
            "that do not repeat in training."
        )
        return words.format(
            share=_percent(right),
            count=f"{len(right):,}",
            kept_share=_percent(right[is_kept]),
            kept=f"{np.count_nonzero(is_kept):,}",
        )

    def _on_leave_out_clicked(self) -> None:
        choices = replace(self._curation.wanted, leaves_copies_out=True)
        self._curation.change(choices, title=self.tr("leave near-copies out"))

    def _on_take_back_clicked(self) -> None:
        choices = replace(self._curation.wanted, leaves_copies_out=False)
        self._curation.change(choices, title=self.tr("take near-copies back"))


def _percent(right: np.ndarray) -> str:
    return format_percent(float(right.mean()) if len(right) else 0.0, space=NO_BREAK)
