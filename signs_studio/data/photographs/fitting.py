"""A picture brought to the height, width and channels that a network reads.

The same function serves folders of photographs and one photograph by itself, so that the same
picture gives the same numbers whichever way it comes in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    from signs_studio.data.photographs.sizes import Fit


def fit_picture(
    picture: NDArray[np.uint8],
    *,
    shape: tuple[int, int, int],
    dtype: DTypeLike = np.uint8,
    crop: tuple[float, float, float] | None = None,
    fit: Fit = "crop",
) -> NDArray[Any]:
    """Returns a picture as a network sees it, by Pillow's bicubic filter.

    Args:
        picture: (height, width, 3) uint8.
        shape: Height, width and channels of the result: 1 for grey, 3 for colours, 4 with full
            opacity as the last; 2 for grey with opacity.
        dtype: uint8, in 0..255, or a float, in 0..1.
        crop: Left, top and width of the part to show, in pixels, inside the picture; its height
            follows from ``shape``. None for the largest part in the middle.
        fit: Whether, without ``crop``, a picture of other proportions is cropped, as by Pillow's
            ``ImageOps.fit``, or padded with white, as by ``ImageOps.pad``.

    Raises:
        ValueError: ``crop`` is not inside the picture.
    """
    height, width, channels = shape
    fitted = fit_image(Image.fromarray(picture), size=(width, height), crop=crop, fit=fit)
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels]
    numbers: NDArray[Any] = np.array(fitted.convert(mode)).reshape(shape)
    if np.dtype(dtype) != np.uint8:
        numbers = numbers.astype(dtype) / np.asarray(255, dtype)
    return numbers


def fit_image(
    image: Image.Image,
    *,
    size: tuple[int, int],
    crop: tuple[float, float, float] | None = None,
    fit: Fit = "crop",
) -> Image.Image:
    """Returns an image of mode RGB at ``size``, width and height, as of ``fit_picture``."""
    if crop is not None:
        left, top, width = crop
        box = (left, top, left + width, top + width * size[1] / size[0])
        return image.resize(size, Image.Resampling.BICUBIC, box)
    if fit == "pad":
        return ImageOps.pad(image, size, Image.Resampling.BICUBIC, color="white")
    return ImageOps.fit(image, size, Image.Resampling.BICUBIC)
