"""The one channel for what the window tells a person of what happened."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Notifications(QObject):
    """Carries messages from wherever something happens to wherever they are shown.

    Signals:
        said: What just happened, for the status bar; empty where what was said before no longer
            holds.
        went_wrong: A sentence on what went wrong and what to do, and its details or none.
    """

    said = Signal(str)
    went_wrong = Signal(str, str)
