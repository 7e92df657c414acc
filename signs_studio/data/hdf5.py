"""Datasets in HDF5 files of the SIGNS layout: reading anybody's, writing our own.

The layout is that of the SIGNS data of Coursera's deep learning course: ``train_set_x``,
``train_set_y``, ``test_set_x``, ``test_set_y`` and ``list_classes`` at the root, in one file or in
two, ``train_*.h5`` and ``test_*.h5``.

Call these from one thread only: h5py has a single lock, and a reader blocks every other.
"""

from __future__ import annotations

import io
import math
import os
import secrets
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from signs_studio.data.dataset import Dataset
from signs_studio.data.hdf5_arrays import check_expansion, place_in_file, read, read_in_pieces
from signs_studio.data.hdf5_guard import (
    StoredArray,
    check_regular,
    file_label,
    find_array,
    holds,
    open_guarded,
    reason,
)
from signs_studio.data.labels import (
    StoredLabels,
    labels_shape_fits,
    names_of_classes,
    settle_labels,
    stored_labels,
)
from signs_studio.data.pixels import (
    bytes_from_whole_numbers,
    keep_rows,
    range_of,
    scaling_of,
)
from signs_studio.data.plain_text import plain_text
from signs_studio.data.signs_files import find_signs_files
from signs_studio.data.splitting import stratified_split
from signs_studio.data.streamed import WINDOW_BYTES, PlainRows, StreamedPictures, unpack
from signs_studio.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.dataset import Labels, Pictures
    from signs_studio.data.pixels import Scaling

SIDE_MAX = 1024
PICTURE_NUMBERS_MAX = 4 * SIDE_MAX * SIDE_MAX
STREAMED_FROM_BYTES = 1 << 30
"""Of pictures in memory; more than that stay in the file and are read while training."""
LABEL_BYTES_MAX = 256 << 20


def load_hdf5(path: Path, *, split_seed: int = 1, stream: bool = False) -> Dataset:
    """Read a dataset in the SIGNS layout, in one file or in two side by side.

    Pictures are (N, height, width, channels), or (N, height, width) for one channel. uint8 stays;
    other whole numbers of 0..255 become uint8, and True and False become 255 and 0. Floats become
    float32 in 0..1: kept, divided by 255, or stretched, as the range of both sets asks for. Labels
    are whole numbers or byte strings, (N,), (N, 1) or (1, N), or one-hot (N, classes).
    ``list_classes`` may be absent. Without test pictures, a tenth of every class is set aside.

    Beside the pictures, reading takes little memory: one stored block and what it expands to, or
    half as much again for whole numbers that are not yet bytes.

    Pictures of more than 1 GiB in all are not held in memory: where the file has them as uint8, or
    as float32 in 0..1, uncompressed and not in blocks, they are read from there while training; all
    others are unpacked once, a window at a time, into a temporary file.

    Args:
        path: Either file, or the folder of ``train_*.h5`` and ``test_*.h5``.
        split_seed: What the choice of test pictures depends on where the file has none.
        stream: Whether to leave the pictures in the file however few they are.

    Raises:
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do. Files are only ever opened for reading.
    """
    train_path, test_path = find_signs_files(path)
    # Both before either is opened, so that no time is spent on the first for nothing.
    for one in filter(None, (train_path, test_path)):
        check_regular(one)
    with ExitStack() as files:
        train_file = files.enter_context(open_guarded(train_path))
        test_file = files.enter_context(open_guarded(test_path)) if test_path else None
        sets = _find_sets(train_file, test_file)
        _check_pictures(sets)
        labels, class_names = _read_labels(sets, _read_class_names(train_file, test_file))
        pictures: Sequence[Pictures | StreamedPictures]
        if stream or _picture_bytes(sets) > STREAMED_FROM_BYTES:
            pictures, notes = _stream_pictures(sets)
        else:
            pictures, notes = _read_pictures(sets)
    if len(sets) == 1:
        pictures, labels, note = _split(pictures[0], labels[0], seed=split_seed)
        notes += (note,)
    return Dataset(
        name=" + ".join(plain_text(one.name) for one in (train_path, test_path) if one),
        source=str(path),
        train_x=pictures[0],
        train_y=labels[0],
        test_x=pictures[1],
        test_y=labels[1],
        class_names=class_names,
        notes=notes,
        path=path,
    )


