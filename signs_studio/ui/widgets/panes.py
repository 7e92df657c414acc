"""Going from pane to pane of a window by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from signs_studio.ui.widgets.tab_order import is_stop, scroll_to, stops_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


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
    return last if last is not None and is_stop(last) else next(stops_in(pane), None)
