"""One picture on the screen, every pixel of it to be seen."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from signs_studio.ui.widgets.picture_pixmap import picture_pixmap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from signs_studio.ui.widgets.theme import Theme

    Picture = NDArray[np.uint8] | NDArray[np.float32]


class PictureView(QWidget):
    """One picture, as large as its square allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._picture: Picture | None = None

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._theme = theme
        self.update()

    def set_picture(self, picture: Picture | None) -> None:
        """Shows a picture, (height, width, channels), uint8 in 0..255 or float32 in 0..1."""
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        side = 9 * self.fontMetrics().height()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() / 3

    def resizeEvent(self, event: QResizeEvent) -> None:
        del event
        # What is left beside the square goes to what stands there.
        self.setMaximumWidth(self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._theme is None or self._picture is None:
            return
        side = min(self.width(), self.height())
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, side, side), QColor(self._theme.sunken))
        pixmap = picture_pixmap(self._picture, side_px=side, pixel_ratio=self.devicePixelRatioF())
        size = pixmap.deviceIndependentSize()
        painter.drawPixmap(
            round((side - size.width()) / 2), round((side - size.height()) / 2), pixmap
        )
