"""Going from pane to pane of a window by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from signs_studio.ui.widgets.tab_order import scroll_to

if TYPE_CHECKING:
    from collections.abc import Sequence


def go_to_pane(panes: Sequence[QWidget | None], step: int) -> None:
    """Puts the focus into another pane: where it was there last, else onto its first input.

    Args:
        panes: In the order of reading; those that are hidden or have no input are passed over.
        step: 1 for the next pane, -1 for the one before; from the last it goes on to the first.
    """
    focused = QApplication.focusWidget()
    stops = [(pane, _stop_in(pane)) for pane in panes if pane and pane.isVisible()]
    found = [(pane, stop) for pane, stop in stops if stop is not None]
    if not found:
        return
    here = [
        index
        for index, (pane, _) in enumerate(found)
        if focused is not None and (pane is focused or pane.isAncestorOf(focused))
    ]
    # From outside of all of them, the next is the first and the one before is the last.
    at = here[0] if here else -1 if step > 0 else 0
    _, stop = found[(at + step) % len(found)]
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    scroll_to(stop)


def _stop_in(pane: QWidget) -> QWidget | None:
    last = pane.focusWidget()
    if last is not None and _takes_tab(last):
        return last
    widget = pane.nextInFocusChain()
    while widget is not None and widget is not pane:
        if pane.isAncestorOf(widget) and _takes_tab(widget):
            return widget
        widget = widget.nextInFocusChain()
    return pane if _takes_tab(pane) else None


def _takes_tab(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isVisible() and widget.isEnabled()
