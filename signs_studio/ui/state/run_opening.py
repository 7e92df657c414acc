"""Reopening kept runs: the data that they learnt from first, then the run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.data.data_source import CurationChoices
from signs_studio.data.plain_text import plain_text
from signs_studio.recipe.draft import draft_of
from signs_studio.worker.reopening import NotReopened, Reopened

if TYPE_CHECKING:
    from signs_studio.data.data_source import DataSource
    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.store.summary import RunSummary
    from signs_studio.ui.state.curation import Curation
    from signs_studio.ui.state.live_changes import LiveChanges
    from signs_studio.ui.state.notifications import Notifications
    from signs_studio.ui.state.recent_data import RecentData
    from signs_studio.worker.data_thread import DataThread
    from signs_studio.worker.run_controller import RunController


class RunOpening(QObject):
    """Has the window show a kept run with its weights and recipe, so that Train goes on with it.

    What keeps it from that is said in the channel of notifications.

    Args:
        controller: Reopens the run.
        live_changes: Takes its recipe.
        recent_data: Has its data opened, as it was opened before.
        curation: Changes it as it was changed then.
        data_thread: Opens data.
        notifications: Where a person is told.
    """

    def __init__(
        self,
        controller: RunController,
        *,
        live_changes: LiveChanges,
        recent_data: RecentData,
        curation: Curation,
        data_thread: DataThread,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._live_changes = live_changes
        self._recent = recent_data
        self._curation = curation
        self._data_thread = data_thread
        self._notifications = notifications
        self._wanted: RunSummary | None = None
        self._trains = False
        self._has_asked_for_data = False
        controller.reopening_ended.connect(self._on_controller_reopening_ended)
        controller.state_changed.connect(self._on_controller_state_changed)
        controller.data_changed.connect(self._go_on)
        data_thread.refused.connect(self._give_up)
        data_thread.failed.connect(self._give_up)
        data_thread.cancelled.connect(self._on_data_thread_cancelled)
        curation.given_up.connect(self._give_up)

    def reopen(self, run: RunSummary, *, trains: bool = False) -> None:
        """Shows a kept run as it was left, with its weights; a run that is on is put away.

        Args:
            run: The run.
            trains: Whether training goes on with it at once.
        """
        self._wanted, self._trains = run, trains
        self._has_asked_for_data = False
        self._go_on()

    def _go_on(self) -> None:
        """Does the next thing that a run waits for which is to be reopened."""
        run, controller = self._wanted, self._controller
        if run is None or not controller.engine_ready or controller.dataset is None:
            return
        if run.head.origin.is_of(controller.dataset):
            self._wanted = None
            if self._has_asked_for_data:
                # Somebody may have undone a change meanwhile, which brought it sooner.
                self._data_thread.cancel()
            words = self.tr("Reopening {name}…")
            self._notifications.said.emit(words.format(name=plain_text(run.name)))
            controller.reopen(run.key)
            return
        if not self._get_data(run.head.opened_from, controller.dataset):
            self._give_up()
            words = self.tr(
                "{name} learnt from other pictures than those that are open: open “{data}”, split "
                "and changed as it was then, and reopen the run."
            )
            name, data = plain_text(run.name), plain_text(run.head.origin.name)
            self._notifications.went_wrong.emit(words.format(name=name, data=data), "")

    def _get_data(self, source: DataSource | None, is_open: Dataset) -> bool:
        """Has data opened, once, and then changed as it was; False where nothing more can come."""
        if source is None or source.missing_path() is not None:
            return False
        original = replace(source, curation=CurationChoices())
        if not self._has_asked_for_data:
            self._has_asked_for_data = True
            self._recent.wanted.emit(original)
            return True
        return is_open.opened_from == original and self._curation.restore(source.curation)

    def _give_up(self, *_: object) -> None:
        self._wanted = None

    def _on_controller_state_changed(self) -> None:
        # The engine may be there by now. Data that is asked for is waited for.
        if not self._has_asked_for_data:
            self._go_on()

    def _on_data_thread_cancelled(self) -> None:
        if not self._data_thread.is_opening:
            self._give_up()

    def _on_controller_reopening_ended(self, outcome: Reopened | NotReopened) -> None:
        trains, self._trains = self._trains, False
        self._notifications.said.emit("")
        if isinstance(outcome, NotReopened):
            if outcome.message is not None:
                self._notifications.went_wrong.emit(str(outcome.message), outcome.details)
            return
        if outcome.note is not None:
            self._notifications.went_wrong.emit(str(outcome.note), "")
        recipe = self._controller.recipe_in_training or outcome.record.last_recipe
        self._live_changes.take_recipe(draft_of(recipe), title=self.tr("reopen a run"))
        if trains and self._controller.epochs_left(recipe):
            self._controller.train(recipe)
