"""A sentence on what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from signs_studio.figures import Note
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.widgets.typography import reading_width

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from signs_studio.ui.widgets.theme import Theme


class NoteView(FigureView[Note]):
    """Words on a quiet ground."""

    grows = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title.hide()
        self._words = QLabel(wordWrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setProperty("role", "note")
        self._layout.addWidget(self._words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves empty at the right what would make lines too long to read."""
        super().resizeEvent(event)
        room = event.size().width() - reading_width(self._words.fontMetrics())
        self._layout.setContentsMargins(0, 0, max(room, 0), 0)

    def show_figure(self, figure: Note) -> None:
        """Shows a sentence."""
        self._words.setText(figure.text)

    def set_theme(self, theme: Theme) -> None:
        """The style sheet colours it."""
