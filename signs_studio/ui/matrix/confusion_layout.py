"""Places of the cells and heads of a confusion matrix, and which classes have room in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QLine, QRect, Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QFontMetrics

    from signs_studio.ui.matrix.shown_metrics import PredictionMetrics

MAX_SHOWN = 24
"""Most classes whose cells can be told apart."""
ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
"""Rows and columns that each arrow key leads on."""
Cell = tuple[int, int]
"""Row and column; -1 is the head of a column or a row."""

_LEAST_CELL_LETTERS = 3.2
_MOST_CELL_LINES = 4.0
_LEAST_CELL_LINES, _FLAT = 1.7, 0.8
_MOST_NAME_LETTERS = 14
_GAP = 4


def most_confused(metrics: PredictionMetrics, count: int) -> NDArray[np.intp]:
    """Returns the classes with the most errors, in their order.

    Errors are pictures of a class that are read as another, and those of others read as it.

    Args:
        metrics: Of all classes.
        count: How many are wanted.

    Returns:
        Their indices, (min(count, classes),) intp.
    """
    if metrics.classes <= count:
        return np.arange(metrics.classes)
    predicted = np.bincount(metrics.predicted, minlength=metrics.classes)
    errors = metrics.each.support + predicted - 2 * metrics.right
    return np.sort(np.argsort(-errors, kind="stable")[:count])


class ConfusionLayout(NamedTuple):
    """Geometry of a matrix, in pixels.

    Attributes:
        left: Where the cells begin.
        top: The same from above.
        cell_width: Of a cell.
        cell_height: The same.
        rows: How many there are.
        columns: How many there are.
        is_upright: Whether the names of the columns stand upright.
    """

    left: int
    top: int
    cell_width: int
    cell_height: int
    rows: int
    columns: int
    is_upright: bool

    @property
    def height(self) -> int:
        """Height of all of it."""
        return self.top + self.rows * self.cell_height + 1

    @property
    def width(self) -> int:
        """Width of all of it."""
        return self.left + self.columns * self.cell_width + 1

    def place(self, row: int, column: int) -> QRect:
        """Returns where a cell is; -1 is the head of a row or a column."""
        x, width = self.left + column * self.cell_width, self.cell_width
        y, height = self.top + row * self.cell_height, self.cell_height
        if column < 0:
            x, width = 0, self.left - _GAP
        if row < 0:
            y, height = 0, self.top - _GAP
        return QRect(x, y, width, height)

    def cells(self) -> QRect:
        """Returns where the cells are, without their heads."""
        return QRect(
            self.left, self.top, self.columns * self.cell_width, self.rows * self.cell_height
        )

    def lines(self) -> list[QLine]:
        """Returns the lines around and between the cells."""
        box = self.cells()
        right, bottom = box.right() + 1, box.bottom() + 1
        rows = range(box.top(), bottom + 1, self.cell_height)
        columns = range(box.left(), right + 1, self.cell_width)
        across = [QLine(box.left(), y, right, y) for y in rows]
        return across + [QLine(x, box.top(), x, bottom) for x in columns]

    def cell_at(self, x: float, y: float) -> Cell | None:
        """Returns row and column of the cell or head at a point; None where there is none."""
        row, column = (
            int((y - self.top) // self.cell_height),
            int((x - self.left) // self.cell_width),
        )
        row, column = (-1 if y < self.top else row), (-1 if x < self.left else column)
        is_corner = row < 0 and column < 0
        is_inside = row < self.rows and column < self.columns
        return (row, column) if is_inside and not is_corner else None


def cut_name(name: str) -> str:
    """Returns a name short enough for a head."""
    if len(name) <= _MOST_NAME_LETTERS:
        return name
    return f"{name[: _MOST_NAME_LETTERS - 1]}…"


def short_count(count: int) -> str:
    """Returns a count in four letters, from a thousand on rounded: ``7.4k``."""
    if count < 1000:
        return f"{count}"
    return f"{count / 1000:.1f}k" if count < 9950 else f"{count / 1000:,.0f}k"


def room_for(names: Sequence[str], *, width: int, metrics: QFontMetrics) -> int:
    """Returns how many classes a matrix of a width has room for, two at least.

    Args:
        names: Of all classes.
        width: In pixels.
        metrics: Of the words.
    """
    least = round(_LEAST_CELL_LETTERS * metrics.horizontalAdvance("0"))
    room = max((width - _head_width(names, metrics)) // least, 3)
    # One column is for what is read as any class that is left out.
    return min(MAX_SHOWN, room if len(names) <= room else room - 1)


def laid_out(
    rows: Sequence[str], columns: Sequence[str], *, width: int, metrics: QFontMetrics
) -> ConfusionLayout:
    """Returns the geometry that fills a width, with cells no larger than is of use.

    Args:
        rows: Names of the rows.
        columns: Names of the columns.
        width: In pixels.
        metrics: Of the words.
    """
    line = metrics.height()
    left = _head_width(rows, metrics)
    cell_width = max(min((width - left) // max(len(columns), 1), round(_MOST_CELL_LINES * line)), 1)
    cell_height = max(round(_FLAT * cell_width), round(_LEAST_CELL_LINES * line))
    widest = max((metrics.horizontalAdvance(cut_name(name)) for name in columns), default=0)
    is_upright = widest + _GAP > cell_width
    # Above the names are the words on what the columns are.
    head = widest + 2 * _GAP if is_upright else round(1.4 * line)
    return ConfusionLayout(
        left=left,
        top=line + head + 2 * _GAP,
        cell_width=cell_width,
        cell_height=cell_height,
        rows=len(rows),
        columns=len(columns),
        is_upright=is_upright,
    )


def _head_width(names: Sequence[str], metrics: QFontMetrics) -> int:
    shown = names[:400]
    widest = max((metrics.horizontalAdvance(cut_name(name)) for name in shown), default=0)
    return metrics.height() + widest + 3 * _GAP
