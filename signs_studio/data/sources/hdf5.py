"""Datasets from HDF5 files in the SIGNS layout, anybody's, read in a child process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.data.hdf5.signs_files import find_signs_files
from signs_studio.data.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signs_studio.data.dataset import Dataset
    from signs_studio.data.reading.cancellation import Cancellation

PATTERNS = ("*.h5", "*.hdf5")


def can_open(_path: Path) -> bool:
    """Returns True for any path: what is no HDF5 file is refused in words."""
    return True


def files_of(path: Path) -> tuple[Path, ...]:
    """Returns the file, or the training and the test file.

    Raises:
        DataError: As of ``find_signs_files``.
    """
    return tuple(file for file in find_signs_files(path) if file is not None)


def open_pictures(
    path: Path,
    *,
    split_seed: int,
    stream: bool | None,
    progress: Callable[[float], None],
    cancellation: Cancellation,
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
        progress: Told how much of what comes into memory is there, up to 1.0.
        cancellation: Breaks the reading off.

    Raises:
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do. Files are only ever opened for reading.
        ReadingCancelledError: It was cancelled.
    """
    from signs_studio.data.dataset import Dataset
    from signs_studio.data.progress import ByteProgress
    from signs_studio.data.reading.client import read_apart
    from signs_studio.data.splitting import set_test_apart
    from signs_studio.data.streamed import read_whole

    done = ByteProgress(progress)
    train_path, test_path = find_signs_files(path)
    contents = read_apart(
        train_path, test_path, stream=stream, progress=done, cancellation=cancellation
    )
    labels = [each.labels for each in contents.sets]
    pictures = [each.pictures for each in contents.sets]
    if not contents.streamed:

        def on_piece(nbytes: int) -> None:
            cancellation.check()
            done.add(nbytes)

        pictures = [read_whole(each, on_piece) for each in pictures]
    notes = contents.notes
    if len(contents.sets) == 1:
        pictures, labels, note = set_test_apart(pictures[0], labels[0], seed=split_seed)
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
