"""A list that ticks as each thing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from signs_studio.lessons.figures import Steps
from signs_studio.ui.lessons.figure_view import FigureView
from signs_studio.ui.lessons.tick_mark import TickMark

if TYPE_CHECKING:
    from signs_studio.ui.theme import Theme


class StepsView(FigureView[Steps]):
    """A mark and words for each step."""

    grows = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._rows: list[tuple[TickMark, QLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._layout.addLayout(self._grid)
        self._layout.addStretch(1)

    def show_figure(self, figure: Steps) -> None:
        """Shows which steps are done; those of the same number change in place."""
        self._show_title(figure.title)
        while len(self._rows) > len(figure.steps):
            for widget in self._rows.pop():
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        while len(self._rows) < len(figure.steps):
            mark, words = TickMark(), QLabel(wordWrap=True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            if self._theme is not None:
                mark.set_theme(self._theme)
            row = len(self._rows)
            self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
            self._rows.append((mark, words))
        for (mark, words), (step, is_done) in zip(self._rows, figure.steps, strict=True):
            mark.set_done(is_done, words=self.tr("Done") if is_done else self.tr("Not done yet"))
            words.setText(step)

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._theme = theme
        for mark, _ in self._rows:
            mark.set_theme(theme)
