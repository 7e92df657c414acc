"""The keys of undo and redo while a field has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow


class UndoKeys(QObject):
    """Has a field that has nothing to undo leave the keys to the menu Edit.

    Args:
        window: Whose fields are meant.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps a field from taking keys of which it has no use."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QLineEdit):
            return False
        is_idle = (
            event.matches(QKeySequence.StandardKey.Undo) and not watched.isUndoAvailable()
        ) or (event.matches(QKeySequence.StandardKey.Redo) and not watched.isRedoAvailable())
        if is_idle:
            # Ignored, the keys go to the action.
            event.ignore()
        return is_idle

    def _on_application_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(before, QLineEdit):
            before.removeEventFilter(self)
        if isinstance(now, QLineEdit) and self._window.isAncestorOf(now):
            now.installEventFilter(self)
