"""Starts and stops a study, and shows how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from signs_studio.ui.state.study import Study


class StudyBar(QWidget):
    """A row of choices with a button, a line of progress, and why there is no answer.

    Args:
        study: What is started and stopped.
        title: Of the button that starts it.
        object_name: Of that button.

    Signals:
        started: The button was clicked; whoever knows the question starts the study.
    """

    started = Signal()

    def __init__(
        self, study: Study, *, title: str, object_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._study = study
        self._title = title
        self._button = QPushButton(title)
        self._button.setObjectName(object_name)
        self._button.clicked.connect(self._on_button_clicked)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setAccessibleName(title)
        self._words = Prose(f"{object_name}_words")
        self._why_not = ""
        self._row = WrappingRow()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._row)
        layout.addWidget(self._progress)
        layout.addWidget(self._words)
        study.changed.connect(self.refresh)
        self.refresh()

    def add_choice(self, title: str, widget: QWidget) -> None:
        """Adds a choice and its name to the row."""
        pair = QWidget()
        layout = QHBoxLayout(pair)
        layout.setContentsMargins(0, 0, 0, 0)
        label = QLabel(title)
        label.setBuddy(widget)
        layout.addWidget(label)
        layout.addWidget(widget)
        self._row.addWidget(pair)

    def set_why_not(self, words: str) -> None:
        """Says why the study cannot be started; empty where it can."""
        if words != self._why_not:
            self._why_not = words
            self.refresh()

    def refresh(self) -> None:
        """Shows the study as it stands."""
        running = self._study.is_running
        self._button.setText(self.tr("Stop") if running else self._title)
        self._button.setEnabled(running or not self._why_not)
        self._progress.setVisible(running)
        if self._study.progress is not None:
            done, of = self._study.progress
            self._progress.setRange(0, of)
            self._progress.setValue(done)
        words = self._study.words or ("" if running else self._why_not)
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def _on_button_clicked(self) -> None:
        if self._study.is_running:
            self._study.stop()
        else:
            self.started.emit()
