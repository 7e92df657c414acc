"""A button that says for a moment what it did."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton

from signs_studio.ui.widgets.call_later import call_later

SAID_MS = 2000
"""Time for which it says so."""


class SteadyButton(QPushButton):
    """Stays as wide as it is while its words change.

    Args:
        words: What it does.
        done: That it is done, such as "Copied".
    """

    def __init__(self, words: str, done: str) -> None:
        super().__init__(words)
        self._words = words
        self._done = done

    def show_done(self) -> None:
        """Says for a moment that it is done."""
        self.setText(self._done)
        call_later(SAID_MS, partial(self.setText, self._words), parent=self)

    def sizeHint(self) -> QSize:
        """As wide as the longer of its words."""
        # As Qt measures a button, which is never narrower than the style says.
        measure = partial(self.fontMetrics().size, Qt.TextFlag.TextShowMnemonic)
        widest = max(map(measure, (self._words, self._done)), key=QSize.width)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        button = QStyle.ContentsType.CT_PushButton
        return self.style().sizeFromContents(button, option, widest, self)

    def minimumSizeHint(self) -> QSize:
        """No narrower than that."""
        return self.sizeHint()
