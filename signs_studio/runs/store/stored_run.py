"""A kept run, opened: its record, what it read in the test pictures, and its checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.runs.store.checkpoint_files import read_checkpoint
from signs_studio.runs.store.layout import (
    CHECKPOINTS,
    LATEST_CHECKPOINT,
    PREDICTIONS,
    checkpoint_epochs,
)
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.prediction_rows import PredictionRows
from signs_studio.runs.store.progress import read_record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.runs.checkpoint import Checkpoint
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.summary import RunSummary


class StoredRun:
    """Reads the files of one run as they are asked for; they may grow meanwhile.

    Args:
        summary: Of the run.
    """

    def __init__(self, summary: RunSummary) -> None:
        self.summary = summary
        head = summary.head
        self._folder = summary.folder
        self.predictions = PredictionRows(
            self._folder / PREDICTIONS, pictures=head.test_count, classes=len(head.class_names)
        )

    def record(self) -> RunRecord:
        """Returns the record, with every epoch that is on the disk.

        Raises:
            OSError: A file cannot be read.
            StoreError: They make no sense.
        """
        return read_record(self._folder, self.summary.head, self.summary.progress)

    def probabilities(self, epoch: int) -> NDArray[np.float32] | None:
        """Returns what was read in the test pictures, (pictures, classes); None where not kept.

        Args:
            epoch: Index of the epoch, from 0.

        Raises:
            OSError: The file cannot be read.
            StoreError: They are no probabilities.
        """
        return self.predictions.probabilities(epoch)

    def checkpoint_epochs(self) -> tuple[int, ...]:
        """Returns after how many epochs there are checkpoints, ascending, but for the latest."""
        return tuple(checkpoint_epochs(self._folder / CHECKPOINTS))

    def latest_checkpoint(self) -> Checkpoint:
        """Returns what training goes on from.

        Raises:
            OSError: There is none: the run was cut short before its first epoch was kept, or only
                its curves were.
            StoreError: It makes no sense.
        """
        return read_checkpoint(self._folder / LATEST_CHECKPOINT, self.summary.head)

    def checkpoints(self, *, exclude: Collection[int] = ()) -> Iterator[Checkpoint]:
        """Yields those after some epochs, ascending, but for the latest.

        One that is damaged is passed over, and so is one in which better weights were brought back:
        they are those of an epoch before.

        Args:
            exclude: Numbers of epochs whose checkpoints are not read.

        Raises:
            OSError: A file cannot be read.
        """
        for epochs in self.checkpoint_epochs():
            if epochs in exclude:
                continue
            path = self._folder / CHECKPOINTS / f"{epochs}.npz"
            try:
                checkpoint = read_checkpoint(path, self.summary.head)
            except (FileNotFoundError, StoreError):
                continue
            if checkpoint.kept_epochs == epochs:
                yield checkpoint

    def checkpoint_at_or_before(self, epochs: int) -> Checkpoint | None:
        """Returns the last checkpoint after at most so many epochs; None without any.

        One that is damaged is passed over: an earlier one does as well.

        Raises:
            OSError: A file cannot be read.
        """
        try:
            latest = self.latest_checkpoint()
        except (FileNotFoundError, StoreError):
            pass
        else:
            if latest.epochs <= epochs:
                return latest
        for at in reversed(self.checkpoint_epochs()):
            if at <= epochs:
                try:
                    return read_checkpoint(
                        self._folder / CHECKPOINTS / f"{at}.npz", self.summary.head
                    )
                except (FileNotFoundError, StoreError):
                    continue
        return None
