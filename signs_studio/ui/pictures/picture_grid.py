"""The grid of test pictures."""

# ruff: noqa: D102  (methods of Qt's, which documents them)
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from signs_studio.ui.pictures.grid_geometry import GridGeometry
from signs_studio.ui.pictures.tile_delegate import TileDelegate
from signs_studio.ui.widgets.fade import Fade

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signs_studio.ui.pictures.pictures_model import PicturesModel
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme

DEFAULT_TILE_PX = 80


class PictureGrid(QListView):
    """Tiles of pictures in columns that fill the width; one of them may be chosen.

    The tiles are placed by arithmetic. A QListView by itself keeps a place for each instead and was
    measured at 160 ms to place 100,000 again, which it does whenever they are sorted anew. So all
    of its layout is replaced; it remains a QListView because to screen readers Qt shows the items
    of its own views only.

    Args:
        model: The pictures.
        selection: Has the chosen picture, which is marked where it is among those of the model.
    """

    def __init__(
        self, model: PicturesModel, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pictures = model
        self._selection = selection
        self._delegate = TileDelegate(model, self)
        self._turned: frozenset[int] = frozenset()
        self._fade = Fade(self)
        self._fade.stepped.connect(self._on_fade_stepped)
        self._tile_px = DEFAULT_TILE_PX
        self._row_height = 1
        self._columns = 1
        self._hint = ""
        self._hint_colour = QColor()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the width, thus the height, thus the need for it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # Where there is nothing to scroll, nothing looks as though there were.
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda first, last: bar.setEnabled(last > first))
        selection.picture_changed.connect(self.mark_chosen)

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._delegate.set_theme(theme)
        self._hint_colour = QColor(theme.muted)
        self.viewport().update()

    def set_names(self, names: Iterable[str]) -> None:
        """Makes room for any of these names of signs."""
        self._delegate.set_names(names)
        self.scheduleDelayedItemsLayout()

    def set_tile_px(self, tile_px: int) -> None:
        """Makes tiles at least this wide, keeping the topmost in sight."""
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

    def mark_chosen(self) -> None:
        """Marks the chosen picture, if it is shown, without scrolling to it."""
        picture = self._selection.picture
        row = None if picture is None else self._pictures.row(picture)
        if row == (self.currentIndex().row() if self.currentIndex().isValid() else None):
            return
        index = QModelIndex() if row is None else self._pictures.index(row)
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.setAutoScroll(True)

    def show_turned(self, pictures: frozenset[int]) -> None:
        """Lets a tint fade from pictures that have just turned right; without any, from none."""
        self._turned = pictures
        if pictures:
            self._fade.start()
        else:
            self._fade.stop()
        self._delegate.set_turned(pictures, self._fade.strength)

    def show_first(self) -> None:
        """Scrolls to the top, where what was asked for comes first."""
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(0)

    def geometry_of_tiles(self) -> GridGeometry:
        """Returns the places of the tiles on a sheet of which the viewport shows a part."""
        return GridGeometry(
            count=self._pictures.rowCount(),
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
        return QModelIndex() if tile is None else self._pictures.index(tile)

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
            return self._pictures.index(
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
        return self._pictures.index(target[cursor_action])

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

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self._selection.choose_picture(self._pictures.picture(current.row()))

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        bar = self.verticalScrollBar()
        topmost = bar.value() // self._row_height * self._columns
        within_row = bar.value() % self._row_height
        width = max(1, self.viewport().width())
        columns = max(1, width // self._tile_px)
        row_height = self._delegate.fit(width // columns, self.font())
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
            self._delegate.paint(painter, option, self._pictures.index(row))

    def _on_fade_stepped(self) -> None:
        """Paints no more than the tiles in view that have turned."""
        self._delegate.set_turned(self._turned, self._fade.strength)
        offset, tiles = self.verticalOffset(), self.geometry_of_tiles()
        for row in tiles.tiles_between(offset, offset + self.viewport().height()):
            if self._pictures.picture(row) in self._turned:
                self.viewport().update(QRect(*tiles.place(row)).translated(0, -offset))

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * DEFAULT_TILE_PX, 2 * DEFAULT_TILE_PX)
