"""Pictures of a dataset as PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def picture_png(picture: NDArray[Any], *, least_side: int = 1, most_side: int = 512) -> bytes:
    """Returns a picture as a file of PNG, each of its pixels a sharp and even block.

    Args:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1, one channel or
            three.
        least_side: A picture whose longer side is less is enlarged by a whole number.
        most_side: Of a picture whose longer side is more, every so many-th pixel is taken.
    """
    from PIL import Image

    skip = -(-max(picture.shape[:2]) // most_side)
    picture = picture[::skip, ::skip]
    if picture.dtype != np.uint8:
        picture = (np.nan_to_num(picture).clip(0, 1) * 255).round().astype(np.uint8)
    image = Image.fromarray(
        np.ascontiguousarray(picture.squeeze(2) if picture.shape[2] == 1 else picture)
    )
    blocks = -(-least_side // max(image.size))
    if blocks > 1:
        width, height = image.size
        image = image.resize((width * blocks, height * blocks), Image.Resampling.NEAREST)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
