"""The costs of the runs in the main window, for a lesson that shows the article's beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.ui.lessons.published_costs import cost_table
from signs_studio.ui.widgets.throttle import Throttle

if TYPE_CHECKING:
    from signs_studio.figures import Table
    from signs_studio.lessons.lesson import Lesson
    from signs_studio.worker.run_controller import RunController

# What is read in a table need not change more often.
INTERVAL_MS = 1000


class RunCosts(QObject):
    """Follows the run that goes on.

    Args:
        controller: Of the runs.

    Signals:
        changed: The costs may be others, after a second at the earliest.
    """

    changed = Signal()

    def __init__(self, controller: RunController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._throttle = Throttle(INTERVAL_MS, self)
        self._throttle.due.connect(self.changed)
        controller.progressed.connect(self._throttle.request)
        controller.history_changed.connect(self._throttle.request)

    def request(self) -> None:
        """Has ``changed`` emitted soon, whether or not anything has."""
        self._throttle.request()

    def table(self, lesson: Lesson) -> Table:
        """Returns the article's costs beside those of the latest run of the lesson's preset."""
        now, earlier = self._controller.history, self._controller.earlier
        runs = [now, *earlier[::-1]] if now is not None else earlier[::-1]
        return cost_table(lesson.published_costs, preset=lesson.preset, runs=runs)
