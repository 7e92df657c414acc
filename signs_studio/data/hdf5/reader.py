"""Reads files of the SIGNS layout: what runs in the child process, beneath ``reading``.

The layout is that of the SIGNS data of Coursera's deep learning course: ``train_set_x``,
``train_set_y``, ``test_set_x``, ``test_set_y`` and ``list_classes`` at the root, in one file or in
two.
"""

from __future__ import annotations

import math
import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.data.byte_counts import format_bytes
from signs_studio.data.hdf5.arrays import check_expansion, place_in_file, read, read_in_pieces
from signs_studio.data.hdf5.guard import (
    StoredArray,
    check_regular,
    file_label,
    find_array,
    holds,
    open_guarded,
)
from signs_studio.data.labels import (
    StoredLabels,
    labels_shape_fits,
    names_of_classes,
    settle_labels,
    stored_labels,
)
from signs_studio.data.pixels import bytes_from_whole_numbers, range_of, scaling_of
from signs_studio.data.plain_text import plain_text
from signs_studio.data.reading.contents import (
    PICTURE_NUMBERS_MAX,
    SIDE_MAX,
    STREAMED_FROM_BYTES,
    Contents,
    ReadSet,
)
from signs_studio.data.streamed import WINDOW_BYTES, PlainRows, StreamedPictures, unpack
from signs_studio.errors import DataError
from signs_studio.messages import Message, both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.data.pixels import Scaling
    from signs_studio.messages import Value

LABEL_BYTES_MAX = 256 << 20


def read_signs(
    train_path: Path,
    test_path: Path | None,
    *,
    stream: bool | None,
    scratch: Path,
    allow_for: Callable[[int], None],
) -> Contents:
    """Reads what files of the SIGNS layout hold.

    Beside the pictures, reading takes little memory: one stored block and what it expands to, or
    half as much again for whole numbers that are not yet bytes.

    Args:
        train_path: The file with the training pictures, and the test pictures where there are any.
        test_path: The file with the test pictures, where that is another.
        stream: Whether the pictures stay on the disk; None where their size decides.
        scratch: Folder for what is unpacked onto the disk.
        allow_for: Told how many bytes are to be read, once that is known.

    Raises:
        DataError: The data cannot be used. Files are only ever opened for reading.
    """
    paths = [train_path] if test_path is None else [train_path, test_path]
    # Both before either is opened, so that no time is spent on the first for nothing.
    for path in paths:
        check_regular(path)
    try:
        with ExitStack() as opened:
            files = [opened.enter_context(open_guarded(path)) for path in paths]
            return _read(files, stream=stream, scratch=scratch, allow_for=allow_for)
    except MemoryError as error:
        raise DataError(
            Message(
                "data",
                "{names} needs more memory than is free. Close other programs, or choose "
                "fewer or smaller pictures.",
            ).format(names=both([plain_text(path.name) for path in paths]))
        ) from error


