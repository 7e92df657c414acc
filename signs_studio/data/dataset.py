"""Datasets: labelled pictures, split into a training set and a test set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

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
        train_x: Training pictures, (N, height, width, channels): uint8 in 0..255,
            or float32 in 0..1. An array, or, where they are too many for memory, what reads
            them from their file.
        train_y: The class of each training picture, (N,) int32 in 0..classes-1.
        test_x: Test pictures, of the shape (but for N) and dtype of ``train_x``; an array where
            that is one.
        test_y: The class of each test picture, (N,) int32.
        class_names: One name per class, at least two.
        notes: What was done to the data on the way in, such as a split.
        skipped: Sentences on files that could not be read and were left out.
        train_names: The file name of each training picture; None where they have none.
        test_names: The file name of each test picture; None where they have none.
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
        return fingerprint_of(sets, classes=self.classes)

    @property
    def features(self) -> int:
        """Numbers in one flattened picture: height x width x channels."""
        height, width, channels = self.picture_shape
        return height * width * channels

    @property
    def classes(self) -> int:
        """Number of signs to tell apart."""
        return len(self.class_names)


@dataclass(frozen=True, eq=False, kw_only=True)
class TestSet:
    """Labelled pictures to test with, apart from any to learn from.

    Attributes:
        name: A short name for a person.
        source: Where they come from, in words.
        x: The pictures, (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
        y: The class of each, (N,) int32 in 0..classes-1.
        class_names: One name per class.
        notes: What was done to them on the way in.
        skipped: Sentences on files that could not be read.
        names: The name of each picture's own file; None where they have none.
    """

    # Not a class of tests, whatever pytest makes of its name.
    __test__ = False

    name: str
    source: str
    x: Pictures | StreamedPictures
    y: Labels
    class_names: tuple[str, ...]
    notes: tuple[Message, ...] = ()
    skipped: tuple[Message, ...] = ()
    names: tuple[str, ...] | None = None


def with_test_set(dataset: Dataset, test: TestSet) -> Dataset:
    """Returns the training set of a dataset with another test set; no picture is copied.

    Args:
        dataset: What to learn from.
        test: Of the same picture shape and dtype, and of classes that the dataset has too; they may
            be fewer, and in another order.

    Raises:
        DataError: The two do not go together; the sentence says in what they differ.
    """
    shape = (*test.x.shape[1:],)
    known = set(test.class_names) <= set(dataset.class_names)
    for what, ours, theirs, fits in (
        (
            Message("data", "shape"),
            dataset.picture_shape,
            shape,
            shape == dataset.picture_shape,
        ),
        (
            Message("data", "type"),
            (dataset.train_x.dtype,),
            (test.x.dtype,),
            test.x.dtype == dataset.train_x.dtype,
        ),
        (Message("data", "classes"), dataset.class_names, test.class_names, known),
    ):
        if not fits:
            raise DataError(
                Message(
                    "data",
                    "The {what} of the test pictures in {name} ({theirs}) should be as "
                    "in {expected_name} ({ours}). Choose pictures that are alike.",
                ).format(
                    what=what,
                    name=plain_text(test.name),
                    theirs=_listed(theirs),
                    expected_name=plain_text(dataset.name),
                    ours=_listed(ours),
                )
            )
    counts = Message(
        "data", "{train} pictures are there to learn from, and {test} others to test with."
    ).format(train=len(dataset.train_x), test=len(test.x))
    places = np.array([dataset.class_names.index(name) for name in test.class_names], np.int32)
    return replace(
        dataset,
        name=f"{dataset.name}, tested on {test.name}",
        source=f"{dataset.source}, tested on {test.source}",
        path=None,
        test_x=test.x,
        test_y=places[test.y],
        notes=(*dataset.notes, *test.notes, counts),
        skipped=dataset.skipped + test.skipped,
        test_names=test.names,
    )


def _listed(values: tuple[object, ...]) -> str:
    return plain_text(", ".join(map(str, values)))
