"""The picture that is looked into, with its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.data.streamed import StreamedPictures
from signs_studio.ui.state.selection import SetName

if TYPE_CHECKING:
    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.reading.cancellation import Cancellation
    from signs_studio.ui.state.selection import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace


class InspectedPicture(QObject):
    """Follows the chosen picture. One that is not in memory is read first, on another thread.

    Args:
        workspace: Has the selection and the data.

    Signals:
        changed: Any attribute is another.

    Attributes:
        chosen: Which it is; None where none is chosen.
        pixels: (height, width, channels), uint8 in 0..255 or float32 in 0..1; None until they are
            there.
        dataset: What it is of; None before there is any.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._selection = workspace.selection
        self._inspection = workspace.inspection
        self._reading: Cancellation | None = None
        self.chosen: ChosenPicture | None = None
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

    def _follow(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        dataset, chosen = self._controller.dataset, self._selection.chosen_picture
        self.dataset, self.chosen, self.pixels = dataset, chosen, None
        if dataset is not None and chosen is not None:
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
