"""A sentence on what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from signs_studio.lessons.pictures import Note
from signs_studio.ui.lessons.picture_view import PictureView

if TYPE_CHECKING:
    from signs_studio.ui.theme import Theme


class NoteView(PictureView[Note]):
    """Words on a quiet ground."""

    grows = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title.hide()
        self._words = QLabel(wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setProperty("role", "note")
        self._layout.addWidget(self._words)

    def show_picture(self, picture: Note) -> None:
        """Shows a sentence."""
        self._words.setText(picture.text)

    def set_theme(self, theme: Theme) -> None:
        """The style sheet colours it."""