def write_signs(dataset: Dataset, folder: Path) -> tuple[Path, Path]:
    """Write a dataset as ``train_signs.h5`` and ``test_signs.h5``, in the SIGNS layout.

    The same data gives the same bytes. Each file is written beside its place and then put there
    whole, so that what was there before stays until the new one is complete.

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
    beside = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}") for path in contents}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for path, arrays in contents.items():
                _write_whole(beside[path], arrays)
            for path in contents:
                beside[path].replace(path)
        finally:
            for path in beside.values():
                path.unlink(missing_ok=True)
    # RuntimeError and ValueError: HDF5 may stumble over what a failed write has left out.
    except (OSError, RuntimeError, ValueError) as error:
        raise DataError(
            f"The pictures cannot be written to the folder {plain_text(str(folder), 100)} "
            f"({plain_text(reason(error), 100)}). Choose another folder, or make room there."
        ) from error
    train_path, test_path = contents
    return train_path, test_path


@dataclass(frozen=True, eq=False)
class _StoredSet:
    """The pictures of one set and their labels, found but not yet read."""

    x: StoredArray
    y: StoredArray


def _find_sets(train_file: Any, test_file: Any | None) -> list[_StoredSet]:
    """Find the training set and, where there is one, the test set after it."""
    if test_file is None:
        has_test = holds(train_file, "test_set_x") or holds(train_file, "test_set_y")
        name = file_label(train_file)
        if has_test and name.startswith("test_") and not holds(train_file, "train_set_x"):
            raise DataError(
                f"{name} holds test pictures only, and no {name.replace('test', 'train', 1)} lies "
                "beside it to train on. Put the training file there."
            )
        files = {"train": train_file} | ({"test": train_file} if has_test else {})
    else:
        files = {"train": train_file, "test": test_file}
        for file, name in ((train_file, "test_set_x"), (test_file, "train_set_x")):
            if holds(file, name):
                raise DataError(
                    f"{file_label(file)} holds {name} too, where one set was expected in each of "
                    f"{file_label(train_file)} and {file_label(test_file)}. Move one of these "
                    "files to another folder."
                )
    return [
        _StoredSet(find_array(file, f"{which}_set_x"), find_array(file, f"{which}_set_y"))
        for which, file in files.items()
    ]


def _check_pictures(sets: list[_StoredSet]) -> None:
    """Check the pictures' shapes and types against each other and the caps, reading nothing."""
    train = sets[0].x
    for x in (one.x for one in sets):
        if x.dtype.kind == "S" or len(x.shape) not in (3, 4):
            raise DataError(
                f"{x.where} holds {_described(x)} where numbers of the shape (pictures, height, "
                "width, channels) were expected. Save the pictures like that."
            )
        if max(x.shape[1:3]) > SIDE_MAX or math.prod(x.shape[1:]) > PICTURE_NUMBERS_MAX:
            raise DataError(
                f"{x.where} holds {_described(x)} where pictures of at most {SIDE_MAX} a side and "
                f"{PICTURE_NUMBERS_MAX} numbers were expected. Make them smaller; 64 x 64 shows a "
                "sign well."
            )
        if x.shape[1:] != train.shape[1:] or _family(x.dtype) != _family(train.dtype):
            raise DataError(
                f"{x.where} holds {_described(x)} where pictures like those of {train.where} were "
                f"expected, {_described(train)}. Save both in one size and type."
            )


def _picture_bytes(sets: list[_StoredSet]) -> int:
    """How many bytes the pictures would take in memory."""
    return sum(one.x.nbytes_as(_picture_dtype(one.x.dtype)) for one in sets)


