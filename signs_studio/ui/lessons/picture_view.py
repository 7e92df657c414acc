"""What all views of a lesson's pictures have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from signs_studio.ui.theme import Theme

P = TypeVar("P")


class PictureView(QWidget, Generic[P]):
    """A picture beneath its title. Shown another one of its kind, it changes in place.

    Signals:
        number_chosen: A field's name, and the number that a person chose for it in the picture.
    """

    number_chosen = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "heading")
        self._heading = QHBoxLayout()
        self._heading.setSpacing(12)
        self._heading.addWidget(self._title, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(self._heading)

    def show_picture(self, picture: P) -> None:
        """Shows a picture."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        raise NotImplementedError
