"""Opening pictures: from what a person chose to a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.dataset import Dataset, with_test_set
from signs_studio.data.progress import ByteProgress
from signs_studio.data.reading.cancellation import Cancellation
from signs_studio.data.reading.client import read_apart
from signs_studio.data.reading.requests import ReadOptions
from signs_studio.data.splitting import set_test_apart
from signs_studio.data.streamed import read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Literal

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.data.reading.contents import Contents, ReadSet
    from signs_studio.data.streamed import StreamedPictures
    from signs_studio.messages import Message


def open_pictures(
    *paths: Path,
    split_seed: int = 1,
    stream: bool | None = None,
    side: int = 64,
    fit: Literal["crop", "pad"] = "crop",
    mapping: Mapping[str, str] | None = None,
    limit: int | None = None,
    test_paths: Sequence[Path] = (),
    progress: Callable[[float], None] | None = None,
    cancellation: Cancellation | None = None,
) -> Dataset:
    """Returns the pictures of files or folders of any kind that can be read.

    Pictures become (N, height, width, channels), uint8 in 0..255 or float32 in 0..1. Those of more
    than 1 GiB in all are not held in memory. Without test pictures, a tenth of every class is set
    aside.

    Files are read in a child process, so that none can end or hang this one. Any thread may call
    this; it waits, and lets other threads go on.

    Args:
        *paths: The files or folders that a person chose.
        split_seed: What the choice of test pictures depends on where there are none.
        stream: Whether to leave the pictures on the disk; None where their size decides.
        side: Height and width that photographs are brought to, in pixels, 16 to 256.
        fit: Whether photographs that are no squares are cropped to one or padded.
        mapping: Names of the arrays that hold ``train_x``, ``train_y``, ``test_x``, ``test_y`` and
            ``classes``, where their own names do not tell.
        limit: How many pictures of each set to read, the first ones, to look at; then none are set
            aside. None for all.
        test_paths: Files or folders that the test set is in, in place of one that may lie in
            ``paths``: the test part of what they hold, or all where that is all there is.
        progress: Told now and then how much is read, up to 1.0, on the calling thread.
        cancellation: Breaks the reading off.

    Raises:
        MappingNeededError: It does not follow which array holds what.
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do. Files are only ever opened for reading.
        ReadingCancelledError: It was cancelled.
    """
    options = ReadOptions(
        stream=stream, side=side, fit=fit, mapping=dict(mapping or {}), limit=limit
    )
    cancellation = cancellation or Cancellation()
    done = ByteProgress(progress or (lambda _share: None))
    test = None
    if test_paths:
        # First: what cannot be used is refused before much is read.
        test = open_test_pictures(
            *test_paths, stream=stream, side=side, fit=fit, cancellation=cancellation
        )
    contents, sets = _read(paths, options, done, cancellation)
    notes = contents.notes
    if len(sets) == 1 and test is None:
        (pictures, labels) = sets[0]
        if limit is None:
            xs, ys, note = set_test_apart(pictures, labels, seed=split_seed)
            sets = list(zip(xs, ys, strict=True))
            notes += (note,)
        else:
            sets.append((np.empty((0, *pictures.shape[1:]), pictures.dtype), labels[:0]))
    dataset = _dataset(contents, sets, paths, notes)
    return dataset if test is None else with_test_set(dataset, test)


def open_test_pictures(
    *paths: Path,
    stream: bool | None = None,
    side: int = 64,
    fit: Literal["crop", "pad"] = "crop",
    cancellation: Cancellation | None = None,
) -> Dataset:
    """Returns pictures to test with: the test part of what files hold, or all where there is none.

    Args:
        *paths: As of ``open_pictures``, like those that follow.
        stream: Whether to leave the pictures on the disk.
        side: Height and width of photographs.
        fit: Of photographs that are no squares.
        cancellation: Breaks the reading off.

    Returns:
        The pictures, as both sets of a dataset.

    Raises:
        DataError: As of ``open_pictures``.
        ReadingCancelledError: It was cancelled.
    """
    options = ReadOptions(stream=stream, side=side, fit=fit, for_testing=True)
    done = ByteProgress(lambda _share: None)
    contents, sets = _read(paths, options, done, cancellation or Cancellation())
    return _dataset(contents, sets[-1:], paths, contents.notes)


def _read(
    paths: Sequence[Path], options: ReadOptions, done: ByteProgress, cancellation: Cancellation
) -> tuple[Contents, list[tuple[Pictures | StreamedPictures, Labels]]]:
    """Returns what files hold, and the pictures and labels of each set."""
    contents = read_apart(paths, options=options, progress=done, cancellation=cancellation)

    def on_piece(nbytes: int) -> None:
        cancellation.check()
        done.add(nbytes)

    return contents, [_in_memory(each, contents, on_piece) for each in contents.sets]


def _in_memory(
    one: ReadSet, contents: Contents, on_piece: Callable[[int], None]
) -> tuple[Pictures | StreamedPictures, Labels]:
    """Returns the pictures and labels of a set, the pictures in memory where they are to be."""
    if contents.streamed:
        return one.pictures, one.labels
    return read_whole(one.pictures, on_piece), one.labels


def _dataset(
    contents: Contents,
    sets: Sequence[tuple[Pictures | StreamedPictures, Labels]],
    paths: Sequence[Path],
    notes: tuple[Message, ...],
) -> Dataset:
    """Returns both sets as a dataset; the first serves as both where it is alone."""
    (train_x, train_y), (test_x, test_y) = (*sets, *sets)[:2]
    return Dataset(
        name=contents.name,
        source=str(paths[0]),
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=contents.class_names,
        notes=notes,
        path=paths[0],
    )
