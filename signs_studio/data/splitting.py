"""The split of labelled pictures into a training set and a test set, where none came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.pixels import keep_rows
from signs_studio.data.split_defaults import TEST_SHARE
from signs_studio.data.streamed import StreamedPictures
from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels, Pictures


def stratified_split(
    labels: NDArray[np.int32],
    *,
    seed: int,
    share: float = TEST_SHARE,
    groups: Sequence[Hashable | None] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Chooses a share of every class as test pictures, the same ones for the same seed.

    A class with two pictures or more gives at least one and keeps at least one; a class with a
    single picture gives none, so that every class can be learnt. Pictures of one group all go to
    the same side; then the shares are only about right, and a class that lies in a single group
    gives none.

    Args:
        labels: The class of each picture, (N,) int32.
        seed: What the choice depends on, at least 0.
        share: How much of every class to choose, more than 0 and less than 1.
        groups: The group of each picture, such as the person or burst that it is of; None for one
            that is of no group.

    Returns:
        The places of the training pictures and of the test pictures, each in rising order, int64.
        Together they are 0..N-1. The second is empty where no class can give any.
    """
    generator = np.random.default_rng(seed)
    in_test = np.zeros(len(labels), bool)
    is_grouped = np.array([group is not None for group in groups or [None] * len(labels)], bool)
    if groups is not None and is_grouped.any():
        _choose_groups(in_test, labels, groups, share=share, generator=generator)
    for sign in np.unique(labels):
        members = np.flatnonzero(labels == sign)
        if len(members) > 1:
            alone = members[~is_grouped[members]]
            chosen = int(in_test[members].sum())
            # One stays in training, unless one of a group is there already.
            spare = len(alone) - (chosen + len(alone) == len(members))
            count = max(0, min(max(1, round(share * len(members))) - chosen, spare))
            in_test[generator.permutation(alone)[:count]] = True
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)


def _choose_groups(
    in_test: NDArray[np.bool_],
    labels: NDArray[np.int32],
    groups: Sequence[Hashable | None],
    *,
    share: float,
    generator: np.random.Generator,
) -> None:
    """Marks whole groups as test pictures, as long as that brings the classes nearer their share.

    Args:
        in_test: Marks, (N,) bool; changed.
        labels: The class of each picture, (N,) int32.
        groups: The group of each.
        share: How much of every class is wanted.
        generator: What the order depends on, in which groups are tried.
    """
    members: dict[Hashable, list[int]] = {}
    for place, group in enumerate(groups):
        if group is not None:
            members.setdefault(group, []).append(place)
    totals = np.bincount(labels)
    wanted = share * totals
    taken = np.zeros(len(totals), np.int64)
    tried = list(members.values())
    # The large ones first, as those that are left then fill up what is missing.
    order = sorted(generator.permutation(len(tried)).tolist(), key=lambda place: -len(tried[place]))
    left: list[tuple[list[int], NDArray[np.int32], NDArray[np.int64]]] = []
    for places in (tried[place] for place in order):
        signs, counts = np.unique(labels[places], return_counts=True)
        after = taken[signs] + counts
        before_off = ((taken[signs] - wanted[signs]) / totals[signs]) ** 2
        after_off = ((after - wanted[signs]) / totals[signs]) ** 2
        if (after < totals[signs]).all() and after_off.sum() < before_off.sum():
            in_test[places] = True
            taken[signs] = after
        else:
            left.append((places, signs, counts))
    is_alone = np.array([group is None for group in groups], bool)
    missing = (taken == 0) & (np.bincount(labels[is_alone], minlength=len(totals)) == 0)
    # A class of a few large groups still gives one of them, the smallest.
    for places, signs, counts in reversed(left):
        after = taken[signs] + counts
        if (missing[signs] & (taken[signs] == 0)).any() and (after < totals[signs]).all():
            in_test[places] = True
            taken[signs] = after


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
