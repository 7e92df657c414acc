"""The last runs in a table, beneath their curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from signs_studio.data.plain_text import plain_text
from signs_studio.ui.changes import change_words
from signs_studio.ui.plots.pointer import cost_words, percent_words
from signs_studio.ui.recipe_words import describe_recipe, recipe_lines, recipe_title
from signs_studio.ui.wrapping import SOURCE_LIMIT, in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.runs.history import History

_RECIPE, _EPOCHS, _DATA = 1, 2, 6
_WORDS = (0, _RECIPE, _DATA)
"""Columns of words; the others are of numbers."""
_MEASURED_IN_TRAINING = (3, 4)
_WIDEST = {0: "#000", 2: "00,000", 3: "0.00e+00", 4: "100.0", 5: "100.0", _DATA: "Built-in hands"}
"""What each column has room for, but the recipe's, which takes what is left."""
_MOST_HAPPENED = 12
"""Changes and findings that a tooltip has room for."""
_PADDING = 10  # On either side: more than a cell's in the style sheet, and its style's own.


class RunsTable(QTableWidget):
    """Latest run first. A double click asks for a run's recipe.

    The data of each run is shown where there are runs on more than one.

    Signals:
        recipe_wanted: The ``Recipe`` of the row.
    """

    recipe_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 7, parent)
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
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        header = self.horizontalHeader()
        # Measuring the contents at every refresh would cost a run time.
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_RECIPE, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
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
        self._histories: list[History] = []
        self._shown: tuple[int, ...] = ()
        self._fit_font()
        self.cellDoubleClicked.connect(self._on_self_cell_double_clicked)

    def show_runs(self, current: History | None, earlier: Sequence[History]) -> None:
        """Shows the run that is on and those before it."""
        shown_runs = (current, *reversed(earlier))
        self._histories = [history for history in shown_runs if history is not None]
        self.setRowCount(len(self._histories))
        origins = {history.origin for history in self._histories}
        self.setColumnHidden(_DATA, len(origins) < 2)
        self._shown = ()
        for row in range(1, len(self._histories)):
            self._fill(row)
        self.refresh()

    def refresh(self) -> None:
        """Shows the latest numbers of the first run."""
        if not self._histories:
            return
        latest = self._histories[0]
        now = (len(latest), latest.diverged, len(latest.changes), len(latest.findings))
        before, self._shown = self._shown, now
        if now[1:] != before[1:]:
            self._fill(0)
        elif now != before:
            self._show_texts(0, self._number_texts(latest), first=_EPOCHS)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the columns the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def _fill(self, row: int) -> None:
        history = self._histories[row]
        recipe = recipe_title(history.recipe)
        if history.changes:
            recipe = self.tr("Changed: {recipe}").format(recipe=recipe)
        if history.diverged:
            recipe = self.tr("Diverged: {recipe}").format(recipe=recipe)
        numbers = self._number_texts(history)
        self._show_texts(row, [f"#{history.run_id}", recipe, *numbers, history.origin.name])
        tip = self._tip(history, recipe)
        for column in range(self.columnCount()):
            self._cell(row, column).setToolTip(tip)

    def _number_texts(self, history: History) -> list[str]:
        """What changes with every epoch."""
        if not len(history):
            return ["0", "–", "–", "–"]
        shares = (history.series(name)[-1] for name in ("train_accuracy", "test_accuracy"))
        cost = cost_words(history.series("cost")[-1])
        return [f"{len(history):,}", cost, *map(percent_words, shares)]

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

    def _tip(self, history: History, recipe: str) -> str:
        """Returns the tooltip of a run: its recipe, changes and findings in full."""
        short = describe_recipe(history.recipe)
        lines = [
            recipe,
            *([] if short in recipe else [short]),
            *recipe_lines(history.recipe),
            self.tr("Data: {name} ({source})").format(
                name=history.origin.name,
                source=plain_text(history.origin.source, SOURCE_LIMIT),
            ),
        ]
        if history.diverged:
            words = self.tr("In epoch {epoch} the cost was no longer a finite number.")
            lines.append(words.format(epoch=f"{len(history) + 1:,}"))
        happened = [change_words(history.recipe, change) for change in history.changes]
        happened += [
            self.tr("Epoch {epoch}: {message}").format(
                epoch=f"{finding.epoch + 1:,}", message=finding.message
            )
            for finding in history.findings
        ]
        lines += happened[:_MOST_HAPPENED]
        if len(happened) > _MOST_HAPPENED:
            lines.append(self.tr("And {count} more.").format(count=len(happened) - _MOST_HAPPENED))
        lines.append(self.tr("Double click to take this recipe."))
        return in_lines("\n".join(lines))

    def _fit_font(self) -> None:
        metrics = self.fontMetrics()
        title = self.horizontalHeaderItem(_RECIPE)
        if title is not None:
            least = metrics.horizontalAdvance(title.text()) + 3 * _PADDING
            self.horizontalHeader().setMinimumSectionSize(least)
        for column, widest in _WIDEST.items():
            title = self.horizontalHeaderItem(column)
            words = (widest, title.text() if title is not None else "")
            width = max(metrics.horizontalAdvance(text) for text in words)
            self.setColumnWidth(column, width + 2 * _PADDING)

    def _on_self_cell_double_clicked(self, row: int, _column: int) -> None:
        self.recipe_wanted.emit(self._histories[row].recipe)


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Words to the left, numbers to the right."""
    side = Qt.AlignmentFlag.AlignLeft if column in _WORDS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
