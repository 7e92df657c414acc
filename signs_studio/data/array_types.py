"""Types of the arrays that hold labelled pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pictures = NDArray[np.uint8] | NDArray[np.float32]
    """(N, height, width, channels): uint8 in 0..255, or float32 in 0..1."""
    Labels = NDArray[np.int32]
    """Index of the class of each picture, (N,) int32 in 0..classes-1."""
