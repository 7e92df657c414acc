"""Numbers in coloured cells, some of them framed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from signs_studio.figures import Matrix
from signs_studio.numbers import format_significant, typeset
from signs_studio.ui.figures.colours import blend, strength
from signs_studio.ui.figures.figure_view import FigureView
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from signs_studio.ui.widgets.theme import Theme

# Words stay readable on a colour of at most this strength.
_LEAST, _MOST = 0.10, 0.48
_SMALLEST_SCALE = 0.8
_CELL_PADDING, _LINES_IN_CELL = 18, 1.9
_ROWS_SHOWN = 12
# Words of twice the size are not exactly twice as wide.
_ROUNDING = 0.95
_MEASURED_CELLS = 400
Index = QModelIndex | QPersistentModelIndex


class MatrixView(FigureView[Matrix]):
    """A table whose cells are blue above zero and orange below, the stronger the further off.

    As many cells as there are, they are as large as the room allows.
    """

    grows = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = Matrix(title="", values=())
        self._scale = 1.0
        self._model = MatrixModel(self)
        self._delegate = _CellDelegate(self)
        self._table = QTableView()
        self._table.setObjectName("matrix")
        self._table.setModel(self._model)
        self._table.setItemDelegate(self._delegate)
        self._table.setFrameShape(QFrame.Shape.NoFrame)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)  # Tab goes on, not from cell to cell.
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self._table.horizontalHeader(), self._table.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self._table.clicked.connect(self._choose)
        self._table.installEventFilter(self)
        self._set_body(self._table)

    def own_width(self) -> int:
        """As wide as its cells, or its title, with words as large as all others."""
        metrics = self.fontMetrics()
        cell = self._widest(metrics) + _CELL_PADDING
        cells = self._model.columnCount() * cell + self._head_width(metrics)
        return max(cells, self._title.fontMetrics().horizontalAdvance(self._title.words) + 4)

    def scale_for(self, width: int, height: int) -> float:
        """Returns the largest scale of words at which all cells are in view."""
        rows, columns = self._model.rowCount(), self._model.columnCount()
        metrics = self.fontMetrics()
        head = self._head_width(metrics)
        # Words are scaled, what is around them is not.
        padding = (columns + bool(head)) * _CELL_PADDING
        words = columns * self._widest(metrics) + max(head - _CELL_PADDING, 0)
        lines = _LINES_IN_CELL * (rows + bool(self._matrix.columns)) * metrics.height()
        title = self._title.sizeHint().height() + self._layout.spacing()
        across, down = (width - padding) / max(words, 1), (height - title) / max(lines, 1)
        return _ROUNDING * min(across, down)

    def set_scale(self, scale: float) -> None:
        """Has its words so many times as large as others."""
        self._scale = scale
        self._fit()

    def show_figure(self, figure: Matrix) -> None:
        """Shows the numbers."""
        self._matrix = figure
        self._show_title(figure.title)
        self._table.setAccessibleName(figure.title)
        self._model.set_matrix(figure)
        self._table.horizontalHeader().setVisible(bool(figure.columns))
        self._table.verticalHeader().setVisible(bool(figure.rows))
        pointer = Qt.CursorShape.ArrowCursor
        if figure.row_field:
            pointer = Qt.CursorShape.PointingHandCursor
        self._table.viewport().setCursor(pointer)
        self._table.setToolTip(self.tr("Click a cell to choose its row") * bool(figure.row_field))
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Colours the cells."""
        self._delegate.theme = theme
        # A style sheet gives words the size back that they had before.
        self._fit()
        self._table.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Makes cells as large as the words need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Chooses the cell on which a person is with the keys."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in keys:
            self._choose(self._table.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and self._matrix.row_field:
            self.number_chosen.emit(self._matrix.row_field, float(index.row()))

    def _fit(self) -> None:
        """Sizes cells by their longest words."""
        rows, columns = self._model.rowCount(), self._model.columnCount()
        if not rows or not columns:
            return
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * max(self._scale, _SMALLEST_SCALE))
        self._table.setFont(font)
        self._model.set_heading_font(font)
        metrics = QFontMetrics(font)
        cell_height = int(_LINES_IN_CELL * metrics.height())
        across, down = self._table.horizontalHeader(), self._table.verticalHeader()
        across.setDefaultSectionSize(self._widest(metrics) + _CELL_PADDING)
        across.setFixedHeight(cell_height)
        down.setDefaultSectionSize(cell_height)
        down.setFixedWidth(max(self._head_width(metrics), 1))
        head_height = cell_height if self._matrix.columns else 0
        self._table.setMinimumHeight(min(rows, _ROWS_SHOWN) * cell_height + head_height)
        self._table.setMaximumHeight(rows * cell_height + head_height)

    def _widest(self, metrics: QFontMetrics) -> int:
        words = [*self._model.words(_MEASURED_CELLS), *self._matrix.columns]
        return max(map(metrics.horizontalAdvance, words), default=0)

    def _head_width(self, metrics: QFontMetrics) -> int:
        names = self._matrix.rows[:_MEASURED_CELLS]
        widest = max(map(metrics.horizontalAdvance, names), default=0)
        return widest + _CELL_PADDING if widest else 0


