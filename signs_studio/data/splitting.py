"""The split of labelled pictures into a training set and a test set, where none came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.pixels import keep_rows
from signs_studio.data.streamed import StreamedPictures
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures

TEST_SHARE = 0.1


def stratified_split(
    labels: NDArray[np.int32], *, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Choose about a tenth of every class as test pictures, the same ones for the same seed.

    A class with two pictures or more gives at least one; a class with a single picture gives none,
    so that every class can be learnt.

    Args:
        labels: The class of each picture, (N,) int32.
        seed: What the choice depends on, at least 0.

    Returns:
        The places of the training pictures and of the test pictures, each in rising order, int64.
        Together they are 0..N-1. The second is empty where no class has two pictures.
    """
    generator = np.random.default_rng(seed)
    in_test = np.zeros(len(labels), bool)
    for sign in np.unique(labels):
        members = np.flatnonzero(labels == sign)
        if len(members) > 1:
            count = max(1, round(TEST_SHARE * len(members)))
            in_test[generator.permutation(members)[:count]] = True
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)


def set_test_apart(
    pictures: Pictures | StreamedPictures, labels: Labels, *, seed: int
) -> tuple[list[Pictures | StreamedPictures], list[Labels], list[NDArray[np.int64]], Message]:
    """Sets about a tenth of every class aside as the test set, as of ``stratified_split``.

    Args:
        pictures: All pictures, (N, height, width, channels). An array gives its memory to the
            training set and must not be used any more.
        labels: The class of each picture, (N,) int32.
        seed: What the choice depends on, at least 0.

    Returns:
        The pictures and the labels of both sets, their places among all, and a message that says
        so.

    Raises:
        DataError: Every class has a single picture.
    """
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
    sets: list[Pictures | StreamedPictures]
    if isinstance(pictures, StreamedPictures):
        sets = [pictures.chosen(in_train), pictures.chosen(in_test)]
    else:
        test = pictures[in_test]
        sets = [keep_rows(pictures, in_train), test]
    return sets, [labels[in_train], labels[in_test]], [in_train, in_test], note
