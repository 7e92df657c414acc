"""The state machine between the window's buttons and the engine's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QTimer, Signal

from signs_studio.errors import RecipeError
from signs_studio.fields.declared import FieldError
from signs_studio.insight.question import Lane
from signs_studio.recipe.changes import read_change
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import default_device, find_device
from signs_studio.runs.events import RunFailed, RunFinished
from signs_studio.worker.engine_thread import EngineThread
from signs_studio.worker.insight_thread import InsightThread
from signs_studio.worker.mailbox import Mailbox
from signs_studio.worker.reopening import NotReopened, Reopened
from signs_studio.worker.run_goal import RunGoal
from signs_studio.worker.run_keeping import NoRunKeeping
from signs_studio.worker.run_on_show import RunOnShow
from signs_studio.worker.run_state import ACTIVE_STATES, RunState
from signs_studio.worker.waiting_commands import WaitingCommands

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from signs_studio.data.dataset import Dataset
    from signs_studio.insight.question import Question
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.devices import Device, Engine
    from signs_studio.runs.record import RunRecord
    from signs_studio.worker.run_keeping import RunKeeping
    from signs_studio.worker.run_past import RunPast

DRAIN_INTERVAL_MS = 50


class RunController(RunOnShow):
    """Drives one run at a time. Lives on the GUI thread; a command out of its state does nothing.

    Args:
        keeping: Keeps the runs; None where they are to leave no trace.

    Signals:
        data_changed: ``dataset`` is another.
        reopening_progressed: How many epochs of a run that is reopened are trained again, and of
            how many.
        reopening_ended: The ``Reopened``, whose run is on show by then, or the ``NotReopened``.
        engine_reported: ``engine`` is loaded, and its default device chosen.
        device_changed: Another ``device`` was chosen.
        engine_failed: A sentence, and the traceback.
        answered: A question, its answer, and after how many epochs the network stood that it is
            about, as of ``InsightThread``; none about a run that is not on show any more.
        answer_progressed: The ``progressed`` of ``InsightThread``.
        repeating, repeated: As of ``InsightThread``.

    Attributes:
        keeping: Keeps the runs.
        dataset: What is learnt from; None until the first data is there.
        engine_ready: Whether TensorFlow is loaded.
        engine: The TensorFlow that is; None before.
        device: What the next new run is trained on; None before TensorFlow is loaded.
    """

    data_changed = Signal()
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
        self.dataset: Dataset | None = None
        self.engine_ready = False
        self.engine: Engine | None = None
        self.device: Device | None = None
        self._waiting = WaitingCommands()
        self.keeping = keeping or NoRunKeeping(parent=self)
        self.keeping.renumbered.connect(self.record_changed)
        self._mailbox = Mailbox()
        self._thread = EngineThread(self)
        self._thread.engine_loaded.connect(self._on_thread_engine_loaded)
        self._thread.engine_failed.connect(self._on_thread_engine_failed)
        self._thread.reopening_progressed.connect(self.reopening_progressed)
        self._thread.reopened.connect(self._on_thread_reopened)
        # Answers that take long keep none waiting that take a moment.
        self._insight = {lane: self._make_insight_thread() for lane in Lane}
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
        self.keeping = NoRunKeeping(parent=self)

    def set_data(self, dataset: Dataset) -> None:
        """Takes other data; a run that is on is stopped and put away first."""
        self._carry_out(self._waiting.with_data(dataset))

    def rename_classes(self, dataset: Dataset) -> None:
        """Takes the same data with other names of classes; a network is as good with those.

        Where other data is about to come, it does nothing.
        """
        if self._waiting.dataset is None:
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
            self._start_run(recipe, is_stepping=False)

    def train_more(self, recipe: Recipe) -> None:
        """Trains the finished run for ``recipe.epochs`` more, also where it was stopped before."""
        if self.continues(recipe):
            self._train_on(recipe.epochs, recipe)

    def step(self, recipe: Recipe) -> None:
        """Trains one epoch, then pauses; one more where the run has ended."""
        if self.state is RunState.PAUSED:
            self._control.step()
            self._enter_run(is_stepping=True)
        elif self.continues(recipe):
            self._continue_run(1, is_stepping=True)
        elif self.can_start():
            self._start_run(recipe, is_stepping=True)

    def pause(self) -> None:
        """Pauses after the epoch that runs."""
        if self.state is RunState.RUNNING:
            self._control.pause()

    def resume(self) -> None:
        """Goes on after a pause."""
        if self.state is RunState.PAUSED:
            self._control.resume()
            self._enter_run(is_stepping=False)

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
            self._insight[question.lane].ask(question, asker, epoch=epoch)

    def withdraw(self, asker: str) -> None:
        """Breaks off what somebody has asked; it is not answered any more."""
        for thread in self._insight.values():
            thread.withdraw(asker)

    def reopen(self, key: str) -> None:
        """Shows a kept run as it was left, with its weights, so that Train goes on with it.

        Epochs of which there are numbers but no weights are trained again first, to the bit. A run
        that is on is stopped and put away before.

        Args:
            key: Of the run. It must have learnt from the data that is open.
        """
        if self.dataset is not None and self.engine_ready:
            self._carry_out(self._waiting.with_reopening(key))

    def stop(self) -> None:
        """Ends the run after the epoch that runs; what it learnt is kept."""
        if self.state in (RunState.RUNNING, RunState.PAUSED, RunState.REOPENING):
            self._control.stop()
            self._set_state(RunState.STOPPING)

    def reset(self) -> None:
        """Puts the run away: the next one begins with the first weights again."""
        self._carry_out(self._waiting.with_reset())

    def flush(self, wait_ms: int) -> bool:
        """Waits until all that came is on the disk; False where it is not by then."""
        return self.keeping.flush(wait_ms)

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
        threads = (*self._insight.values(), self._thread)
        ended = [each.finish(deadline.remainingTime()) for each in threads]
        self._deliver()
        if all(ended) and self._control.changes:
            self._thread.offer_checkpoint(self._control)
        return self.keeping.close(max(deadline.remainingTime(), write_wait_ms)) and all(ended)

    # ---- questions

    def is_thread_running(self) -> bool:
        """True while one of the engine's threads is still at work, or a run is being written."""
        threads = (self._thread, *self._insight.values())
        return any(each.isRunning() for each in threads) or self.keeping.is_thread_running()

    def can_start(self) -> bool:
        """True where a new run may begin now."""
        return (
            self.engine_ready
            and self.dataset is not None
            and self.state in (RunState.READY, RunState.FINISHED, RunState.FAILED)
        )

    # ---- inside

    def _start_run(self, recipe: Recipe, *, is_stepping: bool) -> None:
        # It brings NumPy, which is not to be waited for before the window is shown.
        from signs_studio.runs.record import DataReference, RunRecord

        assert self.dataset is not None  # can_start() says so
        self._put_run_away()
        origin = DataReference.of(self.dataset)
        record = RunRecord(run_id=self.keeping.next_number(), recipe=recipe, origin=origin)
        self._control = RunControl()
        if is_stepping:
            self._control.step()
        self._show_new(record, self._past_of(record))
        versions = {} if self.engine is None else {"tensorflow": self.engine.version}
        self._thread.start_run(
            recipe,
            self.dataset,
            mailbox=self._mailbox,
            control=self._control,
            device=self.device,
            begin_keeping=self.keeping.begin(record, self.dataset, versions=versions),
        )
        self._enter_run(is_stepping=is_stepping)

    def _past_of(self, record: RunRecord) -> RunPast | None:
        assert self.dataset is not None  # It learns from that.
        return self.keeping.past_of(record, self.dataset, keeper=self._thread.keeper)

    def _train_on(self, epochs: int, recipe: Recipe) -> None:
        assert self.record is not None  # continues() says so
        self._goal = RunGoal(epochs=len(self.record) + epochs, asked=recipe.epochs)
        self._continue_run(epochs, is_stepping=False)

    def _continue_run(self, epochs: int, *, is_stepping: bool) -> None:
        assert self.record is not None  # continues() says so
        # What was to change before an epoch that never came still is to change.
        self._control = RunControl(self._control.take_changes())
        self._goal = self._goal.at_least(len(self.record) + epochs)
        self._thread.continue_run(epochs, mailbox=self._mailbox, control=self._control)
        self._enter_run(is_stepping=is_stepping)

    def _enter_run(self, *, is_stepping: bool) -> None:
        self.is_stepping = is_stepping
        self._timer.start()
        self._set_state(RunState.RUNNING)

    def _put_run_away(self) -> None:
        if self.record is None:
            return
        if self._control.changes:
            self._thread.offer_checkpoint(self._control)
        self.keeping.put_away(self._thread.forget_run())
        for thread in self._insight.values():
            thread.forget_run()
        self._show_none()

    def _make_insight_thread(self) -> InsightThread:
        thread = InsightThread(self._thread.network, lambda: self.past, self)
        thread.answered.connect(self.answered)
        thread.progressed.connect(self.answer_progressed)
        thread.repeating.connect(self.repeating)
        thread.repeated.connect(self.repeated)
        return thread

    def _on_thread_engine_loaded(self, engine: Engine) -> None:
        self.engine_ready = True
        self.engine = engine
        for thread in self._insight.values():
            thread.start()
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
                    self._timer.stop()
                    self._end(event)
                    self._do_what_waited()

    # ---- what ends the run on show

    def _carry_out(self, commands: WaitingCommands) -> None:
        """Carries commands out at once, or, where a run is on, once that has stopped."""
        self._waiting = commands
        if self.state in ACTIVE_STATES:
            self.stop()
        else:
            self._do_what_waited()

    def _do_what_waited(self) -> None:
        waiting, self._waiting = self._waiting, WaitingCommands()
        if waiting.resets:
            self._reset()
        if waiting.dataset is not None:
            self._take_data(waiting.dataset)
        if waiting.key:
            self._begin_reopening(waiting.key)

    def _reset(self) -> None:
        if self.state is RunState.FAILED and not self.engine_ready:
            self._set_state(RunState.LOADING_ENGINE)
            self._thread.load_engine()
        elif self.state in (RunState.FINISHED, RunState.FAILED):
            self._put_run_away()
            self._set_state(RunState.READY)

    def _take_data(self, dataset: Dataset) -> None:
        if self.engine_ready:
            self._reset()
        self.dataset = dataset
        self.record_changed.emit()
        self.data_changed.emit()

    def _begin_reopening(self, key: str) -> None:
        assert self.dataset is not None  # reopen() sees to it
        self._put_run_away()
        self._control = RunControl()
        self._thread.reopen_run(key, self.dataset, keeping=self.keeping, control=self._control)
        self._set_state(RunState.REOPENING)

    def _on_thread_reopened(self, outcome: Reopened | NotReopened) -> None:
        if isinstance(outcome, NotReopened):
            self._set_state(RunState.READY)
        else:
            self._show_reopened(outcome, self._past_of(outcome.record))
            self._set_state(RunState.FINISHED)
        self.reopening_ended.emit(outcome)
        self._do_what_waited()
