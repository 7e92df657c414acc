"""The last runs in a table, beneath their curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from signs_studio.recipe.fields import format_number
from signs_studio.recipe.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.recipe.settings import Recipe
    from signs_studio.runs.history import History


class RunsTable(QTableWidget):
    """Latest run first. A double click asks for a run's recipe.

    Signals:
        recipe_wanted: The ``Recipe`` of the row.
    """

    recipe_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 6, parent)
        self.setObjectName("runs_table")
        self.setAccessibleName(self.tr("Runs"))
        self.setToolTip(self.tr("Double click a run to take its recipe"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("Run"),
                self.tr("Recipe"),
                self.tr("Epochs"),
                self.tr("Cost"),
                self.tr("Train %"),
                self.tr("Test %"),
            ]
        )
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for column in range(self.columnCount()):
            title = self.horizontalHeaderItem(column)
            if title is not None:
                title.setTextAlignment(_alignment(column))
        self._histories: list[History] = []
        self._shown = (-1, False)
        self.cellDoubleClicked.connect(self._on_self_cell_double_clicked)

    def show_runs(self, current: History | None, earlier: Sequence[History]) -> None:
        """Shows the run that is on and those before it."""
        shown = (current, *reversed(earlier))
        self._histories = [history for history in shown if history is not None]
        self.setRowCount(len(self._histories))
        self._shown = (-1, False)
        for row in range(1, len(self._histories)):
            self._fill(row)
        self.refresh()

    def refresh(self) -> None:
        """Shows the latest numbers of the first run."""
        if not self._histories:
            return
        latest = self._histories[0]
        if (len(latest), latest.diverged) != self._shown:
            self._shown = len(latest), latest.diverged
            self._fill(0)

    def _fill(self, row: int) -> None:
        history = self._histories[row]
        recipe = describe_recipe(history.recipe)
        if history.diverged:
            recipe = self.tr("Diverged: {recipe}").format(recipe=recipe)
        texts = [f"#{history.run_id}", recipe, f"{len(history):,}"]
        if len(history):
            cost = f"{history.series('cost')[-1]:.4g}"
            accuracies = [
                f"{100 * history.series(name)[-1]:.1f}"
                for name in ("train_accuracy", "test_accuracy")
            ]
            texts += [cost, *accuracies]
        else:
            texts += ["–", "–", "–"]
        for column, text in enumerate(texts):
            item = self.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                item.setTextAlignment(_alignment(column))
                self.setItem(row, column, item)
            if item.text() != text:
                item.setText(text)

    def _on_self_cell_double_clicked(self, row: int, _column: int) -> None:
        self.recipe_wanted.emit(self._histories[row].recipe)


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Words to the left, numbers to the right."""
    side = Qt.AlignmentFlag.AlignLeft if column < 2 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def describe_recipe(recipe: Recipe) -> str:
    """A recipe in a few words: "25-12 relu, Adam 1e-4, seed 1"."""
    sizes = "-".join(str(layer.units) for layer in recipe.layers)
    activations = ", ".join(dict.fromkeys(layer.activation for layer in recipe.layers))
    network = f"{sizes} {activations}" if recipe.layers else "softmax alone"
    rate = format_number(recipe.learning_rate)
    return f"{network}, {OPTIMIZERS[recipe.optimizer.name].title} {rate}, seed {recipe.seed}"
