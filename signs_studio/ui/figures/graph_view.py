"""Operations and what flows between them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget

from signs_studio.figures import Graph
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.figures.graph_items import EdgeItem, NodeItem, node_words
from signs_studio.ui.figures.graph_layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from signs_studio.ui.figures.graph_layout import Layout
    from signs_studio.ui.widgets.theme import Theme

# Smaller than this it is not read well: it asks for the height. No height helps what is too wide.
_NARROWEST_ZOOM, _SMALLEST_ZOOM, _LARGEST_ZOOM = 0.5, 0.75, 1.8
_LINES_HIGH = 10
# A graph is drawn anew whenever it has other room, in which all stands as before.
_laid_out = lru_cache(maxsize=8)(lay_out)
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
        self._boxes: list[NodeItem] = []
        self._arrows: list[EdgeItem] = []
        self._drawing = _Drawing()
        self._drawing.node_clicked.connect(self._on_drawing_node_clicked)
        self._drawing.step_wanted.connect(self._on_drawing_step_wanted)
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
        """Lays all out anew, in the room that there is."""
        if self._theme is None:
            return
        self._boxes = [NodeItem(node, self.font(), self._theme) for node in self._graph.nodes]
        layout = self._best_layout(tuple(box.size for box in self._boxes))
        self._arrows = [
            EdgeItem(
                way,
                self._theme,
                line_height=self.fontMetrics().height(),
                downwards=layout.downwards,
            )
            for way in layout.ways
        ]
        for place, (box, (x, y)) in enumerate(zip(self._boxes, layout.places, strict=True)):
            box.setPos(x, y)
            box.setData(0, place)
        items = [*self._arrows, *self._boxes]
        self._drawing.show_items(items, width=layout.width, height=layout.height)
        self.updateGeometry()
        self._emphasise()

    def _emphasise(self) -> None:
        """Shows which node is chosen, and what it is connected with."""
        followed = _followed(self._chosen, self._graph.edges)
        lit = {node for edge in followed for node in edge}
        for arrow, edge in zip(self._arrows, self._graph.edges, strict=True):
            arrow.set_followed(edge in followed)
        for place, box in enumerate(self._boxes):
            box.set_emphasis(2 if place == self._chosen else int(place in lit))
        words = ""
        if self._chosen is not None:
            self._drawing.ensureVisible(self._boxes[self._chosen])
            words = node_words(self._graph.nodes[self._chosen])
        self._drawing.setAccessibleDescription(words)

    def _best_layout(self, sizes: tuple[tuple[float, float], ...]) -> Layout:
        """Downwards or to the right: as it is seen largest."""
        line = self.fontMetrics().height()
        layouts = [
            _laid_out(sizes, self._graph.edges, beside=line, between=2 * line, downwards=downwards)
            for downwards in (True, False)
        ]
        return max(layouts, key=lambda each: self._drawing.zoom_for(each.width, each.height))

    def _on_drawing_node_clicked(self, node: int) -> None:
        self._chosen = None if node < 0 or node == self._chosen else node
        self._emphasise()

    def _on_drawing_step_wanted(self, steps: int) -> None:
        if self._boxes:
            before = -1 if self._chosen is None else self._chosen
            self._chosen = (before + steps) % len(self._boxes)
            self._emphasise()


class _Drawing(QGraphicsView):
    """Shows all of a graph, as high as it must be to be read; only where it is too wide, a part.

    Signals:
        node_clicked: The index of a node; -1 where there is none.
        step_wanted: How many nodes further on keys asked for.
        resized: There is more or less room.
    """

    node_clicked = Signal(int)
    step_wanted = Signal(int)
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
        """Returns the scale at which a graph of that size is shown.

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
            self.node_clicked.emit(item.data(0) if isinstance(item, NodeItem) else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS_OF_KEYS.get(Qt.Key(event.key()), 0)
        if steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.step_wanted.emit(steps)
        elif event.key() == Qt.Key.Key_Escape:
            self.node_clicked.emit(-1)
        else:
            super().keyPressEvent(event)


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
