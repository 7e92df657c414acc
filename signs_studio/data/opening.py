"""Opening pictures: from what a person chose to a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.data.dataset import Dataset
from signs_studio.data.progress import ByteProgress
from signs_studio.data.reading.cancellation import Cancellation
from signs_studio.data.reading.client import read_apart, read_picture_apart
from signs_studio.data.reading.requests import ReadOptions
from signs_studio.data.splitting import set_test_apart, stratified_split
from signs_studio.data.streamed import read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Literal

    import numpy as np
    from numpy.typing import NDArray


def open_pictures(
    *paths: Path,
    split_seed: int = 1,
    stream: bool | None = None,
    side: int = 64,
    fit: Literal["crop", "pad"] = "crop",
    mapping: Mapping[str, str] | None = None,
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
        progress: Told now and then how much is read, up to 1.0, on the calling thread.
        cancellation: Breaks the reading off.

    Raises:
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do. Files are only ever opened for reading.
        ReadingCancelledError: It was cancelled.
    """
    done = ByteProgress(progress or (lambda _share: None))
    cancellation = cancellation or Cancellation()
    contents = read_apart(
        paths,
        options=ReadOptions(stream=stream, side=side, fit=fit, mapping=dict(mapping or {})),
        progress=done,
        cancellation=cancellation,
    )
    labels = [each.labels for each in contents.sets]
    pictures = [each.pictures for each in contents.sets]
    if not contents.streamed:

        def on_piece(nbytes: int) -> None:
            cancellation.check()
            done.add(nbytes)

        pictures = [read_whole(each, on_piece) for each in pictures]
    notes = contents.notes
    names = [each.names for each in contents.sets]
    if len(contents.sets) == 1:
        if names[0] is not None:
            parts = stratified_split(labels[0], seed=split_seed)
            names = [tuple(names[0][place] for place in part) for part in parts]
        else:
            names = [None, None]
        pictures, labels, note = set_test_apart(pictures[0], labels[0], seed=split_seed)
        notes += (note,)
    return Dataset(
        name=contents.name,
        source=str(paths[0]),
        train_x=pictures[0],
        train_y=labels[0],
        test_x=pictures[1],
        test_y=labels[1],
        class_names=contents.class_names,
        notes=notes,
        path=paths[0],
        skipped=contents.skipped,
        train_names=names[0],
        test_names=names[1],
    )


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
