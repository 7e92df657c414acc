"""Opens the window of the lessons when it is first asked for, and keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction

    from signs_studio.ui.lessons.lessons_window import LessonsWindow
    from signs_studio.ui.look import Look
    from signs_studio.ui.memory import Memory
    from signs_studio.worker.run_controller import RunController


class LessonsOpener(QObject):
    """Stands for a window that is slow to make and that many never open.

    Args:
        controller: Of the run.
        look: Of all windows.
        memory: What is remembered.
        shared: Actions of the main window that work in this one too.

    Signals:
        answer_shown: The figures of the open lesson are on show.
        preset_wanted: The preset of this name is to be trained in the main window.

    Attributes:
        window: None before it was first opened, and after it was closed for good.
    """

    answer_shown = Signal()
    preset_wanted = Signal(str)

    def __init__(
        self,
        controller: RunController,
        *,
        look: Look,
        memory: Memory,
        shared: Iterable[QAction],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.window: LessonsWindow | None = None
        self._controller = controller
        self._look = look
        self._memory = memory
        self._shared = tuple(shared)

    def open(self, name: str = "") -> None:
        """Shows a lesson; without a name that of last time.

        Raises:
            UsageError: There is none of that name.
        """
        if self.window is None:
            from signs_studio.ui.lessons.lessons_window import LessonsWindow

            self.window = LessonsWindow(
                self._controller, look=self._look, memory=self._memory, shared=self._shared
            )
            self.window.answer_shown.connect(self.answer_shown)
            self.window.preset_wanted.connect(self.preset_wanted)
        self.window.open(name)

    def close(self, wait_ms: int, *, remember: bool) -> bool:
        """Closes the window for good; False when its thread still runs after ``wait_ms``."""
        if self.window is None:
            return True
        if remember:
            self.window.remember()
        self.window.close()
        if not self.window.desk.close(wait_ms):
            return False
        # By Qt and in its order: left to Python, a whole window may crash.
        self.window.deleteLater()
        self.window = None
        return True

    def is_thread_running(self) -> bool:
        """Whether a lesson is still being computed or its thread still waits for one."""
        return self.window is not None and self.window.desk.is_thread_running()
