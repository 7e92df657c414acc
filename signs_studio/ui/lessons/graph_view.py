"""Operations and what flows between them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from signs_studio.lessons.figures import Graph, Node
from signs_studio.lessons.layout import lay_out
from signs_studio.ui.lessons.colours import blend
from signs_studio.ui.lessons.figure_view import FigureView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from signs_studio.lessons.layout import Layout
    from signs_studio.ui.theme import Theme

# Smaller than this it is not read well: it asks for the height. No height helps what is too wide.
_NARROWEST_ZOOM, _SMALLEST_ZOOM, _LARGEST_ZOOM = 0.5, 0.75, 1.8
_LINE_OF_WORDS = 0.09
"""How thick an edge is where words are large, as a share of their height."""
_LONGEST_NAME = 26
_LINES_HIGH = 10
_STEPS_OF_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class GraphView(FigureView[Graph]):
    """A graph in layers. A node that is chosen shows where it comes from and what it leads to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph = Graph(title="", nodes=(), edges=())
        self._theme: Theme | None = None
        self._chosen: int | None = None
        self._drawing = _Drawing()
        self._drawing.node_chosen.connect(self._on_drawing_node_chosen)
        self._drawing.resized.connect(self._draw)
        self._set_body(self._drawing)

    def show_figure(self, figure: Graph) -> None:
        """Draws a graph; a node that was chosen stays so while the nodes are the same."""
        names = [node.name for node in figure.nodes]
        if names != [node.name for node in self._graph.nodes]:
            self._chosen = None
        self._graph = figure
        self._show_title(figure.title)
        self._drawing.setAccessibleName(figure.title)
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Colours nodes and edges."""
        self._theme = theme
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draws nodes as large as their words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._draw()

    def _draw(self) -> None:
        if self._theme is None:
            return
        boxes = [_NodeItem(node, self.font(), self._theme) for node in self._graph.nodes]
        layout = self._best_layout([box.size for box in boxes])
        followed = _followed(self._chosen, self._graph.edges)
        edges = [
            _EdgeItem(
                way,
                self._theme,
                line_height=self.fontMetrics().height(),
                downwards=layout.downwards,
                is_followed=edge in followed,
            )
            for way, edge in zip(layout.ways, self._graph.edges, strict=True)
        ]
        lit = {node for edge in followed for node in edge} | {self._chosen}
        for place, (box, (x, y)) in enumerate(zip(boxes, layout.places, strict=True)):
            box.setPos(x, y)
            box.setData(0, place)
            box.emphasis = 2 if place == self._chosen else int(place in lit)
        self._drawing.show_items([*edges, *boxes], width=layout.width, height=layout.height)
        self.updateGeometry()
        if self._chosen is not None:
            self._drawing.ensureVisible(boxes[self._chosen])
            self._drawing.setAccessibleDescription(node_words(self._graph.nodes[self._chosen]))

    def _best_layout(self, sizes: Sequence[tuple[float, float]]) -> Layout:
        """Downwards or to the right: as it is seen largest."""
        line = self.fontMetrics().height()
        layouts = [
            lay_out(sizes, self._graph.edges, beside=line, between=2 * line, downwards=downwards)
            for downwards in (True, False)
        ]
        return max(layouts, key=lambda each: self._drawing.zoom_for(each.width, each.height))

    def _on_drawing_node_chosen(self, node: int, is_step: bool) -> None:
        count = len(self._graph.nodes)
        if is_step and count:
            node = (node + (-1 if self._chosen is None else self._chosen)) % count
        self._chosen = None if node < 0 or (not is_step and node == self._chosen) else node
        self._draw()


class _Drawing(QGraphicsView):
    """Shows all of a graph, as high as it must be to be read; only where it is too wide, a part.

    Signals:
        node_chosen: The index of a node that was clicked, -1 for none; or how many further on keys
            asked for, and then True.
        resized: There is more or less room.
    """

    node_chosen = Signal(int, bool)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("graph")
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setToolTip(
            self.tr("Click a node, or use the arrow keys, to follow what flows through it")
        )
        self._size = (1.0, 1.0)
        self._pressed = QPointF()

    def show_items(self, items: Sequence[QGraphicsItem], *, width: float, height: float) -> None:
        """Shows these, which take so much room from (0, 0) on."""
        scene = self.scene()
        scene.clear()
        for item in items:
            scene.addItem(item)
        self._size = (width, height)
        margin = self.fontMetrics().height() / 2
        scene.setSceneRect(-margin, -margin, width + 2 * margin, height + 2 * margin)
        zoom = self.zoom_for(width, height)
        self.resetTransform()
        self.scale(zoom, zoom)
        self.updateGeometry()
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        drag = QGraphicsView.DragMode.ScrollHandDrag
        if self.width() >= zoom * width:
            policy, drag = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, QGraphicsView.DragMode.NoDrag
        self.setHorizontalScrollBarPolicy(policy)
        self.setVerticalScrollBarPolicy(policy)
        self.setDragMode(drag)

    def zoom_for(self, width: float, height: float) -> float:
        """How much larger than its words are something of that size is shown.

        It asks for the height that it then needs.
        """
        margin = self._margin()
        across = max(self.width() / (width + margin), _NARROWEST_ZOOM)
        down = max(self.height() / (height + margin), _SMALLEST_ZOOM)
        return min(across, down, _LARGEST_ZOOM)

    def minimumSizeHint(self) -> QSize:
        """Room enough for a few nodes, and as high as all of them."""
        line = self.fontMetrics().lineSpacing()
        width, height = self._size
        across = max(self.width() / (width + self._margin()), _NARROWEST_ZOOM)
        least = math.ceil(min(across, _SMALLEST_ZOOM) * (height + self._margin()))
        return QSize(2 * _LINES_HIGH * line, max(_LINES_HIGH * line, least))

    def _margin(self) -> int:
        return self.fontMetrics().height() + 4

    def sizeHint(self) -> QSize:
        """No more than it needs: what there is beyond that it is given all the same."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        moved = (event.position() - self._pressed).manhattanLength()
        if event.button() == Qt.MouseButton.LeftButton and moved < 5:
            item = self.itemAt(event.position().toPoint())
            self.node_chosen.emit(item.data(0) if isinstance(item, _NodeItem) else -1, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS_OF_KEYS.get(Qt.Key(event.key()), 0)
        if steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.node_chosen.emit(steps, True)
        elif event.key() == Qt.Key.Key_Escape:
            self.node_chosen.emit(-1, False)
        else:
            super().keyPressEvent(event)


class _NodeItem(QGraphicsItem):
    """A node: its name, what it does and its shape, its value if it has one.

    Attributes:
        size: How much room it takes.
        emphasis: 2 for the chosen one, 1 for what it is connected with.
    """

    def __init__(self, node: Node, font: QFont, theme: Theme) -> None:
        super().__init__()
        self.emphasis = 0
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
        self.setToolTip(node_words(node))

    def boundingRect(self) -> QRectF:
        width, height = self.size
        return QRectF(-width / 2 - 2, -height / 2 - 2, width + 4, height + 4)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002  (Qt's signature)
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        width, height = self.size
        box = QRectF(-width / 2, -height / 2, width, height)
        theme = self._theme
        ground = QColor(theme.surface)
        if self.emphasis:
            ground = blend(theme.surface, theme.accent, 0.12 * self.emphasis)
        edge = theme.right if self._has_value else theme.ghost
        painter.setPen(QPen(QColor(theme.accent if self.emphasis else edge), 1.5 + self.emphasis))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 7, 7)
        top = -len(self._lines) * self._line_height / 2
        for words, font, colour in self._lines:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = QRectF(-width / 2, top, width, self._line_height)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
            top += self._line_height


class _EdgeItem(QGraphicsItem):
    """A curve with an arrow at its end."""

    def __init__(
        self,
        way: Sequence[tuple[float, float]],
        theme: Theme,
        *,
        line_height: float,
        downwards: bool,
        is_followed: bool,
    ) -> None:
        super().__init__()
        self._colour = QColor(theme.accent if is_followed else theme.muted)
        plain = max(1.6, _LINE_OF_WORDS * line_height)
        self._width = 1.9 * plain if is_followed else plain
        points = [QPointF(*point) for point in way]
        self._path = _smooth(points, downwards=downwards)
        self._head = _arrow(points, 7 + 2 * self._width, downwards=downwards)
        self.setZValue(-1)

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect().united(self._head.boundingRect()).adjusted(-4, -4, 4, 4)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002  (Qt's signature)
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
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


def _followed(chosen: int | None, edges: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The edges by which the chosen node is reached, and by which all is that it leads to."""
    if chosen is None:
        return frozenset()
    found: set[tuple[int, int]] = set()
    for here, there in ((0, 1), (1, 0)):
        reached, ready = {chosen}, [chosen]
        for node in ready:
            for edge in edges:
                if edge[here] == node:
                    found.add(edge)
                    if edge[there] not in reached:
                        reached.add(edge[there])
                        ready.append(edge[there])
    return frozenset(found)


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
