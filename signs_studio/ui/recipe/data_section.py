"""The data that is open, how to open other data, and what becomes of the pictures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.fold_button import Chevron, FoldButton
from signs_studio.ui.widgets.wrapping import SOURCE_LIMIT, breakable, in_lines

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset


class DataSection(QWidget):
    """Says what data is open.

    Signals:
        open_clicked: A person wants to choose a file.
        hands_clicked: A person wants the built-in hands.
    """

    open_clicked = Signal()
    hands_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel(self.tr("Data"))
        heading.setProperty("role", "heading")
        self._name = _plain_label("data_name")
        self._counts = _plain_label("data_counts")
        self._counts.setProperty("role", "muted")
        open_button = QPushButton(self.tr("Open…"))
        open_button.setObjectName("open_data_button")
        open_button.setAccessibleName(self.tr("Open pictures from a file"))
        open_button.setToolTip(
            self.tr("Open pictures in the SIGNS layout (HDF5), or drop a file on the window")
        )
        open_button.clicked.connect(self.open_clicked)
        hands_button = QPushButton(self.tr("Built-in hands"))
        hands_button.setObjectName("built_in_hands_button")
        hands_button.setAccessibleName(self.tr("Use the built-in hands"))
        hands_button.setToolTip(self.tr("Use the pictures of hands that Signs Studio draws"))
        hands_button.clicked.connect(self.hands_clicked)
        self._toggle = FoldButton(self.tr("From pictures to numbers"))
        self._toggle.setObjectName("show_transformations")
        self._toggle.setToolTip(
            self.tr("The three transformations, with the shapes before and after")
        )
        self._toggle.setEnabled(False)
        self._chevron = Chevron()
        self._toggle.toggled.connect(self._on_toggle_toggled)
        self._transformations = _plain_label("transformations")
        self._transformations.setTextFormat(Qt.TextFormat.RichText)
        self._transformations.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(open_button)
        buttons.addWidget(hands_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        # Words begin a step of the grid further in than the fold, as in a folded section.
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        fold = QHBoxLayout()
        fold.addWidget(self._toggle)
        fold.addStretch(1)
        fold.addWidget(self._chevron)
        for label in (heading, self._name, self._counts, self._transformations):
            label.setContentsMargins(GRID, 0, 0, 0)
        buttons.setContentsMargins(GRID, 0, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self._name)
        layout.addWidget(self._counts)
        layout.addLayout(buttons)
        layout.addLayout(fold)
        layout.addWidget(self._transformations)
        self.show_data(None)

    def show_data(self, dataset: Dataset | None) -> None:
        """Shows what is open; None while the first pictures are on their way."""
        self._toggle.setEnabled(dataset is not None)
        if dataset is None:
            self._name.setText(self.tr("The pictures are on their way"))
            # The room that they take: what is beneath does not move when they arrive.
            self._counts.setText("\n")
            return
        height, width, channels = dataset.picture_shape
        self._name.setText(breakable(dataset.name))
        self._name.setToolTip(in_lines(plain_text(dataset.source, SOURCE_LIMIT)))
        counts = self.tr("{train} training + {test} test pictures\n{shape}, {classes} signs")
        words = counts.format(
            train=f"{len(dataset.train_y):,}",
            test=f"{len(dataset.test_y):,}",
            shape=f"{height} × {width} × {channels}",
            classes=dataset.classes,
        )
        self._counts.setText(breakable("\n".join([words, *map(str, dataset.notes)])))
        self._transformations.setText(_transformations_table(dataset))

    def _on_toggle_toggled(self, checked: bool) -> None:
        self._chevron.set_open(checked)
        self._transformations.setVisible(checked)


def _plain_label(object_name: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setObjectName(object_name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _transformations_table(dataset: Dataset) -> str:
    from signs_studio.data.preprocessing import describe_transformations

    parts = []
    previous = ""
    for step in describe_transformations(dataset):
        if step.name != previous:
            name, meaning = escape(step.name), escape(step.meaning)
            parts.append(f"<p style='margin:6px 0 0 0'><b>{name}</b>: {meaning}</p>")
            previous = step.name
        shapes = f"{step.array}<br>{step.before}<br>→ {escape(step.after)}"
        parts.append(f"<p style='margin:2px 0 0 8px'>{shapes}</p>")
    return "".join(parts)
