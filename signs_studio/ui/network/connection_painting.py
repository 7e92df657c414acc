"""Painting of the connections of a network, some at a time: it would hold up the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from signs_studio.ui.figures.colours import strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPixmap

    from signs_studio.ui.network.network_drawing import Lines, NetworkDrawing
    from signs_studio.ui.network.network_layout import NetworkPlaces
    from signs_studio.ui.widgets.theme import Theme

_AT_A_TIME = 30
_THINNEST, _WIDEST = 0.6, 3.4
"""Widths of connections, in sixteenths of a line of text."""
_FAINTEST, _CLEAREST = 0.10, 0.85
_SILENT = 0.12
"""Of the colour of a connection, where what it comes from is dead or gives 0 for this picture."""
_ASIDE = 0.25
"""The same where another unit is pointed at."""
_EDGE = 0.84
"""Share of the picture's edge along which its connections begin."""


@dataclass(frozen=True, eq=False)
class ConnectionPainting:
    """Paints the connections of one drawing in its places.

    Attributes:
        drawing: What is drawn.
        places: Where.
        lines: The connections that lead to each column.
        theme: Colours.
        line_px: Height of a line of text.
    """

    drawing: NetworkDrawing
    places: NetworkPlaces
    lines: tuple[Lines, ...]
    theme: Theme
    line_px: float

    def paint_in_steps(self, pixmap: QPixmap, pointed: tuple[int, int] | None) -> Iterator[None]:
        """Paints them, some at each step.

        Args:
            pixmap: Where to.
            pointed: Column and unit whose connections stand out; None for none.
        """
        for index, found in enumerate(self.lines):
            after = self.places.columns[index]
            ends = dict(zip(after.units, after.places, strict=True))
            for start in range(0, len(found.lines), _AT_A_TIME):
                painter = QPainter(pixmap)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                for source, target, weight in found.lines[start : start + _AT_A_TIME]:
                    is_pointed = pointed in ((index - 1, source), (index, target))
                    share = strength(weight, found.largest)
                    colour = self._colour(index, source, weight, share)
                    width = _THINNEST + (_WIDEST - _THINNEST) * share
                    # Nothing goes along a silent one, whoever points at it.
                    if is_pointed and not self._is_silent(index - 1, source):
                        colour.setAlphaF(max(colour.alphaF(), 0.8))
                        width = max(width, 1.4)
                    elif pointed is not None:
                        colour.setAlphaF(colour.alphaF() * _ASIDE)
                    painter.setPen(QPen(colour, max(width * self.line_px / 16, 0.6)))
                    painter.drawPath(self._path(index, source, ends[target]))
                painter.end()
                yield

    def _colour(self, index: int, source: int, weight: float, share: float) -> QColor:
        if self.drawing.activity is None:
            colour, clear = QColor(self.theme.border), 0.35
        else:
            colour = QColor(self.theme.train if weight >= 0 else self.theme.test)
            clear = _FAINTEST + (_CLEAREST - _FAINTEST) * share
            clear *= _SILENT if self._is_silent(index - 1, source) else 1.0
        colour.setAlphaF(clear)
        return colour

    def _path(self, index: int, source: int, end: QRectF) -> QPainterPath:
        begin = self._begin(index, source, end)
        stop = QPointF(end.left(), end.center().y())
        middle = (begin.x() + stop.x()) / 2
        path = QPainterPath(begin)
        path.cubicTo(QPointF(middle, begin.y()), QPointF(middle, stop.y()), stop)
        return path

    def _begin(self, index: int, source: int, end: QRectF) -> QPointF:
        """Returns where a connection begins: along the edge of the picture, or at a unit."""
        if index:
            column = self.places.columns[index - 1]
            place = column.places[column.units.index(source)]
            return QPointF(place.right(), place.center().y())
        picture, places = self.places.picture, self.places.columns[0].places
        top, bottom = places[0].center().y(), places[-1].center().y()
        share = (end.center().y() - top) / (bottom - top) if bottom > top else 0.5
        height = ((1 - _EDGE) / 2 + _EDGE * share) * picture.height()
        return QPointF(picture.right(), picture.top() + height)

    def _is_silent(self, index: int, unit: int) -> bool:
        if index < 0 or self.drawing.activity is None:
            return False
        stage = self.drawing.activity.stages[index]
        is_known = unit in stage.units
        return unit in stage.silent or (is_known and not stage.values[stage.units.index(unit)])
