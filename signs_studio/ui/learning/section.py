"""Base of the sections of the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from signs_studio.ui.forms.fields_form import GRID

if TYPE_CHECKING:
    from typing import Any

    from PySide6.QtGui import QShowEvent

    from signs_studio.ui.figures.figure_view import FigureView
    from signs_studio.ui.widgets.theme import Theme


class Section(QWidget):
    """What belongs to one question, from the top; plots are as high as their words need.

    Attributes:
        column: Takes what belongs to it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plots: list[tuple[FigureView[Any], int]] = []
        self._figures: list[FigureView[Any]] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID)

    def add_figure(self, view: FigureView[Any], *, lines: int = 0) -> None:
        """Adds a figure.

        Args:
            view: The figure.
            lines: Its height in lines of words; 0 for that which it needs.
        """
        self._figures.append(view)
        if lines:
            self._plots.append((view, lines))
        self.column.addWidget(view)
        self._fit()

    def refresh(self) -> None:
        """Shows what there is by now; called while it is visible, and when it becomes so."""

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        for view in self._figures:
            view.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Shows what has changed while it was hidden."""
        super().showEvent(event)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Gives plots the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        for view, lines in self._plots:
            view.setFixedHeight(lines * self.fontMetrics().height())

    def _refresh_if_visible(self) -> None:
        if self.isVisible():
            self.refresh()
