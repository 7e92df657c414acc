"""What a network read in the test pictures after every epoch, as rows of a file that grows.

Where all epochs would take more than ``BUDGET_BYTES``, those that follow are kept at every second
epoch, then at every fourth, and so on; the epochs between can be computed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

BUDGET_BYTES = 128 * 1024 * 1024
"""Of the file after which only every second epoch is kept; of half as much more, every fourth."""

MAX_BYTES = 2 * BUDGET_BYTES
"""Nothing is added to a file of this size."""


def row_type(*, pictures: int, classes: int) -> np.dtype[Any]:
    """Returns the type of a row: an epoch, from 0, and (pictures, classes) probabilities."""
    return np.dtype([("epoch", "<i8"), ("probabilities", "<f4", (pictures, classes))])


def is_kept(epoch: int, *, bytes_written: int) -> bool:
    """Returns whether the predictions of an epoch are written to a file of this size."""
    if bytes_written >= MAX_BYTES:
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
        self._type = row_type(pictures=pictures, classes=classes)

    def __len__(self) -> int:
        try:
            return self._path.stat().st_size // self._type.itemsize
        except OSError:
            return 0

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
        """
        place = self._place(epoch)
        if place is None or place[1] != epoch:
            return None
        with self._path.open("rb") as file:
            file.seek(place[0] * self._type.itemsize)
            row = np.frombuffer(file.read(self._type.itemsize), self._type)
        if len(row) != 1:
            return None
        probabilities: NDArray[np.float32] = row["probabilities"][0].astype(np.float32)
        return probabilities

    def _place(self, epoch: int) -> tuple[int, int] | None:
        """Returns row and epoch of the last one up to ``epoch``: the epochs of a file ascend."""
        low, high = 0, min(len(self), epoch + 1)
        found = None
        if not high:
            return None
        with self._path.open("rb") as file:
            while low < high:
                middle = (low + high) // 2
                file.seek(middle * self._type.itemsize)
                at = int.from_bytes(file.read(8), "little", signed=True)
                if at <= epoch:
                    found, low = (middle, at), middle + 1
                else:
                    high = middle
        return found
