"""The three transformations from pictures to numbers, with the shapes before and after each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from signs_studio.data.preprocessing import describe_transformations
from signs_studio.ui.forms.card_section import CardSection, words_label
from signs_studio.ui.forms.fields_form import GRID

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.preprocessing import Transformation

_ROWS = 6
_ARROW = "\N{RIGHTWARDS ARROW}"


class TransformationsSection(CardSection):
    """Flatten, normalise, one-hot: each in a sentence, then each array as it was and becomes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transformations")
        self.set_title(self.tr("From pictures to numbers"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self.column.addLayout(self._grid)
        self._meanings = [words_label(f"transformation_{step}") for step in range(_ROWS // 2)]
        self._rows = [
            [words_label(f"transformation_{row}_{part}", selectable=True) for part in range(4)]
            for row in range(_ROWS)
        ]
        for step, meaning in enumerate(self._meanings):
            # A step begins a little apart from the one before.
            meaning.setContentsMargins(0, GRID * bool(step), 0, 0)
            self._grid.addWidget(meaning, 3 * step, 0, 1, 4)
            for half in (0, 1):
                labels = self._rows[2 * step + half]
                for column, label in enumerate(labels):
                    label.setWordWrap(column in (1, 3))
                    if column != 3:
                        label.setProperty("role", "muted")
                    self._grid.addWidget(
                        label, 3 * step + 1 + half, column, Qt.AlignmentFlag.AlignTop
                    )

    def show_data(self, dataset: Dataset) -> None:
        """Shows what becomes of the pictures of a dataset."""
        steps = describe_transformations(dataset)
        for step, meaning in zip(steps[::2], self._meanings, strict=True):
            meaning.setText(f"{step.name}. {step.meaning}")
        for step, labels in zip(steps, self._rows, strict=True):
            _show(step, labels)


def _show(step: Transformation, labels: list[QLabel]) -> None:
    for words, label in zip((step.array, step.before, _ARROW, step.after), labels, strict=True):
        label.setText(words)
