"""HDF5 files as archives, also MATLAB's of version 7.3."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py

from signs_studio.data.archives.archive import Place
from signs_studio.data.archives.hdf5.arrays import (
    check_expansion,
    place_in_file,
    read,
    read_in_pieces,
)
from signs_studio.data.archives.hdf5.guard import (
    GuardedArray,
    array_names,
    damage_in,
    file_label,
    find_array,
    open_guarded,
)
from signs_studio.data.streamed import PlainRows
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import DTypeLike, NDArray

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
# Programs may put bytes of their own before the file, as many as 512 times a power of 2.
_SIGNATURE_PLACES = (0, 512, 1024, 2048, 4096, 8192)
_MODEL_ATTRIBUTES = (b"model_config", b"layer_names")
_MATLAB = b"MATLAB 7.3 MAT-file"


def matches(_path: Path, head: bytes) -> bool:
    """Returns whether a file is to be opened as HDF5.

    Args:
        head: Its first bytes, 16 KiB or all.
    """
    return any(head.startswith(_SIGNATURE, place) for place in _SIGNATURE_PLACES)


@contextmanager
def open_archive(path: Path) -> Iterator[Hdf5Archive]:
    """Opens an HDF5 file.

    Raises:
        DataError: It cannot be opened, or is a model or a table of another program.
    """
    with open_guarded(path) as file:
        archive = Hdf5Archive(path, file)
        archive.check_purpose()
        yield archive


@dataclass(frozen=True, eq=False)
class Hdf5Array:
    """A ``StoredArray`` of an HDF5 file."""

    name: str
    file: str
    guarded: GuardedArray
    is_matlab: bool

    @property
    def is_reversed(self) -> bool:
        """True if its axes are meant the other way round, as MATLAB saves them."""
        return self.is_matlab

    @property
    def where(self) -> Message:
        """Names the array in a sentence."""
        return self.guarded.where

    @property
    def shape(self) -> tuple[int, ...]:
        """Its axes as they are stored."""
        return self.guarded.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of its numbers."""
        return self.guarded.dtype

    def nbytes_as(self, dtype: DTypeLike) -> int:
        """Returns how many bytes the array takes in memory as ``dtype``."""
        return self.guarded.nbytes_as(dtype)

    def check_expansion(self) -> None:
        """Checks that every block expands to its size."""
        check_expansion(self.guarded)

    def read(self, dtype: DTypeLike) -> NDArray[Any]:
        """Returns the whole array as ``dtype``."""
        return read(self.guarded, dtype)

    def read_in_pieces(self, dtype: DTypeLike, *, rows: int) -> Iterator[NDArray[Any]]:
        """Yields at most so many rows at a time."""
        return read_in_pieces(self.guarded, dtype, rows=rows)

    def place(self, dtype: DTypeLike) -> Place | None:
        """Returns where in the file its numbers lie as ``dtype``; None where they do not."""
        offset = place_in_file(self.guarded, dtype)
        if offset is None:
            return None
        file = self.guarded.dataset.file
        rows = PlainRows.open(Path(file.filename))
        if not os.path.sameopenfile(rows.descriptor, file.id.get_vfd_handle()):
            raise DataError(
                Message(
                    "data",
                    "{file} was replaced by another file while it was opened. Open it again.",
                ).format(file=self.file)
            )
        return Place(rows, offset)


class Hdf5Archive:
    """An open HDF5 file.

    Args:
        path: Of the file.
        file: The same, as of ``open_guarded``.
    """

    def __init__(self, path: Path, file: Any) -> None:
        self.path = path
        self.label = file_label(file)
        self._file = file
        with path.open("rb") as opened:
            self._is_matlab = opened.read(len(_MATLAB)) == _MATLAB

    def names(self) -> tuple[str, ...]:
        """Returns the paths of all arrays, such as ``train/x``."""
        return array_names(self._file)

    def find(self, name: str) -> Hdf5Array:
        """Returns an array, having checked how it is stored."""
        guarded = find_array(self._file, name)
        with damage_in(self._file):
            has_class = h5py.h5a.exists(guarded.dataset.id, b"MATLAB_class")
        return Hdf5Array(name, self.label, guarded, is_matlab=self._is_matlab or has_class)

    def check_purpose(self) -> None:
        """Refuses files that other programs keep something else in.

        Raises:
            DataError: It is a model of Keras, or a table of pandas.
        """
        names = self.names()
        with damage_in(self._file):
            root = self._file.id
            has_config = any(h5py.h5a.exists(root, name) for name in _MODEL_ATTRIBUTES)
        # Weights alone, as Keras 2 and 3 save them.
        is_model = has_config or any(
            name.startswith("model_weights/") or (name.startswith("layers/") and "/vars/" in name)
            for name in names
        )
        is_table = any(name.endswith("/block0_values") for name in names)
        if is_model:
            raise DataError(
                Message(
                    "data",
                    "{file} is a Keras model, or its weights, where pictures were expected. Choose "
                    "the file with the pictures.",
                ).format(file=self.label)
            )
        if is_table:
            raise DataError(
                Message(
                    "data",
                    "{file} is a table that pandas saved, where arrays were expected. Save its "
                    "columns as arrays with numpy.savez.",
                ).format(file=self.label)
            )
