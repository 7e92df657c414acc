"""The way of the Tab key through what was built at different times."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QLayout


def order_tabs(root: QWidget) -> None:
    """Has Tab go through all inputs of a widget as they stand; Qt's way is as they were made."""
    layout = root.layout()
    if layout is None:
        return
    stops = (w for w in _widgets_of(layout) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


def _widgets_of(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        widget = item.widget() if item is not None else None
        inner = widget.layout() if widget is not None else item.layout() if item else None
        if widget is not None:
            yield widget
        if inner is not None:
            yield from _widgets_of(inner)
