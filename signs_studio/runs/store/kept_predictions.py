"""What a run read in the test pictures after any of its epochs, also while it is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.runs.events import Snapshot
from signs_studio.runs.store.layout import PREDICTIONS
from signs_studio.runs.store.prediction_rows import PredictionRows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
