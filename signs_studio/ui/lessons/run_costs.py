"""The costs of the runs in the main window, for a lesson that shows the article's beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import find_preset
from signs_studio.ui.lessons.published_costs import cost_table, trains_same

if TYPE_CHECKING:
    from signs_studio.figures import Table
    from signs_studio.lessons.lesson import Lesson
    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.run_feed import RunFeed
    from signs_studio.ui.state.run_library import RunLibrary


class RunCosts(QObject):
    """Follows the run that goes on, and finds the latest run where that is of another recipe.

    Args:
        library: Has the runs.
        run_feed: Tells of the run that goes on.

    Signals:
        changed: The costs may be others.
    """

    changed = Signal()

    def __init__(
        self, library: RunLibrary, run_feed: RunFeed, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        # Of the runs that do not go on, the key of the latest one of each preset; empty for none.
        self._latest: dict[str, str] = {}
        run_feed.grown.connect(self.changed)
        library.changed.connect(self._on_library_changed)
        library.record_arrived.connect(self.changed)

    def table(self, lesson: Lesson) -> Table:
        """Returns the article's costs beside those of a run of the lesson's preset.

        That is the run on show, or, where it is of another recipe, the latest of all others.
        """
        return cost_table(lesson.published_costs, self._run_of(lesson.preset))

    def _run_of(self, preset: str) -> RunRecord | None:
        recipe = validate(find_preset(preset).draft).recipe
        if recipe is None:
            return None
        current = self._library.refresh_current()
        if current is not None and trains_same(current, recipe):
            return self._library.record_of(current.key)
        if preset not in self._latest:
            others = (entry for entry in reversed(self._library.entries) if entry is not current)
            same = (entry.key for entry in others if trains_same(entry, recipe))
            self._latest[preset] = next(same, "")
        key = self._latest[preset]
        return self._library.record_of(key) if key else None

    def _on_library_changed(self) -> None:
        self._latest = {}
        self.changed.emit()
