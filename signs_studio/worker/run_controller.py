"""The state machine between the window's buttons and the engine's thread."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import FieldError
from signs_studio.recipe.changes import read_change, with_change
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import default_device, find_device
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
from signs_studio.worker.engine_thread import EngineThread
from signs_studio.worker.insight_thread import InsightThread
from signs_studio.worker.mailbox import Mailbox
from signs_studio.worker.reopening import NotReopened, Reopened

if TYPE_CHECKING:
    from signs_studio.data.dataset import Dataset
    from signs_studio.insight.question import Question
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.devices import Device, Engine
    from signs_studio.runs.events import Event, Snapshot
    from signs_studio.runs.record import RunRecord
    from signs_studio.worker.mailbox import Mail
    from signs_studio.worker.run_keeping import BeginKeeping, RunKeeping
    from signs_studio.worker.run_past import RunPast

DRAIN_INTERVAL_MS = 50
EARLIER_RUNS_KEPT = 5


class RunState(StrEnum):
    """State of the engine and its run."""

    LOADING_ENGINE = "loading engine"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    REOPENING = "reopening"
    FINISHED = "finished"
    FAILED = "failed"


ACTIVE_STATES = frozenset(
    {RunState.RUNNING, RunState.PAUSED, RunState.STOPPING, RunState.REOPENING}
)
"""States in which a run is on, or is being reopened, so that recipe and data stand still."""


class RunController(QObject):
    """Drives one run at a time. Lives on the GUI thread; a command out of its state does nothing.

    Args:
        keeping: Keeps the runs; None where they are to leave no trace.

    Signals:
        state_changed: ``state`` is another.
        record_changed: ``record`` or ``earlier`` holds another object, or none, or other data is
            taken.
        progressed: Epochs were added to ``record``, or it diverged.
        recipe_changed: The run's ``RecipeChanged``; ``record`` has it already.
        finding_made: The run's ``FindingMade``; ``record`` has it already.
        snapshot_arrived: A ``Snapshot`` of the run, or None where there is no run any more.
        data_changed: ``dataset`` is another.
        ended: The run's ``RunFinished`` or ``RunFailed``.
        reopening_progressed: How many epochs of a run that is reopened are trained again, and of
            how many.
        reopening_ended: The ``Reopened``, whose run is on show by then, or the ``NotReopened``.
        engine_reported: ``engine`` is loaded, and its default device chosen.
        device_changed: Another ``device`` was chosen.
        engine_failed: A sentence, and the traceback.
        answered: A question, its answer, and after how many epochs the network stood that it is
            about, as of ``InsightThread``; none about a run that is not on show any more.
        answer_progressed: The ``progressed`` of ``InsightThread``.
        repeating: As of ``InsightThread``; and so is the next.
        repeated: The repeating is over.

    Attributes:
        keeping: Keeps the runs; None where they leave no trace.
        state: What the engine is about.
        dataset: What is learnt from; None until the first data is there.
        record: The run on show; None after a reset.
        earlier: Records of the runs before it, oldest first.
        snapshot: Latest predictions of the run on show.
        past: Of the run on show; None where it is not kept.
        goal: How many epochs the run on show is to have in all, whether or not a stop or a single
            step ends it before.
        is_stepping: Whether what was asked for last is a single epoch.
        engine_ready: Whether TensorFlow is loaded.
        engine: The TensorFlow that is; None before.
        device: What the next new run is trained on; None before TensorFlow is loaded.
    """

    state_changed = Signal()
    record_changed = Signal()
    progressed = Signal()
    recipe_changed = Signal(object)
    finding_made = Signal(object)
    snapshot_arrived = Signal(object)
    data_changed = Signal()
    ended = Signal(object)
    reopening_progressed = Signal(int, int)
    reopening_ended = Signal(object)
    engine_reported = Signal()
    device_changed = Signal()
    engine_failed = Signal(str, str)
    answered = Signal(object, object, object)
    answer_progressed = Signal(object, int, int)
    repeating = Signal(int, int)
    repeated = Signal(str)

    def __init__(self, parent: QObject | None = None, *, keeping: RunKeeping | None = None) -> None:
        super().__init__(parent)
        self.state = RunState.LOADING_ENGINE
        self.dataset: Dataset | None = None
        self.record: RunRecord | None = None
        self.earlier: list[RunRecord] = []
        self.snapshot: Snapshot | None = None
        self.past: RunPast | None = None
        self.goal = 0
        self.is_stepping = False
        self._asked_epochs = 0
        self.engine_ready = False
        self.engine: Engine | None = None
        self.device: Device | None = None
        self._compiling = False
        self._next_run_id = 1
        # As it is after the changes of ``record``; None where nothing can be trained on.
        self._trained: Recipe | None = None
        self._reset_after_stop = False
        self._data_after_stop: Dataset | None = None
        self._reopen_after_stop = ""
        self.keeping = keeping
        self._mailbox = Mailbox()
        self._control = RunControl()
        self._thread = EngineThread(self)
        self._thread.engine_loaded.connect(self._on_thread_engine_loaded)
        self._thread.engine_failed.connect(self._on_thread_engine_failed)
        self._thread.reopening_progressed.connect(self.reopening_progressed)
        self._thread.reopened.connect(self._on_thread_reopened)
        self._insight = self._make_insight_thread()
        # Answers that take seconds keep none waiting that take a moment.
        self._studies = self._make_insight_thread()
        self._timer = QTimer(self, interval=DRAIN_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    # ---- commands

    def load_engine(self) -> None:
        """Starts the engine's thread, which imports TensorFlow."""
        if not self._thread.isRunning():
            self._thread.start()
            self._thread.load_engine()

    def keep_nothing(self) -> None:
        """Has runs leave no trace from now on."""
        self.keeping = None

    def set_data(self, dataset: Dataset) -> None:
        """Takes other data; a run that is on is stopped and put away first."""
        if self.state in ACTIVE_STATES:
            self._data_after_stop = dataset
            self.reset()
            return
        if self.engine_ready:
            self.reset()
        self.dataset = dataset
        self.record_changed.emit()
        self.data_changed.emit()

    def rename_classes(self, dataset: Dataset) -> None:
        """Takes the same data with other names of classes; a network is as good with those.

        Where other data is about to come, it does nothing.
        """
        if self._data_after_stop is None:
            self.dataset = dataset
            self.data_changed.emit()
            self.snapshot_arrived.emit(self.snapshot)

    def choose_device(self, asked: str) -> None:
        """Has the next new run trained elsewhere, unless there is no device of that id.

        A run that was begun on another device goes on there.
        """
        if self.engine is None or self.state in ACTIVE_STATES:
            return
        device = find_device(self.engine.devices, asked)
        if device is not None and device != self.device:
            self.device = device
            self.device_changed.emit()

    def train(self, recipe: Recipe) -> None:
        """Starts a run, or goes on with the finished one.

        That is trained to the end it was meant to have, or, where it came that far, for
        ``recipe.epochs`` more.
        """
        if self.continues(recipe):
            self._train_on(self.epochs_left(recipe) or recipe.epochs, recipe)
        elif self.can_start():
            self._start_run(recipe, RunControl(), is_stepping=False)

    def train_more(self, recipe: Recipe) -> None:
        """Trains the finished run for ``recipe.epochs`` more, also where it was stopped before."""
        if self.continues(recipe):
            self._train_on(recipe.epochs, recipe)

    def step(self, recipe: Recipe) -> None:
        """Trains one epoch, then pauses; one more where the run has ended."""
        if self.state is RunState.PAUSED:
            self._control.step()
            self._go_on(is_stepping=True)
        elif self.continues(recipe):
            self._continue_run(1, is_stepping=True)
        elif self.can_start():
            control = RunControl()
            control.step()
            self._start_run(recipe, control, is_stepping=True)

    def pause(self) -> None:
        """Pauses after the epoch that runs."""
        if self.state is RunState.RUNNING:
            self._control.pause()

    def resume(self) -> None:
        """Goes on after a pause."""
        if self.state is RunState.PAUSED:
            self._control.resume()
            self._go_on(is_stepping=False)

    def change(self, field: str, text: str) -> FieldError | None:
        """Has the epochs that have not begun trained with another value.

        It also may be asked for between two trainings of the same run. Where there is no run to be
        changed, it does nothing.

        Args:
            field: A name in ``recipe.changes.live_fields`` of the recipe.
            text: The value as typed.

        Returns:
            What is wrong with it, in the field's own sentence; then nothing is changed.
        """
        if self._trained is None or self.state is RunState.STOPPING:
            return None
        try:
            value = read_change(self._trained, field, text)
        except RecipeError as error:
            return FieldError(field, error.message)
        self._control.change(field, value)
        return None

    def ask(self, question: Question, asker: str = "", *, epoch: int | None = None) -> None:
        """Asks about the run's network, for ``answered``; training goes on meanwhile.

        Args:
            question: Takes the place of one of the same kind and asker that still waits.
            asker: A name of whoever asks; nobody's question takes the place of another's.
            epoch: After how many epochs the network stood that it is about; None for as it stands
                now.
        """
        if self.engine_ready:
            thread = self._studies if question.is_study else self._insight
            thread.ask(question, asker, epoch=epoch)

    def withdraw(self, asker: str) -> None:
        """Breaks off what somebody has asked; it is not answered any more."""
        self._insight.withdraw(asker)
        self._studies.withdraw(asker)

    def reopen(self, key: str) -> None:
        """Shows a kept run as it was left, with its weights, so that Train goes on with it.

        Epochs of which there are numbers but no weights are trained again first, to the bit. A run
        that is on is stopped and put away before.

        Args:
            key: Of the run. It must have learnt from the data that is open.
        """
        if self.keeping is None or self.dataset is None or not self.engine_ready:
            return
        if self.state in ACTIVE_STATES:
            self.reset()
            self._reopen_after_stop = key
            return
        self._put_run_away()
        self._control = RunControl()
        self._thread.reopen_run(key, self.dataset, keeping=self.keeping, control=self._control)
        self._set_state(RunState.REOPENING)

    def stop(self) -> None:
        """Ends the run after the epoch that runs; what it learnt is kept."""
        if self.state in (RunState.RUNNING, RunState.PAUSED, RunState.REOPENING):
            self._control.stop()
            self._set_state(RunState.STOPPING)

    def reset(self) -> None:
        """Puts the run away: the next one begins with the first weights again."""
        self._reopen_after_stop = ""
        if self.state in ACTIVE_STATES:
            self._reset_after_stop = True
            self.stop()
        elif self.state is RunState.FAILED and not self.engine_ready:
            self._set_state(RunState.LOADING_ENGINE)
            self._thread.load_engine()
        elif self.state in (RunState.FINISHED, RunState.FAILED):
            self._put_run_away()
            self._set_state(RunState.READY)

    def flush(self, wait_ms: int) -> bool:
        """Waits until all that came is on the disk; False where it is not by then."""
        return self.keeping is None or self.keeping.flush(wait_ms)

    def close(self, wait_ms: int, *, write_wait_ms: int = 0) -> bool:
        """Stops what runs, writes it and ends the threads.

        Args:
            wait_ms: How long that may take.
            write_wait_ms: How long writing what is there may take, if that is longer.

        Returns:
            False when one still runs by then, or something could not be written.
        """
        self.stop()
        self._timer.stop()
        deadline = QDeadlineTimer(wait_ms)
        threads = (self._insight, self._studies, self._thread)
        ended = [thread.finish(deadline.remainingTime()) for thread in threads]
        self._deliver()
        if self.keeping is None:
            return all(ended)
        if all(ended) and self._control.changes:
            self._thread.offer_checkpoint(self._control)
        return self.keeping.close(max(deadline.remainingTime(), write_wait_ms)) and all(ended)

    def remember_earlier(self, records: list[RunRecord]) -> None:
        """Takes over the runs of an earlier opening of the window."""
        self.earlier = [*records, *self.earlier][-EARLIER_RUNS_KEPT:]
        self._next_run_id = max([self._next_run_id, *(h.run_id + 1 for h in self.earlier)])
        self.record_changed.emit()

    # ---- questions

    @property
    def compiling(self) -> bool:
        """True while the run waits for TensorFlow to compile its epoch."""
        return self._compiling and self.state in (RunState.RUNNING, RunState.STOPPING)

    @property
    def recipe_in_training(self) -> Recipe | None:
        """Recipe of the next epoch of the run on show, changes to come included."""
        recipe = self._trained
        if recipe is not None:
            for field, value in self._control.changes.items():
                recipe = with_change(recipe, field, value)
        return recipe

    def is_thread_running(self) -> bool:
        """True while one of the engine's threads is still at work, or a run is being written."""
        is_writing = self.keeping is not None and self.keeping.is_thread_running()
        threads = (self._thread, self._insight, self._studies)
        return any(thread.isRunning() for thread in threads) or is_writing

    def can_start(self) -> bool:
        """True where a new run may begin now."""
        return (
            self.engine_ready
            and self.dataset is not None
            and self.state in (RunState.READY, RunState.FINISHED, RunState.FAILED)
        )

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
        if self.record is None or not self.continues(recipe) or len(self.record) >= self.goal:
            return 0
        goal = self.goal if recipe.epochs == self._asked_epochs else recipe.epochs
        return max(goal - len(self.record), 0)

    # ---- inside

    def _start_run(self, recipe: Recipe, control: RunControl, *, is_stepping: bool) -> None:
        # It brings NumPy, which is not to be waited for before the window is shown.
        from signs_studio.runs.record import DataReference, RunRecord

        assert self.dataset is not None  # can_start() says so
        self._put_run_away()
        origin = DataReference.of(self.dataset)
        self.record = RunRecord(run_id=self._new_run_id(), recipe=recipe, origin=origin)
        self.past = self._past_of(self.record, self.dataset)
        self._trained = recipe
        self.goal = self._asked_epochs = recipe.epochs
        self.is_stepping = is_stepping
        self._control = control
        self.record_changed.emit()
        self._thread.start_run(
            recipe,
            self.dataset,
            mailbox=self._mailbox,
            control=control,
            device=self.device,
            begin_keeping=self._begin_keeping(self.record, self.dataset),
        )
        self._enter_run()

    def _new_run_id(self) -> int:
        number = None
        if self.keeping is not None:
            number = self.keeping.next_number(self._next_run_id)
        run_id = max(number or 0, self._next_run_id)
        self._next_run_id = run_id + 1
        return run_id

    def _begin_keeping(self, record: RunRecord, dataset: Dataset) -> BeginKeeping:
        if self.keeping is None:
            return lambda: None
        versions = {} if self.engine is None else {"tensorflow": self.engine.version}
        return self.keeping.begin(record, dataset, versions)

    def _past_of(self, record: RunRecord, dataset: Dataset) -> RunPast | None:
        from signs_studio.worker.run_past import RunPast

        if self.keeping is None:
            return None
        return RunPast(
            self.keeping.store(), record.key, dataset=dataset, keeper=self._thread.keeper
        )

    def _train_on(self, epochs: int, recipe: Recipe) -> None:
        assert self.record is not None  # continues() says so
        self.goal = len(self.record) + epochs
        self._asked_epochs = recipe.epochs
        self._continue_run(epochs, is_stepping=False)

    def _continue_run(self, epochs: int, *, is_stepping: bool) -> None:
        assert self.record is not None  # continues() says so
        # What was to change before an epoch that never came still is to change.
        self._control = RunControl(self._control.take_changes())
        self.goal = max(self.goal, len(self.record) + epochs)
        self.is_stepping = is_stepping
        self._thread.continue_run(
            epochs,
            mailbox=self._mailbox,
            control=self._control,
        )
        self._enter_run()

    def _enter_run(self) -> None:
        self._timer.start()
        self._set_state(RunState.RUNNING)

    def _go_on(self, *, is_stepping: bool) -> None:
        self.is_stepping = is_stepping
        self._set_state(RunState.RUNNING)

    def _put_run_away(self) -> None:
        if self.record is None:
            return
        if self._control.changes:
            self._thread.offer_checkpoint(self._control)
        keeper = self._thread.forget_run()
        if keeper is not None and self.keeping is not None:
            self.keeping.put_away(keeper)
        if len(self.record) or self.record.diverged:
            self.earlier = [*self.earlier, self.record][-EARLIER_RUNS_KEPT:]
        self.record = None
        self.snapshot = self.past = None
        self._trained = None
        self._insight.forget_run()
        self._studies.forget_run()
        self.record_changed.emit()
        self.snapshot_arrived.emit(None)

    def _make_insight_thread(self) -> InsightThread:
        thread = InsightThread(self._thread.network, lambda: self.past, self)
        thread.answered.connect(self.answered)
        thread.progressed.connect(self.answer_progressed)
        thread.repeating.connect(self.repeating)
        thread.repeated.connect(self.repeated)
        return thread

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()

    def _on_thread_engine_loaded(self, engine: Engine) -> None:
        self.engine_ready = True
        self.engine = engine
        self._insight.start()
        self._studies.start()
        self.device = default_device(engine.devices)
        self.engine_reported.emit()
        self._set_state(RunState.READY)

    def _on_thread_engine_failed(self, message: str, details: str) -> None:
        self._set_state(RunState.FAILED)
        self.engine_failed.emit(message, details)

    def _on_timer_timeout(self) -> None:
        self._deliver()

    def _deliver(self) -> None:
        """Hands the mailbox's events on, in order; the terminal one last, whatever happens."""
        mail = self._mailbox.drain()
        try:
            self._hand_on(mail)
        except Exception:
            # A curve with a hole in it would be a lie: the run ends here, and none follows on it.
            self._trained = None
            self.stop()
            raise
        finally:
            for event in mail.events:
                if isinstance(event, RunFinished | RunFailed):
                    self._end_run(event)

    def _hand_on(self, mail: Mail) -> None:
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

    def _end_run(self, terminal: RunFinished | RunFailed) -> None:
        self._timer.stop()
        self._compiling = False
        assert self.record is not None  # A run is on: it sent this.
        self.record.apply(terminal)
        failed = isinstance(terminal, RunFailed)
        diverged = isinstance(terminal, RunFinished) and terminal.reason is FinishReason.DIVERGED
        if diverged or failed:
            # The next Train starts over: there is nothing sound to go on with.
            self._trained = None
        self._set_state(RunState.FAILED if failed else RunState.FINISHED)
        self.ended.emit(terminal)
        self._do_what_waited()

    def _do_what_waited(self) -> None:
        """Does what was asked for while a run was on, and had to wait for its end."""
        key = self._reopen_after_stop
        if self._reset_after_stop:
            self._reset_after_stop = False
            self.reset()
        if self._data_after_stop is not None:
            dataset, self._data_after_stop = self._data_after_stop, None
            self.set_data(dataset)
        if key:
            self.reopen(key)

    def _on_thread_reopened(self, outcome: Reopened | NotReopened) -> None:
        if isinstance(outcome, NotReopened):
            self._set_state(RunState.READY)
        else:
            self._show_reopened(outcome)
        self.reopening_ended.emit(outcome)
        self._do_what_waited()

    def _show_reopened(self, reopened: Reopened) -> None:
        assert self.dataset is not None  # It learnt from that.
        record = self.record = reopened.record
        self.past = self._past_of(record, self.dataset)
        self.earlier = [each for each in self.earlier if each.key != record.key]
        self.snapshot = reopened.snapshot
        self._trained = record.last_recipe if reopened.can_go_on else None
        self._control = RunControl(reopened.pending)
        self.goal = reopened.goal
        self._asked_epochs = record.last_recipe.epochs
        self.is_stepping = False
        self.record_changed.emit()
        self.progressed.emit()
        self.snapshot_arrived.emit(self.snapshot)
        self._set_state(RunState.FINISHED)
