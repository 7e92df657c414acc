"""Verification of candidates: whether two pictures are near-copies, and how far apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.near_copies.groups import PLAIN_DIFFERENCE
from signs_studio.data.near_copies.pool import lightness
from signs_studio.data.near_copies.registration import interior, move, register, resample, slopes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from signs_studio.data.near_copies.pool import Floats, Places, Pool


_COMPARED_PX = 32
_REGISTERED_PX = 64
_REGISTERED_MIN_PX = 16
_CELL_PX = 6

_SAME_CORRELATION = 0.988
_SAME_SLOPES = 0.85
_COLOUR_SHARE = 0.6
_ROUGH_DIFFERENCE = 3.2
_MOVED_DIFFERENCE = 1.25
_MOVED_SHARE = 0.1
_MOVED_CORRELATION = 0.94
_MOVED_COLOURS = 0.95

_PAIRS_A_CHUNK = 128


def verify(
    pool: Pool, leaders: Places, pairs: Places, tell: Callable[[float], None]
) -> tuple[Places, Floats]:
    """Returns those of the pairs of groups that are near-copies, and their distances.

    Args:
        pool: Has the pictures.
        leaders: Place of the picture that stands for each group, (G,).
        pairs: Of groups, (M, 2).
        tell: Told the share that is done.

    Returns:
        Pairs, (K, 2), and distances, (K,) as of ``CopyPair``.
    """
    distances = np.full(len(pairs), np.nan, np.float32)
    for start in range(0, len(pairs), _PAIRS_A_CHUNK):
        tell(start / len(pairs))
        some = slice(start, start + _PAIRS_A_CHUNK)
        places, back = np.unique(leaders[pairs[some]], return_inverse=True)
        levels = pool.levels(pool.read(places))
        levels = resample(levels, *(min(side, _REGISTERED_PX) for side in pool.shape[:2]))
        back = back.reshape(-1, 2)
        distances[some] = _distances(levels, back[:, 0], back[:, 1])
    kept = ~np.isnan(distances)
    return pairs[kept], distances[kept]


def _distances(levels: Floats, first: Places, second: Places) -> Floats:
    """Returns the distance of each pair of near-copies, and NaN for others.

    Args:
        levels: Pictures, (P, channels, h, w) in 0..255.
        first: Which of them is one of each pair, (M,).
        second: Which is the other, (M,).
    """
    grey = lightness(levels)
    height, width = (min(side, _COMPARED_PX) for side in grey.shape[1:])
    small, small_grey = resample(levels, height, width), resample(grey, height, width)
    correlation = _correlation(small[first], small[second])
    right, down = slopes(small_grey)
    steep = np.stack([right, down], axis=1)
    are_of_a_colour = _are_of_a_colour(levels, first, second)
    is_same = (correlation >= _SAME_CORRELATION) & are_of_a_colour
    is_same &= _correlation(steep[first], steep[second]) >= _SAME_SLOPES
    distances = np.where(is_same, _distance_of(correlation), np.float32(np.nan))
    if min(grey.shape[1:]) < _REGISTERED_MIN_PX:
        return distances
    others = np.flatnonzero(~is_same & are_of_a_colour)
    start = np.zeros((len(others), 3), np.float32)
    moving, fixed = small_grey[first[others]], small_grey[second[others]]
    placement = register(moving, fixed, start=start, steps=4)
    difference, _ = _difference(move(moving, placement), fixed, cell=_CELL_PX // 2)
    near = difference <= _ROUGH_DIFFERENCE
    others, placement = others[near], placement[near]
    moving, fixed = grey[first[others]], grey[second[others]]
    placement = register(moving, fixed, start=placement, steps=3)
    moved = move(moving, placement)
    difference, contrast = _difference(moved, fixed, cell=_CELL_PX)
    correlation = _correlation(interior(moved), interior(fixed))
    near = (difference <= np.minimum(_MOVED_DIFFERENCE, _MOVED_SHARE * contrast)) & (
        correlation >= _MOVED_CORRELATION
    )
    others, placement, correlation = others[near], placement[near], correlation[near]
    colours = [
        _cells(move(levels[first[others], channel], placement))
        for channel in range(levels.shape[1])
    ]
    fixed_colours = [_cells(levels[second[others], channel]) for channel in range(levels.shape[1])]
    near = _correlation(np.stack(colours, 1), np.stack(fixed_colours, 1)) >= _MOVED_COLOURS
    distances[others[near]] = _distance_of(correlation[near])
    return distances


def _are_of_a_colour(levels: Floats, first: Places, second: Places) -> NDArray[np.bool_]:
    """Returns whether the mean colours of pairs are near, as measured by their contrast."""
    colours, contrasts = levels.mean(axis=(2, 3)), levels.std(axis=(2, 3)).max(axis=1)
    difference = np.abs(colours[first] - colours[second]).max(axis=1)
    contrast = np.minimum(contrasts[first], contrasts[second])
    near: NDArray[np.bool_] = difference <= PLAIN_DIFFERENCE + _COLOUR_SHARE * contrast
    return near


def _cells(planes: Floats, cell: int = _CELL_PX) -> Floats:
    inner = interior(planes)
    return resample(inner, *(max(1, side // cell) for side in inner.shape[1:]))


def _difference(moved: Floats, fixed: Floats, *, cell: int) -> tuple[Floats, Floats]:
    """Returns how far pictures differ in the mean of cells, and the contrast of the second.

    Both are root mean squares, in grey levels, once the first has the brightness and contrast of
    the second.
    """
    one, other = (_centred(interior(planes)) for planes in (moved, fixed))
    gain = (one * other).sum(axis=(1, 2)) / np.maximum((one * one).sum(axis=(1, 2)), 1e-6)
    residual = gain[:, None, None] * one - other
    coarse = resample(residual, *(max(1, side // cell) for side in residual.shape[1:]))
    return np.sqrt((coarse**2).mean(axis=(1, 2))), np.sqrt((other**2).mean(axis=(1, 2)))


def _centred(planes: Floats) -> Floats:
    centred: Floats = planes - planes.mean(axis=(1, 2), keepdims=True)
    return centred


def _correlation(one: Floats, other: Floats) -> Floats:
    """Returns the correlation of each picture of one array with that of the other, (M,)."""
    first, second = (
        planes.reshape(len(planes), math.prod(planes.shape[1:])) for planes in (one, other)
    )
    first = first - first.mean(axis=1, keepdims=True)
    second = second - second.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    correlation: Floats = (first * second).sum(axis=1) / np.maximum(norms, 1e-6)
    return correlation


def _distance_of(correlation: Floats) -> Floats:
    distance: Floats = np.sqrt(np.clip(1 - correlation**2, 0, None))
    return distance
