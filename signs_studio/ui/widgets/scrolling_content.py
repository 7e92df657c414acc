"""The middle of a window, which scrolls where the window is smaller than its words need."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrollingContent(QScrollArea):
    """As large as what is inside, down to what a small screen has; from there on it scrolls.

    So a window never asks for more than its screen, however large the words are, and nothing in it
    is out of reach: the Tab key scrolls to what it goes to.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scrolling_content")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(content)
        # There is nothing to do with it: what is inside has the focus.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Returns the size hint of what is inside."""
        content = self.widget()
        return content.sizeHint() if content is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Of a pane in which one still sees what is scrolled to."""
        letter = self.fontMetrics().height()
        return QSize(8 * letter, 6 * letter)
