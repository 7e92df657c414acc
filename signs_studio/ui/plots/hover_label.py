"""Numbers of every run at one epoch, in a box over a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme


class HoverLabel(QLabel):
    """As large as its words need, in any font.

    Args:
        parent: The plot that it lies over.

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

    def place(self, line: float, *, plot: QRectF, at_bottom: bool) -> None:
        """Moves it beside a line, on the side where there is room.

        Args:
            line: Of the line, in pixels from the left of its parent.
            plot: The part of its parent with the curves.
            at_bottom: True if it should lie at the lower edge of the plot, not at the upper.
        """
        parent = self.parentWidget()
        assert parent is not None  # it is made with one
        gap = parent.fontMetrics().averageCharWidth()
        right = line + gap + self.width() <= plot.right()
        x = line + gap if right else max(plot.left(), line - gap - self.width())
        y = plot.bottom() - gap - self.height() if at_bottom else plot.top() + gap
        # Large words have no room beside the axes: over them they are whole.
        x, y = min(x, parent.width() - self.width()), min(y, parent.height() - self.height())
        self.move(round(max(x, 0.0)), round(max(y, 0.0)))

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
