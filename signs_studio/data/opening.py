"""Opening pictures: from what a person chose to a dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.curated_data import curated_data
from signs_studio.data.data_source import CurationChoices
from signs_studio.data.dataset import Dataset, TestSet, with_test_set
from signs_studio.data.progress import ByteProgress
from signs_studio.data.reading.cancellation import Cancellation
from signs_studio.data.reading.client import read_apart, read_picture_apart
from signs_studio.data.reading.contents import ReadSet
from signs_studio.data.reading.requests import ReadOptions
from signs_studio.data.split_defaults import SPLIT_SEED
from signs_studio.data.splitting import set_test_apart
from signs_studio.data.streamed import read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.data.data_source import DataSource, DrawnHands
    from signs_studio.data.photographs.sizes import Fit
    from signs_studio.data.reading.contents import Contents
    from signs_studio.messages import Message


def open_source(
    source: DataSource,
    *,
    progress: Callable[[float], None] | None = None,
    cancellation: Cancellation | None = None,
) -> Dataset:
    """Returns data as it is described, which it knows from then on as ``Dataset.opened_from``.

    Any thread may call this; it waits, and lets other threads go on.

    Args:
        source: What to open or draw, and how.
        progress: Told now and then how much is read or drawn, up to 1.0, on the calling thread.
        cancellation: Breaks it off.

    Raises:
        DataError: As of ``open_pictures``.
        ReadingCancelledError: It was cancelled.
    """
    cancellation = cancellation or Cancellation()
    test = None
    # First: what cannot be used is refused before many pictures are read or drawn.
    if source.test_paths:
        test = open_test_set(
            *source.test_paths,
            side=source.side,
            fit=source.fit,
            mapping=source.test_mapping,
            cancellation=cancellation,
        )
    if source.hands is None:
        dataset = open_pictures(
            *source.paths,
            test_set=test,
            stream=source.stream,
            side=source.side,
            fit=source.fit,
            mapping=source.mapping,
            progress=progress,
            cancellation=cancellation,
        )
    else:
        dataset = _draw(source.hands, progress, cancellation)
        dataset = dataset if test is None else with_test_set(dataset, test)
    original = replace(source.absolute(), curation=CurationChoices())
    dataset = replace(dataset, opened_from=original)
    return curated_data(dataset, source.curation, cancellation=cancellation).dataset


def open_pictures(
    *paths: Path,
    split_seed: int = SPLIT_SEED,
    test_set: TestSet | None = None,
    stream: bool | None = None,
    side: int = 64,
    fit: Fit = "crop",
    mapping: Mapping[str, str] | None = None,
    limit: int | None = None,
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
        test_set: Takes the place of the test pictures among them, or of those that would be set
            aside.
        stream: Whether to leave the pictures on the disk; None where their size decides.
        side: Height and width that photographs are brought to, in pixels, 16 to 256.
        fit: Whether photographs that are no squares are cropped to one or padded.
        mapping: Names of the arrays that hold ``train_x``, ``train_y``, ``test_x``, ``test_y`` and
            ``classes``, where their own names do not tell.
        limit: How many pictures of each set to read, the first ones, to look at them; None for
            all. No test pictures are set aside then.
        progress: Told now and then how much is read, up to 1.0, on the calling thread.
        cancellation: Breaks the reading off.

    Raises:
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do. Files are only ever opened for reading.
        ReadingCancelledError: It was cancelled.
    """
    options = ReadOptions(
        stream=stream, side=side, fit=fit, mapping=dict(mapping or {}), limit=limit
    )
    contents = _read(paths, options, progress=progress, cancellation=cancellation)
    sets, notes = list(contents.sets), contents.notes
    if test_set is not None:
        # Stands in until it is replaced: a dataset has two sets.
        sets = [sets[0], sets[0]]
    elif len(sets) == 1 and limit is not None:
        sets.append(_empty_like(sets[0]))
    elif len(sets) == 1:
        sets, note = _set_apart(sets[0], seed=split_seed)
        notes += (note,)
    train, test = sets
    dataset = Dataset(
        name=contents.name,
        source=", ".join(map(str, paths)),
        train_x=train.pictures,
        train_y=train.labels,
        test_x=test.pictures,
        test_y=test.labels,
        class_names=contents.class_names,
        notes=notes,
        path=paths[0],
        skipped=contents.skipped,
        train_names=train.names,
        test_names=test.names,
        stretched=train.stretched,
    )
    return dataset if test_set is None else with_test_set(dataset, test_set)


