"""The same recipe trained several times, each time with another seed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.recipe.draft import draft_of
from signs_studio.recipe.recipe import SEED
from signs_studio.runs.events import FinishReason, RunFailed
from signs_studio.ui.widgets.call_later import call_later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.events import RunFinished
    from signs_studio.ui.state.live_changes import LiveChanges
    from signs_studio.ui.state.notifications import Notifications
    from signs_studio.ui.state.selection import Selection
    from signs_studio.worker.run_controller import RunController

SEEDS = 5


class SeedSeries(QObject):
    """Trains one run after another, and ticks them all at the end, so that they are compared.

    A run that is stopped, put away or fails ends the series: the others do not begin.

    Args:
        controller: Trains the runs.
        live_changes: Takes each recipe, so that what is trained is what is seen.
        selection: Has the ticked runs.
        notifications: Where a person is told how a series is ended.

    Signals:
        changed: ``places`` has another run.

    Attributes:
        places: Place in its series of each run of this session that is of one, in words, by its
            key.
    """

    changed = Signal()

    def __init__(
        self,
        controller: RunController,
        live_changes: LiveChanges,
        *,
        selection: Selection,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._live_changes = live_changes
        self._selection = selection
        self._notifications = notifications
        self._left: list[Recipe] = []
        self._keys: list[str] = []
        self.places: Mapping[str, str] = {}
        controller.ended.connect(self._on_controller_ended)

    @property
    def is_on(self) -> bool:
        """Whether a run of a series is trained."""
        return bool(self._keys)

    def start(self, recipe: Recipe) -> None:
        """Trains a recipe with the ``SEEDS`` seeds that follow its own; nothing where none may."""
        if self._controller.can_start() and not self.is_on:
            seeds = (recipe.seed + 1 + offset for offset in range(SEEDS))
            limit = int(SEED.maximum) + 1
            self._left = [replace(recipe, seed=seed % limit) for seed in seeds]
            self._train_next()

    def _train_next(self) -> None:
        recipe = self._left.pop(0)
        self._live_changes.take_recipe(draft_of(recipe), title=self.tr("train with another seed"))
        self._controller.train(recipe)
        record = self._controller.record
        if record is None or record.recipe != recipe:
            self._end()
            return
        self._keys.append(record.key)
        place = self.tr("seed {number} of {count}")
        place = place.format(number=len(self._keys), count=SEEDS)
        self.places = {**self.places, record.key: place}
        self.changed.emit()
        words = self.tr("Seed {number} of {count}: press Stop to end the series.")
        self._notifications.said.emit(words.format(number=len(self._keys), count=SEEDS))

    def _go_on(self) -> None:
        """Trains the next one, once all that the end of the last one caused is done."""
        record = self._controller.record
        if not self.is_on or record is None or record.key != self._keys[-1]:
            self._end()
        elif self._left:
            self._train_next()
        else:
            keys = self._keys
            self._end()
            self._selection.tick_runs(keys)

    def _end(self) -> None:
        self._left, self._keys = [], []

    def _on_controller_ended(self, terminal: RunFinished | RunFailed) -> None:
        if not self.is_on:
            return
        if isinstance(terminal, RunFailed) or terminal.reason is FinishReason.STOPPED:
            self._end()
        else:
            call_later(0, self._go_on, parent=self)