def _read(
    files: list[Any],
    *,
    stream: bool | None,
    scratch: Path,
    allow_for: Callable[[int], None],
) -> Contents:
    train_file, test_file = (*files, None)[:2]
    sets = _find_sets(train_file, test_file)
    _check_pictures(sets)
    allow_for(sum(one.x.nbytes_as(one.x.dtype) + one.y.nbytes_as(one.y.dtype) for one in sets))
    labels, class_names = _read_labels(sets, _read_class_names(train_file, test_file))
    if stream is None:
        stream = _picture_bytes(sets) > STREAMED_FROM_BYTES
    pictures: Sequence[Pictures | StreamedPictures]
    pictures, notes = _stream_pictures(sets, scratch) if stream else _hold_pictures(sets)
    return Contents(
        name=" + ".join(file_label(file) for file in files),
        sets=tuple(ReadSet(pictures=x, labels=y) for x, y in zip(pictures, labels, strict=True)),
        class_names=class_names,
        notes=notes,
        streamed=stream,
    )


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
                Message(
                    "data",
                    "{name} holds test pictures only, and no {other} lies beside it to "
                    "train on. Put the training file there.",
                ).format(name=name, other=name.replace("test", "train", 1))
            )
        files = {"train": train_file} | ({"test": train_file} if has_test else {})
    else:
        files = {"train": train_file, "test": test_file}
        for file, name in ((train_file, "test_set_x"), (test_file, "train_set_x")):
            if holds(file, name):
                raise DataError(
                    Message(
                        "data",
                        "{file} holds {name} too, where one set was expected in each of "
                        "{train_file} and {test_file}. Move one of these files to "
                        "another folder.",
                    ).format(
                        file=file_label(file),
                        name=name,
                        train_file=file_label(train_file),
                        test_file=file_label(test_file),
                    )
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
                Message(
                    "data",
                    "{where} holds {found} where numbers of the shape (pictures, height, "
                    "width, channels) were expected. Save the pictures like that.",
                ).format(where=x.where, found=_described(x))
            )
        if max(x.shape[1:3]) > SIDE_MAX or math.prod(x.shape[1:]) > PICTURE_NUMBERS_MAX:
            raise DataError(
                Message(
                    "data",
                    "{where} holds {found} where pictures of at most {side_max} a side and "
                    "{picture_numbers_max} numbers were expected. Make them smaller; 64 "
                    "x 64 shows a sign well.",
                ).format(
                    where=x.where,
                    found=_described(x),
                    side_max=SIDE_MAX,
                    picture_numbers_max=PICTURE_NUMBERS_MAX,
                )
            )
        if x.shape[1:] != train.shape[1:] or _family(x.dtype) != _family(train.dtype):
            raise DataError(
                Message(
                    "data",
                    "{where} holds {found} where pictures like those of {train} were "
                    "expected, {expected}. Save both in one size and type.",
                ).format(
                    where=x.where,
                    found=_described(x),
                    train=train.where,
                    expected=_described(train),
                )
            )


def _picture_bytes(sets: list[_StoredSet]) -> int:
    """Number of bytes that the pictures take in memory."""
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
                Message(
                    "data",
                    "{where} holds {found} where one whole number or byte string a class "
                    "was expected. Save it like that, or leave it out.",
                ).format(where=array.where, found=_described(array))
            )
        found.append(names_of_classes(_read_small(array).ravel(), where=array.where))
    if len(set(found)) > 1:
        raise DataError(
            Message(
                "data",
                "list_classes differs between {train_file} and {test_file}, where the "
                "same classes were expected. Choose two files that belong together.",
            ).format(train_file=file_label(train_file), test_file=file_label(test_file))
        )
    return found[0] if found else None


def _read_labels(
    sets: list[_StoredSet], names: tuple[bytes, ...] | None
) -> tuple[list[Labels], tuple[str, ...]]:
    """Read the labels of each set as places in the list of classes, and that list."""
    for one in sets:
        if not labels_shape_fits(one.y.shape, one.x.shape[0]):
            raise DataError(
                Message(
                    "data",
                    "{where} holds {found} where one label for each of the {pictures} pictures "
                    "was expected. Make the two counts equal, or save one-hot labels as "
                    "(pictures, classes).",
                ).format(where=one.y.where, found=_described(one.y), pictures=one.x.shape[0])
            )
    return settle_labels([_stored_labels(one) for one in sets], names)


def _stored_labels(one: _StoredSet) -> StoredLabels:
    return stored_labels(_read_small(one.y), pictures=one.x.shape[0], where=one.y.where)


def _read_small(array: StoredArray) -> NDArray[Any]:
    """Read labels or class names: byte strings as they are, numbers as the widest of their kind."""
    kind = array.dtype.kind
    dtype = array.dtype if kind == "S" else np.dtype(_WIDEST.get(kind, np.int64))
    if array.nbytes_as(dtype) > LABEL_BYTES_MAX:
        raise DataError(
            Message(
                "data",
                "{where} holds {found}, more than the {most} that were "
                "expected at most. Save one whole number a picture.",
            ).format(
                where=array.where,
                found=_described(array),
                most=format_bytes(LABEL_BYTES_MAX),
            )
        )
    return read(array, dtype)


_WIDEST = {"f": np.float64, "u": np.uint64}


