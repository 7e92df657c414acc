"""Opens the window of the lessons, and keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtGui import QAction

    from signs_studio.ui.lessons.lessons_window import LessonsWindow
    from signs_studio.ui.state.preferences import Value
    from signs_studio.ui.state.workspace import Workspace


def import_lessons() -> None:
    """Imports the window of the lessons and all that it shows."""
    import signs_studio.ui.lessons.lessons_window  # noqa: F401


class LessonsOpener(QObject):
    """Stands for a window that is slow to make, until it is asked for or there is time to make it.

    Args:
        workspace: Of the main window, whose action opens the lessons.
        shared: Actions of the main window that work in this one too.
        fits_screen: Whether it opens no larger than its screen.

    Signals:
        answer_shown: The figures of the open lesson are on show.
        preset_wanted: The preset of this name is to be trained in the main window.

    Attributes:
        window: None before it is made, and after it was closed for good.
    """

    answer_shown = Signal()
    preset_wanted = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        *,
        shared: Iterable[QAction],
        fits_screen: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.window: LessonsWindow | None = None
        self._workspace = workspace
        self._shared = tuple(shared)
        self._fits_screen = fits_screen
        workspace.actions["lessons"].triggered.connect(self._on_lessons_triggered)
        workspace.lesson_requests.wanted.connect(self.open)

    def open(self, name: str = "") -> None:
        """Shows a lesson; without a name that of last time.

        Raises:
            UsageError: There is none of that name.
        """
        self._make_window().open(name)

    def prepare(self) -> Iterator[None]:
        """Makes the window, and does what is slow the first time, in steps of some milliseconds."""
        window = self._make_window()
        yield
        yield from window.prepare()

    def values(self) -> dict[str, Value]:
        """Returns what of the window is remembered; nothing where nobody saw it."""
        return {} if self.window is None else self.window.values()

    def close(self, wait_ms: int) -> bool:
        """Closes the window for good; False when its thread still runs after ``wait_ms``."""
        if self.window is None:
            return True
        self.window.close()
        if not self.window.session.close(wait_ms):
            return False
        # By Qt and in its order: left to Python, a whole window may crash.
        self.window.deleteLater()
        self.window = None
        return True

    def is_thread_running(self) -> bool:
        """Returns True if a lesson is still being computed or its thread still waits for one."""
        return self.window is not None and self.window.session.is_thread_running()

    def _make_window(self) -> LessonsWindow:
        """The window; made, but not shown, where there was none."""
        if self.window is None:
            from signs_studio.ui.lessons.lessons_window import LessonsWindow

            self.window = LessonsWindow(
                self._workspace.controller,
                library=self._workspace.library,
                run_feed=self._workspace.run_feed,
                appearance=self._workspace.appearance,
                preferences=self._workspace.preferences,
                shared=self._shared,
                fits_screen=self._fits_screen,
            )
            self.window.answer_shown.connect(self.answer_shown)
            self.window.preset_wanted.connect(self.preset_wanted)
        return self.window

    def _on_lessons_triggered(self) -> None:
        self.open()
