"""The window on a projector: large words, strong colours, and no form beside the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.ui.widgets.throttle import Throttle

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.lessons.opener import LessonsOpener
    from signs_studio.ui.shell.panel_area import PanelArea
    from signs_studio.ui.shell.splitter_sizes import SplitterSizes
    from signs_studio.ui.state.appearance import Appearance

INTERVAL_MS = 200
"""Styling every widget anew takes too long for every step of a window that is drawn larger."""


class PresenterMode(QObject):
    """Presents the window while its action is checked.

    Args:
        action: Begins and ends it.
        appearance: Of all windows.
        area: Its left dock is hidden meanwhile.
        sizes: Of the panels; noted before.
        lessons: Presented too, while they are shown.
        window: Presented.
    """

    def __init__(
        self,
        action: QAction,
        *,
        appearance: Appearance,
        area: PanelArea,
        sizes: SplitterSizes,
        lessons: LessonsOpener,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._action = action
        self._appearance = appearance
        self._area = area
        self._sizes = sizes
        self._lessons = lessons
        self._window = window
        self._throttle = Throttle(INTERVAL_MS, self)
        self._throttle.due.connect(self._fit)
        action.triggered.connect(self._on_action_triggered)

    def follow_size(self) -> None:
        """Keeps words as large as a projector needs in a window of another size."""
        if self._action.isChecked():
            self._throttle.request()

    def _fit(self) -> None:
        """Fits words to the highest window on show."""
        shown = (self._window, self._lessons.window)
        heights = [window.height() for window in shown if window is not None and window.isVisible()]
        height = max(heights, default=self._window.height())
        self._appearance.set_projected(height if self._action.isChecked() else None)

    def _on_action_triggered(self, checked: bool) -> None:
        if checked:
            self._sizes.note()
        self._area.set_left_visible(not checked)
        self._fit()
