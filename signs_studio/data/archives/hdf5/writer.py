"""Writing datasets in the SIGNS layout."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from signs_studio.data.plain_text import plain_text
from signs_studio.data.streamed import StreamedPictures
from signs_studio.errors import DataError, system_reason
from signs_studio.files import replacing
from signs_studio.messages import Message
from signs_studio.signals import deferred

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset


def write_signs(dataset: Dataset, folder: Path) -> tuple[Path, Path]:
    """Write a dataset as ``train_signs.h5`` and ``test_signs.h5``, in the SIGNS layout.

    The same data gives the same bytes. What was there before stays until both files are complete.

    Args:
        dataset: What to write, in memory: pictures as they are, labels as int64, class names as
            int64 where they are 0, 1, 2 ..., else as UTF-8 byte strings.
        folder: Where to; made if it is not there.

    Returns:
        The paths of the training file and the test file.

    Raises:
        DataError: The folder cannot be made or written to. No half-written file is left.
    """
    classes = _stored_class_names(dataset.class_names)
    contents = {
        folder / "train_signs.h5": {
            "train_set_x": _in_memory(dataset.train_x),
            "train_set_y": dataset.train_y.astype(np.int64),
            "list_classes": classes,
        },
        folder / "test_signs.h5": {
            "test_set_x": _in_memory(dataset.test_x),
            "test_set_y": dataset.test_y.astype(np.int64),
            "list_classes": classes,
        },
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(*contents) as files:
            for path, arrays in zip(files, contents.values(), strict=True):
                _write(path, arrays)
    # RuntimeError and ValueError: HDF5 may stumble over what a failed write has left out.
    except (OSError, RuntimeError, ValueError) as error:
        raise DataError(
            Message(
                "data",
                "The pictures cannot be written to the folder {folder} ({reason}). "
                "Choose another folder, or make room there.",
            ).format(
                folder=plain_text(str(folder), 100), reason=plain_text(system_reason(error), 100)
            )
        ) from error
    train_path, test_path = contents
    return train_path, test_path


def _in_memory(pictures: Pictures | StreamedPictures) -> Pictures:
    if isinstance(pictures, StreamedPictures):
        raise TypeError("expected pictures in memory, got pictures in a file")
    return pictures


def _stored_class_names(names: tuple[str, ...]) -> NDArray[np.int64] | NDArray[np.bytes_]:
    if names == tuple(str(place) for place in range(len(names))):
        return np.arange(len(names), dtype=np.int64)
    return np.array([name.encode() for name in names])


class _UnfailingFile(io.FileIO):
    """A file that remembers the first failed write and lets HDF5 go on as if nothing were.

    HDF5 1.14 crashes the process when it ends, if a write has failed before, say on a full disk.

    Attributes:
        failure: The first error of the system, or None.
    """

    failure: OSError | None = None

    def write(self, data: Any) -> int:
        """Write all of ``data``, where the system may take it in pieces."""
        rest = memoryview(data).cast("B")
        count = len(rest)
        try:
            while rest and self.failure is None:
                rest = rest[super().write(rest) :]
        except OSError as error:
            self.failure = error
        return count

    def truncate(self, size: int | None = None) -> int:
        """Set the file's length; HDF5 asks for it when it closes the file."""
        try:
            return super().truncate(size)
        except OSError as error:
            self.failure = self.failure or error
            return size or 0


def _write(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Writes an HDF5 file over an empty one."""
    # An exception that a signal raises within HDF5 is one more that it does not survive.
    with deferred(), _UnfailingFile(path, "r+") as target:
        with h5py.File(target, "w") as file:
            for name, array in arrays.items():
                file.create_dataset(name, data=array)
        if target.failure is not None:
            raise target.failure
