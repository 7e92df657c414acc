"""The way of the Tab key through what was built at different times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


_AROUND = 50
"""Pixels that are shown around what has the focus: what comes next is seen as well."""


def focus_next(
    root: QWidget, *, forward: bool, start: QWidget | None = None, wraps: bool = False
) -> bool:
    """Puts the focus on the next input of a widget in the order of reading.

    Qt's own order is that in which widgets were made. It can be changed, but among inputs that come
    and go its chain closes to a ring now and then, out of which Tab never leads.

    Args:
        root: Goes through what is laid out in it.
        forward: To the next one; otherwise to the one before.
        start: Goes on from this widget; None goes on from the one that has the focus.
        wraps: Goes on with the first after the last, and the other way round.

    Returns:
        Whether there is another one. Where an input loses the focus because it is disabled there is
        none: the focus would jump to where nobody looks.
    """
    held = start or root.window().focusWidget()
    if start is None and held is not None and not held.isEnabled():
        return False
    widgets = list(_widgets_of(root))
    # The innermost: a part of an input, such as the list of a table, counts for the input.
    places = [i for i, w in enumerate(widgets) if held is not None and _holds(w, held)]
    widgets = widgets if forward else widgets[::-1]
    if places:
        place = places[-1] if forward else len(widgets) - 1 - places[-1]
        widgets = [*widgets[place + 1 :], *(widgets[:place] if wraps else ())]
    for widget in widgets:
        if is_stop(widget):
            reason = Qt.FocusReason.TabFocusReason
            widget.setFocus(reason if forward else Qt.FocusReason.BacktabFocusReason)
            scroll_to(widget)
            return True
    return False


def stops_in(root: QWidget) -> Iterator[QWidget]:
    """The inputs in a widget that take the focus by Tab now, in the order of reading.

    Args:
        root: It comes first, where it is an input itself.
    """
    return filter(is_stop, (root, *_widgets_of(root)))


def _holds(widget: QWidget, other: QWidget) -> bool:
    return widget is other or widget.isAncestorOf(other)


def is_stop(widget: QWidget) -> bool:
    """Returns True if a widget takes the focus by Tab now."""
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes_tab and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()


def scroll_to(widget: QWidget) -> None:
    """Brings all of a widget into view, in whatever scrolls around it.

    Qt's own way is content with the cursor of an input: the ring around it may be cut off.
    """
    area = widget.parentWidget()
    while area is not None:
        content = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and content is not None:
            place = QRect(widget.mapTo(content, QPoint()), widget.size())
            # The beginning last: of what is too large for the view, that is what is read first.
            for corner in (place.bottomRight(), place.topLeft()):
                area.ensureVisible(corner.x(), corner.y(), _AROUND, _AROUND)
        area = area.parentWidget()


def _widgets_of(root: QWidget) -> Iterator[QWidget]:
    """Yields the widgets that are laid out in a widget, and those in them, in order.

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
