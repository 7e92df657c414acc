"""Datasets: labelled pictures, split into a training set and a test set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from signs_studio.data.fingerprint import fingerprint_of
from signs_studio.data.plain_text import plain_text
from signs_studio.data.plausibility.labels import are_shifted
from signs_studio.data.streamed import StreamedPictures
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.data.data_source import DataSource


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
        stretched: The stored numbers that became black and white in the training pictures, where
            it was these numbers that told; None where pictures of 0 to 255 or 0 to 1 were stored.
        opened_from: How the same data is opened again, as of ``open_source``; None where it was
            made otherwise.
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
    stretched: tuple[float, float] | None = None
    opened_from: DataSource | None = None

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
        stretched: As of ``Dataset``.
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
    stretched: tuple[float, float] | None = None


def with_test_set(dataset: Dataset, test: TestSet) -> Dataset:
    """Returns the training set of a dataset with another test set.

    No picture is copied, unless grey test pictures in memory have to be given three channels.

    Args:
        dataset: What to learn from.
        test: Of the same dtype and picture shape, but that it may be grey, and of classes that the
            dataset has too; they may be fewer, and in another order.

    Raises:
        DataError: The two do not go together; the sentence says in what they differ.
    """
    if are_shifted(dataset.class_names, test.class_names):
        raise DataError(
            Message(
                "data",
                "The test pictures in {name} are of the classes {theirs}, and those to learn from "
                "in {expected_name} of {ours}: one counts from 0 and the other from 1. Number both "
                "from 0.",
            ).format(
                name=plain_text(test.name),
                theirs=_listed(test.class_names),
                expected_name=plain_text(dataset.name),
                ours=_listed(dataset.class_names),
            )
        )
    if dataset.stretched != test.stretched:
        raise DataError(
            Message(
                "data",
                "The numbers from black to white differ between {name} ({theirs}) and "
                "{expected_name} ({ours}), so that one number would mean two shades. "
                "Save both in one range, best as bytes of 0 to 255, or in one file.",
            ).format(
                name=plain_text(test.name),
                theirs=_black_and_white(test.stretched),
                expected_name=plain_text(dataset.name),
                ours=_black_and_white(dataset.stretched),
            )
        )
    if (dataset.picture_shape[2], *test.x.shape[3:]) == (3, 1):
        test = _in_colours(test)
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


def _black_and_white(stretched: tuple[float, float] | None) -> Message:
    if stretched is None:
        return Message("data", "a usual range")
    return Message("data", "{black:g} to {white:g}").format(black=stretched[0], white=stretched[1])


def _in_colours(test: TestSet) -> TestSet:
    """Returns grey test pictures with three channels; as they are where they lie on the disk."""
    if isinstance(test.x, StreamedPictures):
        return test
    note = Message("data", "The test pictures are grey: each of their channels is the same.")
    coloured = np.repeat(test.x, 3, axis=3)
    return replace(test, x=cast("Pictures", coloured), notes=(*test.notes, note))


def _listed(values: tuple[object, ...]) -> str:
    return plain_text(", ".join(map(str, values)))
