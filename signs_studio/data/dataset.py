"""Datasets: labelled pictures, split into a training set and a test set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from signs_studio.data.fingerprint import fingerprint_of
from signs_studio.data.plain_text import plain_text
from signs_studio.data.streamed import StreamedPictures
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.data.array_types import Labels, Pictures


@dataclass(frozen=True, eq=False, kw_only=True)
class Dataset:
    """Labelled pictures. The arrays are read-only and shared between threads.

    Attributes:
        name: A short name for a person, such as "Built-in hands" or a file's name.
        source: Where the pictures come from, in words: a path, or how they were drawn.
        path: The file or folder that holds them all; None where there is none.
        train_names: The file name of each training picture; None where they are not files.
        test_names: The file name of each test picture, likewise.
        train_x: Training pictures, (N, height, width, channels): uint8 in 0..255,
            or float32 in 0..1. An array, or, where they are too many for memory, what reads
            them from their file.
        train_y: The class of each training picture, (N,) int32 in 0..classes-1.
        test_x: Test pictures, of the shape (but for N) and dtype of ``train_x``; an array where
            that is one.
        test_y: The class of each test picture, (N,) int32.
        class_names: One name per class, at least two.
        notes: What was done to the data on the way in, such as a split.
        skipped: Sentences on what could not be read and was left out, a file each.
        train_names: The name of each training picture's own file, as plain text; None where they
            have none.
        test_names: The same of the test pictures.
    """

    name: str
    source: str
    train_x: Pictures | StreamedPictures
    train_y: Labels
    test_x: Pictures | StreamedPictures
    test_y: Labels
    class_names: tuple[str, ...]
    notes: tuple[Message, ...] = ()
    path: Path | None = None
    skipped: tuple[Message, ...] = ()
    train_names: tuple[str, ...] | None = None
    test_names: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for pictures in (self.train_x, self.test_x):
            if not isinstance(pictures, StreamedPictures):
                pictures.flags.writeable = False
        for labels in (self.train_y, self.test_y):
            labels.flags.writeable = False

    @property
    def picture_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of every picture."""
        height, width, channels = self.train_x.shape[1:]
        return height, width, channels

    @property
    def shown_x(self) -> Pictures:
        """The test pictures that can be looked at, from the first on: all where they are an array.

        Asked for the first time, it reads them where they are not.

        Raises:
            DataError: They cannot be read any more.
        """
        return self.test_x.first if isinstance(self.test_x, StreamedPictures) else self.test_x

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of the contents, as of ``fingerprint_of``; computed once.

        Raises:
            DataError: Pictures cannot be read any more.
        """
        sets = ((self.train_x, self.train_y), (self.test_x, self.test_y))
        return fingerprint_of(sets, class_names=self.class_names)

    @property
    def features(self) -> int:
        """Numbers in one flattened picture: height x width x channels."""
        height, width, channels = self.picture_shape
        return height * width * channels

    @property
    def classes(self) -> int:
        """Number of signs to tell apart."""
        return len(self.class_names)


def with_test_set(dataset: Dataset, other: Dataset) -> Dataset:
    """The training set of one dataset with the test set of another.

    Args:
        dataset: What to learn from.
        other: Where the test pictures come from, of the same shape, dtype and classes.

    Returns:
        Both; no array is copied.

    Raises:
        DataError: The two do not go together; the sentence says in what they differ.
    """
    for what, ours, theirs in (
        (Message("data", "shape"), dataset.picture_shape, other.picture_shape),
        (Message("data", "type"), (dataset.train_x.dtype,), (other.test_x.dtype,)),
        (Message("data", "classes"), dataset.class_names, other.class_names),
    ):
        if ours != theirs:
            raise DataError(
                Message(
                    "data",
                    "The {what} of the test pictures in {name} ({theirs}) should be as "
                    "in {expected_name} ({ours}). Choose pictures that are alike.",
                ).format(
                    what=what,
                    name=plain_text(other.name),
                    theirs=_listed(theirs),
                    expected_name=plain_text(dataset.name),
                    ours=_listed(ours),
                )
            )
    return replace(
        dataset,
        name=f"{dataset.name}, tested on {other.name}",
        source=f"{dataset.source}, tested on {other.source}",
        path=None,
        test_x=other.test_x,
        test_y=other.test_y,
        notes=dataset.notes + other.notes,
        skipped=dataset.skipped + other.skipped,
        test_names=other.test_names,
    )


def _listed(values: tuple[object, ...]) -> str:
    return plain_text(", ".join(map(str, values)))
