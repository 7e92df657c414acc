"""A place on a plot, and what is written beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from signs_studio.figures import Point

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme

CORNERS = (
    *((1, 0), (-1, 0), (1, -1), (-1, -1)),
    *((side, lines) for lines in (1, 2, 3) for side in (0, 1, -1)),
)
"""Places of words, the best first: the side, and how many lines higher."""
_RADIUS, _HANDLE_RADIUS, _HALO = 6.0, 9.0, 5.0


class PlotPoint(QGraphicsItem):
    """A dot of the same size at any zoom; one that can be dragged is larger, with a ring.

    Attributes:
        point: The point shown.
        is_current: True if keys or the pointer would move it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.point = Point("", 0.0, 0.0)
        self.is_current = False
        self._fill = self._ring = self._ink = self._ground = QColor()
        self._font = QFont()
        self._corner = CORNERS[0]
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(10)

    def show_point(self, point: Point) -> None:
        """Stands where the point is."""
        self.prepareGeometryChange()
        self.point = point
        self.setPos(point.x, point.y)
        self.update()

    def write_at(self, corner: tuple[int, int]) -> None:
        """Writes its words at one of ``CORNERS``."""
        self.prepareGeometryChange()
        self._corner = corner
        self.update()

    def set_current(self, is_current: bool) -> None:
        """Shows that keys or the pointer would move it, or that they would not."""
        self.is_current = is_current
        self.update()

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Takes colours and the size of words."""
        self.prepareGeometryChange()
        self._fill = QColor(theme.test if self.point.field else theme.text)
        self._ring, self._ink = QColor(theme.surface), QColor(theme.text)
        self._ground = QColor(theme.surface)
        self._ground.setAlphaF(0.85)
        self._font = font
        self.update()

    @property
    def radius(self) -> float:
        """Of its dot, in pixels."""
        return _HANDLE_RADIUS if self.point.field else _RADIUS

    def boundingRect(self) -> QRectF:
        """The dot, its halo and its words."""
        return self.dot_box.united(self.name_box)

    @property
    def dot_box(self) -> QRectF:
        """The dot and its halo, around its middle."""
        reach = self.radius + _HALO + 1
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002  (Qt's signature)
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draws them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_current:
            halo = QColor(self._fill)
            halo.setAlphaF(0.3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(halo)
            painter.drawEllipse(QPointF(), self.radius + _HALO, self.radius + _HALO)
        painter.setPen(QPen(self._ring, 2))
        painter.setBrush(self._fill)
        painter.drawEllipse(QPointF(), self.radius, self.radius)
        if self.point.name:
            box = self.name_box
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._ground)
            painter.drawRoundedRect(box, 3, 3)
            painter.setFont(self._font)
            painter.setPen(self._ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.point.name)

    @property
    def name_box(self) -> QRectF:
        """Box of its words, around the middle of the dot."""
        return self.words_box(self._corner)

    def words_box(self, corner: tuple[int, int]) -> QRectF:
        """Returns the box of its words at one of ``CORNERS``, around the middle of the dot."""
        if not self.point.name:
            return QRectF()
        metrics = QFontMetricsF(self._font)
        width, height = metrics.horizontalAdvance(self.point.name) + 8, metrics.height() + 2
        beside = self.radius + 4
        side, lines = corner
        left = {-1: -beside - width, 0: -width / 2, 1: beside}[side]
        return QRectF(left, 2 if lines < 0 else -(lines + 1) * (height + 2), width, height)
