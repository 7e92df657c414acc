"""The drawing of a network on the screen, in which units are pointed at and chosen."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from signs_studio.ui.network.connection_painting import ConnectionPainting
from signs_studio.ui.network.network_drawing import NetworkDrawing, drawn_lines
from signs_studio.ui.network.network_layout import lay_out
from signs_studio.ui.network.network_painting import NetworkPainting
from signs_studio.ui.network.network_words import format_activation, stage_words
from signs_studio.ui.widgets.incremental_task import IncrementalTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPointF, QRectF
    from PySide6.QtGui import (
        QHelpEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from signs_studio.ui.network.network_layout import NetworkPlaces
    from signs_studio.ui.widgets.theme import Theme

_LEAST_COLUMNS, _LEAST_LINES = 18, 13
"""Width and height below which little could be told apart, in lines of text."""


class NetworkCanvas(QScrollArea):
    """Shows a drawing as large as there is room; one with many columns is scrolled sideways.

    Signals:
        unit_chosen: Column, from 0 for that after the picture, and unit.
        placed: ``places`` and ``lines`` are others.
    """

    unit_chosen = Signal(int, int)
    placed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_canvas")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._sheet = _Sheet()
        self._sheet.unit_chosen.connect(self.unit_chosen)
        self._sheet.placed.connect(self.placed)
        self.setWidget(self._sheet)

    @property
    def drawing(self) -> NetworkDrawing:
        """The drawing that is shown."""
        return self._sheet.drawing

    @property
    def places(self) -> NetworkPlaces | None:
        """Places of what is shown; None where there is nothing."""
        return self._sheet.places

    @property
    def lines(self) -> int:
        """Number of connections that are drawn."""
        connections = self._sheet.connections
        return 0 if connections is None else sum(len(each.lines) for each in connections.lines)

    @property
    def leaves_out(self) -> bool:
        """Whether there are more units than are drawn."""
        return self.places is not None and any(each.left_out for each in self.places.columns)

    def show_drawing(self, drawing: NetworkDrawing) -> None:
        """Shows a drawing."""
        self._sheet.show_drawing(drawing)

    def set_theme(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._sheet.set_theme(theme)

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        return QSize(line * _LEAST_COLUMNS, line * _LEAST_LINES)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Goes to the unit beside the chosen one."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        step = steps.get(Qt.Key(event.key()))
        unit = None if step is None else self._sheet.unit_beside(*step)
        if unit is None:
            super().keyPressEvent(event)
            return
        place = self._sheet.place_of(*unit)
        if place is not None:
            at = place.center().toPoint()
            self.ensureVisible(at.x(), at.y(), at.x() - place.toRect().left() + 20, 0)
        self.unit_chosen.emit(*unit)


class _Sheet(QWidget):
    """Paints the drawing.

    Signals:
        unit_chosen: As of the canvas.
        placed: The same.
    """

    unit_chosen = Signal(int, int)
    placed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("network_sheet")
        self.setMouseTracking(True)
        self.drawing = NetworkDrawing(stages=())
        self.places: NetworkPlaces | None = None
        self.connections: ConnectionPainting | None = None
        self._painting: NetworkPainting | None = None
        self._layer: QPixmap | None = None
        self._task = IncrementalTask(self)
        self._theme: Theme | None = None
        self._pointed: tuple[int, int] | None = None

    def show_drawing(self, drawing: NetworkDrawing) -> None:
        if drawing.stages != self.drawing.stages:
            self._pointed = None
        self.drawing = drawing
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._place()

    def place_of(self, column: int, unit: int) -> QRectF | None:
        """Returns the square of a unit; None where it is not drawn."""
        if self.places is None or column >= len(self.places.columns):
            return None
        found = self.places.columns[column]
        return found.places[found.units.index(unit)] if unit in found.units else None

    def unit_beside(self, across: int, down: int) -> tuple[int, int] | None:
        """Returns the unit beside the chosen one, or the first; None where there is none."""
        if self.places is None:
            return None
        columns = self.places.columns
        chosen = self.drawing.chosen
        if chosen is None or self.place_of(*chosen) is None:
            return 0, columns[0].units[0]
        index, unit = chosen
        row = columns[index].units.index(unit) + down
        if across and 0 <= index + across < len(columns):
            at = columns[index].places[row].center().y()
            others = columns[index + across]
            rows = range(len(others.units))
            nearest = min(rows, key=lambda other: abs(others.places[other].center().y() - at))
            return index + across, others.units[nearest]
        if down and 0 <= row < len(columns[index].units):
            return index, columns[index].units[row]
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self._unit_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and unit is not None:
            self.unit_chosen.emit(*unit)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._unit_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            help_event: QHelpEvent = event  # type: ignore[assignment]
            words = self._words_at(help_event.pos().toPointF())
            QToolTip.showText(help_event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._theme is not None:
            painter.fillRect(event.rect(), QColor(self._theme.surface))
        if self._layer is not None:
            painter.drawPixmap(0, 0, self._layer)
        if self._painting is not None:
            self._painting.paint(painter)

    def _place(self) -> None:
        self.places = self.connections = self._painting = None
        if self._theme is not None and len(self.drawing.stages) > 1:
            metrics = self.fontMetrics()
            parent = self.parentWidget()
            room = self.size() if parent is None else parent.size()
            self.places = lay_out(
                self.drawing.columns(metrics.horizontalAdvance),
                width=room.width(),
                height=room.height(),
                line=metrics.lineSpacing(),
                names_px=max(map(metrics.horizontalAdvance, self.drawing.class_names), default=0),
            )
            self.setMinimumWidth(int(self.places.width))
            self._painting = NetworkPainting(
                self.drawing, self.places, self._theme, self.font(), self.devicePixelRatioF()
            )
            lines = drawn_lines(self.drawing, self.places)
            self.connections = ConnectionPainting(
                self.drawing, self.places, lines, self._theme, metrics.lineSpacing()
            )
        self._paint_connections()
        self.update()
        self.placed.emit()

    def _unit_at(self, position: QPointF) -> tuple[int, int] | None:
        return None if self.places is None else self.places.unit_at(position.x(), position.y())

    def _point_at(self, unit: tuple[int, int] | None) -> None:
        if unit != self._pointed:
            self._pointed = unit
            is_unit = unit is not None
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if is_unit else Qt.CursorShape.ArrowCursor
            )
            self._paint_connections()

    def _paint_connections(self) -> None:
        """Paints them beside what is shown, which they replace as soon as all are there."""
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        if self._layer is None or self._layer.size() != layer.size() or self.connections is None:
            self._layer = None
        self._task.stop()
        if self.connections is not None:
            self._task.begin(self._connect(self.connections, layer))

    def _connect(self, connections: ConnectionPainting, layer: QPixmap) -> Iterator[None]:
        yield from connections.paint_in_steps(layer, self._pointed or self.drawing.chosen)
        self._layer = layer
        self.update()

    def _words_at(self, position: QPointF) -> str:
        """Returns what is said of a unit or of a column; empty where there is neither."""
        if self.places is None:
            return ""
        unit = self._unit_at(position)
        if unit is not None:
            index, number = unit
            name = self.drawing.unit_name(index, number)
            activity = self.drawing.activity
            if activity is None or number not in activity.stages[index].units:
                return name
            active = activity.stages[index]
            value = format_activation(float(active.values[active.units.index(number)]))
            return self.tr("{unit}: {value}").format(unit=name, value=value)
        for stage, column in zip(self.drawing.stages[1:], self.places.columns, strict=True):
            if column.label.contains(position):
                return stage_words(stage, self.drawing.layer_names)
        return ""
