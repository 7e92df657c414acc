"""Datasets from HDF5 files in the SIGNS layout, anybody's, read in a child process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.dataset import Dataset
from signs_studio.data.hdf5.signs_files import find_signs_files
from signs_studio.data.pixels import keep_rows
from signs_studio.data.plain_text import plain_text
from signs_studio.data.reading.client import read_apart
from signs_studio.data.splitting import stratified_split
from signs_studio.data.streamed import WINDOW_BYTES, StreamedPictures
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.data.dataset import Labels, Pictures
    from signs_studio.data.reading.cancellation import Cancellation


def can_open(_path: Path) -> bool:
    """Whether this is to open a path: any, for what is no HDF5 file is refused in words."""
    return True


def open_pictures(
    path: Path, *, split_seed: int, stream: bool | None, cancellation: Cancellation
) -> Dataset:
    """Returns a dataset in the SIGNS layout, in one file or in two side by side.

    Pictures are (N, height, width, channels), or (N, height, width) for one channel. uint8 stays;
    other whole numbers of 0..255 become uint8, and True and False become 255 and 0. Floats become
    float32 in 0..1: kept, divided by 255, or stretched, as the range of both sets asks for. Labels
    are whole numbers or byte strings, (N,), (N, 1) or (1, N), or one-hot (N, classes).
    ``list_classes`` may be absent. Without test pictures, a tenth of every class is set aside.

    Pictures of more than 1 GiB in all are not held in memory: where the file has them as uint8, or
    as float32 in 0..1, uncompressed and not in blocks, they are read from there while training; all
    others are unpacked once, a window at a time, into a temporary file.

    HDF5 opens the files in a child process, so that no file can end or hang this one. Any thread
    may call this; it waits, and lets other threads go on.

    Args:
        path: Either file, or the folder of ``train_*.h5`` and ``test_*.h5``.
        split_seed: What the choice of test pictures depends on where the file has none.
        stream: Whether to leave the pictures on the disk; None where their size decides.
        cancellation: Breaks the reading off.

    Raises:
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do. Files are only ever opened for reading.
        ReadingCancelledError: It was cancelled.
    """
    train_path, test_path = find_signs_files(path)
    contents = read_apart(train_path, test_path, stream=stream, cancellation=cancellation)
    labels = [each.labels for each in contents.sets]
    pictures: Sequence[Pictures | StreamedPictures] = [each.pictures for each in contents.sets]
    if not contents.streamed:
        pictures = [_array(each, cancellation) for each in pictures]
    notes = contents.notes
    if len(contents.sets) == 1:
        pictures, labels, note = _split(pictures[0], labels[0], seed=split_seed)
        notes += (note,)
    return Dataset(
        name=" + ".join(plain_text(one.name) for one in (train_path, test_path) if one),
        source=str(path),
        train_x=pictures[0],
        train_y=labels[0],
        test_x=pictures[1],
        test_y=labels[1],
        class_names=contents.class_names,
        notes=notes,
        path=path,
    )


def _array(pictures: Pictures | StreamedPictures, cancellation: Cancellation) -> Pictures:
    """The pictures of a set in memory, (N, height, width, channels)."""
    if not isinstance(pictures, StreamedPictures):
        return pictures if pictures.ndim == 4 else pictures[..., np.newaxis]
    result = np.empty(pictures.shape, pictures.dtype)
    step = max(1, WINDOW_BYTES // pictures.picture_bytes)
    for start in range(0, len(pictures), step):
        cancellation.check()
        rows = np.arange(start, min(start + step, len(pictures)))
        pictures.read_into(result[rows[0] : rows[-1] + 1], rows)
    return result


def _split(
    pictures: Pictures | StreamedPictures, labels: Labels, *, seed: int
) -> tuple[list[Pictures] | list[StreamedPictures], list[Labels], Message]:
    """Set about a tenth of every class aside as the test set, and say so."""
    in_train, in_test = stratified_split(labels, seed=seed)
    if len(in_test) == 0:
        raise DataError(
            Message(
                "data",
                "There are no test pictures, and every class has a single picture, so "
                "that none can be set aside. Add a second picture of a class, or a test "
                "set.",
            )
        )
    note = Message(
        "data",
        "No test pictures came with the data, so {set_aside} of the {pictures} pictures, about a "
        "tenth of every class, were set aside as the test set (seed {seed}).",
    ).format(set_aside=len(in_test), pictures=len(labels), seed=str(seed))
    split_labels = [labels[in_train], labels[in_test]]
    if isinstance(pictures, StreamedPictures):
        return [pictures.chosen(in_train), pictures.chosen(in_test)], split_labels, note
    test = pictures[in_test]
    return [keep_rows(pictures, in_train), test], split_labels, note
