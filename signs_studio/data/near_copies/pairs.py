"""Pairs of near-copies: how many there are of each kind, and which are listed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signs_studio.data.near_copies.groups import Groups
    from signs_studio.data.near_copies.pool import Floats, Places


LISTED_MAX = 1_000
"""As many pairs of a kind are listed; all are counted."""
LISTED_OF_A_GROUP = 50
"""As many of pictures that are all alike, which thus do not take the list from others."""


class CopyPair(NamedTuple):
    """Two pictures of which one is a near-copy of the other.

    Attributes:
        first: Place of one in its set: of the test picture, where the sets differ.
        second: Place of the other: of the training picture, where the sets differ.
        distance: Root mean square of what differs between them once both have the same brightness,
            contrast and placement, as a share of the contrast: 0 for the same picture.
    """

    first: int
    second: int
    distance: float


@dataclass(frozen=True, kw_only=True)
class CopyPairs:
    """Pairs of near-copies within a set or between two.

    Attributes:
        listed: Pairs, the nearest first; at most 1,000, and 50 of pictures that are all alike.
        total: How many there are, listed or not.
    """

    listed: tuple[CopyPair, ...]
    total: int


@dataclass(frozen=True, eq=False, kw_only=True)
class NearCopies:
    """Near-copies in a dataset.

    Attributes:
        test_in_train: Pairs of a test picture and a training picture.
        within_train: Pairs of training pictures.
        within_test: Pairs of test pictures.
        test_copies: Places of the test pictures that have a near-copy in training, rising, int64.
        train_repeats: Places of the training pictures that repeat one before them, rising, int64:
            without them, no two are left.
        complete: Whether all were found; False where a picture had so many that look like it that
            only the nearest were looked at, so that the totals may be larger.
    """

    test_in_train: CopyPairs
    within_train: CopyPairs
    within_test: CopyPairs
    test_copies: Places
    train_repeats: Places
    complete: bool


def near_copies_of(
    groups: Groups, pairs: Places, distances: Floats, *, complete: bool
) -> NearCopies:
    """Returns the near-copies that follow from pairs of groups.

    Args:
        groups: Of pictures that are the same.
        pairs: Of groups that are near-copies, (M, 2) int64.
        distances: Of these, (M,).
        complete: As of ``NearCopies``.
    """
    nearest_first = np.argsort(distances, kind="stable")
    linked = [(int(one), int(other)) for one, other in pairs[nearest_first]]
    away = distances[nearest_first].tolist()

    def within(which: int) -> CopyPairs:
        listed: list[CopyPair] = []
        counts = groups.counts[:, which]
        for group in np.flatnonzero(counts > 1).tolist():
            places = groups.in_set(group, which)
            apart = ((one, other) for at, one in enumerate(places) for other in places[at + 1 :])
            _list_pairs(listed, apart, 0.0)
        for (one, other), distance in zip(linked, away, strict=True):
            across = product(groups.in_set(one, which), groups.in_set(other, which))
            _list_pairs(listed, ((min(pair), max(pair)) for pair in across), distance)
        total = (counts * (counts - 1) // 2).sum() + (
            counts[pairs[:, 0]] * counts[pairs[:, 1]]
        ).sum()
        return CopyPairs(listed=tuple(listed), total=int(total))

    def between() -> CopyPairs:
        listed: list[CopyPair] = []
        train, test = groups.counts.T
        for group in np.flatnonzero((train > 0) & (test > 0)).tolist():
            _list_pairs(listed, product(groups.in_set(group, 1), groups.in_set(group, 0)), 0.0)
        for (one, other), distance in zip(linked, away, strict=True):
            for here, there in ((one, other), (other, one)):
                _list_pairs(
                    listed, product(groups.in_set(here, 1), groups.in_set(there, 0)), distance
                )
        one, other = pairs.T
        total = (train * test).sum() + (test[one] * train[other] + test[other] * train[one]).sum()
        return CopyPairs(listed=tuple(listed), total=int(total))

    in_train = groups.counts[:, 0] > 0
    is_copied = in_train.copy()
    for one, other in linked:
        is_copied[one] |= in_train[other]
        is_copied[other] |= in_train[one]
    copied = [
        place for group in np.flatnonzero(is_copied) for place in groups.in_set(int(group), 1)
    ]
    return NearCopies(
        test_in_train=between(),
        within_train=within(0),
        within_test=within(1),
        test_copies=np.array(sorted(copied), np.int64),
        train_repeats=_train_repeats(groups, linked),
        complete=complete,
    )


def _list_pairs(listed: list[CopyPair], pairs: Iterable[tuple[int, int]], distance: float) -> None:
    room = min(LISTED_OF_A_GROUP, LISTED_MAX - len(listed))
    listed += [CopyPair(one, other, distance) for one, other in islice(pairs, room)]


def _train_repeats(groups: Groups, linked: list[tuple[int, int]]) -> Places:
    """Returns the training pictures that are near-copies of one that is kept, rising.

    Each picture is kept, the first first, unless a near-copy of it is kept already.
    """
    present = groups.counts[:, 0] > 0
    near: dict[int, list[int]] = {}
    for one, other in linked:
        if present[one] and present[other]:
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    kept: set[int] = set()
    repeats: list[int] = []
    # The first training picture of each group says when its turn is.
    turns = sorted(np.flatnonzero(present).tolist(), key=lambda group: groups.in_set(group, 0)[0])
    for group in turns:
        first, *others = groups.in_set(group, 0)
        repeats += others
        if any(other in kept for other in near.get(group, ())):
            repeats.append(first)
        else:
            kept.add(group)
    return np.array(sorted(repeats), np.int64)
