"""Arrays of numbers made into pictures on the screen."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

if TYPE_CHECKING:
    from numpy.typing import NDArray

IMAGE_SIDE_MAX = 2048
"""Height and width of a picture that is pasted; photographs in files are reduced to the same."""
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


def image_array(image: QImage) -> NDArray[np.uint8]:
    """Returns the pixels of an image, upon white where it is transparent.

    Args:
        image: Of any format; one that is larger than ``IMAGE_SIDE_MAX`` is made smaller.

    Returns:
        (height, width, 3) uint8: red, green and blue.
    """
    side = max(image.width(), image.height())
    if side > IMAGE_SIDE_MAX:
        image = image.scaled(
            max(1, round(image.width() * IMAGE_SIDE_MAX / side)),
            max(1, round(image.height() * IMAGE_SIDE_MAX / side)),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    if image.hasAlphaChannel():
        opaque = QImage(image.size(), QImage.Format.Format_RGB32)
        opaque.fill(Qt.GlobalColor.white)
        painter = QPainter(opaque)
        painter.drawImage(0, 0, image)
        painter.end()
        image = opaque
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


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
