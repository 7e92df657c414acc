"""What a run read in the test pictures after any of its epochs, also while it is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.runs.events import Snapshot
from signs_studio.runs.store.layout import PREDICTIONS
from signs_studio.runs.store.prediction_rows import PredictionRows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.runs.store.keeper import RunKeeper


class KeptPredictions:
    """Predictions of a run that are on the disk, and those on their way there.

    Args:
        folder: Of the run.
        pictures: Test pictures.
        classes: Classes.
        keeper: Returns what writes the run; None where it is not trained.
    """

    def __init__(
        self,
        folder: Path,
        *,
        pictures: int,
        classes: int,
        keeper: Callable[[], RunKeeper | None] = lambda: None,
    ) -> None:
        self._rows = PredictionRows(folder / PREDICTIONS, pictures=pictures, classes=classes)
        self._keeper = keeper

    def snapshot(self, epoch: int) -> Snapshot | None:
        """Returns the predictions after an epoch, or the last before it that are kept.

        Predictions of large test sets are not kept for every epoch.

        Args:
            epoch: Index of the epoch, from 0.

        Returns:
            None where none are kept up to this epoch.

        Raises:
            OSError: The file cannot be read.
        """
        # First: what is no longer in memory is on the disk.
        keeper = self._keeper()
        unwritten = None if keeper is None else keeper.unwritten_snapshot(epoch)
        if unwritten is not None and unwritten.epoch == epoch:
            return unwritten
        at = self._rows.epoch_at_or_before(epoch)
        # Where the best weights were brought back, that in memory is of an epoch long before.
        if at is None or (unwritten is not None and unwritten.epoch > at):
            return unwritten
        probabilities = self._rows.probabilities(at)
        if probabilities is None:
            return unwritten
        probabilities.flags.writeable = False
        return Snapshot(epoch=at, probabilities=probabilities)

    def of_picture(
        self, picture: int, on_progress: Callable[[int, int], None]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Returns what was read in one picture after every epoch that is kept.

        Args:
            picture: Index in the test set.
            on_progress: Called with how many of how many epochs are read; what it raises breaks the
                reading off.

        Returns:
            The epochs, from 0, rising, (E,) int64, and the probabilities, (E, classes) float32.

        Raises:
            StoreError: The file cannot be read, or they are no probabilities.
        """
        keeper = self._keeper()
        # First: what is no longer in memory is on the disk.
        unwritten = [] if keeper is None else keeper.unwritten_snapshots()
        epochs, probabilities = self._rows.of_picture(picture, on_progress)
        last = int(epochs[-1]) if len(epochs) else -1
        # Where the best weights were brought back, their predictions come once more.
        later = {each.epoch: each for each in unwritten if each.epoch > last}
        if not later:
            return epochs, probabilities
        rising = sorted(later)
        return (
            np.concatenate([epochs, np.array(rising, np.int64)]),
            np.concatenate(
                [probabilities, [later[epoch].probabilities[picture] for epoch in rising]]
            ),
        )
