"""The row over the list of runs: search, filter, comparison, undo, and the room runs take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QToolButton, QWidget

from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.ui.state.run_entry import RunEntry

_SEARCHED_FROM = 6
"""Runs from which on they are no longer seen at a glance."""
_SEARCH_LETTERS = 18
_LIMITS = (0, 20, 50, 100, 500, 1000)
_MEGABYTE = 1e6


class ListBar(QWidget):
    """Shows what can be done with the whole list; what is of no use takes no room.

    Signals:
        asked: Other words are searched for, or other data.
        compare_wanted: The ticked runs are to be compared.
        undo_wanted: What was removed last is to come back.
        limit_chosen: How many runs are to be kept; 0 for all.

    Attributes:
        only_this_data: Checked where only runs of the data that is open are listed.
    """

    asked = Signal()
    compare_wanted = Signal()
    undo_wanted = Signal()
    limit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_bar")
        self._search = QLineEdit()
        self._search.setObjectName("search_runs")
        self._search.setAccessibleName(self.tr("Search in the runs"))
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setToolTip(self.tr("Words of a name, a note, a recipe or of data"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self.asked)
        self.only_this_data = QPushButton(self.tr("Only this data"))
        self.only_this_data.setObjectName("only_this_data")
        self.only_this_data.setCheckable(True)
        self.only_this_data.setToolTip(self.tr("List only runs that learnt from what is open"))
        self.only_this_data.toggled.connect(self.asked)
        self._undo = QPushButton()
        self._undo.setObjectName("undo_remove")
        self._undo.clicked.connect(self.undo_wanted)
        self._compare = QPushButton()
        self._compare.setObjectName("compare_runs")
        self._compare.clicked.connect(self.compare_wanted)
        self._store = QToolButton()
        self._store.setObjectName("kept_runs")
        self._store.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._store.setToolTip(self.tr("How many runs are kept, and the room that they take"))
        self._limits = QMenu(self._store)
        self._limits.setObjectName("kept_runs_menu")
        self._limit_actions = self._add_limits()
        self._store.setMenu(self._limits)
        row = WrappingRow()
        row.setContentsMargins(8, 2, 8, 2)
        row.addWidget(self._search)
        row.addWidget(self.only_this_data)
        row.addWidget(self._undo)
        row.add_from_right(self._compare)
        row.add_from_right(self._store)
        self.setLayout(row)

    @property
    def search(self) -> str:
        """Words that are searched for."""
        return self._search.text()

    def show_list(
        self, *, count: int, has_other_data: bool, ticked: int, removed: Sequence[RunEntry]
    ) -> None:
        """Shows what is of use.

        Args:
            count: Runs in all, listed or not.
            has_other_data: Whether they learnt from more than what is open.
            ticked: How many are ticked.
            removed: Those that undo would bring back.
        """
        self._search.setVisible(count >= _SEARCHED_FROM or bool(self.search))
        metrics = self.fontMetrics()
        self._search.setFixedWidth(_SEARCH_LETTERS * metrics.averageCharWidth() + metrics.height())
        self.only_this_data.setVisible(has_other_data or self.only_this_data.isChecked())
        self._undo.setVisible(bool(removed))
        if len(removed) == 1:
            self._undo.setText(self.tr("Undo: remove {run}").format(run=removed[0].name))
        elif removed:
            self._undo.setText(self.tr("Undo: remove {count} runs").format(count=len(removed)))
        self._compare.setVisible(ticked > 1)
        self._compare.setText(self.tr("Compare {count} runs").format(count=ticked))
        self.setVisible(count > 1 or bool(removed))

    def show_store(
        self, *, count: int, disk_bytes: int, limit: int, refused: Sequence[str]
    ) -> None:
        """Shows the room that kept runs take.

        Args:
            count: How many there are.
            disk_bytes: Their room.
            limit: How many are kept; 0 for all.
            refused: Why each of others cannot be read.
        """
        self._store.setVisible(bool(count or refused))
        words = self.tr("{count} kept, {size} MB")
        size = disk_bytes / _MEGABYTE
        self._store.setText(
            words.format(count=f"{count:,}", size=f"{size:,.0f}" if size >= 10 else f"{size:.1f}")
        )
        for number, action in self._limit_actions.items():
            action.setChecked(number == limit)
        lines = [self.tr("How many runs are kept, and the room that they take"), *refused[:5]]
        self._store.setToolTip("\n".join(lines))

    def _add_limits(self) -> dict[int, QAction]:
        title = self._limits.addAction(self.tr("The oldest go first; runs with a star stay"))
        title.setEnabled(False)
        self._limits.addSeparator()
        group = QActionGroup(self._limits)
        actions = {}
        for number in _LIMITS:
            words = self.tr("Keep {count} at most") if number else self.tr("Keep all")
            action = group.addAction(words.format(count=f"{number:,}"))
            action.setCheckable(True)
            action.setData(number)
            self._limits.addAction(action)
            actions[number] = action
        group.triggered.connect(self._on_group_triggered)
        return actions

    def _on_group_triggered(self, action: QAction) -> None:
        self.limit_chosen.emit(action.data())
