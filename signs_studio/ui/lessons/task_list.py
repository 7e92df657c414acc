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
        self._rows: list[tuple[TickMark, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._theme = theme
        for mark, _ in self._rows:
            mark.set_theme(theme)

    def show_tasks(self, tasks: Sequence[str]) -> None:
        """Shows tasks, Markdown each, none of them solved."""
        while len(self._rows) > len(tasks):
            for widget in self._rows.pop():
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        while len(self._rows) < len(tasks):
            self._add_row()
        for (_, words), task in zip(self._rows, tasks, strict=True):
            words.setText(task)
        self.show_solved(())

    def show_solved(self, solved: Collection[int]) -> None:
        """Shows which of them are solved, from 0."""
        for place, (mark, _) in enumerate(self._rows):
            is_solved = place in solved
            words = self.tr("Solved") if is_solved else self.tr("Not solved yet")
            mark.set_done(is_solved, words=words)

    def _add_row(self) -> None:
        row = len(self._rows)
        mark, words = TickMark(), QLabel(wordWrap=True)
        mark.setObjectName(f"task_{row}")
        if self._theme is not None:
            mark.set_theme(self._theme)
        words.setTextFormat(Qt.TextFormat.MarkdownText)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)
        self._rows.append((mark, words))
