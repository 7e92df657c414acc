"""The confusion matrix: what is clicked in it filters the test pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from signs_studio.numbers import format_percent
from signs_studio.runs.metrics import confusion_among
from signs_studio.ui.matrix.cell_colours import cell_colour
from signs_studio.ui.matrix.confusion_layout import (
    ARROWS,
    ConfusionLayout,
    cut_name,
    laid_out,
    most_confused,
    room_for,
    short_count,
)
from signs_studio.ui.widgets.upright import draw_upright
from signs_studio.ui.widgets.wrapping import in_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from signs_studio.ui.matrix.confusion_layout import Cell
    from signs_studio.ui.matrix.shown_metrics import PredictionMetrics
    from signs_studio.ui.state.selection import Selection
    from signs_studio.ui.widgets.theme import Theme

_NUMBER_SHARE, _NUMBER_WIDTH = 0.52, 0.82
_MOST_SCALE = 2.0
_ALIGN_CENTRE = Qt.AlignmentFlag.AlignCenter


class ConfusionGrid(QWidget):
    """A row for each true class, a column for each predicted one, as many as there is room for.

    A click on a cell, on the head of a row or on that of a column shows only its pictures; a
    second one takes that back.

    Args:
        selection: Has the filter.

    Signals:
        counted: ``classes`` and ``counts`` are others.

    Attributes:
        classes: Indices of the classes on show, (K,) intp.
        counts: Their rows of the matrix, (K, K) int64; where classes are left out, with one column
            more for what is read as one of them.
    """

    counted = Signal()

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_grid")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._selection = selection
        self._metrics: PredictionMetrics | None = None
        self._theme: Theme | None = None
        self._as_shares = self._is_short = False
        self._current: Cell = (0, 0)
        self.classes: NDArray[np.intp] = np.empty(0, np.intp)
        self.counts: NDArray[np.int64] = np.empty((0, 0), np.int64)
        self._layout = ConfusionLayout(0, 0, 1, 1, 0, 0, is_upright=False)
        selection.filter_changed.connect(self.update)

    @property
    def leaves_out(self) -> bool:
        """Whether there are more classes than there is room for."""
        return self._metrics is not None and len(self.classes) < self._metrics.classes

    def show_metrics(self, metrics: PredictionMetrics) -> None:
        """Shows the matrix of some predictions."""
        self._metrics = metrics
        self._count()

    def show_shares(self, as_shares: bool) -> None:
        """Writes shares of the row in percent, or counts."""
        self._as_shares = as_shares
        self._count()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours."""
        self._theme = theme
        self.update()

    def words(self, row: int, column: int) -> str:
        """Returns what is written in a cell."""
        count = int(self.counts[row, column])
        if not self._as_shares:
            return short_count(count) if self._is_short else f"{count:,}"
        total = int(self._support(row))
        return f"{100 * count / total:.0f}" if total else "–"

    def cell_rect(self, row: int, column: int) -> QRect:
        """Returns where a cell or, at -1, a head is drawn."""
        return self._layout.place(row, column)

    # ---- events

    def minimumSizeHint(self) -> QSize:
        """Returns room for two classes, and all of its height."""
        return QSize(12 * self.fontMetrics().height(), self._layout.height)

    def sizeHint(self) -> QSize:
        """Returns the same."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many classes as there is room for."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._count()

    def changeEvent(self, event: QEvent) -> None:
        """Shows as many as there is room for in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._count()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Filters by what is clicked."""
        cell = self._layout.cell_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._current = cell
            self._choose(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows what can be clicked."""
        cell = self._layout.cell_at(event.position().x(), event.position().y())
        can = cell is not None and self._filter_of(cell) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Goes from cell to cell with the arrows; Enter and the space bar click."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._current)
        elif key in ARROWS:
            row, column = (at + by for at, by in zip(self._current, ARROWS[key], strict=True))
            last = self._layout.rows - 1, self._layout.columns - 1
            cell = min(max(row, -1), last[0]), min(max(column, -1), last[1])
            if cell != (-1, -1):
                self._current = cell
                self.setAccessibleDescription(self._tooltip(cell))
                self.update()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Says in a sentence what a cell holds."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._layout.cell_at(event.pos().x(), event.pos().y())
            words = "" if cell is None else self._tooltip(cell)
            QToolTip.showText(event.globalPos(), in_lines(words), self)
            return True
        return super().event(event)

    # ---- filter

    def _filter_of(self, cell: Cell) -> tuple[int | None, int | None] | None:
        """Returns true and predicted class of a cell or head; None where they are many."""
        row, column = cell
        if row >= len(self.classes) or column >= len(self.classes):
            return None
        true = int(self.classes[row]) if row >= 0 else None
        predicted = int(self.classes[column]) if column >= 0 else None
        return true, predicted

    def _choose(self, cell: Cell) -> None:
        wanted = self._filter_of(cell)
        if wanted is None:
            return
        now = self._selection.grid_filter
        if wanted == (now.sign, now.predicted):
            wanted = None, None
        # Among the wrong ones only, those that are right would not be found.
        self._selection.set_filter(
            replace(now, sign=wanted[0], predicted=wanted[1], wrong_only=False)
        )

    def _tooltip(self, cell: Cell) -> str:
        row, column = cell
        if self._metrics is None or not len(self.classes):
            return ""
        names = self._column_names()
        if row < 0:
            words = self.tr("All pictures that are read as {sign}")
            return words.format(sign=names[column])
        name, support = self._metrics.class_names[self.classes[row]], self._support(row)
        if column < 0:
            return self.tr("All {count} pictures of {sign}").format(count=f"{support:,}", sign=name)
        count = int(self.counts[row, column])
        words = self.tr("{count} of the {support} pictures of {sign} are read as {other}: {share}")
        return words.format(
            count=f"{count:,}",
            support=f"{support:,}",
            sign=name,
            other=names[column],
            share=format_percent(count / max(support, 1)),
        )

    # ---- inside

    def _support(self, row: int) -> int:
        return int(self.counts[row].sum())

    def _widest(self, metrics: QFontMetrics) -> int:
        """Returns the width of the widest number in cells."""
        rows, columns = self.counts.shape
        # Many are the same.
        words = {self.words(row, column) for row in range(rows) for column in range(columns)}
        return max(map(metrics.horizontalAdvance, words), default=1)

    def _column_names(self) -> list[str]:
        assert self._metrics is not None  # Its callers have looked.
        names = [self._metrics.class_names[index] for index in self.classes]
        return [*names, self.tr("other")] if self.leaves_out else names

    def _count(self) -> None:
        """Counts the pictures of the classes that there is room for, and lays them out."""
        found = self._metrics
        if found is None:
            return
        room = room_for(found.class_names, width=self.width(), metrics=self.fontMetrics())
        self.classes = most_confused(found, room)
        counts = confusion_among(found.labels, found.predicted, self.classes, classes=found.classes)
        self.counts = counts if self.leaves_out else counts[:, :-1]
        columns = self._column_names()
        self._layout = laid_out(
            columns[: len(self.classes)], columns, width=self.width(), metrics=self.fontMetrics()
        )
        self._is_short = False
        widest = self._widest(self.fontMetrics())
        self._is_short = widest > _NUMBER_WIDTH * self._layout.cell_width
        rows, columns_count = self.counts.shape
        self._current = min(self._current[0], rows - 1), min(self._current[1], columns_count - 1)
        if self._layout.height != self.height():
            self.setFixedHeight(self._layout.height)
        self.update()
        self.counted.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draws heads, cells and frames."""
        if self._theme is None or self._metrics is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter, self._theme)
        self._paint_cells(painter, self._theme)
        self._paint_frames(painter, self._theme)

    def _paint_heads(self, painter: QPainter, theme: Theme) -> None:
        layout, line = self._layout, self.fontMetrics().height()
        cells = layout.cells()
        painter.setPen(QColor(theme.muted))
        painter.drawText(
            QRect(cells.left(), 0, cells.width(), line), _ALIGN_CENTRE, self.tr("read as")
        )
        draw_upright(
            painter,
            QRect(0, cells.top(), line, cells.height()),
            self.tr("sign in the picture"),
            _ALIGN_CENTRE,
        )
        painter.setPen(QColor(theme.text))
        names = self._column_names()
        for row in range(layout.rows):
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(layout.place(row, -1), align, cut_name(names[row]))
        for column, name in enumerate(names):
            place = layout.place(-1, column).adjusted(0, line, 0, 0)
            if layout.is_upright:
                align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                draw_upright(painter, place, cut_name(name), align)
            else:
                align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
                painter.drawText(place, align, cut_name(name))

    def _paint_cells(self, painter: QPainter, theme: Theme) -> None:
        layout = self._layout
        painter.setFont(self._number_font())
        totals = np.maximum(self.counts.sum(axis=1), 1)
        painter.fillRect(layout.cells(), QColor(theme.surface))
        painter.setPen(QPen(QColor(theme.divider), 1))
        painter.drawLines(layout.lines())
        painter.setPen(QColor(theme.muted))
        for row, column in np.argwhere(self.counts == 0).tolist():
            painter.drawText(layout.place(row, column), _ALIGN_CENTRE, self.words(row, column))
        painter.setPen(QColor(theme.text))
        for row, column in np.argwhere(self.counts).tolist():
            cell = layout.place(row, column)
            share = float(self.counts[row, column] / totals[row])
            is_right = row == column if column < len(self.classes) else None
            colour = cell_colour(share, is_right=is_right, theme=theme)
            painter.fillRect(cell.adjusted(1, 1, 0, 0), colour)
            painter.drawText(cell, _ALIGN_CENTRE, self.words(row, column))

    def _paint_frames(self, painter: QPainter, theme: Theme) -> None:
        layout = self._layout
        painter.setBrush(Qt.BrushStyle.NoBrush)
        wanted = self._selection.grid_filter
        shown = self.classes.tolist()
        row = shown.index(wanted.sign) if wanted.sign in shown else -1
        column = shown.index(wanted.predicted) if wanted.predicted in shown else -1
        is_chosen = (row >= 0) == (wanted.sign is not None)
        is_chosen = is_chosen and (column >= 0) == (wanted.predicted is not None)
        if is_chosen and (row, column) != (-1, -1):
            frame = layout.place(row, column)
            if row < 0:
                frame = frame.united(layout.place(layout.rows - 1, column))
            if column < 0:
                frame = frame.united(layout.place(row, layout.columns - 1))
            painter.setPen(QPen(QColor(theme.text), 3))
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 4, 4)
        if self.hasFocus() and layout.rows:
            cell = layout.place(*self._current).adjusted(1, 1, -1, -1)
            # Of two colours, one of which stands out from whatever colour the cell has.
            painter.setPen(QPen(QColor(theme.surface), 2))
            painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), 3, 3)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(cell, 3, 3)

    def _number_font(self) -> QFont:
        """Returns the largest font in which every number fits its cell."""
        font = QFont(self.font())
        size = font.pointSizeF()
        metrics = QFontMetrics(font)
        widest = self._widest(metrics)
        layout = self._layout
        scale = min(
            _MOST_SCALE,
            _NUMBER_SHARE * layout.cell_height / metrics.ascent(),
            _NUMBER_WIDTH * layout.cell_width / max(widest, 1),
        )
        font.setPointSizeF(max(size * scale, 1.0))
        return font