def _read_class_names(train_file: Any, test_file: Any | None) -> tuple[bytes, ...] | None:
    """Read the listed classes, which are to be the same where both files list them."""
    found: list[tuple[bytes, ...]] = []
    for file in filter(None, (train_file, test_file)):
        if not holds(file, "list_classes"):
            continue
        array = find_array(file, "list_classes")
        if array.dtype.kind not in "iuS" or math.prod(array.shape) != max(array.shape, default=0):
            raise DataError(
                f"{array.where} holds {_described(array)} where one whole number or byte string a "
                "class was expected. Save it like that, or leave it out."
            )
        found.append(names_of_classes(_read_small(array).ravel(), where=array.where))
    if len(set(found)) > 1:
        raise DataError(
            f"list_classes differs between {file_label(train_file)} and {file_label(test_file)}, "
            "where the same classes were expected. Choose two files that belong together."
        )
    return found[0] if found else None


def _read_labels(
    sets: list[_StoredSet], names: tuple[bytes, ...] | None
) -> tuple[list[Labels], tuple[str, ...]]:
    """Read the labels of each set as places in the list of classes, and that list."""
    for one in sets:
        if not labels_shape_fits(one.y.shape, one.x.shape[0]):
            raise DataError(
                f"{one.y.where} holds {_described(one.y)} where one label for each of the "
                f"{one.x.shape[0]} pictures was expected. Make the two counts equal, or save "
                "one-hot labels as (pictures, classes)."
            )
    return settle_labels([_stored_labels(one) for one in sets], names)


def _stored_labels(one: _StoredSet) -> StoredLabels:
    return stored_labels(_read_small(one.y), pictures=one.x.shape[0], where=one.y.where)


def _read_small(array: StoredArray) -> NDArray[Any]:
    """Read labels or class names: byte strings as they are, floats as float64, else int64."""
    dtype = {"S": array.dtype, "f": np.dtype(np.float64)}.get(array.dtype.kind, np.dtype(np.int64))
    if array.nbytes_as(dtype) > LABEL_BYTES_MAX:
        raise DataError(
            f"{array.where} holds {_described(array)}, more than the {LABEL_BYTES_MAX} bytes that "
            "were expected at most. Save one whole number a picture."
        )
    return read(array, dtype)


def _read_pictures(sets: list[_StoredSet]) -> tuple[list[Pictures], tuple[str, ...]]:
    """Read the pictures of each set as uint8, or as float32 in 0..1, and say what was done."""
    where = " and ".join(one.x.where for one in sets)
    if _family(sets[0].x.dtype) == "floats":
        floats = [read(one.x, np.float32) for one in sets]
        scaling = scaling_of(*range_of(floats), where=where)
        notes = (scaling.note,) if scaling.note else ()
        return [_with_channels(scaling.apply(pictures)) for pictures in floats], notes
    stored = ((read(one.x, _picture_dtype(one.x.dtype)), one.x.where) for one in sets)
    return [_with_channels(_as_bytes(x, where=where)) for x, where in stored], _note_on(sets)


def _note_on(sets: list[_StoredSet]) -> tuple[str, ...]:
    booleans = _family(sets[0].x.dtype) == "booleans"
    return ("True became 255, and False 0.",) if booleans else ()


def _as_bytes(pictures: NDArray[Any], *, where: str) -> NDArray[np.uint8]:
    """Return pictures read as ``_picture_dtype`` as uint8; those of one byte in place."""
    if pictures.dtype == np.bool_:
        pictures = pictures.view(np.uint8)
        pictures *= 255
    if pictures.dtype == np.uint8:
        return pictures
    return bytes_from_whole_numbers(pictures, where=where)


def _stream_pictures(sets: list[_StoredSet]) -> tuple[list[StreamedPictures], tuple[str, ...]]:
    """Find the pictures of each set as uint8 or float32 in 0..1 in a file, and say what was done.

    Read from there, their numbers are those of ``_read_pictures`` to the bit.
    """
    for one in sets:
        check_expansion(one.x)
    dtype: np.dtype[Any] = np.dtype(np.uint8)
    scaling, notes = None, _note_on(sets)
    if _family(sets[0].x.dtype) == "floats":
        where = " and ".join(one.x.where for one in sets)
        dtype = np.dtype(np.float32)
        scaling = scaling_of(*range_of(p for one in sets for p in _pieces(one.x)), where=where)
        notes = (scaling.note,) if scaling.note else ()
    streamed = [_stream(one.x, dtype=dtype, scaling=scaling) for one in sets]
    size = f"{_picture_bytes(sets) / 2**30:.1f} GiB"
    how = f"The pictures, {size}, are too large for memory: training reads them from the disk."
    return streamed, (*notes, how)


