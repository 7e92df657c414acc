"""The menu of the columns of the list of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from signs_studio.ui.runs.run_columns import COLUMNS, NAME, STAR

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtGui import QAction


class ColumnsMenu(QMenu):
    """Shows which columns a person wants to see; star and name always stay.

    Args:
        chosen: Indices of those that are wanted.

    Signals:
        toggled: The index of a column that is to be shown, or no longer.
    """

    toggled = Signal(int)

    def __init__(self, chosen: Collection[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("columns_menu")
        for index, column in enumerate(COLUMNS):
            if column.name in (STAR, NAME):
                continue
            action = self.addAction(str(column.title))
            action.setCheckable(True)
            action.setChecked(index in chosen)
            action.setData(index)
        self.triggered.connect(self._on_self_triggered)
        self.aboutToHide.connect(self.deleteLater)

    def _on_self_triggered(self, action: QAction) -> None:
        self.toggled.emit(action.data())
