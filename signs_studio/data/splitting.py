"""The split of labelled pictures into a training set and a test set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