def open_test_set(
    *paths: Path,
    side: int = 64,
    fit: Fit = "crop",
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[float], None] | None = None,
    cancellation: Cancellation | None = None,
) -> TestSet:
    """Returns the test pictures of files or folders, or all pictures where those are all there are.

    Args:
        *paths: The files or folders that a person chose.
        side: As of ``open_pictures``, as are all others.
        fit: Likewise.
        mapping: Likewise; those for ``train_x`` and ``train_y`` count where there are none to test.
        progress: Likewise.
        cancellation: Likewise.

    Raises:
        DataError: As of ``open_pictures``.
        ReadingCancelledError: It was cancelled.
    """
    options = ReadOptions(side=side, fit=fit, mapping=dict(mapping or {}), for_testing=True)
    contents = _read(paths, options, progress=progress, cancellation=cancellation)
    test = contents.sets[-1]
    return TestSet(
        name=contents.name,
        source=", ".join(map(str, paths)),
        x=test.pictures,
        y=test.labels,
        class_names=contents.class_names,
        notes=contents.notes,
        skipped=contents.skipped,
        names=test.names,
        stretched=test.stretched,
    )


def _draw(
    hands: DrawnHands, progress: Callable[[float], None] | None, cancellation: Cancellation
) -> Dataset:
    from signs_studio.data.hands.generator import built_in_hands

    def on_picture(share: float) -> None:
        cancellation.check()
        if progress is not None:
            progress(share)

    return built_in_hands(
        train_count=hands.train_count,
        test_count=hands.test_count,
        seed=hands.seed,
        progress=on_picture,
    )


def _read(
    paths: Sequence[Path],
    options: ReadOptions,
    *,
    progress: Callable[[float], None] | None,
    cancellation: Cancellation | None,
) -> Contents:
    """Returns what files hold, with all pictures in memory that are to be there."""
    done = ByteProgress(progress or (lambda _share: None))
    cancellation = cancellation or Cancellation()
    contents = read_apart(paths, options=options, progress=done, cancellation=cancellation)
    if contents.streamed:
        return contents

    def on_piece(nbytes: int) -> None:
        cancellation.check()
        done.add(nbytes)

    sets = tuple(
        replace(each, pictures=read_whole(each.pictures, on_piece)) for each in contents.sets
    )
    return replace(contents, sets=sets)


def _empty_like(whole: ReadSet) -> ReadSet:
    pictures = np.empty((0, *whole.pictures.shape[1:]), whole.pictures.dtype)
    return ReadSet(pictures=pictures, labels=whole.labels[:0])


def _set_apart(whole: ReadSet, *, seed: int) -> tuple[list[ReadSet], Message]:
    """Splits the one set that came into two, as of ``set_test_apart``."""
    pictures, labels, places, note = set_test_apart(whole.pictures, whole.labels, seed=seed)
    names = whole.names
    return [
        ReadSet(
            pictures=x,
            labels=y,
            names=None if names is None else tuple(names[place] for place in chosen),
            stretched=whole.stretched,
        )
        for x, y, chosen in zip(pictures, labels, places, strict=True)
    ], note


def open_picture(path: Path, *, cancellation: Cancellation | None = None) -> NDArray[np.uint8]:
    """Returns one picture, turned as its EXIF data say and laid on white.

    It is read in a child process, as ``open_pictures`` does. Any thread may call this.

    Args:
        path: Of its file.
        cancellation: Breaks the reading off.

    Returns:
        (height, width, 3) uint8, no side over 2,048; for ``fit_picture``.

    Raises:
        DataError: It cannot be read; the sentence says why and what to do.
        ReadingCancelledError: It was cancelled.
    """
    return read_picture_apart(path, cancellation=cancellation)
