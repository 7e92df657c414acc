"""The side of the window on which all lessons are listed, with what was solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from signs_studio.ui.lessons.lesson_list import LessonList
from signs_studio.ui.widgets.confirmation import ask

if TYPE_CHECKING:
    from signs_studio.ui.lessons.progress import Progress
    from signs_studio.ui.widgets.theme import Theme


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
        clear = QPushButton(self.tr("Clear the ticks…"))
        clear.setObjectName("lesson_clear_ticks")
        clear.setAccessibleName(self.tr("Clear the ticks of all lessons"))
        clear.setToolTip(self.tr("Begin anew, as for another class"))
        clear.clicked.connect(self._on_clear_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list, 1)
        self._foot = QWidget()
        layout.addWidget(self._foot)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(10, 8, 10, 10)
        row.addWidget(clear)
        row.addStretch(1)
        progress.changed.connect(self._show_foot)
        self._show_foot()

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._list.set_theme(theme)

    def show_lesson(self, name: str) -> None:
        """Shows which lesson is open."""
        self._list.show_lesson(name)

    def _show_foot(self) -> None:
        self._foot.setHidden(self._progress.is_empty)

    def _on_clear_clicked(self) -> None:
        ask(
            self,
            self.tr("Clear the ticks"),
            self.tr("Clearing the ticks forgets what was solved in all lessons."),
            verb=self.tr("Clear the ticks"),
            keep=self.tr("Keep them"),
            then=self._progress.clear,
        )
