"""The last runs in a table, beneath their curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from signs_studio.numbers import format_cost, format_percent_digits
from signs_studio.ui.runs.run_words import run_tip, run_title
from signs_studio.ui.runs.swatch import make_swatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.selection import Selection

_RECIPE, _EPOCHS, _DATA = 1, 2, 6
_WORDS = (0, _RECIPE, _DATA)
"""Columns of words; the others are of numbers."""
_ORDER = (0, 2, 3, 4, 5, _RECIPE, _DATA)
"""From left to right: numbers beside the run that they are of, the recipe where there is room."""
_BEST = {3: min, 4: max, 5: max}
"""Picks the best number of a column."""
_MEASURED_IN_TRAINING = (3, 4)
"""Columns of numbers with dropout and augmentation on."""
_WIDEST = {0: "#000", 2: "00,000", 3: "0.00e+00", 4: "100.0", 5: "100.0", _DATA: "Built-in hands"}
"""Widest text that a column has room for; the recipe's takes what is left."""
_SelectionFlag = QItemSelectionModel.SelectionFlag
_ROW_PADDING = 8
_PADDING = 10  # On either side: more than a cell's in the style sheet, and its style's own.


class RunsTable(QTableWidget):
    """Latest run first. A double click or Enter asks for a run's recipe.

    A swatch beside a run is a piece of its curves. The best numbers of the runs on the latest's
    data are bold.

    The data of each run is shown where there are runs on more than one.

    Args:
        selection: Has the ticked runs, whose rows are selected.

    Signals:
        recipe_wanted: The ``Recipe`` of the row.
    """

    recipe_wanted = Signal(object)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(0, 7, parent)
        self._selection = selection
        self.setObjectName("runs_table")
        self.setAccessibleName(self.tr("Runs"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("Run"),
                self.tr("Recipe"),
                self.tr("Epochs"),
                self.tr("Cost"),
                self.tr("Train %"),
                self.tr("Test %"),
                self.tr("Data"),
            ]
        )
        self.verticalHeader().hide()
        # Rows follow the words, back to smaller ones too.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # The arrow keys go from cell to cell, Tab goes on.
        header = self.horizontalHeader()
        # Measuring the contents at every refresh would cost a run time.
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_RECIPE, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for place, column in enumerate(_ORDER):
            header.moveSection(header.visualIndex(column), place)
        for column in range(self.columnCount()):
            title = self.horizontalHeaderItem(column)
            if title is not None:
                title.setTextAlignment(_alignment(column))
                if column in _MEASURED_IN_TRAINING:
                    title.setToolTip(
                        self.tr(
                            "Measured while training, with dropout and augmentation on: it may be "
                            "worse than the test's"
                        )
                    )
        self._records: list[RunRecord] = []
        self._shown: tuple[int, ...] = ()
        self._colours: Mapping[str, Sequence[str]] = {}
        self._fit_font()
        self.itemSelectionChanged.connect(self._on_self_item_selection_changed)
        selection.ticked_runs_changed.connect(self._show_ticked)
        self.cellDoubleClicked.connect(self._on_self_cell_double_clicked)

    def show_runs(self, current: RunRecord | None, earlier: Sequence[RunRecord]) -> None:
        """Shows the run that is on and those before it; the ticked runs stay selected."""
        at = self.currentIndex()
        at_run = self._records[at.row()].key if at.isValid() else None
        shown_runs = (current, *reversed(earlier))
        with QSignalBlocker(self):
            self._records = [record for record in shown_runs if record is not None]
            self.setRowCount(len(self._records))
            row = self._rows().get(at_run, -1) if at_run is not None else -1
            self.setCurrentCell(row, at.column() if row >= 0 else -1, _SelectionFlag.NoUpdate)
        self._show_ticked()
        origins = [record.origin for record in self._records]
        self.setColumnHidden(_DATA, all(origin.is_same(origins[0]) for origin in origins))
        self._shown = ()
        for row in range(1, len(self._records)):
            self._fill(row)
        self.refresh()

    def refresh(self) -> None:
        """Shows the latest numbers of the first run."""
        if not self._records:
            return
        latest = self._records[0]
        counts = len(latest.changes), len(latest.findings)
        now = (len(latest), latest.kept_epochs, latest.diverged, *counts)
        before, self._shown = self._shown, now
        if now[2:] != before[2:]:
            self._fill(0)
        elif now != before:
            self._show_texts(0, self._number_texts(latest), first=_EPOCHS)
        if now != before:
            self._show_best()

    def show_swatches(self, colours: Mapping[str, Sequence[str]]) -> None:
        """Shows the colours, ``#rrggbb``, of the curves of runs, by their keys."""
        self._colours = colours
        for row in range(len(self._records)):
            self._show_swatch(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes Escape to select none, and Enter to ask for the recipe of the run it is at."""
        match event.key():
            case Qt.Key.Key_Escape if self._selection.ticked_runs:
                self._selection.tick_runs(())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.currentIndex().isValid():
                self.recipe_wanted.emit(self._records[self.currentRow()].recipe)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes a click beside the rows to select none."""
        if not self.indexAt(event.position().toPoint()).isValid():
            self.clearSelection()
        super().mousePressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the columns the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _rows(self) -> dict[str, int]:
        """Returns the row of each run, by its key."""
        return {record.key: row for row, record in enumerate(self._records)}

    def _show_ticked(self) -> None:
        """Selects the rows of the ticked runs, wherever the keys are."""
        rows = self._rows()
        ticked = {rows[key] for key in self._selection.ticked_runs if key in rows}
        model = self.selectionModel()
        if {index.row() for index in model.selectedRows()} == ticked:
            return
        with QSignalBlocker(self):
            self.clearSelection()
            for row in ticked:
                index = self.model().index(row, 0)
                model.select(index, _SelectionFlag.Select | _SelectionFlag.Rows)

    def _fill(self, row: int) -> None:
        record = self._records[row]
        title, numbers = run_title(record), self._number_texts(record)
        self._show_texts(row, [f"#{record.run_id}", title, *numbers, record.origin.name])
        tip = run_tip(record)
        for column in range(self.columnCount()):
            self._cell(row, column).setToolTip(tip)
        self._show_swatch(row)

    def _show_swatch(self, row: int) -> None:
        colours = self._colours.get(self._records[row].key, ())
        height = self.fontMetrics().height()
        self.setIconSize(QSize(height, height))
        self._cell(row, 0).setIcon(
            make_swatch(colours, side=height, ratio=self.devicePixelRatioF())
        )

    def _show_best(self) -> None:
        """Has the best numbers stand out, where there are others to compare them with."""
        origin = self._records[0].origin
        rows = [n for n, h in enumerate(self._records) if len(h) and h.origin.is_same(origin)]
        for column, best_of in _BEST.items():
            numbers = {row: _numbers(self._records[row])[column] for row in rows}
            best = best_of(numbers.values()) if len(rows) > 1 else None
            for row in range(len(self._records)):
                font = QFont(self.font())
                font.setBold(best is not None and numbers.get(row) == best)
                cell = self._cell(row, column)
                if cell.font().bold() != font.bold():
                    cell.setData(Qt.ItemDataRole.FontRole, font if font.bold() else None)

    def _number_texts(self, record: RunRecord) -> list[str]:
        """Returns the texts that change with every epoch."""
        if not len(record):
            return ["0", "–", "–", "–"]
        cost, *accuracies = _numbers(record).values()
        return [f"{len(record):,}", format_cost(cost), *map(format_percent_digits, accuracies)]

    def _show_texts(self, row: int, texts: Sequence[str], *, first: int = 0) -> None:
        """Writes into the cells of a row from the column ``first`` on."""
        for column, text in enumerate(texts, start=first):
            item = self._cell(row, column)
            if item.text() != text:
                item.setText(text)

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        """The item there; made where there was none."""
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(_alignment(column))
            self.setItem(row, column, item)
        return item

    def _fit_font(self) -> None:
        metrics = self.fontMetrics()
        bold_font = QFont(self.font())
        bold_font.setBold(True)
        bold = QFontMetrics(bold_font)
        title = self.horizontalHeaderItem(_RECIPE)
        if title is not None:
            least = metrics.horizontalAdvance(title.text()) + 3 * _PADDING
            self.horizontalHeader().setMinimumSectionSize(least)
        for column, widest in _WIDEST.items():
            title = self.horizontalHeaderItem(column)
            words = (widest, title.text() if title is not None else "")
            width = max(bold.horizontalAdvance(text) for text in words)
            swatch = metrics.height() + 4 if column == 0 else 0
            self.setColumnWidth(column, width + swatch + 2 * _PADDING)
        self.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_PADDING)

    def _on_self_item_selection_changed(self) -> None:
        rows = self.selectionModel().selectedRows()
        self._selection.tick_runs(self._records[index.row()].key for index in rows)

    def _on_self_cell_double_clicked(self, row: int, _column: int) -> None:
        self.recipe_wanted.emit(self._records[row].recipe)


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Words to the left, numbers to the right."""
    side = Qt.AlignmentFlag.AlignLeft if column in _WORDS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _numbers(record: RunRecord) -> dict[int, float]:
    """Cost and accuracies, by column, after the epoch whose weights are kept."""
    names = ("cost", "train_accuracy", "test_accuracy")
    epoch = record.kept_epochs - 1
    return {
        column: float(record.series(name)[epoch]) for column, name in zip(_BEST, names, strict=True)
    }
