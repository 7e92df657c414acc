"""The chosen picture with its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from signs_studio.ui.state.selection import PictureReference, SetName

if TYPE_CHECKING:
    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.reading.cancellation import Cancellation
    from signs_studio.ui.state.selection import Selection
    from signs_studio.worker.inspection_thread import InspectionThread
    from signs_studio.worker.run_controller import RunController


class ShownPicture(NamedTuple):
    """A picture that a view shows.

    Attributes:
        reference: Which it is.
        pixels: (height, width, channels), uint8 in 0..255 or float32 in 0..1; None until they are
            there.
        true_class: Index of its class.
    """

    reference: PictureReference
    pixels: Pictures | None
    true_class: int


class ChosenPicture(QObject):
    """Follows the selection. A picture that is not in memory is read first, on another thread.

    Args:
        controller: Has the data.
        selection: Says which picture it is.
        inspection: Reads it.

    Signals:
        changed: Any attribute is another.

    Attributes:
        chosen: Which it is; None where none is chosen.
        pixels: (height, width, channels), uint8 in 0..255 or float32 in 0..1; None until they are
            there.
        dataset: What it is of; None before there is any.
    """

    changed = Signal()

    def __init__(
        self,
        controller: RunController,
        *,
        selection: Selection,
        inspection: InspectionThread,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._selection = selection
        self._inspection = inspection
        self._reading: Cancellation | None = None
        self.chosen: PictureReference | None = None
        self.pixels: Pictures | None = None
        self.dataset: Dataset | None = None
        self._selection.picture_changed.connect(self._follow)
        self._controller.data_changed.connect(self._follow)
        self._follow()

    @property
    def true_class(self) -> int | None:
        """Index of its class; None where no picture is chosen."""
        if self.chosen is None or self.dataset is None:
            return None
        is_train = self.chosen.of is SetName.TRAIN
        labels = self.dataset.train_y if is_train else self.dataset.test_y
        return int(labels[self.chosen.place])

    @property
    def class_names(self) -> tuple[str, ...]:
        """One name per class."""
        return () if self.dataset is None else self.dataset.class_names

    def or_first(self) -> ShownPicture | None:
        """Returns the chosen picture, or else the first test picture; None where there is none."""
        if self.dataset is None:
            return None
        true_class = self.true_class
        if self.chosen is not None and true_class is not None:
            return ShownPicture(self.chosen, self.pixels, true_class)
        if not len(self.dataset.shown_x):
            return None
        first = PictureReference(of=SetName.TEST, place=0)
        return ShownPicture(first, self.dataset.shown_x[0], int(self.dataset.test_y[0]))

    def _follow(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        dataset, chosen = self._controller.dataset, self._selection.chosen_picture
        self.dataset, self.chosen, self.pixels = dataset, chosen, None
        if dataset is not None and chosen is not None:
            # It brings NumPy, which the data has brought by now.
            from signs_studio.data.streamed import StreamedPictures

            is_train = chosen.of is SetName.TRAIN
            pictures = dataset.train_x if is_train else dataset.test_x
            if chosen.place >= len(pictures):
                # Of other data, which the selection is about to forget.
                self.chosen = None
            elif isinstance(pictures, StreamedPictures):
                self._reading = self._inspection.ask(
                    lambda _cancellation: pictures[[chosen.place]][0], then=self._show
                )
            else:
                self.pixels = pictures[chosen.place]
        self.changed.emit()

    def _show(self, pixels: Pictures) -> None:
        self._reading = None
        self.pixels = pixels
        self.changed.emit()
