"""Colours and shapes that tell groups of points apart, in a plot and in its legend."""

from __future__ import annotations

from functools import lru_cache

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPainterPath, QPen

GROUP_COLOURS = (
    *("#56b4e9", "#d55e00", "#009e73", "#f0e442"),
    *("#0072b2", "#cc79a7", "#e69f00", "#000000"),
)
"""Hues that stay apart for the colour-blind too (Okabe and Ito 2008).

Some are as light as paper, some as dark as a slide: marks have an edge in the colour of words.
"""
SHAPES = ("o", "s", "t1", "d", "t", "p", "star")
"""pyqtgraph's names. Seven shapes and eight colours: 56 groups look different."""
_SHARE = 0.8
"""Size of a mark in a legend, as a share of the height of the words."""
_RATIO = 3
"""Pixels of a mark in a legend per pixel of its size, for screens of any density."""
EDGE_PX = 1.0
"""Width of the edge of a mark."""


def group_colour(group: int) -> str:
    """Returns the colour of a group, ``#rrggbb``."""
    return GROUP_COLOURS[group % len(GROUP_COLOURS)]


def group_shape(group: int) -> str:
    """Returns pyqtgraph's name of the shape of a group."""
    return SHAPES[group % len(SHAPES)]


@lru_cache(maxsize=256)
def mark_html(shape: str, *, fill: str | None, edge: str, words_px: int) -> str:
    """Returns a mark in a legend, as rich text.

    Args:
        shape: pyqtgraph's name.
        fill: Colour of the mark; None for a ring.
        edge: Colour around it.
        words_px: Height of the words beside it.
    """
    side = round(_SHARE * words_px)
    path: QPainterPath = Symbols[shape]
    image = QImage(_RATIO * side, _RATIO * side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(QPointF(image.width() / 2, image.height() / 2))
    width = EDGE_PX if fill is not None else 2 * EDGE_PX
    painter.scale(_RATIO * (side - width), _RATIO * (side - width))
    pen = QPen(QColor(edge), width / (side - width))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(pg.mkBrush(fill))
    painter.drawPath(path)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    data = bytes(buffer.data().toBase64().data()).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" width="{side}" height="{side}">'