def _hold_pictures(
    sets: list[_StoredSet],
) -> tuple[Sequence[Pictures | StreamedPictures], tuple[Message, ...]]:
    """Find the pictures of each set as bytes in the file, or unpack them into memory.

    Returns:
        The pictures of each set, as uint8 or as float32 in 0..1, and what was done to them.
    """
    if _family(sets[0].x.dtype) != "floats":
        bytes_type = np.dtype(np.uint8)
        return [_in_file(one.x, bytes_type) or _read_bytes(one.x) for one in sets], _note_on(sets)
    floats = [read(one.x, np.float32) for one in sets]
    scaling = scaling_of(*range_of(floats), where=both([one.x.where for one in sets]))
    notes = (scaling.note,) if scaling.note is not None else ()
    return [scaling.apply(pictures) for pictures in floats], notes


def _read_bytes(x: StoredArray) -> NDArray[np.uint8]:
    return _as_bytes(read(x, _picture_dtype(x.dtype)), where=x.where)


def _note_on(sets: list[_StoredSet]) -> tuple[Message, ...]:
    booleans = _family(sets[0].x.dtype) == "booleans"
    return (Message("data", "True became 255, and False 0."),) if booleans else ()


def _as_bytes(pictures: NDArray[Any], *, where: Value) -> NDArray[np.uint8]:
    """Return pictures read as ``_picture_dtype`` as uint8; those of one byte in place."""
    if pictures.dtype == np.bool_:
        pictures = pictures.view(np.uint8)
        pictures *= 255
    if pictures.dtype == np.uint8:
        return pictures
    return bytes_from_whole_numbers(pictures, where=where)


def _stream_pictures(
    sets: list[_StoredSet], scratch: Path
) -> tuple[list[StreamedPictures], tuple[Message, ...]]:
    """Find the pictures of each set in the file, or unpack them onto the disk.

    Read from there, their numbers are those of ``_hold_pictures`` to the bit.
    """
    for one in sets:
        check_expansion(one.x)
    dtype: np.dtype[Any] = np.dtype(np.uint8)
    scaling, notes = None, _note_on(sets)
    if _family(sets[0].x.dtype) == "floats":
        where = both([one.x.where for one in sets])
        dtype = np.dtype(np.float32)
        scaling = scaling_of(*range_of(p for one in sets for p in _pieces(one.x)), where=where)
        notes = (scaling.note,) if scaling.note is not None else ()
    streamed = [_stream(one.x, scratch, dtype=dtype, scaling=scaling) for one in sets]
    nbytes = _picture_bytes(sets)
    if nbytes > STREAMED_FROM_BYTES:
        note = Message(
            "data",
            "The pictures, {size}, are too large for memory: training reads them from there.",
        )
    else:
        note = Message(
            "data", "The pictures, {size}, are left on the disk: training reads them from there."
        )
    return streamed, (*notes, note.format(size=format_bytes(nbytes)))


def _stream(
    x: StoredArray, scratch: Path, *, dtype: np.dtype[Any], scaling: Scaling | None
) -> StreamedPictures:
    """Find the pictures of a set where they lie, or unpack them; floats come with a scaling."""
    if scaling is None or scaling.note is None:
        in_file = _in_file(x, dtype)
        if in_file is not None:
            return in_file
    pieces = (
        _as_bytes(piece, where=x.where) if scaling is None else scaling.apply(piece)
        for piece in _pieces(x)
    )
    rows = unpack(
        pieces, nbytes=x.nbytes_as(dtype), name=file_label(x.dataset.file), folder=scratch
    )
    return StreamedPictures(rows, offset=0, shape=x.shape, dtype=dtype)


def _in_file(x: StoredArray, dtype: np.dtype[Any]) -> StreamedPictures | None:
    """Find pictures that lie in their file as ``dtype``; None where they do not."""
    offset = place_in_file(x, dtype)
    if offset is None:
        return None
    file = x.dataset.file
    rows = PlainRows.open(Path(file.filename))
    if not os.path.sameopenfile(rows.descriptor, file.id.get_vfd_handle()):
        raise DataError(
            Message(
                "data", "{file} was replaced by another file while it was opened. Open it again."
            ).format(file=file_label(file))
        )
    return StreamedPictures(rows, offset=offset, shape=x.shape, dtype=dtype)


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


def _described(array: StoredArray) -> Message:
    return Message("data", "{dtype} of the shape {shape}").format(
        dtype=str(array.dtype), shape=str(array.shape)
    )
