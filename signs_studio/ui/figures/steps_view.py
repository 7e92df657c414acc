"""A list that ticks as each thing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from signs_studio.figures import Steps
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.widgets.tick_list import TickList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.widgets.theme import Theme


class StepsView(FigureView[Steps]):
    """A mark and words for each step."""

    grows = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = TickList(
            done=self.tr("Done"),
            not_done=self.tr("Not done yet"),
            text_format=Qt.TextFormat.PlainText,
            prefix="step_",
        )
        self._layout.addWidget(self._steps)
        self._layout.addStretch(1)

    def show_figure(self, figure: Steps) -> None:
        """Shows which steps are done."""
        self._show_title(figure.title)
        self._steps.show_entries([step for step, _ in figure.steps])
        self._steps.show_done([n for n, (_, is_done) in enumerate(figure.steps) if is_done])

    def set_theme(self, theme: Theme) -> None:
        """Colours the ticks."""
        self._steps.set_theme(theme)
