"""The test pictures and what the network says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from signs_studio.numbers import format_percent_digits
from signs_studio.runs.predictions import predict_classes, telling_picture, turned
from signs_studio.ui.pictures.filter_bar import FilterBar
from signs_studio.ui.pictures.filtering import filter_pictures
from signs_studio.ui.pictures.inspector import Inspector
from signs_studio.ui.pictures.picture_grid import PictureGrid
from signs_studio.ui.pictures.pictures_model import LabelledPictures, PicturesModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.events import Snapshot
    from signs_studio.runs.predictions import Predictions
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme


class PicturesPanel(QWidget):
    """A grid of the test pictures, and beneath it the chosen one looked at closely.

    Args:
        selection: Has the chosen picture and the filter.

    Attributes:
        model: The pictures as they are filtered and sorted.
        epoch: That of the predictions, counted from 1; None where there are none.
        counts_words: How many pictures there are, and how many of them are read correctly.
    """

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictures_panel")
        self._selection = selection
        self._dataset: Dataset | None = None
        self._probabilities: NDArray[np.float32] | None = None
        self._predictions: Predictions | None = None
        self._inspected: int | None = None
        self.model = PicturesModel(self)
        self.epoch: int | None = None
        self.counts_words = ""
        self._filter_bar = FilterBar(selection)
        self._grid = PictureGrid(self.model, selection)
        self._grid.setObjectName("picture_grid")
        self._grid.setAccessibleName(self.tr("Test pictures"))
        self._inspector = Inspector()
        self._filter_bar.tile_px_chosen.connect(self._grid.set_tile_px)
        selection.filter_changed.connect(self._on_selection_filter_changed)
        selection.picture_changed.connect(self._inspect)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._filter_bar)
        layout.addWidget(self._grid, 1)
        layout.addWidget(self._inspector)
        self._inspector.hide()
        self._show_words()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._filter_bar.set_theme(theme)
        self._grid.set_theme(theme)
        self._inspector.set_theme(theme)

    def show_data(self, dataset: Dataset | None) -> None:
        """Shows the test pictures of a dataset, without predictions; None where there are none yet.

        The selection has forgotten the pictures of another dataset by then.
        """
        self._dataset, self._probabilities, self._predictions = dataset, None, None
        self._inspected = None
        names = () if dataset is None else dataset.class_names
        self._filter_bar.set_signs(names)
        self._grid.set_names(names)
        shown = None
        if dataset is not None:
            shown = LabelledPictures(
                pictures=dataset.shown_x, labels=dataset.test_y, class_names=names
            )
        self.model.set_pictures(shown, self._filtered())
        self._grid.mark_chosen()
        self._inspector.clear()
        self._inspector.setHidden(dataset is None)
        self._inspect()
        self._set_epoch(None)
        self._show_turned(None, None)
        self._grid.show_first()
        self._show_words()

    def show_snapshot(self, snapshot: Snapshot | None, *, is_past: bool = False) -> None:
        """Shows what a snapshot says of the pictures, or, with None, that nothing is said yet.

        A snapshot of other data, come late, is passed over. Filter, order, choice and place of the
        scroll bar stay. Call it as often as the screen can follow: it takes milliseconds.

        Args:
            snapshot: The predictions.
            is_past: Whether they are of an epoch that is looked back at.
        """
        dataset = self._dataset
        if dataset is None:
            return
        before, epoch = self._predictions, None
        if snapshot is None:
            self._probabilities, self._predictions = None, None
        elif snapshot.probabilities.shape == (len(dataset.test_y), dataset.classes):
            self._probabilities = snapshot.probabilities
            self._predictions = predict_classes(snapshot.probabilities, dataset.test_y)
            epoch = snapshot.epoch + 1
        else:
            return
        self._set_epoch(epoch, is_past=is_past)
        self._show_turned(before, self._predictions)
        self._show_filtered()
        self._inspect()

    def pixels(self, picture: int) -> NDArray[Any]:
        """Returns a picture that is shown, (height, width, channels) uint8 or float32 in 0..1."""
        assert self._dataset is not None  # without it no picture is shown
        pixels: NDArray[Any] = self._dataset.shown_x[picture]
        return pixels

    def _set_epoch(self, epoch: int | None, *, is_past: bool = False) -> None:
        self.epoch = epoch
        self._filter_bar.counts.set_epoch(epoch, is_past=is_past)

    def _on_selection_filter_changed(self) -> None:
        self._show_filtered()
        self._inspect()
        self._grid.show_first()

    def _filtered(self) -> NDArray[np.intp]:
        if self._dataset is None:
            return np.empty(0, dtype=np.intp)
        pictures = filter_pictures(
            self._selection.grid_filter, labels=self._dataset.test_y, predictions=self._predictions
        )
        return pictures[pictures < len(self._dataset.shown_x)]

    def _show_filtered(self) -> None:
        self.model.set_predictions(self._predictions, self._filtered())
        # A picture that the filter hid is chosen still: when it comes back, it is marked again.
        self._grid.mark_chosen()
        self._show_words()

    def _show_turned(self, before: Predictions | None, after: Predictions | None) -> None:
        """Shows what has turned since the pictures were read before."""
        if before is None or after is None:
            self._filter_bar.counts.show_turned(to_right=0, to_wrong=0)
            self._grid.show_turned(frozenset())
            return
        change = turned(before, after)
        self._filter_bar.counts.show_turned(to_right=len(change.to_right), to_wrong=change.to_wrong)
        self._grid.show_turned(frozenset(change.to_right.tolist()))

    def _chosen_picture(self) -> int | None:
        """The chosen one, where it is of the test pictures that can be looked at here."""
        chosen, dataset = self._selection.test_picture, self._dataset
        is_here = chosen is not None and dataset is not None and chosen < len(dataset.shown_x)
        return chosen if is_here else None

    def _picture_to_inspect(self) -> int | None:
        """The chosen one; until then one among those shown that tells most."""
        chosen = self._chosen_picture()
        if chosen is not None or self._dataset is None:
            return chosen
        shown = self.model.pictures
        if not len(shown):
            shown = np.arange(len(self._dataset.shown_x))
        if self._predictions is not None and len(shown):
            return telling_picture(self._predictions, shown)
        return int(shown[0]) if len(shown) else None

    def _inspect(self) -> None:
        picture = self._picture_to_inspect()
        if self._dataset is None or picture is None:
            return
        if picture != self._inspected:
            self._inspected = picture
            self._inspector.show_picture(self._dataset.shown_x[picture])
        said = None if self._probabilities is None else self._probabilities[picture]
        self._inspector.show_prediction(
            self.model.tile(picture),
            is_chosen=self._chosen_picture() is not None,
            true_class=int(self._dataset.test_y[picture]),
            class_names=self._dataset.class_names,
            probabilities=said,
            of_shown=self._leaves_some_out(),
        )

    def _leaves_some_out(self) -> bool:
        """Returns True if an error may be elsewhere than among the pictures to inspect."""
        assert self._dataset is not None
        is_part = len(self._dataset.shown_x) < len(self._dataset.test_y)
        # Where nothing is shown, all are there to inspect.
        wanted = self._selection.grid_filter
        of_one_class = wanted.sign is not None or wanted.predicted is not None
        return is_part or (of_one_class and self.model.rowCount() > 0)

    def _show_words(self) -> None:
        if self._dataset is None:
            self._set_counts("")
            self._grid.set_hint(self.tr("The test pictures appear here once they are ready."))
            return
        count, shown = len(self._dataset.test_y), self.model.rowCount()
        right = 0 if self._predictions is None else int(np.count_nonzero(self._predictions.right))
        filtered = self._selection.grid_filter.leaves_out
        if filtered and self._predictions is None:
            words = self.tr("{shown} of {count} test pictures shown")
        elif filtered:
            words = self.tr("{shown} of {count} shown, {share} % right")
        elif self._predictions is None:
            words = self.tr("{count} test pictures")
        else:
            words = self.tr("{right} of {count} read correctly ({share} %)")
        words = words.format(
            shown=f"{shown:,}",
            count=f"{count:,}",
            right=f"{right:,}",
            share=format_percent_digits(right / max(1, count)),
        )
        held = len(self._dataset.shown_x)
        if held < count:
            words += self.tr("; the first {held} are here").format(held=f"{held:,}")
        self._set_counts(words)
        self._grid.set_hint(self._why_empty())

    def _set_counts(self, words: str) -> None:
        self.counts_words = words
        self._filter_bar.counts.set_counts(words)

    def _why_empty(self) -> str:
        wanted = self._selection.grid_filter
        if wanted.wrong_only and self._predictions is None:
            return self.tr(
                "No picture has been read yet, so that none is wrong: choose All to see them."
            )
        if wanted.predicted is not None and self._predictions is None:
            return self.tr("No picture has been read yet: choose All to see them.")
        if wanted.predicted is not None:
            return self.tr("No picture is read so.")
        if wanted.wrong_only and wanted.sign is not None:
            return self.tr("No picture of this sign is read wrongly.")
        if wanted.wrong_only:
            return self.tr("Every picture is read correctly.")
        return self.tr("The test set holds no picture of this sign.")
