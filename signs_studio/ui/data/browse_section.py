"""Pictures of one set and one class, or of all, in a grid."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from signs_studio.data.streamed import StreamedPictures
from signs_studio.ui.data.loaded_pictures import load
from signs_studio.ui.forms.card_section import CardSection
from signs_studio.ui.pictures.pictures_model import LabelledPictures, PicturesModel
from signs_studio.ui.pictures.sign_combo_box import SignComboBox
from signs_studio.ui.pictures.tile_delegate import TileDelegate
from signs_studio.ui.pictures.tile_grid import TileGrid
from signs_studio.ui.state.selection import SetName
from signs_studio.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.reading.cancellation import Cancellation
    from signs_studio.ui.pictures.pictures_model import IndexedPictures
    from signs_studio.ui.state.selection import Browsing, Selection
    from signs_studio.ui.widgets.theme import Theme
    from signs_studio.worker.inspection_thread import InspectionThread

_TILE_PX = 72
_LINES = 18
"""Height of the grid, in lines of words."""
_WIDEST_LETTERS = 24
_MAX_LETTERS = 60


class BrowseSection(CardSection):
    """Shows what is looked through.

    Args:
        selection: Has the set, the class and the chosen picture.
        inspection: Reads pictures that are not in memory.
    """

    def __init__(
        self,
        *,
        selection: Selection,
        inspection: InspectionThread,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Pictures"))
        self._selection = selection
        self._inspection = inspection
        self._dataset: Dataset | None = None
        self._reading: Cancellation | None = None
        self._sets = {
            SetName.TRAIN: QPushButton(self.tr("Training")),
            SetName.TEST: QPushButton(self.tr("Test")),
        }
        self._sets[SetName.TRAIN].setToolTip(self.tr("Look through the training pictures"))
        self._sets[SetName.TEST].setToolTip(self.tr("Look through the test pictures"))
        group = QButtonGroup(self)
        row = QHBoxLayout()
        for name, button in self._sets.items():
            button.setObjectName(f"browse_{name}")
            button.setCheckable(True)
            button.clicked.connect(partial(self._on_set_clicked, name))
            group.addButton(button)
            row.addWidget(button)
        self._sign = SignComboBox()
        self._sign.setObjectName("browse_sign")
        self._sign.setAccessibleName(self.tr("Class to look through"))
        self._sign.setToolTip(self.tr("Show the pictures of one class only"))
        self._sign.currentIndexChanged.connect(self._on_sign_current_index_changed)
        self._counts = ElidedLabel()
        self._counts.setObjectName("browse_counts")
        self._counts.setProperty("role", "muted")
        row.addWidget(self._sign, 1)
        row.addStretch(0)
        self._model = PicturesModel(self)
        self._delegate = TileDelegate(self._model, has_predictions=False)
        self._grid = TileGrid(self._model, self._delegate)
        self._grid.setObjectName("browse_grid")
        self._grid.set_tile_px(_TILE_PX)
        self.column.addLayout(row)
        self.column.addWidget(self._counts)
        self.column.addWidget(self._grid)
        self._grid.selectionModel().currentChanged.connect(self._on_grid_current_changed)
        selection.browsing_changed.connect(self._show_browsing)
        selection.picture_changed.connect(self._mark_chosen)
        self._fit()

    def show_data(self, dataset: Dataset) -> None:
        """Shows pictures of a dataset."""
        self._dataset = dataset
        names = dataset.class_names
        self._delegate.set_names(names)
        with QSignalBlocker(self._sign):
            self._sign.clear()
            self._sign.addItem(self.tr("every class"))
            self._sign.addItems(list(names))
        self._sign.set_letters(min(len(max(names, key=len)), _MAX_LETTERS) + 4)
        self._show_browsing()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._grid.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Gives grid and list the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._sign.fit_width(_WIDEST_LETTERS)
        metrics = self.fontMetrics()
        self._sign.setMinimumWidth(metrics.horizontalAdvance("every class") + 3 * metrics.height())
        self._grid.setFixedHeight(_LINES * metrics.height())

    def _show_browsing(self) -> None:
        dataset, browsing = self._dataset, self._selection.browsing
        if dataset is None:
            return
        with QSignalBlocker(self._sign):
            self._sign.setCurrentIndex(0 if browsing.sign is None else browsing.sign + 1)
        self._sets[browsing.of].setChecked(True)
        pictures, labels = _set_of(dataset, browsing)
        if browsing.sign is None:
            places = np.arange(len(labels))
        else:
            places = np.flatnonzero(labels == browsing.sign)
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        is_train = browsing.of is SetName.TRAIN
        self._grid.setAccessibleName(
            self.tr("Training pictures") if is_train else self.tr("Test pictures to look through")
        )
        if isinstance(pictures, StreamedPictures):
            self._model.set_pictures(None, np.empty(0, np.intp))
            self._counts.set_words("")
            self._grid.set_hint(self.tr("The pictures are being read…"))
            self._reading = self._inspection.ask(
                lambda _cancellation: load(pictures, places),
                then=partial(self._show_loaded, dataset, places),
            )
        else:
            self._show_loaded(dataset, places, load(pictures, places))

    def _show_loaded(
        self,
        dataset: Dataset,
        places: NDArray[np.int64],
        loaded: tuple[IndexedPictures, NDArray[np.int64]],
    ) -> None:
        self._reading = None
        pictures, there = loaded
        is_train = self._selection.browsing.of is SetName.TRAIN
        labels = dataset.train_y if is_train else dataset.test_y
        shown = LabelledPictures(pictures=pictures, labels=labels, class_names=dataset.class_names)
        self._model.set_pictures(shown, there.astype(np.intp, copy=False))
        self._grid.set_hint(self.tr("This set holds no picture of this class."))
        self._grid.show_first()
        self._mark_chosen()
        words = (
            self.tr("{count} training pictures") if is_train else self.tr("{count} test pictures")
        )
        words = words.format(count=f"{len(places):,}")
        if len(there) < len(places):
            words += self.tr("; the first {held} are here").format(held=f"{len(there):,}")
        self._counts.set_words(words)

    def _mark_chosen(self) -> None:
        """Marks the chosen picture, if it is shown, without scrolling to it."""
        chosen, of = self._selection.chosen_picture, self._selection.browsing.of
        row = None
        if chosen is not None and chosen.of is of:
            row = self._model.row(chosen.place)
        index = QModelIndex() if row is None else self._model.index(row)
        if index != self._grid.currentIndex():
            self._grid.setAutoScroll(False)
            select = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._grid.selectionModel().setCurrentIndex(index, select)
            self._grid.setAutoScroll(True)

    def _on_grid_current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            picture = self._model.picture(current.row())
            self._selection.choose_picture(picture, self._selection.browsing.of)

    def _on_set_clicked(self, name: SetName) -> None:
        self._selection.browse(replace(self._selection.browsing, of=name))

    def _on_sign_current_index_changed(self, place: int) -> None:
        sign = place - 1 if place > 0 else None
        self._selection.browse(replace(self._selection.browsing, sign=sign))


def _set_of(dataset: Dataset, browsing: Browsing) -> tuple[Pictures | StreamedPictures, Labels]:
    if browsing.of is SetName.TRAIN:
        return dataset.train_x, dataset.train_y
    return dataset.test_x, dataset.test_y