def _stream(x: StoredArray, *, dtype: np.dtype[Any], scaling: Scaling | None) -> StreamedPictures:
    """Find the pictures of a set where they lie, or unpack them; floats come with a scaling."""
    scaled = scaling is not None and bool(scaling.note)
    offset = None if scaled else place_in_file(x, dtype)
    if offset is not None:
        rows = PlainRows.open(Path(x.dataset.file.filename))
    else:
        pieces = (
            _as_bytes(piece, where=x.where) if scaling is None else scaling.apply(piece)
            for piece in _pieces(x)
        )
        rows = unpack(pieces, nbytes=x.nbytes_as(dtype), name=file_label(x.dataset.file))
    return StreamedPictures(rows, offset=offset or 0, shape=x.shape, dtype=dtype)


def _pieces(x: StoredArray) -> Iterator[NDArray[Any]]:
    """The pictures as ``_picture_dtype``, about a window at a time."""
    dtype = _picture_dtype(x.dtype)
    rows = max(1, WINDOW_BYTES // (math.prod(x.shape[1:]) * dtype.itemsize))
    return read_in_pieces(x, dtype, rows=rows)


def _picture_dtype(stored: np.dtype[Any]) -> np.dtype[Any]:
    """Return what pictures stored as ``stored`` are read as.

    Whole numbers that are not yet bytes are read as int16, where HDF5 clips what is too large or
    too small, which then still lies outside 0..255.
    """
    if stored == np.uint8 or stored.kind == "b":
        return stored
    return np.dtype(np.float32 if stored.kind == "f" else np.int16)


def _family(dtype: np.dtype[Any]) -> str:
    return {"b": "booleans", "f": "floats"}.get(dtype.kind, "whole numbers")


def _with_channels(pictures: NDArray[Any]) -> NDArray[Any]:
    return pictures[..., np.newaxis] if pictures.ndim == 3 else pictures


def _described(array: StoredArray) -> str:
    return f"{array.dtype} of the shape {array.shape}"


def _split(
    pictures: Pictures | StreamedPictures, labels: Labels, *, seed: int
) -> tuple[list[Pictures] | list[StreamedPictures], list[Labels], str]:
    """Set about a tenth of every class aside as the test set, and say so."""
    in_train, in_test = stratified_split(labels, seed=seed)
    if len(in_test) == 0:
        raise DataError(
            "There are no test pictures, and every class has a single picture, so that none can "
            "be set aside. Add a second picture of a class, or a test set."
        )
    note = (
        f"No test pictures came with the data, so {len(in_test)} of the {len(labels)} pictures, "
        f"about a tenth of every class, were set aside as the test set (seed {seed})."
    )
    split_labels = [labels[in_train], labels[in_test]]
    if isinstance(pictures, StreamedPictures):
        return [pictures.chosen(in_train), pictures.chosen(in_test)], split_labels, note
    test = pictures[in_test]
    return [keep_rows(pictures, in_train), test], split_labels, note


def _in_memory(pictures: Pictures | StreamedPictures) -> Pictures:
    if isinstance(pictures, StreamedPictures):
        raise TypeError("expected pictures in memory, got pictures in a file")
    return pictures


def _stored_class_names(names: tuple[str, ...]) -> NDArray[np.int64] | NDArray[np.bytes_]:
    if names == tuple(str(place) for place in range(len(names))):
        return np.arange(len(names), dtype=np.int64)
    return np.array([name.encode() for name in names])


class _UnfailingFile(io.FileIO):
    """A new file that remembers the first failed write and lets HDF5 go on as if nothing were.

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


def _write_whole(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Write a new HDF5 file and wait until it is on the disk."""
    with _UnfailingFile(path, "x+") as target:
        with h5py.File(target, "w") as file:
            for name, array in arrays.items():
                file.create_dataset(name, data=array)
        if target.failure is not None:
            raise target.failure
        os.fsync(target.fileno())
