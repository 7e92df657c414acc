"""Base of all views of figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from signs_studio.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme

P = TypeVar("P")


class FigureView(QWidget, Generic[P]):
    """A figure beneath its title. Shown another one of its kind, it changes in place.

    Attributes:
        grows: Whether it is read better the higher it is.

    Signals:
        number_chosen: A field's name, and the number that a person chose for it in the figure.
    """

    number_chosen = Signal(str, float)
    grows = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least_height = 0
        # Not broken into lines: what is makes Qt ask for too much room for all beside it.
        self._title = ElidedLabel()
        self._title.setProperty("role", "heading")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._heading = QHBoxLayout()
        self._heading.setSpacing(12)
        self._layout.addLayout(self._heading)
        self._heading.addWidget(self._title, 1)

    def _show_title(self, words: str) -> None:
        self._title.set_words(words)
        self._title.setVisible(bool(words))

    def _set_body(self, body: QWidget) -> None:
        """Puts the figure itself in its place, where it gets all the room that it can take."""
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._layout.addWidget(body, 1)
        self._layout.addStretch(0)

    def ask_height(self, height: int) -> None:
        """Asks for a height in pixels, and for more where what it shows needs more."""
        if height != self._least_height:
            self._least_height = height
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Returns at least the height that is asked for."""
        needed = super().minimumSizeHint()
        return QSize(needed.width(), max(needed.height(), self._least_height))

    def least_width(self) -> int:
        """Returns the least width beside another figure, in pixels; 0 where any will do."""
        return 0

    def own_width(self) -> int:
        """Returns its own width in pixels; 0 where it takes whatever there is."""
        return 0

    def scale_for(self, width: int, height: int) -> float:
        """Returns the largest scale that its words have room for; inf where it has no words.

        Args:
            width: Of the room, in pixels.
            height: The same.
        """
        del width, height
        return math.inf

    def set_scale(self, scale: float) -> None:
        """Has its words so many times as large as others; it is as high as it is with them."""

    def show_figure(self, figure: P) -> None:
        """Shows a figure."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        raise NotImplementedError
