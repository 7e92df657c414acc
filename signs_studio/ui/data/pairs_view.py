"""The pairs of near-copies that were found, one kind of them at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from signs_studio.data.streamed import WINDOW_BYTES, StreamedPictures
from signs_studio.ui.data.loaded_pictures import load
from signs_studio.ui.data.pair_delegate import PairDelegate
from signs_studio.ui.data.pairs_model import PairSide, PairsModel
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.pictures.tile_grid import TileGrid
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.near_copies.pairs import CopyPair, CopyPairs, NearCopies
    from signs_studio.data.reading.cancellation import Cancellation
    from signs_studio.ui.widgets.theme import Theme
    from signs_studio.worker.inspection_thread import InspectionThread

_TILE_LETTERS = 30
"""Width of a pair, in average letters: both captions are read in it."""
_LINES = 20

_Set = tuple["Pictures | StreamedPictures", "Labels", str]


class PairsView(QWidget):
    """Buttons for the kinds of pairs, and a grid of those of one kind.

    Args:
        inspection: Reads pictures that are not in memory.
    """

    def __init__(self, inspection: InspectionThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inspection = inspection
        self._reading: Cancellation | None = None
        self._dataset: Dataset | None = None
        self._copies: NearCopies | None = None
        self._kinds = {
            name: QPushButton() for name in ("test_in_train", "within_train", "within_test")
        }
        group = QButtonGroup(self)
        row = WrappingRow()
        row.setContentsMargins(0, 0, 0, 0)
        for name, button in self._kinds.items():
            button.setObjectName(f"copies_{name}")
            button.setCheckable(True)
            button.clicked.connect(partial(self._show_kind, name))
            group.addButton(button)
            row.addWidget(button)
        self._model = PairsModel(self)
        self._grid = TileGrid(self._model, PairDelegate(self._model))
        self._grid.setObjectName("copy_pairs")
        self._grid.setAccessibleName(self.tr("Pairs of near-copies"))
        buttons = QWidget()
        buttons.setLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(buttons)
        layout.addWidget(self._grid)
        self._fit()

    def show_copies(self, copies: NearCopies | None, dataset: Dataset | None) -> None:
        """Shows near-copies in a dataset; None where none were searched for."""
        if copies is self._copies and dataset is self._dataset:
            return
        is_new = copies is not self._copies
        self._copies, self._dataset = copies, dataset
        if copies is None or dataset is None:
            self._model.show_pairs((), None, ())
            return
        words = {
            "test_in_train": self.tr("Test in training: {count}"),
            "within_train": self.tr("Within training: {count}"),
            "within_test": self.tr("Within test: {count}"),
        }
        for name, button in self._kinds.items():
            total = _pairs_of(copies, name).total
            button.setText(words[name].format(count=f"{total:,}"))
        kinds = [name for name in self._kinds if _pairs_of(copies, name).total]
        chosen = next(name for name, button in self._kinds.items() if button.isChecked() or is_new)
        self._show_kind(kinds[0] if is_new and kinds else chosen)

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._grid.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the grid the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self._grid.set_tile_px(_TILE_LETTERS * metrics.averageCharWidth())
        self._grid.setFixedHeight(_LINES * metrics.height())

    def _show_kind(self, name: str) -> None:
        copies, dataset = self._copies, self._dataset
        if copies is None or dataset is None:
            return
        self._kinds[name].setChecked(True)
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        train: _Set = (dataset.train_x, dataset.train_y, self.tr("training"))
        test: _Set = (dataset.test_x, dataset.test_y, self.tr("test"))
        first = train if name == "within_train" else test
        second = test if name == "within_test" else train
        pairs = _pairs_of(copies, name).listed
        self._grid.set_hint(self.tr("No two pictures are nearly the same here."))
        if not isinstance(dataset.train_x, StreamedPictures):
            self._show_sides(pairs, (_side(pairs, 0, first), _side(pairs, 1, second)))
            return
        # As many as are read at a time.
        pairs = pairs[: max(1, WINDOW_BYTES // dataset.train_x.picture_bytes)]
        self._model.show_pairs((), None, ())
        self._reading = self._inspection.ask(
            lambda _cancellation: (_side(pairs, 0, first), _side(pairs, 1, second)),
            then=partial(self._show_sides, pairs),
        )

    def _show_sides(self, pairs: Sequence[CopyPair], sides: tuple[PairSide, PairSide]) -> None:
        self._reading = None
        names = () if self._dataset is None else self._dataset.class_names
        self._model.show_pairs(pairs, sides, names)
        self._grid.show_first()


def _pairs_of(copies: NearCopies, name: str) -> CopyPairs:
    pairs = {
        "test_in_train": copies.test_in_train,
        "within_train": copies.within_train,
        "within_test": copies.within_test,
    }
    return pairs[name]


def _side(pairs: Sequence[CopyPair], end: int, of: _Set) -> PairSide:
    """Returns one side of pairs; pictures that are not in memory are read."""
    pictures, labels, title = of
    places = np.unique(np.array([pair[end] for pair in pairs], np.int64))
    return PairSide(pictures=load(pictures, places)[0], labels=labels, set_title=title)
