"""Solved tasks of the lessons, remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.lessons.catalogue import lesson_text

if TYPE_CHECKING:
    from signs_studio.ui.state.preferences import Preferences


class Progress(QObject):
    """Keeps which tasks of which lesson were solved, this time or an earlier one.

    Signals:
        changed: More is solved, or less; carries the lesson's name.
    """

    changed = Signal(str)

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._solved = preferences.solved_tasks()

    def solved(self, name: str) -> frozenset[int]:
        """The tasks of a lesson that were solved, from 0."""
        return self._solved.get(name, frozenset())

    def is_complete(self, name: str) -> bool:
        """Returns True if a lesson has tasks and all of them were solved."""
        tasks = range(len(lesson_text(name).tasks))
        return bool(tasks) and self.solved(name).issuperset(tasks)

    @property
    def is_empty(self) -> bool:
        """True if nothing was solved."""
        return not any(self._solved.values())

    def clear(self) -> None:
        """Forgets all that was solved, as for another class."""
        names = tuple(self._solved)
        self._solved = {}
        self._preferences.save_solved_tasks(self._solved)
        for name in names:
            self.changed.emit(name)

    def add(self, name: str, tasks: frozenset[int]) -> None:
        """Notes that these tasks of a lesson are solved."""
        before = self.solved(name)
        if tasks <= before:
            return
        self._solved[name] = before | tasks
        self._preferences.save_solved_tasks(self._solved)
        self.changed.emit(name)
