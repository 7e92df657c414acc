"""The place of a panel that is still to be built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSplitter, QWidget

    from signs_studio.ui.panel import Panel


class PanelPlace(QLabel):
    """Words where a panel will be."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(str(panel.waiting or ""))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", "muted")


def put_in_place(splitter: QSplitter, index: int, widget: QWidget) -> None:
    """Puts a widget into a splitter in place of another, which is deleted; sizes stay."""
    sizes, place = splitter.sizes(), splitter.widget(index)
    assert place is not None  # Every panel has a place before it is built.
    if place.isHidden():
        # Told of one that is to be seen, Qt would show it as a window of its own.
        widget.hide()
    # Not by replaceWidget: PySide takes a widget that is put there for one that nobody owns.
    place.setParent(None)
    place.deleteLater()
    splitter.insertWidget(index, widget)
    splitter.setSizes(sizes)
