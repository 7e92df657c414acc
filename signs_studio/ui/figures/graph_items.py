"""Items of a graph: boxes for its nodes, curves with an arrow for its edges."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from signs_studio.ui.figures.colours import blend
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.figures import Node
    from signs_studio.ui.widgets.theme import Theme

_LINE_OF_WORDS = 0.09
"""Thickness of an edge where words are large, as a share of their height."""
_LONGEST_NAME = 26


class NodeItem(QGraphicsItem):
    """A node: its name, what it does and its shape, its value if it has one.

    Attributes:
        size: How much room it takes: width and height.
    """

    def __init__(self, node: Node, font: QFont, theme: Theme) -> None:
        super().__init__()
        self._emphasis = 0
        self._theme = theme
        self._has_value = bool(node.value)
        bold = QFont(font)
        bold.setBold(True)
        lines = [(_short(node.name), bold, theme.text)]
        kind = "  ".join(filter(None, (node.kind, node.shape)))
        if kind:
            lines.append((_short(kind), font, theme.muted))
        if node.value:
            lines.append((_short(f"= {node.value}"), bold, theme.right))
        self._lines = lines
        metrics = [QFontMetricsF(each) for _, each, _ in lines]
        width = max(
            m.horizontalAdvance(words) for m, (words, _, _) in zip(metrics, lines, strict=True)
        )
        self._line_height = max(m.height() for m in metrics)
        self._padding = self._line_height * 0.45
        self.size = (
            width + 2 * self._padding + 6,
            len(lines) * self._line_height + 1.2 * self._padding,
        )
        self.setToolTip(in_lines(node_words(node)))

    def set_emphasis(self, emphasis: int) -> None:
        """Stands out: 2 for the chosen one, 1 for what it is connected with, else 0."""
        self._emphasis = emphasis
        self.update()

    def boundingRect(self) -> QRectF:
        """The box and its edge."""
        width, height = self.size
        return QRectF(-width / 2 - 2, -height / 2 - 2, width + 4, height + 4)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002  (Qt's signature)
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draws the box and its lines of words."""
        width, height = self.size
        box = QRectF(-width / 2, -height / 2, width, height)
        theme = self._theme
        ground = QColor(theme.surface)
        if self._emphasis:
            ground = blend(theme.surface, theme.accent, 0.12 * self._emphasis)
        edge = theme.right if self._has_value else theme.previous_run
        painter.setPen(QPen(QColor(theme.accent if self._emphasis else edge), 1.5 + self._emphasis))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 7, 7)
        top = -len(self._lines) * self._line_height / 2
        for words, font, colour in self._lines:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = QRectF(-width / 2, top, width, self._line_height)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
            top += self._line_height


class EdgeItem(QGraphicsItem):
    """A curve with an arrow at its end."""

    def __init__(
        self,
        way: Sequence[tuple[float, float]],
        theme: Theme,
        *,
        line_height: float,
        downwards: bool,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._plain_width = max(1.6, _LINE_OF_WORDS * line_height)
        self._points = [QPointF(*point) for point in way]
        self._downwards = downwards
        self._path = _smooth(self._points, downwards=downwards)
        self.setZValue(-1)
        self.set_followed(False)

    def set_followed(self, is_followed: bool) -> None:
        """Stands out where it belongs to the chosen node."""
        self.prepareGeometryChange()
        self._colour = QColor(self._theme.accent if is_followed else self._theme.muted)
        self._width = 1.9 * self._plain_width if is_followed else self._plain_width
        self._head = _arrow(self._points, 7 + 2 * self._width, downwards=self._downwards)
        self.update()

    def boundingRect(self) -> QRectF:
        """The curve and its arrow."""
        return self._path.boundingRect().united(self._head.boundingRect()).adjusted(-4, -4, 4, 4)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002  (Qt's signature)
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draws the curve and its arrow."""
        painter.setPen(QPen(self._colour, self._width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawPolygon(self._head)


def node_words(node: Node) -> str:
    """All that is known of a node, in a line."""
    words = ", ".join(filter(None, (node.name, node.kind, node.shape)))
    return f"{words} = {node.value}" if node.value else words


def _smooth(points: list[QPointF], *, downwards: bool) -> QPainterPath:
    """A curve through points that runs from layer to layer at each of them."""
    path = QPainterPath()
    path.moveTo(points[0])
    for one, other in pairwise(points):
        middle = (one + other) / 2
        if downwards:
            path.cubicTo(QPointF(one.x(), middle.y()), QPointF(other.x(), middle.y()), other)
        else:
            path.cubicTo(QPointF(middle.x(), one.y()), QPointF(middle.x(), other.y()), other)
    return path


def _arrow(points: list[QPointF], length: float, *, downwards: bool) -> QPolygonF:
    tip, before = points[-1], points[-2]
    along = QPointF(0, length) if downwards else QPointF(length, 0)
    if QPointF.dotProduct(along, tip - before) < 0:
        along = -along
    aside = QPointF(-along.y(), along.x()) * 0.45
    return QPolygonF([tip, tip - along + aside, tip - along - aside])


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1]}…"
