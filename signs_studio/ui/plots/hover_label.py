"""What was read off a plot, in a box over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme


class HoverLabel(QLabel):
    """As large as its words need, in any font.

    Signals:
        resized: It needs another place.
    """

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setObjectName("hover_label")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_table(self, table: str) -> None:
        """Takes its words, as HTML of our own making."""
        self.setText(table)
        self.adjustSize()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self.setStyleSheet(
            f"color: {theme.text}; background: {theme.surface};"
            f" border: 1px solid {theme.border}; padding: 3px"
        )

    def changeEvent(self, event: QEvent) -> None:
        """Takes the room that another font needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.adjustSize()
            self.resized.emit()
