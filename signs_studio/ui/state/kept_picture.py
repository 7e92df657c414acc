"""A picture that a person has kept as a labelled one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures


@dataclass(frozen=True, eq=False, kw_only=True)
class KeptPicture:
    """A part of a photograph, or a frame of the camera, and what it shows.

    Attributes:
        pixels: (height, width, 3) uint8.
        sign: Name of the class that it shows.
        thumbnail: That of the photograph of which it is a part, by which it is told from others;
            None where it was a frame of the camera.
    """

    pixels: NDArray[np.uint8]
    sign: str
    thumbnail: Pictures | None = None
