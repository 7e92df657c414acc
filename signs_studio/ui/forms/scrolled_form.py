"""A form that scrolls: nothing of it is cut off, and the focus stays where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from shiboken6 import Shiboken

from signs_studio.ui.widgets.tab_order import focus_next

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFocusEvent

RING = 2
"""The width of the ring around the form, in pixels, for which there is always room."""


class ScrolledForm(QScrollArea):
    """Scrolls up and down, and is never narrower than what is inside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Tab leads to what is in it.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._left: QWidget | None = None

    def settle_focus(self, focused: QWidget | None) -> None:
        """Keeps the focus for an input that is closed, and gives it back once it is open again.

        The focus would jump to whatever input is open.

        Args:
            focused: What had the focus before inputs were opened and closed.
        """
        left = self._left_input()
        if focused is self and left is not None and left.isEnabled():
            self._left = None
            left.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focused is not None and self.isAncestorOf(focused) and not focused.isEnabled():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._left = focused

    def fit_width(self) -> None:
        """Keeps the room that what is inside needs by now."""
        content = self.widget()
        if content is not None:
            bar = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(content.minimumSizeHint().width() + bar + 2 * RING)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps the room that what is inside needs by now: nothing of it is cut off."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.fit_width()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Goes on through the inputs as they stand."""
        start = self._left_input() if self.hasFocus() else None
        return focus_next(self, forward=forward, start=start) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Forgets which input left it the focus once a person puts it there with a click."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._left = None

    def _left_input(self) -> QWidget | None:
        """Returns the input that left the form the focus, while it is there."""
        left = self._left
        there = left is not None and Shiboken.isValid(left) and left.isVisible()
        return left if there else None
