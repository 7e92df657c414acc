"""The view that compares the ticked runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from signs_studio.ui.comparison.compared_runs import (
    comparison_table,
    differences_words,
    training_words,
)
from signs_studio.ui.comparison.pair_section import PairSection
from signs_studio.ui.comparison.run_chips import RunChips
from signs_studio.ui.comparison.scatter_section import ScatterSection
from signs_studio.ui.figures.table_view import TableView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.forms.scrolled_form import RING, ScrolledForm

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from signs_studio.ui.state.run_entry import RunEntry
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_WIDEST_LETTERS = 120
_TABLE_RUNS = 6
"""Runs that have a column; more would be too narrow to be read."""


class CompareView(ScrolledForm):
    """Sections beneath one another. While it is hidden, nothing is computed for it.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_view")
        self.setAccessibleName(self.tr("Comparison"))
        self._library = workspace.library
        self._selection = workspace.selection
        self._colours = workspace.run_colours
        self._chips = RunChips()
        self._words = Prose("differences_words")
        self._table = TableView()
        self._training = Prose("training_words", role="muted")
        self._left_out = Prose("left_out_words", role="muted")
        self._pair = PairSection(workspace)
        self._scatter = ScatterSection()
        self._column = QWidget()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(2 * GRID - RING, 2 * GRID - RING, 2 * GRID - RING, 3 * GRID)
        layout.setSpacing(2 * GRID)
        self._sections = (
            self._chips,
            self._words,
            self._table,
            self._training,
            self._left_out,
            self._pair,
            self._scatter,
        )
        for section in self._sections:
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(self._column)
        self._fit()

    def show_runs(self) -> None:
        """Compares the ticked runs, as soon as the view is seen."""
        if not self.isVisible():
            return
        ticked = self._selection.ticked_runs
        entries = [entry for entry in self._library.entries if entry.key in ticked]
        entries = [entry for entry in entries if entry.recipe is not None]
        is_pair = len(entries) > 1
        for section in self._sections:
            section.setVisible(is_pair or section is self._words)
        if not is_pair:
            self._words.setText(
                self.tr(
                    "Choose two runs or more in the list below, and they are compared here: hold "
                    "Ctrl and click on them."
                )
            )
            return
        self._chips.show_runs(entries, self._colours.by_key)
        self._show_table(entries[-_TABLE_RUNS:])
        left_out = len(entries) - _TABLE_RUNS
        self._left_out.setVisible(left_out > 0)
        words = self.tr("The table shows the last {count}; {left_out} more are chosen.")
        self._left_out.setText(words.format(count=_TABLE_RUNS, left_out=left_out))
        self._scatter.show_runs(entries)
        self._pair.show_runs(entries)

    def show_progress(self) -> None:
        """Shows the latest numbers and answers of the run on show, where it is one of them."""
        if self.isVisible() and self._library.is_current_in(self._selection.ticked_runs):
            self._library.refresh_current()
            self.show_runs()

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours, and the room that its words need by now."""
        for section in (self._table, self._pair, self._scatter):
            section.set_theme(theme)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Shows what has changed while it was hidden."""
        super().showEvent(event)
        self.show_runs()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps lines as long as another font can be read in."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _show_table(self, entries: list[RunEntry]) -> None:
        found = [self._library.record_of(entry.key) for entry in entries]
        records = [record for record in found if record is not None]
        # Those that are read yet come later; then this is called again.
        if len(records) == len(entries):
            self._words.setText(differences_words(records))
            self._table.show_figure(comparison_table(entries, records))
            self._training.setText(training_words(entries, records))
        self._training.setVisible(bool(self._training.text()))

    def _fit(self) -> None:
        self._column.setMaximumWidth(_WIDEST_LETTERS * self.fontMetrics().averageCharWidth())
        self.fit_width()
