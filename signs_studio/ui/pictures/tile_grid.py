"""A grid of tiles, placed by arithmetic."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from signs_studio.ui.pictures.grid_geometry import GridGeometry

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractListModel, QItemSelectionModel

    from signs_studio.ui.widgets.theme import Theme

DEFAULT_TILE_PX = 80
# Names of signs are to be read, however large the words are.
_TILE_LETTERS_MIN = 9


class FittingDelegate(QStyledItemDelegate):
    """Draws tiles, whose height follows from their width.

    Attributes:
        theme: Colours to draw in; None before there are any, and then nothing is drawn.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    def fit(self, tile_width: int, font: QFont) -> int:
        """Fits tiles into a width.

        Args:
            tile_width: Width of the narrowest tile, in device-independent pixels.
            font: Of the captions.

        Returns:
            The height of tiles, in device-independent pixels.
        """
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self.theme = theme


class TileGrid(QListView):
    """Tiles in columns that fill the width; one of them is current.

    The tiles are placed by arithmetic. A QListView by itself keeps a place for each instead and was
    measured at 160 ms to place 100,000 again, which it does whenever they are sorted anew. So all
    of its layout is replaced; it remains a QListView because to screen readers Qt shows the items
    of its own views only.

    Args:
        model: One row a tile.
        delegate: Draws them.
    """

    def __init__(
        self,
        model: QAbstractListModel,
        delegate: FittingDelegate,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tiles = model
        self._fitting = delegate
        delegate.setParent(self)
        self._tile_px = DEFAULT_TILE_PX
        self._row_height = 1
        self._columns = 1
        self._hint = ""
        self._hint_colour = QColor()
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the width, thus the height, thus the need for it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # Where there is nothing to scroll, nothing looks as though there were.
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda first, last: bar.setEnabled(last > first))

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._fitting.set_theme(theme)
        self._hint_colour = QColor(theme.muted)
        self.viewport().update()

    def set_tile_px(self, tile_px: int) -> None:
        """Makes tiles at least this wide and as a short name, keeping the topmost in sight."""
        self._tile_px = tile_px
        self.updateGeometries()
        self.viewport().update()

    @property
    def hint(self) -> str:
        """Words that are shown where there is no picture."""
        return self._hint

    def set_hint(self, hint: str) -> None:
        """Takes the words to show where there is no picture."""
        # After an update asked for by the model, another would paint every tile a second time.
        if hint != self._hint:
            self._hint = hint
            self.viewport().update()

    def show_first(self) -> None:
        """Scrolls to the top, where what was asked for comes first."""
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(0)

    def geometry_of_tiles(self) -> GridGeometry:
        """Returns the places of the tiles on a sheet of which the viewport shows a part."""
        return GridGeometry(
            count=self._tiles.rowCount(),
            width=max(1, self.viewport().width()),
            columns=self._columns,
            row_height=self._row_height,
        )

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        if not index.isValid():
            return QRect()
        place = QRect(*self.geometry_of_tiles().place(index.row()))
        return place.translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        tile = self.geometry_of_tiles().tile_at(point.x(), point.y() + self.verticalOffset())
        return QModelIndex() if tile is None else self._tiles.index(tile)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        # Whatever the hint, the tile is brought into view by the shortest way.
        del hint
        place = self.visualRect(index)
        bar = self.verticalScrollBar()
        if place.top() < 0:
            bar.setValue(bar.value() + place.top())
        elif place.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + place.bottom() + 1 - self.viewport().height())

    def moveCursor(
        self, cursor_action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        del modifiers
        tiles = self.geometry_of_tiles()
        if tiles.count == 0:
            return QModelIndex()
        current = self.currentIndex()
        if not current.isValid():
            return self._tiles.index(
                tiles.tiles_between(self.verticalOffset(), self.verticalOffset()).start
            )
        action = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // self._row_height)
        at = current.row()
        target = {
            action.MoveLeft: tiles.stepped(at, columns=-1),
            action.MovePrevious: tiles.stepped(at, columns=-1),
            action.MoveRight: tiles.stepped(at, columns=1),
            action.MoveNext: tiles.stepped(at, columns=1),
            action.MoveUp: tiles.stepped(at, rows=-1),
            action.MoveDown: tiles.stepped(at, rows=1),
            action.MovePageUp: tiles.stepped(at, rows=-page),
            action.MovePageDown: tiles.stepped(at, rows=page),
            action.MoveHome: 0,
            action.MoveEnd: tiles.count - 1,
        }
        return self._tiles.index(target[cursor_action])

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        del index
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def keyboardSearch(self, search: str) -> None:
        # Tiles have no text to type at, and Qt would ask each of 100,000 for it.
        del search

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        bar = self.verticalScrollBar()
        topmost = bar.value() // self._row_height * self._columns
        within_row = bar.value() % self._row_height
        width = max(1, self.viewport().width())
        least = max(self._tile_px, _TILE_LETTERS_MIN * self.fontMetrics().averageCharWidth())
        columns = max(1, width // least)
        row_height = self._fitting.fit(width // columns, self.font())
        moved = (columns, row_height) != (self._columns, self._row_height)
        self._columns, self._row_height = columns, row_height
        tiles = self.geometry_of_tiles()
        height = self.viewport().height()
        bar.setRange(0, max(0, tiles.height - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(1, row_height // 3))
        if moved:
            bar.setValue(topmost // columns * row_height + min(within_row, row_height - 1))
        QAbstractItemView.updateGeometries(self)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.executeDelayedItemsLayout()
        tiles = self.geometry_of_tiles()
        painter = QPainter(self.viewport())
        if tiles.count == 0:
            margin = self.fontMetrics().height()
            painter.setPen(self._hint_colour)
            painter.drawText(
                self.viewport().rect().adjusted(margin, margin, -margin, -margin),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self._hint,
            )
            return
        offset = self.verticalOffset()
        region = event.region()
        dirty = region.boundingRect()
        current = self.currentIndex().row()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        state: QStyle.StateFlag = option.state
        for row in tiles.tiles_between(dirty.top() + offset, dirty.bottom() + offset):
            place = QRect(*tiles.place(row)).translated(0, -offset)
            if not region.intersects(place):
                continue
            option.rect = place
            option.state = state | QStyle.StateFlag.State_Selected if row == current else state
            self._fitting.paint(painter, option, self._tiles.index(row))

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * DEFAULT_TILE_PX, 2 * DEFAULT_TILE_PX)
