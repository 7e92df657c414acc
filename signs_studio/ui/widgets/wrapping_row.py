"""Widgets in a row that goes on in another where it is too narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLayoutItem, QWidget

_SPACING = 6
_ROW_SPACING = 4
_MAX_ROWS = 2


def wrapped(widths: Sequence[int], *, width: int, spacing: int) -> list[list[int]]:
    """Returns the indices of the widgets in each row; one that is too wide has a row of its own."""
    rows: list[list[int]] = []
    right = 0
    for index, needed in enumerate(widths):
        if rows and right + spacing + needed <= width:
            rows[-1].append(index)
            right += spacing + needed
        else:
            rows.append([index])
            right = needed
    return rows


class WrappingRow(QLayout):
    """Lays widgets out from the left, and some from the right, each as wide as it likes to be.

    Where that takes many rows, and fewer would do, each is as narrow as it can be.
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._from_right: set[QWidget] = set()

    def add_from_right(self, widget: QWidget) -> None:
        """Adds a widget that stands at the right end of its row, after all others."""
        self._from_right.add(widget)
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Takes what ``addWidget`` made."""
        self._items.append(item)

    def count(self) -> int:
        """Returns the number of items, hidden ones included."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them, or None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Gives one of them away, or None beyond the last."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """In none: it is as high as its rows."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all rows."""
        return self._lay_out(QRect(0, 0, width, 0), moves=False)

    def sizeHint(self) -> QSize:
        """All in one row."""
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + _SPACING * max(len(sizes) - 1, 0)
        return self._with_margins(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Each in a row of its own."""
        sizes = [item.minimumSize() for item in self._shown()]
        return self._with_margins(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        """Moves every widget to its place."""
        super().setGeometry(rect)
        self._lay_out(rect, moves=True)

    def _lay_out(self, rect: QRect, *, moves: bool) -> int:
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        items = self._shown()
        sizes = [item.sizeHint() for item in items]
        rows = self._rows(sizes, width=inside.width())
        if len(rows) > _MAX_ROWS:
            narrow = [QSize(item.minimumSize().width(), item.sizeHint().height()) for item in items]
            narrow_rows = self._rows(narrow, width=inside.width())
            if len(narrow_rows) < len(rows):
                sizes, rows = narrow, narrow_rows
        top = inside.top()
        for row in rows:
            height = max(sizes[index].height() for index in row)
            if moves:
                self._place(row, items=items, sizes=sizes, row_place=inside, top=top, height=height)
            top += height + _ROW_SPACING
        spaced = _ROW_SPACING if rows else 0
        return top - spaced - rect.top() + margins.bottom()

    @staticmethod
    def _rows(sizes: Sequence[QSize], *, width: int) -> list[list[int]]:
        return wrapped([size.width() for size in sizes], width=width, spacing=_SPACING)

    def _place(
        self,
        row: Sequence[int],
        *,
        items: Sequence[QLayoutItem],
        sizes: Sequence[QSize],
        row_place: QRect,
        top: int,
        height: int,
    ) -> None:
        at_right = [items[index].widget() in self._from_right for index in row]
        left = row_place.left()
        needed = sum(sizes[index].width() + _SPACING for index in row) - _SPACING
        needed = min(needed, row_place.width())
        for index, pushed in zip(row, at_right, strict=True):
            size = sizes[index].boundedTo(QSize(row_place.width(), height))
            spare = row_place.width() - needed if pushed else 0
            down = (height - size.height()) // 2
            items[index].setGeometry(QRect(QPoint(left + spare, top + down), size))
            left += size.width() + _SPACING

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _with_margins(self, width: int, height: int) -> QSize:
        return QSize(width, height).grownBy(self.contentsMargins())
