"""Two runs side by side: which reads better, and the pictures on which they disagree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QWidget

from signs_studio.diagnosis.comparison import compare_predictions
from signs_studio.runs.predictions import predict_classes
from signs_studio.runs.record import DataReference
from signs_studio.ui.comparison.answers_delegate import AnswersDelegate
from signs_studio.ui.comparison.answers_model import AnswersModel, RunAnswers
from signs_studio.ui.forms.card_section import CardSection, Prose
from signs_studio.ui.pictures.pictures_model import LabelledPictures
from signs_studio.ui.pictures.tile_grid import TileGrid
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping_row import WrappingRow
from signs_studio.wording.comparison import comparison_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.diagnosis.comparison import Comparison
    from signs_studio.runs.predictions import Predictions
    from signs_studio.ui.state.run_entry import RunEntry
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_NAME_LETTERS = 16
_TILE_LETTERS = 15
_LINES = 22
"""Height of the grid, in lines of words."""

_Asked = tuple[str, int]
"""Key of a run, and after how many epochs."""


class PairSection(CardSection):
    """Compares two of the ticked runs, picture by picture.

    One grid shows what both read in each picture: with a grid for each, a person would look to and
    fro between the same pictures.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Two runs, picture by picture"))
        self._controller = workspace.controller
        self._library = workspace.library
        self._colours = workspace.run_colours
        self._selection = workspace.selection
        self._entries: Sequence[RunEntry] = ()
        self._known: dict[_Asked, NDArray[np.float32] | None] = {}
        self._comparison: Comparison | None = None
        self._answers: tuple[RunAnswers, ...] = ()
        self._shown_set: tuple[Dataset, LabelledPictures] | None = None
        self._boxes = tuple(self._box(name) for name in ("first_run", "second_run"))
        self._words = Prose("comparison_words")
        self._buttons = {name: QPushButton() for name in ("first", "second", "disagreed")}
        self._chosen = "disagreed"
        group = QButtonGroup(self)
        row, kinds = WrappingRow(), WrappingRow()
        for layout in (row, kinds):
            layout.setContentsMargins(0, 0, 0, 0)
        with_word = QLabel(self.tr("with"))
        for widget in (self._boxes[0], with_word, self._boxes[1]):
            row.addWidget(widget)
        for name, button in self._buttons.items():
            button.setObjectName(f"answers_{name}")
            button.setCheckable(True)
            button.setChecked(name == self._chosen)
            button.clicked.connect(partial(self._show_kind, name))
            group.addButton(button)
            kinds.addWidget(button)
        self._kinds = QWidget()
        self._kinds.setLayout(kinds)
        self._model = AnswersModel(self)
        self._grid = TileGrid(self._model, AnswersDelegate(self._model))
        self._grid.setObjectName("answers_grid")
        self._grid.setAccessibleName(self.tr("Pictures on which the two runs differ"))
        self._grid.set_hint(self.tr("There is no such picture."))
        self._grid.clicked.connect(self._on_grid_clicked)
        self.column.addLayout(row)
        self.column.addWidget(self._words)
        self.column.addWidget(self._kinds)
        self.column.addWidget(self._grid)
        self._fit()

    def show_runs(self, entries: Sequence[RunEntry]) -> None:
        """Compares two of these runs, the latest last: those that were, or else the last two."""
        keys = [entry.key for entry in entries]
        before = [box.currentData() for box in self._boxes]
        wanted = before if all(key in keys for key in before) else keys[-2:]
        self._entries = entries
        for box, key in zip(self._boxes, wanted, strict=True):
            with QSignalBlocker(box):
                box.clear()
                for entry in entries:
                    box.addItem(entry.name, entry.key)
                box.setCurrentIndex(keys.index(key))
        self.compare()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._grid.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the grid the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def compare(self) -> None:
        """Compares the two as they are by now, as soon as what they read is there."""
        by_key = {entry.key: entry for entry in self._entries}
        pair = [by_key[box.currentData()] for box in self._boxes]
        dataset = self._controller.dataset
        why_not = self._why_not(pair, dataset)
        if why_not or dataset is None:
            self._say(why_not)
            return
        found = [self._probabilities(entry) for entry in pair]
        if not all(each in self._known for each in found):
            return  # They are read; then it is called again.
        read = [self._known[each] for each in found]
        for entry, probabilities in zip(pair, read, strict=True):
            if probabilities is None or len(probabilities) != len(dataset.test_y):
                words = self.tr("Of {run} it is not known what it read in each picture.")
                self._say(words.format(run=entry.name))
                return
        predictions = [predict_classes(each, dataset.test_y) for each in read if each is not None]
        self._show_comparison(pair, predictions, dataset)

    # ---- inside

    def _why_not(self, pair: Sequence[RunEntry], dataset: Dataset | None) -> str:
        first, second = pair
        if first.key == second.key:
            return self.tr("Choose two runs to compare them.")
        if not first.origin.is_same(second.origin):
            return self.tr("They learnt from different data: there are no pictures in common.")
        if dataset is None or not first.origin.is_same(DataReference.of(dataset)):
            words = self.tr("Open {data} to see what they read in its pictures.")
            return words.format(data=first.origin.name)
        return ""

    def _probabilities(self, entry: RunEntry) -> _Asked:
        """Has what a run reads in the test pictures put into what is known."""
        record, snapshot = self._controller.record, self._controller.snapshot
        if record is not None and record.key == entry.key and snapshot is not None:
            asked = entry.key, snapshot.epoch + 1
            self._known[asked] = snapshot.probabilities
            return asked
        asked = entry.key, entry.progress.kept_epochs
        if asked not in self._known:
            self._library.read(
                entry.key,
                lambda run: run.probabilities(asked[1] - 1) if asked[1] else None,
                then=partial(self._on_probabilities_read, asked),
                otherwise=partial(self._on_probabilities_read, asked, None),
            )
        return asked

    def _on_probabilities_read(
        self, asked: _Asked, probabilities: NDArray[np.float32] | None
    ) -> None:
        self._known[asked] = probabilities
        self.compare()

    def _say(self, words: str) -> None:
        """Says something in place of a comparison."""
        self._comparison = None
        self._words.setText(words)
        self._kinds.hide()
        self._grid.hide()

    def _show_comparison(
        self, pair: Sequence[RunEntry], predictions: Sequence[Predictions], dataset: Dataset
    ) -> None:
        first, second = pair
        comparison = self._comparison = compare_predictions(*predictions)
        self._words.setText(
            str(comparison_message(comparison, first=first.name, second=second.name))
        )
        only = self.tr("Only {run} is right: {count}")
        counts = len(comparison.first_only), len(comparison.second_only)
        self._buttons["first"].setText(only.format(run=first.name, count=counts[0]))
        self._buttons["second"].setText(only.format(run=second.name, count=counts[1]))
        self._buttons["disagreed"].setText(
            self.tr("They disagree: {count}").format(count=len(comparison.disagreed))
        )
        colours = self._colours.by_key
        self._answers = tuple(
            RunAnswers(
                run=entry.name,
                predictions=predicted,
                # Of the run on show, that of its test curve: these are test pictures.
                colour=colours[entry.key][-1] if entry.key in colours else "",
            )
            for entry, predicted in zip(pair, predictions, strict=True)
        )
        if self._shown_set is None or self._shown_set[0] is not dataset:
            shown = LabelledPictures(
                pictures=dataset.shown_x, labels=dataset.test_y, class_names=dataset.class_names
            )
            self._shown_set = dataset, shown
        self._kinds.show()
        self._grid.show()
        self._show_kind(self._chosen)

    def _show_kind(self, name: str) -> None:
        self._chosen = name
        comparison = self._comparison
        if comparison is None or self._shown_set is None:
            return
        pictures = {
            "first": comparison.first_only,
            "second": comparison.second_only,
            "disagreed": comparison.disagreed,
        }
        dataset, shown = self._shown_set
        # Of a test set in a file only the first pictures can be looked at.
        seen = pictures[name][pictures[name] < len(dataset.shown_x)]
        self._model.show_answers(shown, self._answers, seen)

    def _box(self, name: str) -> QuietComboBox:
        box = QuietComboBox()
        box.setSizeAdjustPolicy(
            QuietComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        box.setMinimumContentsLength(_NAME_LETTERS)
        box.setObjectName(name)
        box.setAccessibleName(self.tr("Run to compare"))
        box.currentIndexChanged.connect(self.compare)
        return box

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self._grid.set_tile_px(_TILE_LETTERS * metrics.averageCharWidth())
        self._grid.setFixedHeight(_LINES * metrics.height())

    def _on_grid_clicked(self) -> None:
        self._selection.choose_picture(self._model.picture(self._grid.currentIndex().row()))
