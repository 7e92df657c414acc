"""The side of the window on which all lessons are listed, with what was solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QPushButton, QVBoxLayout, QWidget

from signs_studio.ui.lessons.lesson_list import LessonList

if TYPE_CHECKING:
    from signs_studio.ui.lessons.progress import Progress
    from signs_studio.ui.theme import Theme


class LessonSide(QWidget):
    """The list, and beneath it a button that clears its ticks while there are any.

    Signals:
        lesson_chosen: A person chose the lesson of this name.
    """

    lesson_chosen = Signal(str)

    def __init__(self, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = progress
        self._list = LessonList(progress)
        self._list.lesson_chosen.connect(self.lesson_chosen)
        self._clear = QPushButton(self.tr("Clear the ticks…"))
        self._clear.setObjectName("lesson_clear_ticks")
        self._clear.setAccessibleName(self.tr("Clear the ticks of all lessons"))
        self._clear.setToolTip(self.tr("Begin anew, as for another class"))
        self._clear.clicked.connect(self._on_clear_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 8, 10, 10)
        layout.addLayout(foot)
        foot.addWidget(self._clear)
        foot.addStretch(1)
        progress.changed.connect(self._show_clear)
        self._show_clear()

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._list.set_theme(theme)

    def show_lesson(self, name: str) -> None:
        """Shows which lesson is open."""
        self._list.show_lesson(name)

    def _show_clear(self) -> None:
        self._clear.setHidden(self._progress.is_empty)

    def _on_clear_clicked(self) -> None:
        answer = QMessageBox.question(
            self,
            self.tr("Clear the ticks"),
            self.tr("Clear the ticks of all lessons? What was solved is forgotten."),
        )
        if answer == QMessageBox.StandardButton.Yes:
            self._progress.clear()
