"""Pictures painted by Qt: SVG made into PNG."""

from __future__ import annotations

import sys

from PySide6.QtCore import QBuffer, QByteArray, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

PNG_SCALE = 2.5
"""Pixels of a PNG for each of the SVG: 1,800 across, 250 an inch on a page of A4."""


def ensure_application() -> QGuiApplication:
    """Returns the application, without which Qt has no fonts; made where there is no window.

    Call it on the main thread where there may be none yet, and keep what it returns.
    """
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        return application
    # On Linux a screen would be asked for that a command line need not have.
    platform = ["-platform", "offscreen"] if sys.platform == "linux" else []
    return QGuiApplication(["signs-studio", *platform])


def svg_renderer(svg: str) -> QSvgRenderer:
    """Returns what draws some SVG."""
    return QSvgRenderer(QByteArray(svg.encode()))


def svg_to_png(svg: str, *, scale: float = PNG_SCALE) -> bytes:
    """Returns a picture of some SVG as a file of PNG.

    Args:
        svg: A whole file.
        scale: Pixels for each of the SVG.
    """
    application = ensure_application()
    renderer = svg_renderer(svg)
    image = QImage(renderer.defaultSize() * scale, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    del application
    return image_to_png(image)


def image_to_png(image: QImage) -> bytes:
    """Returns an image as a file of PNG."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
