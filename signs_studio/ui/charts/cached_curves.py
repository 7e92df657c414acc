"""Curves that stay as they are: drawn once, then copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmapCache
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from signs_studio.ui.charts.pens import draw_curve

if TYPE_CHECKING:
    from collections.abc import Sequence

_PICTURES_KB = 256 * 1024
"""Both plots as large as a screen of 3840 x 2160 need so much. Of Qt's own 10 MB, two plots in a
window of 1280 x 800 have enough, and in a larger one every picture is drawn at every epoch."""


class CachedCurves(QGraphicsItem):
    """Lines that do not change at every epoch.

    One item with one cached picture: ten lines of earlier runs then cost a copy per repaint, not a
    drawing of each. Qt gives these pictures a limit for all of them together, which is raised.

    Args:
        smooth: True smooths the edges of the lines; level ones are crisper without.
    """

    def __init__(self, *, smooth: bool = True) -> None:
        super().__init__()
        self._smooth = smooth
        self._view = QRectF()
        self._curves: list[tuple[QPainterPath, QPen]] = []
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _PICTURES_KB))
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def set_curves(self, curves: Sequence[tuple[QPainterPath, QPen]], *, view: QRectF) -> None:
        """Shows these paths, the last on top, in the part of the plot that is in view."""
        self.prepareGeometryChange()
        self._view = QRectF(view)
        self._curves = list(curves)
        self.update()

    def boundingRect(self) -> QRectF:
        """The view: no larger, so that the cached picture is no larger either."""
        return self._view

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002  (Qt's signature)
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draws every line."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._smooth)
        for path, pen in self._curves:
            draw_curve(painter, path, pen)
