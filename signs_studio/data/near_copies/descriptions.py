"""Descriptions of pictures, by which those that look alike are found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.data.near_copies.pool import lightness
from signs_studio.data.near_copies.registration import growth, resample, slopes

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.data.near_copies.pool import Floats, Pool


_DESCRIBED_PX = 8
_RESAMPLED_PX = 32


@dataclass(frozen=True, eq=False, kw_only=True)
class Descriptions:
    """Descriptions of all pictures of a pool.

    Attributes:
        digests: Of their bytes.
        colours: Mean of each channel, (N, channels) float32 in 0..255.
        spreads: Largest standard deviation of any channel, (N,).
        tangents: (N, 4, 64) float32: the picture, of length 1, and orthonormal directions into
            which it changes as it moves right, down, and grows.
    """

    digests: list[bytes]
    colours: Floats
    spreads: Floats
    tangents: Floats


def describe(pool: Pool, tell: Callable[[float], None]) -> Descriptions:
    """Returns the descriptions of all pictures.

    Args:
        pool: Has the pictures.
        tell: Told the share that is done.
    """
    digests: list[bytes] = []
    colours = np.empty((pool.count, pool.shape[2]), np.float32)
    spreads = np.empty(pool.count, np.float32)
    height, width = (min(side, _DESCRIBED_PX) for side in pool.shape[:2])
    tangents = np.empty((pool.count, 4, height * width), np.float32)
    for start, pictures in pool.windows():
        tell(start / pool.count)
        digests += [
            hashlib.blake2b(np.ascontiguousarray(picture).data, digest_size=16).digest()
            for picture in pictures
        ]
        rows = slice(start, start + len(pictures))
        levels = pool.levels(pictures)
        colours[rows] = levels.mean(axis=(2, 3))
        spreads[rows] = levels.std(axis=(2, 3)).max(axis=1)
        tangents[rows] = _tangents(lightness(levels), height, width)
    return Descriptions(digests=digests, colours=colours, spreads=spreads, tangents=tangents)


def _tangents(grey: Floats, height: int, width: int) -> Floats:
    """Returns the ``tangents`` of descriptions.

    Args:
        grey: Pictures, (N, h, w) in 0..255.
        height: Of the described picture.
        width: Likewise.
    """
    small = resample(grey, *(min(side, _RESAMPLED_PX) for side in grey.shape[1:]))
    right, down = slopes(small)
    planes = np.stack([small, right, down, growth(right, down)], axis=1)
    vectors = resample(planes, height, width).reshape(len(grey), 4, -1)
    vectors -= vectors.mean(axis=2, keepdims=True)
    for place in range(4):
        vector = vectors[:, place]
        for before in range(place):
            other = vectors[:, before]
            vector -= (vector * other).sum(axis=1, keepdims=True) * other
        vector /= np.maximum(np.linalg.norm(vector, axis=1, keepdims=True), 1e-3)
    return vectors
