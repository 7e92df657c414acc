"""Rows of words and numbers under headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from signs_studio.figures import Table
from signs_studio.numbers import untypeset
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme

_CELL_PADDING, _HEADING_PADDING, _ROW_PADDING = 24, 18, 10
_SHORT = 22
"""Most letters that are read better in a single line."""


class _CellDelegate(QStyledItemDelegate):
    """Draws cells; what follows a number in a line of its own stands beside it, as the lesser.

    Numbers of a column lie under each other, with a slot of one width for what follows them.

    Attributes:
        remarks: Words that follow the numbers of each column that has such, by its index.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.remarks: dict[int, list[str]] = {}
        self._colour = QColor()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours."""
        self._colour = QColor(theme.muted)

    def slot_width(self, column: int, font: QFont) -> int:
        """Returns the width of what follows the numbers of a column; 0 where nothing does."""
        words = self.remarks.get(column)
        if not words:
            return 0
        metrics = QFontMetrics(font)
        return max(map(metrics.horizontalAdvance, words)) + metrics.horizontalAdvance("0")

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draws a cell."""
        slot = self.slot_width(index.column(), option.font)
        if not slot:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        number, _, remark = str(index.data()).partition("\n")
        style, table = cell.widget.style(), cell.widget
        place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, table)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, cell, table) + 1
        place.adjust(margin, 0, -margin, 0)
        cell.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, table)
        painter.save()
        painter.setFont(cell.font)
        painter.setPen(cell.palette.text().color())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place.adjusted(0, 0, -slot, 0), right, number)
        painter.setPen(self._colour)
        painter.drawText(place, right, remark)
        painter.restore()


class TableView(FigureView[Table]):
    """Words to the left, numbers to the right."""

    grows = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = 0
        self._table = QTableWidget()
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.setObjectName("lesson_table")
        self._table.setFrameShape(QFrame.Shape.NoFrame)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)  # Tab goes on, not from cell to cell.
        self._table.setAlternatingRowColors(True)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setMinimumSectionSize(1)
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        self._cells = _CellDelegate(self._table)
        self._table.setItemDelegate(self._cells)
        self._set_body(self._table)
        self._table.viewport().installEventFilter(self)

    def show_figure(self, figure: Table) -> None:
        """Shows rows under headings."""
        self._show_title(figure.title)
        self._table.setAccessibleName(figure.title)
        self._table.setColumnCount(len(figure.headings))
        self._table.setRowCount(len(figure.rows))
        self._cells.remarks = {}
        for column, heading in enumerate(figure.headings):
            cells = [row[column] for row in figure.rows]
            side = Qt.AlignmentFlag.AlignRight
            parts = [cell.partition("\n") for cell in cells]
            are_numbers = bool(cells) and all(is_number(number) for number, _, _ in parts)
            remarks = [remark for _, _, remark in parts if remark]
            if not are_numbers:
                side = Qt.AlignmentFlag.AlignLeft
            elif remarks:
                self._cells.remarks[column] = remarks
            item = QTableWidgetItem(heading)
            alignment = side.value | Qt.AlignmentFlag.AlignVCenter.value
            # An alignment cannot say that words are broken into lines; the role of it can.
            item.setData(
                Qt.ItemDataRole.TextAlignmentRole, alignment | Qt.TextFlag.TextWordWrap.value
            )
            self._table.setHorizontalHeaderItem(column, item)
            for row, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(in_lines(words))
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(row, column, item)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """The style sheet colours all but what follows numbers."""
        self._cells.set_theme(theme)
        self._table.viewport().update()

    def least_width(self) -> int:
        """So wide that only sentences are broken into lines."""
        metrics = self._table.fontMetrics()
        short = metrics.averageCharWidth() * _SHORT
        return sum(min(width, max(least, short)) for width, least in self._widths())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Gives the columns the room there is, as soon as there is more or less of it."""
        if event.type() == QEvent.Type.Resize and self._table.viewport().width() != self._room:
            self._fit()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Makes rows as high as the words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _widths(self) -> list[tuple[int, int]]:
        """Returns the width that each column would like to have, and that of its longest word."""
        words_of = self._table.fontMetrics().horizontalAdvance
        found = []
        for column in range(self._table.columnCount()):
            items = [self._table.item(row, column) for row in range(self._table.rowCount())]
            cells = [self._table.horizontalHeaderItem(column), *items]
            slot = self._cells.slot_width(column, self._table.font())
            if slot:
                heading = self._table.horizontalHeaderItem(column)
                numbers = [item.text().partition("\n")[0] for item in items if item is not None]
                least = max(map(words_of, numbers)) + slot
                words = heading.text() if heading is not None else ""
                found.append((max(least, words_of(words)) + _CELL_PADDING, least + _CELL_PADDING))
                continue
            texts = [line for cell in cells if cell is not None for line in cell.text().split("\n")]
            natural = max(map(words_of, texts), default=0)
            longest = max((words_of(word) for text in texts for word in text.split(" ")), default=0)
            found.append((natural + _CELL_PADDING, longest + _CELL_PADDING))
        return found

    def _fit(self) -> None:
        """Columns as wide as their words, the rest shared; long words are broken."""
        widths = self._widths()
        if not widths:
            return
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._table.setMinimumWidth(sum(least for _, least in widths))
        self._room = self._table.viewport().width()
        spare = self._room - sum(width for width, _ in widths)
        if spare < 0:
            least = [each for _, each in widths]
            beyond = [width - each for width, each in widths]
            more = fitted(beyond, max(self._room - sum(least), 0))
            shared = [one + other for one, other in zip(least, more, strict=True)]
        else:
            shared = [width + spare // len(widths) for width, _ in widths]
        # All of the room, to the last pixel: a header that stretches its last column does so later,
        # when rows are as high already as its words had needed before.
        shared[-1] += max(self._room - sum(shared), 0)
        for column, width in enumerate(shared):
            header.resizeSection(column, width)
        columns = range(len(shared))
        headings = [self._table.horizontalHeaderItem(column) for column in columns]
        header.setFixedHeight(self._height_of(headings, shared, padding=_HEADING_PADDING))
        heights = []
        # Not left to Qt, which breaks lines in more room than it then paints them in.
        for row in range(self._table.rowCount()):
            cells = [self._table.item(row, column) for column in columns]
            heights.append(self._height_of(cells, shared, padding=_CELL_PADDING))
            self._table.setRowHeight(row, heights[-1])
        # All rows are seen: what is around the figure is scrolled, and not the figure too.
        self._table.setFixedHeight(header.height() + sum(heights) + 4)

    def _height_of(
        self, cells: list[QTableWidgetItem | None], widths: list[int], *, padding: int
    ) -> int:
        """Returns the height of a row in which all words are whole, in columns so wide."""
        metrics = self._table.fontMetrics()
        highest = metrics.height()
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            room = QRect(0, 0, width - padding, 1000)
            flags = Qt.TextFlag.TextWordWrap.value
            if cell is not None:
                words = cell.text()
                if column in self._cells.remarks:
                    words, _, _ = words.partition("\n")
                highest = max(highest, metrics.boundingRect(room, flags, words).height())
        return highest + _ROW_PADDING


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
    """Returns True if words are a number, with or without a unit, or say that there is none."""
    plain = words.strip().rstrip("%").replace(",", "")
    try:
        float(untypeset(plain))
    except ValueError:
        return plain in ("", "–")
    return True
