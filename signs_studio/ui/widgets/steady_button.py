"""Buttons that stay as wide as they are while their words change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton

from signs_studio.ui.widgets.call_later import call_later

if TYPE_CHECKING:
    from collections.abc import Iterable

SAID_MS = 2000
"""Time for which a button says what it did."""


class SteadyButton(QPushButton):
    """As wide as the widest of all words that it will say.

    Args:
        words: All of them; the first are said at first.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._all_words = tuple(words)
        super().__init__(self._all_words[0])

    def sizeHint(self) -> QSize:
        """As wide as the widest of its words."""
        # As Qt measures a button, which is never narrower than the style says.
        measure = partial(self.fontMetrics().size, Qt.TextFlag.TextShowMnemonic)
        widest = max(map(measure, self._all_words), key=QSize.width)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        button = QStyle.ContentsType.CT_PushButton
        return self.style().sizeFromContents(button, option, widest, self)

    def minimumSizeHint(self) -> QSize:
        """No narrower than that."""
        return self.sizeHint()


class ConfirmingButton(SteadyButton):
    """Says for a moment what it did.

    Args:
        words: What it does.
        done: That it is done, such as "Copied".
    """

    def __init__(self, words: str, done: str) -> None:
        super().__init__((words, done))
        self._words = words
        self._done = done

    def show_done(self) -> None:
        """Says for a moment that it is done."""
        self.setText(self._done)
        call_later(SAID_MS, partial(self.setText, self._words), parent=self)