class MatrixModel(QAbstractTableModel):
    """A ``Matrix`` as Qt's views ask for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matrix = Matrix(title="", values=())
        self.largest = 0.0
        self._heading_font = QFont()

    def set_matrix(self, matrix: Matrix) -> None:
        """Takes other numbers."""
        self.beginResetModel()
        self.matrix = matrix
        self.largest = max(
            (
                abs(value)
                for row in matrix.values
                for value in row
                if not isinstance(value, str) and math.isfinite(value)
            ),
            default=0.0,
        )
        self.endResetModel()

    def set_heading_font(self, font: QFont) -> None:
        """Has names of rows and columns written so, which a style sheet would not."""
        if font != self._heading_font:
            self._heading_font = font
            for orientation in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
                self.headerDataChanged.emit(orientation, 0, 0)

    def words(self, most: int) -> list[str]:
        """Returns the texts of the first cells."""
        cells = (value for row in self.matrix.values for value in row)
        return [cell_words(value) for value, _ in zip(cells, range(most), strict=False)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Returns the number of rows."""
        return 0 if parent.isValid() else len(self.matrix.values)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Returns the number of columns."""
        return 0 if parent.isValid() or not self.matrix.values else len(self.matrix.values[0])

    def value(self, index: Index) -> float | str:
        """Returns the number or the word in a cell."""
        return self.matrix.values[index.row()][index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Returns the text of a cell, or for its tooltip all digits."""
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_words(self.value(index))
        if role == Qt.ItemDataRole.ToolTipRole and not self.matrix.row_field:
            return in_lines(str(self.value(index)))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The name of a row or column, and how it is written."""
        names = (
            self.matrix.columns if orientation == Qt.Orientation.Horizontal else self.matrix.rows
        )
        if role == Qt.ItemDataRole.DisplayRole and section < len(names):
            return names[section]
        return self._heading_font if role == Qt.ItemDataRole.FontRole else None


class _CellDelegate(QStyledItemDelegate):
    """Paints a cell: its colour, its words, its frame."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if self.theme is None or not isinstance(model, MatrixModel):
            return
        value = model.value(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = option.rect.adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(cell_colour(value, model.largest, self.theme))
        painter.drawRoundedRect(cell, 3, 3)
        ink = QColor(self.theme.text)
        if not isinstance(value, str) and not math.isfinite(value):
            ink = QColor(self.theme.error)
        painter.setPen(ink)
        painter.setFont(option.font)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, cell_words(value))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if (index.row(), index.column()) in model.matrix.marked:
            painter.setPen(QPen(QColor(self.theme.text), 3))
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 3, 3)
        if option.state & QStyle.StateFlag.State_HasFocus:
            # Of two colours, one of which stands out from whatever colour the cell has.
            painter.setPen(QPen(QColor(self.theme.surface), 2))
            painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), 3, 3)
            painter.setPen(QPen(QColor(self.theme.accent), 2))
            painter.drawRoundedRect(cell, 3, 3)
        painter.restore()


def cell_words(value: float | str) -> str:
    """A number as short as it may be read from afar; words as they are."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int):
        return typeset(f"{value:,}")
    return format_significant(value, 4)


def cell_colour(value: float | str, largest: float, theme: Theme) -> QColor:
    """Blue above zero, orange below, none for words."""
    if isinstance(value, str):
        return QColor(theme.sunken)
    share = strength(value, largest)
    if not share:
        return QColor(theme.surface)
    hue = theme.train if value > 0 else theme.test
    return blend(theme.surface, hue, _LEAST + share * (_MOST - _LEAST))
