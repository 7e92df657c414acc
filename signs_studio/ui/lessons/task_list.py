"""What to try in a lesson, with a tick where it is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from signs_studio.ui.lessons.tick_mark import TickMark

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from signs_studio.ui.theme import Theme


class TaskList(QWidget):
    """A mark and words for each task."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._marks: list[TickMark] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._theme = theme
        for mark in self._marks:
            mark.set_theme(theme)

    def show_tasks(self, tasks: Sequence[str]) -> None:
        """Shows tasks, Markdown each, none of them solved."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._marks = []
        for row, task in enumerate(tasks):
            mark = TickMark()
            mark.setObjectName(f"task_{row}")
            if self._theme is not None:
                mark.set_theme(self._theme)
            words = QLabel(task, wordWrap=True)
            words.setTextFormat(Qt.TextFormat.MarkdownText)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
            self._marks.append(mark)

    def show_solved(self, solved: Collection[int]) -> None:
        """Shows which of them are solved, from 0."""
        for place, mark in enumerate(self._marks):
            is_solved = place in solved
            words = self.tr("Solved") if is_solved else self.tr("Not solved yet")
            mark.set_done(is_solved, words=words)
