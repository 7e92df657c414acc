"""Rows of words and numbers under headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from signs_studio.lessons.pictures import Table
from signs_studio.ui.lessons.picture_view import PictureView

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from signs_studio.ui.theme import Theme

_ROWS_SHOWN = 16


class TableView(PictureView[Table]):
    """Words to the left, numbers to the right."""

    grows = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = QTableWidget()
        self._table.setObjectName("lesson_table")
        self._table.setFrameShape(QFrame.Shape.NoFrame)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self._table.setShowGrid(False)
        self._table.setAlternatingRowColors(True)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setMinimumSectionSize(1)
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(True)
        self._set_body(self._table)

    def show_picture(self, picture: Table) -> None:
        """Shows rows under headings."""
        self._show_title(picture.title)
        self._table.setAccessibleName(picture.title)
        self._table.setColumnCount(len(picture.headings))
        self._table.setRowCount(len(picture.rows))
        for column, heading in enumerate(picture.headings):
            cells = [row[column] for row in picture.rows if column < len(row)]
            side = Qt.AlignmentFlag.AlignRight
            if not cells or not all(map(is_number, cells)):
                side = Qt.AlignmentFlag.AlignLeft
            item = QTableWidgetItem(heading)
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self._table.setHorizontalHeaderItem(column, item)
            for row, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(row, column, item)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """The style sheet colours it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the columns the room there is."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Makes rows as high as the words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Columns as wide as their words, the rest shared; long words are broken."""
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._table.resizeColumnsToContents()
        widths = [header.sectionSize(column) for column in range(self._table.columnCount())]
        room = self._table.viewport().width()
        spare = room - sum(widths)
        for column, width in enumerate(fitted(widths, room) if spare < 0 else widths):
            header.resizeSection(column, width + max(spare, 0) // len(widths))
        self._table.resizeRowsToContents()
        heights = [self._table.rowHeight(row) for row in range(self._table.rowCount())]
        needed = header.sizeHint().height() + sum(heights[:_ROWS_SHOWN]) + 4
        self._table.setMinimumHeight(needed)
        all_rows = header.sizeHint().height() + sum(heights) + 4
        self._table.setMaximumHeight(max(all_rows, needed))


def fitted(widths: list[int], room: int) -> list[int]:
    """Widths that share the room: narrow columns keep theirs, wide ones give way.

    Args:
        widths: What each would like.
        room: What there is for all, less than that.
    """
    left, open_columns = room, sorted(range(len(widths)), key=lambda n: widths[n])
    result = list(widths)
    while open_columns:
        share = max(left // len(open_columns), 1)
        narrowest = open_columns.pop(0)
        result[narrowest] = min(widths[narrowest], share)
        left -= result[narrowest]
    return result


def is_number(words: str) -> bool:
    """Whether words are a number, with or without a sign of what it counts, or nothing yet."""
    plain = words.strip().rstrip("%").replace("−", "-").replace(",", "")
    try:
        float(plain)
    except ValueError:
        return not plain
    return True
