"""The label detective: a search for labels that seem wrong, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from signs_studio.data.streamed import StreamedPictures
from signs_studio.numbers import NO_BREAK, format_confidence, format_percent
from signs_studio.runs.predictions import Predictions
from signs_studio.ui.data.loaded_pictures import load
from signs_studio.ui.forms.card_section import CardSection, Prose
from signs_studio.ui.pictures.pictures_model import LabelledPictures, PicturesModel
from signs_studio.ui.pictures.tile_delegate import TileDelegate
from signs_studio.ui.pictures.tile_grid import TileGrid
from signs_studio.ui.study_bar import StudyBar

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent

    from signs_studio.data.dataset import Dataset
    from signs_studio.ui.pictures.pictures_model import IndexedPictures, Tile
    from signs_studio.ui.state.curation import Curation
    from signs_studio.ui.state.label_doubts import LabelDoubts
    from signs_studio.ui.widgets.theme import Theme
    from signs_studio.worker.inspection_thread import InspectionThread

_EPOCHS, _MAX_EPOCHS = 40, 10_000
_LEAST_ACCURACY = 0.8
"""Accuracy of the four networks, in 0..1, below which their doubts come with a warning."""
_TILE_PX = 96
_LINES = 20
"""Height of the grid, in lines of words."""


class _DoubtsModel(PicturesModel):
    """Pictures whose labels, not what is read in them, are in doubt."""

    def in_words(self, tile: Tile) -> str:
        """Returns what a picture is labelled as, and what it seems to be."""
        words = self.tr("picture {number}: labelled as {label}, seems to be {seems}, {percent}")
        return words.format(
            number=f"{tile.picture + 1:,}",
            label=tile.sign,
            seems=tile.read_as,
            percent=format_confidence(tile.confidence),
        )


class DoubtsSection(CardSection):
    """Shows doubtful labels as tiles: what a picture is labelled as, and what it seems to be.

    Args:
        doubts: Looks for them.
        curation: Has the data.
        inspection: Reads pictures that are not in memory.
    """

    def __init__(
        self,
        doubts: LabelDoubts,
        *,
        curation: Curation,
        inspection: InspectionThread,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Doubtful labels"))
        self._doubts = doubts
        self._curation = curation
        self._inspection = inspection
        self._shown: tuple[Dataset, list[int]] | None = None
        why = Prose("doubts_why", role="muted")
        why.setText(
            self.tr(
                "Four networks of the recipe learn from three quarters of the training pictures "
                "each, and read the fourth. A label is doubtful where another class is the most "
                "probable one, and no less probable than it is on average for the pictures that "
                "are labelled as it (confident learning, Northcutt et al. 2021)."
            )
        )
        self._epochs = QLineEdit(str(_EPOCHS))
        self._epochs.setObjectName("doubts_epochs")
        self._epochs.setValidator(QIntValidator(1, _MAX_EPOCHS, self._epochs))
        self._epochs.setAccessibleName(self.tr("Epochs of each of the four networks"))
        self._epochs.setToolTip(self.tr("Enough for the network to learn; too many do no harm"))
        self._bar = StudyBar(
            doubts.study, title=self.tr("Find doubtful labels"), object_name="find_doubts"
        )
        self._bar.add_choice(self.tr("Epochs"), self._epochs)
        self._words = Prose("doubts_words")
        self._model = _DoubtsModel(self)
        self._delegate = TileDelegate(self._model, judges=False)
        self._grid = TileGrid(self._model, self._delegate)
        self._grid.setObjectName("doubts_grid")
        self._grid.setAccessibleName(self.tr("Training pictures with doubtful labels"))
        self._grid.set_tile_px(_TILE_PX)
        self._relabel = self._button("relabel", "")
        self._relabel.setToolTip(self.tr("Learn from the chosen picture as what it seems to be"))
        self._leave_out = self._button("leave_doubt_out", self.tr("Leave out"))
        self._leave_out.setToolTip(self.tr("Do not learn from the chosen picture"))
        self._leave_all_out = self._button("leave_doubts_out", "")
        self._take_back = self._button("take_doubts_back", "")
        self._take_back.setToolTip(self.tr("Learn from all pictures with their own labels again"))
        corrections = QHBoxLayout()
        for button in (self._relabel, self._leave_out, self._leave_all_out, self._take_back):
            corrections.addWidget(button)
        corrections.addStretch(1)
        self.column.addWidget(why)
        self.column.addWidget(self._bar)
        self.column.addWidget(self._words)
        self.column.addWidget(self._grid)
        self.column.addLayout(corrections)
        self._bar.started.connect(self._on_bar_started)
        self._relabel.clicked.connect(self._on_relabel_clicked)
        self._leave_out.clicked.connect(self._on_leave_out_clicked)
        self._leave_all_out.clicked.connect(self._on_leave_all_out_clicked)
        self._take_back.clicked.connect(doubts.take_back)
        self._grid.selectionModel().currentChanged.connect(self._show_buttons)
        doubts.changed.connect(self.show_doubts)
        self._fit()
        self.show_doubts()

    def show_doubts(self) -> None:
        """Shows what was found, and what was done about it."""
        self._bar.set_why_not(self._doubts.why_not)
        words = self._found_words()
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._show_pictures()
        self._show_buttons()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._grid.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Gives the grid the room that another font needs."""
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._fit()

    @staticmethod
    def _button(name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        return button

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self._grid.setFixedHeight(_LINES * metrics.height())
        self._epochs.setFixedWidth(metrics.horizontalAdvance("0" * 6) + 2 * metrics.height())

    def _found_words(self) -> str:
        doubts = self._doubts
        if doubts.doubts is None:
            return ""
        accuracy = format_percent(doubts.accuracy, space=NO_BREAK)
        if not doubts.doubts:
            words = self.tr(
                "No label is doubtful. The four networks read {accuracy} of the training pictures "
                "as they are labelled."
            )
            return words.format(accuracy=accuracy)
        words = self.tr(
            "Doubtful: {found} of {pictures} labels, the least probable label first; {open} are "
            "left to be looked at."
        )
        words += " " + self.tr(
            "A class counts from a probability of {low} (“{first}”) to {high} (“{last}”). Beneath "
            "each: its label, what it seems to be, and how probable that is."
        )
        words += " " + (
            self.tr(
                "The four networks read but {accuracy} of the training pictures as they are "
                "labelled, so that most of these labels may be right: search again with more "
                "epochs."
            )
            if doubts.accuracy < _LEAST_ACCURACY
            else self.tr(
                "The four networks read {accuracy} of the training pictures as they are labelled."
            )
        )
        current = self._curation.current
        assert current is not None  # It was searched.
        names, thresholds = current.whole.class_names, doubts.thresholds
        least = min(thresholds, key=lambda sign: thresholds[sign])
        most = max(thresholds, key=lambda sign: thresholds[sign])
        return words.format(
            first=names[least],
            low=format_confidence(thresholds[least]),
            last=names[most],
            high=format_confidence(thresholds[most]),
            found=f"{len(doubts.doubts):,}",
            pictures=f"{len(current.whole.train_y):,}",
            open=f"{len(doubts.open_doubts):,}",
            accuracy=accuracy,
        )

    @property
    def _chosen(self) -> int | None:
        """Place of the chosen picture; None where there is none."""
        index = self._grid.currentIndex()
        return self._model.picture(index.row()) if index.isValid() else None

    def _show_pictures(self) -> None:
        places, current = self._doubts.open_doubts, self._curation.current
        self._grid.setVisible(bool(places))
        if current is None or not places:
            self._shown = None
            return
        if self._shown == (current.whole, places):
            return
        self._shown = current.whole, places
        pictures, order = current.whole.train_x, np.array(places, np.int64)
        if isinstance(pictures, StreamedPictures):
            self._inspection.ask(
                lambda _cancellation: load(pictures, np.sort(order)),
                then=lambda loaded: self._show_loaded(current.whole, places, loaded),
            )
        else:
            self._show_loaded(current.whole, places, load(pictures, order))

    def _show_loaded(
        self,
        whole: Dataset,
        places: list[int],
        loaded: tuple[IndexedPictures, NDArray[np.int64]],
    ) -> None:
        doubts = self._doubts.doubts
        if self._shown != (whole, places) or doubts is None:
            return  # Of data that is gone.
        pictures, there = loaded
        row = max(self._grid.currentIndex().row(), 0)
        held = set(there.tolist())
        order = np.array([place for place in places if place in held], np.intp)
        labels = whole.train_y.copy()
        labels[order] = [doubts[place].given for place in order.tolist()]
        predicted = labels.astype(np.intp)
        predicted[order] = [doubts[place].seems for place in order.tolist()]
        confidence = np.zeros(len(labels), np.float32)
        confidence[order] = [doubts[place].probability for place in order.tolist()]
        self._delegate.set_names(whole.class_names)
        self._model.set_pictures(
            LabelledPictures(pictures=pictures, labels=labels, class_names=whole.class_names), order
        )
        self._model.set_predictions(
            Predictions(predicted=predicted, confidence=confidence, right=predicted == labels),
            order,
        )
        # The one that follows the one that something was done about.
        self._grid.setCurrentIndex(self._model.index(min(row, len(order) - 1)))
        self._show_buttons()

    def _show_buttons(self) -> None:
        doubts, current, chosen = self._doubts, self._curation.current, self._chosen
        places = doubts.open_doubts
        is_open = chosen is not None and chosen in places
        for button in (self._relabel, self._leave_out, self._leave_all_out):
            button.setVisible(bool(places))
        for button in (self._relabel, self._leave_out):
            button.setEnabled(is_open)
        if is_open and current is not None and doubts.doubts is not None and chosen is not None:
            name = current.dataset.class_names[doubts.doubts[chosen].seems]
            self._relabel.setText(self.tr("Relabel as “{name}”").format(name=name))
        words = self.tr("Leave all out ({count})")
        self._leave_all_out.setText(words.format(count=f"{len(places):,}"))
        self._take_back.setVisible(doubts.corrections > 0)
        words = self.tr("Take back ({count})")
        self._take_back.setText(words.format(count=f"{doubts.corrections:,}"))

    def _on_bar_started(self) -> None:
        self._doubts.find(int(self._epochs.text() or _EPOCHS))

    def _on_relabel_clicked(self) -> None:
        if self._chosen is not None:
            self._doubts.relabel(self._chosen)

    def _on_leave_out_clicked(self) -> None:
        if self._chosen is not None:
            self._doubts.leave_out([self._chosen])

    def _on_leave_all_out_clicked(self) -> None:
        self._doubts.leave_out(self._doubts.open_doubts)
