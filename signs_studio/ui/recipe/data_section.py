"""The data that is open, and how to open other data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.widgets.wrapping import SOURCE_LIMIT, breakable, in_lines
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset


class DataSection(QWidget):
    """Says what data is open.

    Signals:
        open_clicked: A person wants to choose a file.
        hands_clicked: A person wants the built-in hands.
        card_clicked: A person wants to see more of the data.
    """

    open_clicked = Signal()
    hands_clicked = Signal()
    card_clicked = Signal()

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
        card_button = QPushButton(self.tr("Data card"))
        card_button.setObjectName("data_card_button")
        card_button.setAccessibleName(self.tr("Show the data card"))
        card_button.setToolTip(
            self.tr("Look through the pictures, split them, and find near-copies among them")
        )
        card_button.clicked.connect(self.card_clicked)
        row = WrappingRow()
        row.setContentsMargins(0, 0, 0, 0)
        for button in (open_button, hands_button, card_button):
            row.addWidget(button)
        buttons = QWidget()
        buttons.setLayout(row)
        layout = QVBoxLayout(self)
        # Words begin a step of the grid further in than the folds beneath.
        layout.setContentsMargins(GRID, 0, 0, 0)
        layout.setSpacing(GRID)
        for widget in (heading, self._name, self._counts, buttons):
            layout.addWidget(widget)
        self.show_data(None)

    def show_data(self, dataset: Dataset | None) -> None:
        """Shows what is open; None while the first pictures are on their way."""
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
        self._counts.setText(breakable(words))


def _plain_label(object_name: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setObjectName(object_name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
