"""Arrays of numbers made into pictures on the screen."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPARE_PIXELS = 4
"""Pixels per pixel on the screen that smooth scaling gets to see; it needs no more."""


def picture_image(picture: NDArray[np.uint8] | NDArray[np.float32]) -> QImage:
    """Make an image of an array, pixel for pixel.

    Args:
        picture: (height, width, channels) uint8 in 0..255, or float32 in 0..1. Of three or more
            channels the first three are red, green and blue; of fewer, the first is shown in grey.
    """
    height, width, channels = picture.shape
    shown = picture[:, :, :3] if channels >= 3 else picture[:, :, 0]
    if shown.dtype != np.uint8:
        shown = np.rint(shown * 255).astype(np.uint8)
    pixels = np.ascontiguousarray(shown)
    kind = QImage.Format.Format_RGB888 if channels >= 3 else QImage.Format.Format_Grayscale8
    # The copy outlives the array, whose memory the first image only borrows.
    return QImage(pixels.data, width, height, pixels.strides[0], kind).copy()


def picture_pixmap(
    picture: NDArray[np.uint8] | NDArray[np.float32], *, side_px: int, pixel_ratio: float
) -> QPixmap:
    """Scale a picture to fit into a square, every pixel of it a sharp and even block.

    Args:
        picture: As for ``picture_image``.
        side_px: Side of the square in device-independent pixels, 1 or more.
        pixel_ratio: Pixels of the screen per device-independent pixel.
    """
    side = max(1, round(side_px * pixel_ratio))
    height, width = picture.shape[:2]
    skip = max(1, max(height, width) // (side * _SPARE_PIXELS))
    # Qt scales 32 bits a pixel several times faster than 24.
    image = picture_image(picture[::skip, ::skip]).convertToFormat(QImage.Format.Format_RGB32)
    blocks = ceil(side / max(image.width(), image.height()))
    if blocks > 1:
        image = image.scaled(image.size() * blocks)
    size = image.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
    pixmap = QPixmap.fromImage(
        image.scaled(
            size.expandedTo(QSize(1, 1)),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    )
    pixmap.setDevicePixelRatio(pixel_ratio)
    return pixmap
