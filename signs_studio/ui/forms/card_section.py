"""A section of a card: a line, a heading, and what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.widgets.typography import reading_width


class CardSection(QWidget):
    """One idea of a card.

    Attributes:
        column: Takes what belongs to the section, from the top.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QFrame()
        line.setProperty("role", "line")
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID)
        self.column.addWidget(line)
        self.column.addSpacing(GRID)
        self.column.addWidget(self._heading)

    def set_title(self, title: str) -> None:
        """Takes the heading."""
        self._heading.setText(title)
        self.setAccessibleName(title)


class Prose(QLabel):
    """Words that are read at length, in lines no longer than an eye follows.

    Args:
        object_name: Of the label.
        role: Its look, as in the style sheet; empty for that of words.
        selectable: Whether words can be copied with the mouse.
    """

    def __init__(self, object_name: str, *, role: str = "", selectable: bool = False) -> None:
        super().__init__(wordWrap=True)
        self.setObjectName(object_name)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            self.setProperty("role", role)
        self._fit()

    def heightForWidth(self, width: int) -> int:
        """Returns the height of the words in lines that are no wider than they may be."""
        return super().heightForWidth(min(width, self.maximumWidth()))

    def changeEvent(self, event: QEvent) -> None:
        """Follows another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMaximumWidth(reading_width(self.fontMetrics()))


def words_label(object_name: str, *, role: str = "", selectable: bool = False) -> QLabel:
    """Returns a label whose words are wrapped.

    Args:
        object_name: Of the label.
        role: Its look, as in the style sheet; empty for that of words.
        selectable: Whether words can be copied with the mouse.
    """
    label = QLabel(wordWrap=True)
    label.setObjectName(object_name)
    if role:
        label.setProperty("role", role)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
