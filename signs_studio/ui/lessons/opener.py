"""Opens the window of the lessons, made beforehand where there is time, and keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from signs_studio.worker.run_controller import ACTIVE_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction

    from signs_studio.ui.lessons.lessons_window import LessonsWindow
    from signs_studio.ui.state.appearance import Appearance
    from signs_studio.ui.state.preferences import Preferences, Value
    from signs_studio.worker.run_controller import RunController

QUIET_MS = 500
"""How long nothing must have been trained before something is made beforehand."""


class LessonsOpener(QObject):
    """Stands for a window that is slow to make: beside a run it would make the other stand still.

    It is made when TensorFlow is loaded and nothing is trained, or when it is asked for before.

    Args:
        controller: Of the run.
        appearance: Of all windows.
        preferences: What is remembered.
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
        controller: RunController,
        *,
        appearance: Appearance,
        preferences: Preferences,
        shared: Iterable[QAction],
        fits_screen: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.window: LessonsWindow | None = None
        self._controller = controller
        self._appearance = appearance
        self._preferences = preferences
        self._shared = tuple(shared)
        self._fits_screen = fits_screen
        self._is_closed = False
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet_timeout)
        controller.state_changed.connect(self._on_controller_state_changed)

    def open(self, name: str = "") -> None:
        """Shows a lesson; without a name that of last time.

        Raises:
            UsageError: There is none of that name.
        """
        self._make_window().open(name)

    def values(self) -> dict[str, Value]:
        """Returns what of the window is remembered; nothing where nobody saw it."""
        return {} if self.window is None else self.window.values()

    def close(self, wait_ms: int) -> bool:
        """Closes the window for good; False when its thread still runs after ``wait_ms``."""
        self._is_closed = True
        self._quiet.stop()
        if self.window is None:
            return True
        self.window.stop_preparing()
        self.window.close()
        if not self.window.session.close(wait_ms):
            return False
        # By Qt and in its order: left to Python, a whole window may crash.
        self.window.deleteLater()
        self.window = None
        return True

    def is_thread_running(self) -> bool:
        """Whether a lesson is still being computed or its thread still waits for one."""
        return self.window is not None and self.window.session.is_thread_running()

    def _make_window(self) -> LessonsWindow:
        """The window; made, but not shown, where there was none."""
        if self.window is None:
            from signs_studio.ui.lessons.lessons_window import LessonsWindow

            self.window = LessonsWindow(
                self._controller,
                appearance=self._appearance,
                preferences=self._preferences,
                shared=self._shared,
                fits_screen=self._fits_screen,
            )
            self.window.answer_shown.connect(self.answer_shown)
            self.window.preset_wanted.connect(self.preset_wanted)
        return self.window

    def _on_controller_state_changed(self) -> None:
        is_on = self._controller.state in ACTIVE_STATES
        if self._controller.engine_ready and not is_on and not self._is_closed:
            self._quiet.start()
        else:
            self._quiet.stop()
            if self.window is not None:
                self.window.stop_preparing()

    def _on_quiet_timeout(self) -> None:
        self._make_window().prepare()
