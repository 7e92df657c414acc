"""Pixels on the scale that a network reads them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures


def as_shares(pictures: Pictures) -> NDArray[np.float32]:
    """Returns pixels as float32 in 0..1, from uint8 in 0..255 or as they are."""
    if pictures.dtype == np.uint8:
        return pictures.astype(np.float32) / np.float32(255)
    return pictures.astype(np.float32, copy=False)


def as_bytes(shares: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Returns pixels as uint8 in 0..255, rounded, from 0..1; what is beyond is cut off."""
    levels: NDArray[np.uint8] = np.rint(255 * np.clip(np.nan_to_num(shares), 0, 1)).astype(np.uint8)
    return levels
