"""The costs of the runs in the main window, for a lesson that shows the article's beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.ui.lessons.published_costs import cost_table

if TYPE_CHECKING:
    from signs_studio.figures import Table
    from signs_studio.lessons.lesson import Lesson
    from signs_studio.ui.state.run_feed import RunFeed
    from signs_studio.worker.run_controller import RunController


class RunCosts(QObject):
    """Follows the run that goes on.

    Args:
        controller: Of the runs.
        run_feed: Tells of the run that goes on.

    Signals:
        changed: The costs may be others.
    """

    changed = Signal()

    def __init__(
        self, controller: RunController, run_feed: RunFeed, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        run_feed.grown.connect(self.changed)
        controller.record_changed.connect(self.changed)

    def table(self, lesson: Lesson) -> Table:
        """Returns the article's costs beside those of the latest run of the lesson's preset."""
        now, earlier = self._controller.record, self._controller.earlier
        runs = [now, *earlier[::-1]] if now is not None else earlier[::-1]
        return cost_table(lesson.published_costs, preset=lesson.preset, runs=runs)
