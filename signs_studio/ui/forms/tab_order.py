"""The way of the Tab key through what was built at different times."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


def order_tabs(root: QWidget) -> None:
    """Has Tab go through all inputs of a widget as they stand; Qt's way is as they were made."""
    stops = (w for w in _widgets_of(root) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


def _widgets_of(root: QWidget) -> Iterator[QWidget]:
    """What is laid out in a widget, and in that again, in the order of its layouts.

    Layouts are asked where something stands, never for their items: PySide keeps what stands for an
    item after Qt has deleted it, and takes it for whatever comes to lie there in memory next.
    """
    for widget in _children_of(root):
        yield widget
        yield from _widgets_of(widget)


def _children_of(root: QWidget) -> list[QWidget]:
    held: list[QWidget | None] = []
    if isinstance(root, QSplitter):
        held = [root.widget(place) for place in range(root.count())]
    elif isinstance(root, QScrollArea):
        held = [root.widget()]
    if held:
        return [widget for widget in held if widget is not None]
    layout = root.layout()
    if layout is None:
        return []
    children = root.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return _in_order(layout, children)


def _in_order(layout: QLayout, widgets: list[QWidget]) -> list[QWidget]:
    """Those of the widgets that the layout and layouts within it hold, in their order."""
    held: list[tuple[int, list[QWidget]]] = [
        (layout.indexOf(widget), [widget]) for widget in widgets
    ]
    held += [
        (layout.indexOf(inner), _in_order(inner, widgets))
        for inner in layout.children()
        if isinstance(inner, QLayout)
    ]
    held.sort(key=lambda place: place[0])
    return [widget for index, found in held if index >= 0 for widget in found]
