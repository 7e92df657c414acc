"""Requests for a lesson, from wherever something is explained by one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class LessonRequests(QObject):
    """Carries them to the window of the lessons.

    Signals:
        wanted: Name of the lesson that is to be opened.
    """

    wanted = Signal(str)
