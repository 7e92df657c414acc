"""Tooltips of what can be done, with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


def tooltip(words: str, action: QAction) -> str:
    """Words on what an action does, with its key."""
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words} ({key})" if key and words else words or key
