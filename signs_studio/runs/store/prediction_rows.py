"""What a network read in the test pictures after every epoch, as rows of a file that grows.

A row is the epoch, from 0, as eight bytes, then the probabilities as little-endian float32. Where
all epochs would take more than ``BUDGET_BYTES``, those that follow are kept at every second epoch,
then at every fourth, and so on; the epochs between can be computed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.messages import Message
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.ordinary_files import open_ordinary, ordinary_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

BUDGET_BYTES = 128 * 1024 * 1024
"""Of the file after which only every second epoch is kept; of half as much more, every fourth."""

MAX_BYTES = 2 * BUDGET_BYTES
"""No file becomes larger than this."""

_EPOCH_BYTES = 8
_MAX_PROBABILITY = 1.001
"""Rounding may lead a little past 1."""
_ROWS_A_STEP = 256


def row_bytes(*, pictures: int, classes: int) -> int:
    """Returns the size of a row."""
    return _EPOCH_BYTES + 4 * pictures * classes


def row_of(epoch: int, probabilities: NDArray[np.float32]) -> bytes:
    """Returns the row of an epoch, from 0, with (pictures, classes) probabilities."""
    numbers = np.ascontiguousarray(probabilities, "<f4")
    return epoch.to_bytes(_EPOCH_BYTES, "little", signed=True) + numbers.tobytes()


def is_kept(epoch: int, *, bytes_written: int, row: int) -> bool:
    """Returns whether the predictions of an epoch are written to a file of this size.

    Args:
        epoch: Index of the epoch, from 0.
        bytes_written: Size of the file.
        row: Size of a row.
    """
    if bytes_written + row > MAX_BYTES:
        return False
    stride, threshold = 1, BUDGET_BYTES
    while bytes_written >= threshold:
        stride *= 2
        threshold += (MAX_BYTES - threshold) // 2 or 1
    return epoch % stride == 0


class PredictionRows:
    """The rows of a file, which may grow meanwhile. Nothing is read before it is asked for.

    Args:
        path: The file; there may be none.
        pictures: Test pictures.
        classes: Classes.
    """

    def __init__(self, path: Path, *, pictures: int, classes: int) -> None:
        self._path = path
        self._shape = (pictures, classes)
        self.row_bytes = row_bytes(pictures=pictures, classes=classes)

    def __len__(self) -> int:
        return ordinary_bytes(self._path) // self.row_bytes

    def rows_before(self, epoch: int) -> int:
        """Returns how many rows there are of epochs before this one.

        Raises:
            OSError: The file cannot be read.
        """
        place = self._place(epoch - 1)
        return 0 if place is None else place[0] + 1

    def epoch_at_or_before(self, epoch: int) -> int | None:
        """Returns the last epoch of which there are predictions, up to this one; None without any.

        Raises:
            OSError: The file cannot be read.
        """
        place = self._place(epoch)
        return None if place is None else place[1]

    def probabilities(self, epoch: int) -> NDArray[np.float32] | None:
        """Returns the probabilities after an epoch, (pictures, classes) float32; None without any.

        Args:
            epoch: Index of the epoch, from 0.

        Raises:
            OSError: The file cannot be read.
            StoreError: They are no probabilities.
        """
        place = self._place(epoch)
        if place is None or place[1] != epoch or self.row_bytes > MAX_BYTES:
            return None
        with open_ordinary(self._path) as file:
            file.seek(place[0] * self.row_bytes + _EPOCH_BYTES)
            content = file.read(self.row_bytes - _EPOCH_BYTES)
        if len(content) != self.row_bytes - _EPOCH_BYTES:
            return None
        read = np.frombuffer(content, "<f4").reshape(self._shape)
        # Where a network diverges, some may be no numbers.
        with np.errstate(invalid="ignore"):
            is_damaged = ((read < 0) | (read > _MAX_PROBABILITY)).any()
        if is_damaged:
            raise StoreError(
                Message(
                    "runs",
                    "The predictions of epoch {epoch} are damaged, so that they cannot be shown. "
                    "Those of other epochs, and the run's curves, are not concerned.",
                ).format(epoch=epoch + 1)
            )
        probabilities: NDArray[np.float32] = read.astype(np.float32)
        return probabilities

    def of_picture(
        self, picture: int, on_progress: Callable[[int, int], None]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Returns the probabilities of one picture after every epoch of which there are any.

        Args:
            picture: Its index.
            on_progress: Called with how many of how many rows are read, now and then; what it
                raises breaks the reading off.

        Returns:
            The epochs, from 0, rising, (E,) int64, and the probabilities, (E, classes) float32.

        Raises:
            StoreError: The file cannot be read, or they are no probabilities.
        """
        count, classes = len(self), self._shape[1]
        epochs = np.empty(count, np.int64)
        probabilities = np.empty((count, classes), np.float32)
        at = _EPOCH_BYTES + 4 * classes * picture
        try:
            if count:
                with open_ordinary(self._path) as file:
                    for row in range(count):
                        if row % _ROWS_A_STEP == 0:
                            on_progress(row, count)
                        epochs[row] = self._epoch_of(file, row)
                        file.seek(row * self.row_bytes + at)
                        probabilities[row] = np.frombuffer(file.read(4 * classes), "<f4")
        except (OSError, ValueError):
            raise StoreError(
                Message(
                    "runs",
                    "The predictions of this run cannot be read, so that they cannot be shown over "
                    "the epochs. Its curves are not concerned.",
                )
            ) from None
        with np.errstate(invalid="ignore"):
            is_damaged = ((probabilities < 0) | (probabilities > _MAX_PROBABILITY)).any()
        if is_damaged or (np.diff(epochs) <= 0).any():
            raise StoreError(
                Message(
                    "runs",
                    "The predictions of this run are damaged, so that they cannot be shown over "
                    "the epochs. Its curves are not concerned.",
                )
            )
        return epochs, probabilities

    def _place(self, epoch: int) -> tuple[int, int] | None:
        """Returns row and epoch of the last one up to ``epoch``: the epochs of a file ascend."""
        low, high = 0, min(len(self), epoch + 1)
        found = None
        if high <= 0:
            return None
        with open_ordinary(self._path) as file:
            while low < high:
                middle = (low + high) // 2
                at = self._epoch_of(file, middle)
                if at <= epoch:
                    found, low = (middle, at), middle + 1
                else:
                    high = middle
        return found

    def _epoch_of(self, file: BinaryIO, row: int) -> int:
        file.seek(row * self.row_bytes)
        return int.from_bytes(file.read(_EPOCH_BYTES), "little", signed=True)
