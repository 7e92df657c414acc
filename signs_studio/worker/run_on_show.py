"""The run on show, as it is known on the GUI thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.recipe.changes import with_change
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import (
    EpochDiverged,
    EpochFinished,
    FindingMade,
    FinishReason,
    RecipeChanged,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
)
from signs_studio.worker.run_goal import RunGoal
from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.events import Event, Snapshot
    from signs_studio.runs.record import RunRecord
    from signs_studio.worker.mailbox import Mail
    from signs_studio.worker.reopening import Reopened
    from signs_studio.worker.run_past import RunPast


class RunOnShow(QObject):
    """What views follow: the state, the record of one run, and what becomes of it.

    Signals:
        state_changed: ``state`` or ``compiling`` is another.
        record_changed: ``record`` is another object, or none, or has another number, or other data
            is taken.
        put_away: The ``RunRecord`` that was on show; none where the run came to nothing.
        progressed: Epochs were added to ``record``, or it diverged.
        recipe_changed: The run's ``RecipeChanged``; ``record`` has it already.
        finding_made: The run's ``FindingMade``; ``record`` has it already.
        snapshot_arrived: A ``Snapshot`` of the run, or None where there is no run any more.
        ended: The run's ``RunFinished`` or ``RunFailed``.

    Attributes:
        state: What the engine is about.
        record: All that is known of the run; None after a reset.
        snapshot: Latest predictions of the run.
        past: Of the run; None where it is not kept.
        is_stepping: Whether what was asked for last is a single epoch.
    """

    state_changed = Signal()
    record_changed = Signal()
    put_away = Signal(object)
    progressed = Signal()
    recipe_changed = Signal(object)
    finding_made = Signal(object)
    snapshot_arrived = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = RunState.LOADING_ENGINE
        self.record: RunRecord | None = None
        self.snapshot: Snapshot | None = None
        self.past: RunPast | None = None
        self.is_stepping = False
        self._goal = RunGoal()
        # Of the training that goes on, or that is to come: it has the changes that are to come.
        self._control = RunControl()
        # As it is after the changes of ``record``; None where nothing can be trained on.
        self._trained: Recipe | None = None
        self._compiling = False

    # ---- questions

    @property
    def goal(self) -> int:
        """How many epochs the run is to have, though a stop or a single step may end it before."""
        return self._goal.epochs

    @property
    def compiling(self) -> bool:
        """True while the run waits for TensorFlow to compile its epoch."""
        return self._compiling and self.state in (RunState.RUNNING, RunState.STOPPING)

    @property
    def recipe_in_training(self) -> Recipe | None:
        """Recipe of the next epoch of the run, changes to come included."""
        recipe = self._trained
        if recipe is not None:
            for field, value in self._control.changes.items():
                recipe = with_change(recipe, field, value)
        return recipe

    def continues(self, recipe: Recipe) -> bool:
        """Returns whether training with ``recipe`` goes on with the finished run, not a new one."""
        if self.state is not RunState.FINISHED or self.recipe_in_training is None:
            return False
        now = self.recipe_in_training
        return replace(recipe, epochs=now.epochs) == now

    def epochs_left(self, recipe: Recipe) -> int:
        """Returns the epochs that the finished run is short of its goal; 0 where it does not go on.

        A recipe with another number of epochs than the run was trained with sets another goal.
        """
        if self.record is None or not self.continues(recipe):
            return 0
        return self._goal.left(trained=len(self.record), asked=recipe.epochs)

    # ---- what whoever drives it does

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()

    def _show_new(self, record: RunRecord, past: RunPast | None) -> None:
        self.record, self.past = record, past
        self._trained = record.recipe
        self._goal = RunGoal.of_new(record.recipe.epochs)
        self.record_changed.emit()

    def _show_reopened(self, reopened: Reopened, past: RunPast | None) -> None:
        record = reopened.record
        self.record, self.past, self.snapshot = record, past, reopened.snapshot
        self._trained = record.last_recipe if reopened.can_go_on else None
        self._control = RunControl(reopened.pending)
        self._goal = RunGoal(epochs=reopened.goal, asked=record.last_recipe.epochs)
        self.is_stepping = False
        self.record_changed.emit()
        self.progressed.emit()
        self.snapshot_arrived.emit(self.snapshot)

    def _show_none(self) -> None:
        record = self.record
        self.record = self.past = self.snapshot = self._trained = None
        if record is not None and (len(record) or record.diverged):
            self.put_away.emit(record)
        self.record_changed.emit()
        self.snapshot_arrived.emit(None)

    def _hand_on(self, mail: Mail) -> None:
        """Takes what came of a run that is trained, but for how that ended."""
        for event in mail.events:
            if not isinstance(event, RunFinished | RunFailed):
                self._take(event)
        if any(isinstance(event, EpochFinished | EpochDiverged) for event in mail.events):
            self.progressed.emit()
        if mail.snapshot is not None:
            self.snapshot = mail.snapshot
            self.snapshot_arrived.emit(mail.snapshot)

    def _take(self, event: Event) -> None:
        assert self.record is not None  # A run is on: it sent this.
        self.record.apply(event)
        match event:
            case RunStarted():
                self._compiling = event.compiling
                self.state_changed.emit()
            case EpochFinished() | EpochDiverged() if self._compiling:
                self._compiling = False
                self.state_changed.emit()
            case RecipeChanged():
                self._trained = self.record.last_recipe
                self._compiling = event.compiling
                self.state_changed.emit()
                self.recipe_changed.emit(event)
            case FindingMade():
                self.finding_made.emit(event)
            case RunPaused():
                if self.state is RunState.RUNNING:
                    self._set_state(RunState.PAUSED)

    def _end(self, terminal: RunFinished | RunFailed) -> None:
        assert self.record is not None  # A run is on: it sent this.
        self._compiling = False
        self.record.apply(terminal)
        failed = isinstance(terminal, RunFailed)
        diverged = isinstance(terminal, RunFinished) and terminal.reason is FinishReason.DIVERGED
        if diverged or failed:
            # The next Train starts over: there is nothing sound to go on with.
            self._trained = None
        self._set_state(RunState.FAILED if failed else RunState.FINISHED)
        self.ended.emit(terminal)
