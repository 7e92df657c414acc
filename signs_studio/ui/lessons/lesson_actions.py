"""Actions of the window of the lessons, and the buttons beneath the open lesson."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from signs_studio.lessons.catalogue import lesson_names
from signs_studio.ui.widgets.panes import go_to_pane
from signs_studio.ui.widgets.tooltips import tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QMainWindow, QWidget

    from signs_studio.ui.lessons.lesson_session import LessonSession


class LessonActions(QObject):
    """Goes from lesson to lesson and from pane to pane, fills the screen, and closes the window.

    Args:
        session: Opens the lessons.
        panes: Returns the panes of the window, in the order of reading.
        window: Has the actions.

    Attributes:
        foot: The buttons of the previous and the next lesson.
    """

    def __init__(
        self,
        session: LessonSession,
        *,
        panes: Callable[[], Sequence[QWidget | None]],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._panes = panes
        self._window = window
        previous = self._add(
            "previous_lesson", self.tr("Previous"), self.tr("The lesson before"), key="Alt+Left"
        )
        next_ = self._add(
            "next_lesson", self.tr("Next"), self.tr("The next lesson"), key="Alt+Right"
        )
        full_screen = self._add(
            "lessons_full_screen", self.tr("Full screen"), self.tr("Fill the screen"), key="F11"
        )
        close = self._add(
            "lessons_close", self.tr("Close"), self.tr("Close the lessons"), key="Ctrl+W"
        )
        next_pane = self._add(
            "lessons_next_pane",
            self.tr("Next pane"),
            self.tr("Go to the next pane"),
            key="Ctrl+Tab",
        )
        previous_pane = self._add(
            "lessons_previous_pane",
            self.tr("Previous pane"),
            self.tr("Go to the pane before"),
            key="Ctrl+Shift+Tab",
        )
        previous.triggered.connect(partial(session.go, -1))
        next_.triggered.connect(partial(session.go, 1))
        full_screen.triggered.connect(self._on_full_screen_triggered)
        close.triggered.connect(window.close)
        next_pane.triggered.connect(partial(self._go_to_pane, 1))
        previous_pane.triggered.connect(partial(self._go_to_pane, -1))
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(18, 8, 18, 10)
        self._buttons = {action: self._button(action) for action in (previous, next_)}
        for button in self._buttons.values():
            self.foot.addWidget(button)
        self.foot.insertStretch(1, 1)
        session.opened.connect(self._on_session_opened)

    def _add(self, name: str, title: str, tip: str, *, key: str) -> QAction:
        action = QAction(title, self._window)
        action.setObjectName(f"action_{name}")
        action.setShortcut(QKeySequence(key))
        action.setToolTip(tooltip(tip, action))
        self._window.addAction(action)
        return action

    @staticmethod
    def _button(action: QAction) -> QPushButton:
        button = QPushButton(action.text())
        button.setObjectName(action.objectName().removeprefix("action_"))
        button.setAccessibleName(action.toolTip())
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        return button

    def _go_to_pane(self, step: int) -> None:
        go_to_pane(self._panes(), step)

    def _on_full_screen_triggered(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _on_session_opened(self) -> None:
        names = lesson_names()
        for (action, button), end in zip(self._buttons.items(), (names[0], names[-1]), strict=True):
            action.setEnabled(self._session.name != end)
            button.setEnabled(self._session.name != end)
