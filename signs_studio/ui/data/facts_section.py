"""The data in a few facts: its name, how many pictures, of what kind, and how they were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.forms.card_section import Prose, words_label
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.fold_button import Chevron, FoldButton
from signs_studio.ui.forms.folded_section import aligned_with_folds
from signs_studio.ui.widgets.wrapping import SOURCE_LIMIT, breakable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.data.dataset import Dataset
    from signs_studio.messages import Message

_TITLE_SCALE = 1.4
"""Size of the name, in that of the words beneath it."""
_UNFOLDED = 3
"""As many files that could not be read are listed without being asked for."""
_LISTED = 200
"""As many are listed at all."""


class FactsSection(QWidget):
    """Says what is open; until something is, that it is on its way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = words_label("card_name", selectable=True)
        self._counts = words_label("card_counts", role="muted", selectable=True)
        self._facts = QWidget()
        grid = QGridLayout(self._facts)
        grid.setContentsMargins(0, GRID, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        self._pictures = words_label("card_pictures", selectable=True)
        self._source = words_label("card_source", selectable=True)
        for row, (title, value) in enumerate(
            ((self.tr("Pictures"), self._pictures), (self.tr("From"), self._source))
        ):
            label = QLabel(title)
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        self._notes = Prose("card_notes", selectable=True)
        self._notes.setContentsMargins(0, GRID, 0, 0)
        self._fold = FoldButton("")
        self._fold.setObjectName("card_skipped_fold")
        self._fold.toggled.connect(self._on_fold_toggled)
        self._chevron = Chevron()
        self._fold_row = QWidget()
        fold = QHBoxLayout(self._fold_row)
        fold.setContentsMargins(0, 0, 0, 0)
        fold.setSpacing(0)
        fold.addWidget(self._fold)
        fold.addWidget(self._chevron)
        fold.addStretch(1)
        self._skipped = Prose("card_skipped", role="muted", selectable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        above = (self._name, self._counts, self._facts, self._notes)
        layout.addLayout(aligned_with_folds(*above, spacing=layout.spacing()))
        layout.addWidget(self._fold_row)
        layout.addLayout(aligned_with_folds(self._skipped))
        self.fit_font()
        self.show_data(None)

    def show_data(self, dataset: Dataset | None) -> None:
        """Shows what is open; None while the first pictures are on their way."""
        is_there = dataset is not None
        for widget in (self._counts, self._facts):
            widget.setVisible(is_there)
        self._show_notes(() if dataset is None else tuple(map(str, dataset.notes)))
        self._show_skipped(() if dataset is None else dataset.skipped)
        if dataset is None:
            self._name.setText(self.tr("The pictures are on their way"))
            return
        source = plain_text(dataset.source, SOURCE_LIMIT)
        self._name.setText(breakable(dataset.name))
        counts = self.tr("{train} training + {test} test pictures of {classes} classes")
        self._counts.setText(
            counts.format(
                train=f"{len(dataset.train_y):,}",
                test=f"{len(dataset.test_y):,}",
                classes=f"{dataset.classes:,}",
            )
        )
        height, width, channels = dataset.picture_shape
        is_bytes = dataset.train_x.dtype == np.uint8
        words = (
            self.tr("{shape}, uint8 0 to 255") if is_bytes else self.tr("{shape}, float32 0 to 1")
        )
        self._pictures.setText(words.format(shape=f"{height} × {width} × {channels}"))
        self._source.setText(breakable(source))

    def fit_font(self) -> None:
        """Has the name stand out by as much in any font."""
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _TITLE_SCALE)
        font.setWeight(QFont.Weight.DemiBold)
        self._name.setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        """Follows another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit_font()

    def _show_notes(self, notes: Sequence[str]) -> None:
        self._notes.setVisible(bool(notes))
        self._notes.setText(breakable("\n".join(f"• {note}" for note in notes)))

    def _show_skipped(self, files: Sequence[Message]) -> None:
        self._fold_row.setVisible(bool(files))
        if len(files) == 1:
            words = self.tr("1 file could not be read")
        else:
            words = self.tr("{count} files could not be read").format(count=f"{len(files):,}")
        self._fold.setText(words)
        self._fold.updateGeometry()
        lines = [f"• {file}" for file in files[:_LISTED]]
        if len(files) > _LISTED:
            words = self.tr("and {count} more")
            lines.append(words.format(count=f"{len(files) - _LISTED:,}"))
        self._skipped.setText(breakable("\n".join(lines)))
        self._fold.setChecked(0 < len(files) <= _UNFOLDED)
        self._on_fold_toggled(self._fold.isChecked())

    def _on_fold_toggled(self, is_open: bool) -> None:
        self._chevron.set_open(is_open)
        self._skipped.setVisible(is_open)
