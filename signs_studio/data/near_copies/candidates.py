"""Pairs of pictures that look alike, of which each is then verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from signs_studio.data.near_copies.pool import Floats, Places


COMPARED_MAX = 16_384
"""As many pictures are each compared with all others."""
NEIGHBOURS = 8
"""As many candidates of each picture are kept in either set."""
ROWS_A_BLOCK = 256
"""As many pictures are compared with others at a time."""
_TANGENT_SIMILARITY = 0.97


def find_candidates(
    tangents: Floats, is_in: NDArray[np.bool_], tell: Callable[[float], None]
) -> tuple[Places, NDArray[np.bool_]]:
    """Returns pairs of pictures that may be near-copies.

    Args:
        tangents: Of each, (G, 4, 64).
        is_in: Whether each is in the training set and in the test set, (G, 2).
        tell: Told how much is done.

    Returns:
        Pairs, (M, 2) int64, the smaller place first and none twice; and which pictures had more in
        each set than are kept, (G, 2).
    """
    found: list[Places] = [np.empty((0, 2), np.int64)]
    has_more = np.zeros(is_in.shape, bool)
    for rows, columns, share in _blocks(tangents[:, 0]):
        tell(share)
        others = tangents[columns, 0].T
        similarity = tangents[rows, 0] @ others
        # What is another's negative is not like it.
        np.maximum(similarity, 0, out=similarity)
        np.square(similarity, out=similarity)
        for direction in range(1, 4):
            along = tangents[rows, direction] @ others
            similarity += np.square(along, out=along)
        row, column = np.nonzero(similarity > _TANGENT_SIMILARITY)
        is_other = rows[row] != columns[column]
        row, column = row[is_other], column[is_other]
        nearest_first = np.lexsort((-similarity[row, column], row))
        row, column = row[nearest_first], column[nearest_first]
        for which in range(2):
            present = is_in[columns[column], which] & is_in[rows[row]].any(axis=1)
            one, other = row[present], column[present]
            is_near = np.arange(len(one)) - np.searchsorted(one, one) < NEIGHBOURS
            found.append(np.stack([rows[one[is_near]], columns[other[is_near]]], axis=1))
            has_more[rows[one[~is_near]], which] = True
    pairs = np.sort(np.concatenate(found), axis=1)
    return np.unique(pairs, axis=0), has_more


def _blocks(vectors: Floats) -> Iterator[tuple[Places, Places, float]]:
    """Yields places of pictures, those of others to compare them with, and the share done."""
    count = len(vectors)
    passes = 1 if count <= COMPARED_MAX else 4
    for number in range(passes):
        # The numbers of largest variance tell most.
        axis = np.argsort(-vectors.var(axis=0))[number]
        order = np.argsort(vectors[:, axis], kind="stable")
        for start in range(0, count, ROWS_A_BLOCK):
            stop = min(start + ROWS_A_BLOCK, count)
            reach = (COMPARED_MAX - ROWS_A_BLOCK) // 2
            first, last = (0, count) if passes == 1 else (max(0, start - reach), stop + reach)
            yield order[start:stop], order[first:last], (number + start / count) / passes
