import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from signs_studio.data.dataset import Dataset
from signs_studio.engine import loading
from signs_studio.engine.training import passes as engine_passes
from signs_studio.engine.training import resident as engine_epoch
from signs_studio.engine.training.trainer import Trainer
from signs_studio.insight.predictions import PredictionsWanted
from signs_studio.insight.question import Lane, Progress, StandaloneQuestion
from signs_studio.recipe.changes import Change
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import Device, Engine
from signs_studio.runs.events import (
    EpochFinished,
    Event,
    FindingMade,
    FinishReason,
    RecipeChanged,
    RunFailed,
    RunFinished,
    Snapshot,
)
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import SERIES, RunRecord
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_state import ACTIVE_STATES, RunState
from signs_studio.worker.task_thread import TaskThread

WAIT_MS = 30_000
PROCESSOR, CARD = Device("CPU:0", "CPU, 2 threads"), Device("GPU:0", "a card")
ENGINE = Engine("2.21.0", (PROCESSOR, CARD))
ENDLESS = 1_000_000
COMPARED_EPOCHS = 40

LEGAL_MOVES = {
    RunState.LOADING_ENGINE: {RunState.READY, RunState.FAILED},
    RunState.READY: {RunState.RUNNING},
    RunState.RUNNING: {RunState.PAUSED, RunState.STOPPING, RunState.FINISHED, RunState.FAILED},
    RunState.PAUSED: {RunState.RUNNING, RunState.STOPPING, RunState.FAILED},
    RunState.STOPPING: {RunState.FINISHED, RunState.FAILED},
    RunState.FINISHED: {RunState.RUNNING, RunState.READY},
    RunState.FAILED: {RunState.LOADING_ENGINE, RunState.RUNNING, RunState.READY},
}

MakeRecipe = Callable[..., Recipe]
MakeData = Callable[[int], Dataset]
Straight = Callable[..., np.ndarray]


@dataclass
class Watch:
    """All that a controller says, and whether it may say so."""

    controller: RunController
    states: list[RunState] = field(default_factory=list)
    started: list[int] = field(default_factory=list)
    ended: list[RunFinished | RunFailed] = field(default_factory=list)
    ended_runs: list[int] = field(default_factory=list)
    records: dict[int, RunRecord] = field(default_factory=dict)
    learnt_from: dict[int, Dataset] = field(default_factory=dict)
    put_away: list[RunRecord] = field(default_factory=list)
    data_changes: int = 0

    def __post_init__(self) -> None:
        self.states.append(self.controller.state)
        self.controller.state_changed.connect(self._on_state_changed)
        self.controller.record_changed.connect(self._on_record_changed)
        self.controller.put_away.connect(self.put_away.append)
        self.controller.ended.connect(self._on_ended)
        self.controller.data_changed.connect(self._on_data_changed)

    def check(self) -> None:
        """What holds whenever the controller was left to itself."""
        c = self.controller
        for before, after in zip(self.states, self.states[1:], strict=False):
            assert after in LEGAL_MOVES[before], self.states
        assert self.states[-1] is c.state
        on = 1 if c.state in ACTIVE_STATES else 0
        assert self.ended_runs == self.started[: len(self.ended)]
        assert len(self.started) == len(self.ended) + on
        ids = [record.run_id for record in [*self.put_away, *([c.record] if c.record else [])]]
        assert ids == sorted(set(ids))
        came_to_something = {
            run_id for run_id, record in self.records.items() if len(record) or record.diverged
        }
        assert {record.run_id for record in self.put_away} == came_to_something - (
            {c.record.run_id} if c.record else set()
        )
        if c.state in (*ACTIVE_STATES, RunState.FINISHED):
            assert c.record is not None
            assert len(c.record) <= c.goal
        if c.state is RunState.READY:
            assert c.record is None
        if c.snapshot is not None:
            assert c.record is not None
            assert c.snapshot.epoch < len(c.record)
            answers = c.snapshot.probabilities.argmax(axis=1)
            share = np.mean(answers == self.learnt_from[c.record.run_id].test_y)
            told = c.record.series("test_accuracy")[c.snapshot.epoch]
            assert share == pytest.approx(told), "it is of another run"
        if c.compiling:
            assert c.state in (RunState.RUNNING, RunState.STOPPING)
        if c.state is RunState.FINISHED:
            self._check_finished()

    def _check_finished(self) -> None:
        end, record = self.ended[-1], self.controller.record
        assert isinstance(end, RunFinished)
        assert record is not None
        assert end.epochs == len(record)
        assert record.diverged == (end.reason is FinishReason.DIVERGED)
        snapshot = self.controller.snapshot
        assert (snapshot.epoch + 1 if snapshot else 0) == len(record)
        if end.reason is FinishReason.COMPLETED:
            assert self.controller.is_stepping or len(record) == self.controller.goal

    def _on_state_changed(self) -> None:
        state = self.controller.state
        if state is self.states[-1]:
            return
        if state is RunState.RUNNING and self.states[-1] is not RunState.PAUSED:
            assert self.controller.record is not None
            self.started.append(self.controller.record.run_id)
        self.states.append(state)

    def _on_ended(self, end: RunFinished | RunFailed) -> None:
        record = self.controller.record
        assert record is not None
        assert record.end is end
        self.ended.append(end)
        self.ended_runs.append(record.run_id)

    def _on_record_changed(self) -> None:
        record = self.controller.record
        if record is not None:
            self.records[record.run_id] = record
            assert self.controller.dataset is not None
            self.learnt_from[record.run_id] = self.controller.dataset

    def _on_data_changed(self) -> None:
        self.data_changes += 1


@pytest.fixture(scope="session")
def straight(
    tensorflow: None,  # noqa: ARG001 -- what trains needs it loaded
) -> Straight:
    """The numbers of an uninterrupted run of ``COMPARED_EPOCHS``, (series but seconds, epochs).

    What was changed in the run that it is compared with, it knows beforehand.
    """
    known: dict[tuple[int, int, tuple[Change, ...]], np.ndarray] = {}

    def run(recipe: Recipe, dataset: Dataset, changes: tuple[Change, ...] = ()) -> np.ndarray:
        key = (recipe.seed, id(dataset), changes)
        if key not in known:
            events: list[Event] = []
            Trainer(recipe, dataset, changes).run(
                epochs=COMPARED_EPOCHS, emit=events.append, control=RunControl()
            )
            epochs = [event for event in events if isinstance(event, EpochFinished)]
            assert len(epochs) == COMPARED_EPOCHS
            known[key] = np.array([[getattr(e, name) for e in epochs] for name in SERIES[:-1]])
        return known[key]

    return run


def numbers_of(record: RunRecord | None) -> np.ndarray:
    assert record is not None
    return np.array([record.series(name)[:COMPARED_EPOCHS] for name in SERIES[:-1]])


def wait_for(qtbot: QtBot, controller: RunController, *states: RunState) -> None:
    qtbot.waitUntil(lambda: controller.state in states, timeout=WAIT_MS)


def wait_for_end(qtbot: QtBot, controller: RunController) -> None:
    qtbot.waitUntil(lambda: controller.state not in ACTIVE_STATES, timeout=WAIT_MS)


def wait_for_epoch(qtbot: QtBot, controller: RunController) -> None:
    """Waits for one more epoch, or for whatever else becomes of a run that goes."""
    record = controller.record
    before = len(record) if record else 0
    qtbot.waitUntil(
        lambda: (
            controller.state is not RunState.RUNNING
            or controller.record is not record
            or (record is not None and len(record) > before)
        ),
        timeout=WAIT_MS,
    )


# ---- any commands in any order

COMMANDS = (
    "train",
    "train endlessly",
    "train another",
    "step",
    "pause",
    "resume",
    "stop",
    "reset",
    "change the rate",
    "change the batch size",
    "first data",
    "second data",
    "load engine",
    "wait for an epoch",
    "pause and wait",
    "stop and wait",
)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(commands=st.lists(st.sampled_from(COMMANDS), max_size=14))
@example(commands=["step", "pause and wait", "resume", "pause and wait", "resume", "pause"])
@example(commands=["train endlessly", "second data", "reset", "first data", "train", "stop"])
@example(commands=["train", "reset", "train endlessly", "stop and wait", "train", "step"])
@example(commands=["step", "change the rate", "resume", "wait for an epoch", "stop and wait"])
@example(commands=["step", "pause and wait", "change the batch size", "stop and wait", "step"])
@example(commands=["first data", "step", "load engine", "second data", "step", "pause and wait"])
def test_no_commands_bring_the_controller_out_of_step(
    qtbot: QtBot,
    new_controller: Callable[[], RunController],
    straight: Straight,
    make_recipe: MakeRecipe,
    session_data: tuple[Dataset, Dataset],
    commands: list[str],
) -> None:
    controller = new_controller()
    watch = Watch(controller)
    controller.set_data(session_data[0])
    expected_data = session_data[0]
    controller.load_engine()
    wait_for(qtbot, controller, RunState.READY)

    for command in commands:
        match command:
            case "train":
                controller.train(make_recipe(3))
            case "train endlessly":
                controller.train(make_recipe(ENDLESS))
            case "train another":
                controller.train(make_recipe(5, seed="2"))
            case "step":
                controller.step(make_recipe(ENDLESS))
            case "pause":
                controller.pause()
            case "resume":
                controller.resume()
            case "stop":
                controller.stop()
            case "reset":
                controller.reset()
            case "change the rate":
                controller.change("learning_rate", "0.02")
            case "change the batch size":
                controller.change("batch_size", "5")
            case "first data":
                expected_data = session_data[0]
                controller.set_data(expected_data)
            case "second data":
                expected_data = session_data[1]
                controller.set_data(expected_data)
            case "load engine":
                controller.load_engine()
            case "wait for an epoch":
                wait_for_epoch(qtbot, controller)
            case "pause and wait":
                controller.pause()
                qtbot.waitUntil(
                    lambda: controller.state not in (RunState.RUNNING, RunState.STOPPING),
                    timeout=WAIT_MS,
                )
            case "stop and wait":
                controller.stop()
                wait_for_end(qtbot, controller)
        watch.check()

    controller.stop()
    wait_for_end(qtbot, controller)
    watch.check()
    assert controller.dataset is expected_data
    for run_id, record in watch.records.items():
        changes = tuple(c for c in record.changes if c.epoch < COMPARED_EPOCHS)
        expected = straight(record.recipe, watch.learnt_from[run_id], changes)
        epochs = min(len(record), COMPARED_EPOCHS)
        np.testing.assert_array_equal(numbers_of(record), expected[:, :epochs])
    assert controller.close(WAIT_MS)
    assert not controller.is_thread_running()


@pytest.fixture(scope="session")
def session_data(make_data: MakeData) -> tuple[Dataset, Dataset]:
    return make_data(0), make_data(1)


# ---- the same numbers, whichever way


def test_a_run_goes_from_train_to_finished(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    watch = Watch(controller)

    controller.train(make_recipe(4))
    wait_for(qtbot, controller, RunState.FINISHED)

    watch.check()
    assert watch.states == [RunState.READY, RunState.RUNNING, RunState.FINISHED]
    assert controller.record is not None
    assert len(controller.record) == 4
    assert controller.snapshot is not None
    assert controller.snapshot.probabilities.shape == (12, 3)


def test_reset_and_train_repeats_the_run_to_the_bit(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    controller.train(make_recipe(5))
    wait_for(qtbot, controller, RunState.FINISHED)
    first, first_snapshot = controller.record, controller.snapshot

    controller.reset()
    assert controller.state is RunState.READY
    assert controller.record is None
    assert controller.snapshot is None
    controller.train(make_recipe(5))
    wait_for(qtbot, controller, RunState.FINISHED)

    assert controller.record is not first
    np.testing.assert_array_equal(numbers_of(controller.record), numbers_of(first))
    assert first_snapshot is not None
    assert controller.snapshot is not None
    np.testing.assert_array_equal(controller.snapshot.probabilities, first_snapshot.probabilities)


def test_paused_stepped_and_resumed_equals_straight(
    qtbot: QtBot,
    controller: RunController,
    make_recipe: MakeRecipe,
    straight: Straight,
    data: Dataset,
) -> None:
    recipe = make_recipe(COMPARED_EPOCHS)
    for done in range(1, 4):
        controller.step(recipe)
        wait_for(qtbot, controller, RunState.PAUSED)
        assert controller.record is not None
        assert len(controller.record) == done
    controller.resume()
    controller.pause()
    wait_for(qtbot, controller, RunState.PAUSED, RunState.FINISHED)
    controller.resume()
    wait_for(qtbot, controller, RunState.FINISHED)

    np.testing.assert_array_equal(numbers_of(controller.record), straight(recipe, data))


def test_train_more_equals_one_longer_run(
    qtbot: QtBot,
    controller: RunController,
    make_recipe: MakeRecipe,
    straight: Straight,
    data: Dataset,
) -> None:
    watch = Watch(controller)
    for recipe, total in ((make_recipe(7), 7), (make_recipe(7), 14), (make_recipe(26), 40)):
        assert controller.continues(recipe) == (total > 7)
        controller.train(recipe)
        assert controller.goal == total
        wait_for(qtbot, controller, RunState.FINISHED)
        watch.check()

    np.testing.assert_array_equal(numbers_of(controller.record), straight(make_recipe(1), data))
    assert watch.started == [1, 1, 1]
    assert watch.put_away == []


def test_a_stopped_run_is_trained_to_its_end_or_for_more(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    watch = Watch(controller)
    recipe = make_recipe(70)

    def stop() -> None:
        controller.stop()
        wait_for(qtbot, controller, RunState.FINISHED)
        watch.check()

    controller.step(recipe)
    wait_for(qtbot, controller, RunState.PAUSED)
    stop()
    assert controller.epochs_left(recipe) == 69
    # Another number in the form is another goal; no more than are trained are so many more.
    assert controller.epochs_left(make_recipe(100)) == 99
    assert controller.epochs_left(make_recipe(1)) == 0
    assert controller.epochs_left(make_recipe(70, seed="2")) == 0
    controller.step(recipe)
    wait_for(qtbot, controller, RunState.FINISHED)
    assert controller.record is not None
    assert (len(controller.record), controller.goal) == (2, 70)

    controller.train(recipe)
    assert controller.goal == 70
    wait_for(qtbot, controller, RunState.FINISHED)
    watch.check()
    assert controller.epochs_left(recipe) == 0
    assert controller.epochs_left(make_recipe(100)) == 0

    controller.train(make_recipe(ENDLESS))
    record = controller.record
    assert record is not None
    qtbot.waitUntil(lambda: len(record) > 70, timeout=WAIT_MS)
    stop()
    assert controller.epochs_left(make_recipe(ENDLESS)) > 0
    controller.train_more(make_recipe(ENDLESS))
    assert controller.goal == len(record) + ENDLESS, "more, not the rest"
    stop()
    controller.train_more(recipe)
    assert controller.goal == len(record) + 70
    wait_for(qtbot, controller, RunState.FINISHED)
    watch.check()


def test_a_step_after_the_end_trains_one_epoch_more(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    controller.train(make_recipe(2))
    wait_for(qtbot, controller, RunState.FINISHED)

    controller.step(make_recipe(2))
    wait_for(qtbot, controller, RunState.FINISHED)

    assert controller.record is not None
    assert len(controller.record) == 3


def test_another_recipe_starts_another_run_and_puts_the_one_before_away(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    watch = Watch(controller)
    for seed in range(3):
        controller.train(make_recipe(1, seed=str(seed)))
        wait_for(qtbot, controller, RunState.FINISHED)

    assert [record.recipe.seed for record in watch.put_away] == [0, 1]
    assert controller.record is not None
    assert controller.record.recipe.seed == 2


def test_a_pause_that_follows_a_resume_at_once_is_heard(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    controller.step(make_recipe(ENDLESS))
    wait_for(qtbot, controller, RunState.PAUSED)
    for release in [controller.resume, lambda: controller.step(make_recipe(ENDLESS))] * 10:
        release()
        assert controller.state is RunState.RUNNING
        controller.pause()
        wait_for(qtbot, controller, RunState.PAUSED)


def test_a_run_that_diverges_is_not_gone_on_with(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    watch = Watch(controller)
    recipe = make_recipe(50, layers="3:linear", optimizer="sgd", learning_rate="1000000")

    controller.train(recipe)
    wait_for(qtbot, controller, RunState.FINISHED)

    (end,) = watch.ended
    assert isinstance(end, RunFinished)
    assert end.reason is FinishReason.DIVERGED
    assert controller.record is not None
    assert controller.record.diverged
    assert np.isfinite([controller.record.series(name) for name in SERIES]).all()
    first = numbers_of(controller.record)
    assert not controller.continues(recipe)
    controller.train(recipe)
    wait_for(qtbot, controller, RunState.FINISHED)
    watch.check()
    assert watch.started == [1, 2]
    assert [record.run_id for record in watch.put_away] == [1]
    np.testing.assert_array_equal(numbers_of(controller.record), first)


def test_compiling_is_said_while_the_first_epoch_waits(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    said: list[bool] = []
    controller.state_changed.connect(lambda: said.append(controller.compiling))
    recipe = make_recipe(2, batch_size="23")  # No other test has this size, so it is new.

    controller.train(recipe)
    wait_for(qtbot, controller, RunState.FINISHED)
    assert said == [False, True, False, False]

    said.clear()
    controller.reset()
    controller.train(recipe)
    wait_for(qtbot, controller, RunState.FINISHED)
    assert not any(said)


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.PAUSED, RunState.STOPPING])
def test_a_reset_stops_the_run_and_the_next_is_not_its_business(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe, state: RunState
) -> None:
    watch = Watch(controller)
    bring_to(qtbot, controller, state, make_recipe)

    controller.reset()
    wait_for(qtbot, controller, RunState.READY)
    assert controller.record is None
    assert len(watch.put_away) == 1

    controller.train(make_recipe(2))
    wait_for_end(qtbot, controller)
    assert controller.state is RunState.FINISHED
    assert controller.record is not None


@pytest.mark.parametrize("command", ["reset", "set_data"])
def test_a_network_that_was_put_away_answers_no_more(
    qtbot: QtBot,
    controller: RunController,
    make_recipe: MakeRecipe,
    make_data: MakeData,
    command: str,
) -> None:
    bring_to(qtbot, controller, RunState.FINISHED, make_recipe)
    question = PredictionsWanted(make_data(0).test_x)
    with qtbot.waitSignal(controller.answered, timeout=WAIT_MS) as answered:
        controller.ask(question)
    assert answered.args[1] is not None
    assert answered.args[2] == 2
    if command == "reset":
        controller.reset()
    else:
        controller.set_data(make_data(4))
    with qtbot.waitSignal(controller.answered, timeout=WAIT_MS) as answered:
        controller.ask(question)
    assert answered.args == [question, None, None]


@dataclass(frozen=True, eq=False)
class Meeting(StandaloneQuestion):
    """Is answered as soon as as many are being answered as the barrier waits for."""

    barrier: threading.Barrier

    def answer(self, progress: Progress) -> bool:  # noqa: ARG002
        return self.barrier.wait(WAIT_MS / 1000) >= 0


def test_a_question_waits_for_none_of_another_lane(qtbot: QtBot, controller: RunController) -> None:
    barrier = threading.Barrier(len(Lane))
    answers: list[object] = []
    controller.answered.connect(lambda _question, answer, _epochs: answers.append(answer))
    for lane in Lane:
        controller.ask(type(lane.name, (Meeting,), {"lane": lane})(barrier))
    qtbot.waitUntil(lambda: len(answers) == len(Lane), timeout=WAIT_MS)
    assert all(answers)


def test_an_answer_about_a_run_that_was_put_away_is_dropped(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe, data: Dataset
) -> None:
    bring_to(qtbot, controller, RunState.FINISHED, make_recipe)
    came: list[object] = []
    controller.answered.connect(lambda question, *_: came.append(question))
    late, next_one = PredictionsWanted(data.test_x), PredictionsWanted(data.test_x[:1])
    controller.ask(late)
    controller.reset()
    controller.ask(next_one)
    qtbot.waitUntil(lambda: came != [], timeout=WAIT_MS)
    assert came == [next_one]


def test_a_stop_that_overtakes_a_pause_is_a_stop(
    qtbot: QtBot,
    controller: RunController,
    monkeypatch: pytest.MonkeyPatch,
    make_recipe: MakeRecipe,
) -> None:
    waits, wait = threading.Event(), RunControl.wait

    def wait_and_tell(control: RunControl) -> None:
        waits.set()
        wait(control)

    monkeypatch.setattr(RunControl, "wait", wait_and_tell)
    watch = Watch(controller)
    controller.train(make_recipe(ENDLESS))
    controller.pause()
    assert waits.wait(30)  # It is paused, but no event was fetched that says so.

    controller.stop()
    wait_for_end(qtbot, controller)

    watch.check()
    assert watch.states == [
        RunState.READY,
        RunState.RUNNING,
        RunState.STOPPING,
        RunState.FINISHED,
    ]


# ---- other data


@pytest.mark.parametrize(
    "state", [RunState.RUNNING, RunState.PAUSED, RunState.STOPPING, RunState.FINISHED]
)
def test_other_data_puts_the_run_away(
    qtbot: QtBot,
    controller: RunController,
    make_recipe: MakeRecipe,
    make_data: MakeData,
    state: RunState,
) -> None:
    other = make_data(5)
    bring_to(qtbot, controller, state, make_recipe)
    watch = Watch(controller)

    controller.set_data(make_data(4))
    controller.set_data(other)
    wait_for(qtbot, controller, RunState.READY)

    assert controller.dataset is other
    assert watch.data_changes == (2 if state is RunState.FINISHED else 1)
    assert controller.record is None
    assert len(watch.put_away) == 1
    recipe = make_recipe(2)
    controller.train(recipe)
    wait_for(qtbot, controller, RunState.FINISHED)
    assert len(watch.put_away) == 1


def bring_to(
    qtbot: QtBot, controller: RunController, state: RunState, make_recipe: MakeRecipe
) -> None:
    """Brings a controller that is ready into another state, with an epoch trained."""
    if state is RunState.READY:
        return
    controller.train(make_recipe(2 if state is RunState.FINISHED else ENDLESS))
    wait_for_epoch(qtbot, controller)
    match state:
        case RunState.PAUSED:
            controller.pause()
            wait_for(qtbot, controller, state)
        case RunState.STOPPING:
            controller.stop()
        case RunState.FINISHED:
            wait_for(qtbot, controller, state)
    assert controller.state is state


# ---- an engine that does not load


@pytest.mark.usefixtures("tensorflow")
@pytest.mark.parametrize("error", [ImportError("no libtensorflow"), SystemExit(3)])
def test_an_engine_that_does_not_load_is_told_and_reset_tries_again(
    qtbot: QtBot,
    new_controller: Callable[[], RunController],
    monkeypatch: pytest.MonkeyPatch,
    make_recipe: MakeRecipe,
    data: Dataset,
    error: BaseException,
) -> None:
    def fail() -> str:
        raise error

    controller = new_controller()
    watch = Watch(controller)
    told: list[tuple[str, str]] = []
    controller.engine_failed.connect(lambda *words: told.append(words))
    with monkeypatch.context() as patch:
        patch.setattr(loading, "load_tensorflow", fail)
        controller.load_engine()
        wait_for(qtbot, controller, RunState.FAILED)

        # Nothing but Reset has anything to do with an engine that is not there.
        controller.set_data(data)
        controller.load_engine()
        controller.train(make_recipe(1))
        controller.step(make_recipe(1))
        controller.pause()
        controller.resume()
        controller.stop()
        assert controller.state is RunState.FAILED
        assert not controller.can_start()

        controller.reset()
        assert controller.state is RunState.LOADING_ENGINE
        wait_for(qtbot, controller, RunState.FAILED)
        assert len(told) == 2
        message, details = told[0]
        assert "TensorFlow could not be loaded" in message
        assert "Reset" in message
        assert type(error).__name__ in details

    controller.reset()
    wait_for(qtbot, controller, RunState.READY)
    controller.train(make_recipe(1))
    wait_for(qtbot, controller, RunState.FINISHED)
    watch.check()


# ---- an engine that is killed by an exception


class KillError(Exception):
    """Stands for whatever may go wrong."""


class KillExit(SystemExit):
    """Stands for whatever means to end the program."""


def kill_construction(patch: pytest.MonkeyPatch, kill: Callable[..., None]) -> None:
    patch.setattr(Trainer, "__init__", kill)


def kill_compilation(patch: pytest.MonkeyPatch, kill: Callable[..., None]) -> None:
    engine_epoch.epoch_for.cache_clear()
    patch.setattr(engine_passes, "cross_entropies", kill)


def kill_start(patch: pytest.MonkeyPatch, kill: Callable[..., None]) -> None:
    patch.setattr(engine_epoch, "epoch_for", kill)


def kill_epoch(index: int) -> Callable[[pytest.MonkeyPatch, Callable[..., None]], None]:
    order = engine_epoch.epoch_permutation

    def arm(patch: pytest.MonkeyPatch, kill: Callable[..., None]) -> None:
        def draw(count: int, *, seed: int, epoch: int) -> object:
            if epoch == index:
                kill()
            return order(count, seed=seed, epoch=epoch)

        patch.setattr(engine_epoch, "epoch_permutation", draw)

    return arm


def kill_pause(patch: pytest.MonkeyPatch, kill: Callable[..., None]) -> None:
    patch.setattr(RunControl, "wait", kill)


def kill_end(patch: pytest.MonkeyPatch, kill: Callable[..., None]) -> None:
    patch.setattr(engine_epoch, "evaluate", kill)


PHASES = {
    "construction": (kill_construction, 0),
    "start": (kill_start, 0),
    "compilation": (kill_compilation, 0),
    "first epoch": (kill_epoch(0), 0),
    "later epoch": (kill_epoch(3), 3),
    "after a pause": (kill_epoch(1), 1),
    "pause": (kill_pause, 1),
    "end": (kill_end, 5),
}


@pytest.mark.parametrize("kind", [KillError, KillExit])
@pytest.mark.parametrize("phase", PHASES)
def test_an_engine_that_is_killed_is_told_and_can_be_used_again(
    qtbot: QtBot,
    controller: RunController,
    monkeypatch: pytest.MonkeyPatch,
    make_recipe: MakeRecipe,
    straight: Straight,
    data: Dataset,
    phase: str,
    kind: type[BaseException],
) -> None:
    def kill(*_: object, **__: object) -> None:
        raise kind("killed for a test")

    watch = Watch(controller)
    arm, epochs = PHASES[phase]
    with monkeypatch.context() as patch:
        arm(patch, kill)
        if "pause" in phase:
            controller.step(make_recipe(5))
            wait_for(qtbot, controller, RunState.PAUSED, RunState.FAILED)
            controller.resume()
        else:
            controller.train(make_recipe(5))
        wait_for(qtbot, controller, RunState.FAILED)

    watch.check()
    (end,) = watch.ended
    assert isinstance(end, RunFailed)
    assert str(end.message).endswith(".")
    assert kind.__name__ in end.details
    assert controller.record is not None
    assert len(controller.record) == epochs
    assert controller.is_thread_running()
    assert not controller.compiling

    recipe = make_recipe(5)
    assert not controller.continues(recipe)
    controller.reset()
    assert controller.state is RunState.READY
    controller.train(recipe)
    wait_for(qtbot, controller, RunState.FINISHED)
    watch.check()
    np.testing.assert_array_equal(numbers_of(controller.record), straight(recipe, data)[:, :5])


def test_train_after_a_failure_starts_over_without_a_reset(
    qtbot: QtBot,
    controller: RunController,
    monkeypatch: pytest.MonkeyPatch,
    make_recipe: MakeRecipe,
    straight: Straight,
    data: Dataset,
) -> None:
    def kill() -> None:
        raise KillError

    watch = Watch(controller)
    recipe = make_recipe(5)
    with monkeypatch.context() as patch:
        kill_epoch(2)(patch, kill)
        controller.train(recipe)
        wait_for(qtbot, controller, RunState.FAILED)

    controller.train(recipe)
    wait_for(qtbot, controller, RunState.FINISHED)

    assert [len(record) for record in watch.put_away] == [2]
    np.testing.assert_array_equal(numbers_of(controller.record), straight(recipe, data)[:, :5])


def test_a_network_too_large_to_train_is_refused_in_its_own_words(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    watch = Watch(controller)

    controller.train(make_recipe(1, layers=",".join(["4096"] * 8)))
    wait_for(qtbot, controller, RunState.FAILED)

    (end,) = watch.ended
    assert isinstance(end, RunFailed)
    assert "take fewer units" in str(end.message)
    assert end.details == ""


# ---- views that raise, and histories that cannot be written


@pytest.mark.parametrize(
    "signal",
    ["state_changed", "record_changed", "put_away", "progressed", "snapshot_arrived", "ended"],
)
def test_a_view_that_raises_does_not_keep_the_run_from_ending(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe, signal: str
) -> None:
    def fail(*_: object) -> None:
        raise KillError

    watch = Watch(controller)
    getattr(controller, signal).connect(fail)
    with qtbot.capture_exceptions() as exceptions:
        controller.train(make_recipe(3))
        wait_for(qtbot, controller, RunState.FINISHED)
        controller.reset()

    assert exceptions
    assert {kind for kind, _, _ in exceptions} == {KillError}
    assert len(watch.ended) == 1
    assert controller.state is RunState.READY
    assert [len(record) for record in watch.put_away] == [3]


@pytest.mark.parametrize("epochs", [3, ENDLESS])
def test_a_record_that_cannot_be_written_ends_the_run(
    qtbot: QtBot,
    controller: RunController,
    monkeypatch: pytest.MonkeyPatch,
    make_recipe: MakeRecipe,
    straight: Straight,
    data: Dataset,
    epochs: int,
) -> None:
    apply = RunRecord.apply

    def fail(record: RunRecord, event: Event) -> None:
        if isinstance(event, EpochFinished) and event.epoch == 1:
            raise KillError
        apply(record, event)

    watch = Watch(controller)
    recipe = make_recipe(epochs)
    with monkeypatch.context() as patch, qtbot.capture_exceptions() as exceptions:
        patch.setattr(RunRecord, "apply", fail)
        controller.train(recipe)
        wait_for(qtbot, controller, RunState.FINISHED)

    assert exceptions[0][0] is KillError
    assert len(watch.ended) == 1
    assert not controller.continues(recipe)
    controller.train(make_recipe(5))
    wait_for(qtbot, controller, RunState.FINISHED)
    np.testing.assert_array_equal(numbers_of(controller.record), straight(recipe, data)[:, :5])


# ---- closing


@pytest.mark.parametrize(
    "state",
    [RunState.READY, RunState.RUNNING, RunState.PAUSED, RunState.STOPPING, RunState.FINISHED],
)
def test_closing_ends_the_thread_and_keeps_every_epoch(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe, state: RunState
) -> None:
    watch = Watch(controller)
    bring_to(qtbot, controller, state, make_recipe)

    assert controller.close(WAIT_MS)

    watch.check()
    assert not controller.is_thread_running()
    if state is RunState.READY:
        assert controller.state is RunState.READY
    else:
        assert controller.state is RunState.FINISHED
    assert controller.close(WAIT_MS)


def test_closing_with_a_run_that_has_not_begun(
    controller: RunController, make_recipe: MakeRecipe
) -> None:
    watch = Watch(controller)
    controller.train(make_recipe(ENDLESS))

    assert controller.close(WAIT_MS)

    watch.check()
    assert not controller.is_thread_running()
    assert controller.state is RunState.FINISHED


@pytest.mark.parametrize("command", ["reset", "set_data"])
def test_closing_while_a_run_is_being_put_away(
    qtbot: QtBot,
    controller: RunController,
    make_recipe: MakeRecipe,
    make_data: MakeData,
    command: str,
) -> None:
    other = make_data(8)
    watch = Watch(controller)
    bring_to(qtbot, controller, RunState.RUNNING, make_recipe)
    if command == "reset":
        controller.reset()
    else:
        controller.set_data(other)

    assert controller.close(WAIT_MS)

    assert controller.state is RunState.READY
    assert len(watch.put_away) == 1
    assert (controller.dataset is other) == (command == "set_data")


def test_closing_after_a_failure(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    controller.train(make_recipe(1, layers=",".join(["4096"] * 8)))
    wait_for(qtbot, controller, RunState.FAILED)

    assert controller.close(WAIT_MS)

    assert not controller.is_thread_running()


def test_closing_before_the_engine_was_asked_for(
    new_controller: Callable[[], RunController],
) -> None:
    assert new_controller().close(0)


def test_closing_while_the_engine_loads_waits_no_longer_than_told(
    new_controller: Callable[[], RunController], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def load() -> Engine:
        begun.set()
        assert go_on.wait(30)
        return ENGINE

    monkeypatch.setattr(loading, "load_tensorflow", load)
    controller = new_controller()
    controller.load_engine()
    assert begun.wait(30)

    assert not controller.close(1)
    assert controller.is_thread_running()
    go_on.set()
    assert controller.close(WAIT_MS)
    assert not controller.is_thread_running()


def test_closing_waits_no_longer_for_two_threads_than_told(
    controller: RunController, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, finish = threading.Event(), TaskThread.finish
    waits: list[int] = []

    def finish_and_note(thread: TaskThread, wait_ms: int) -> bool:
        waits.append(wait_ms)
        return finish(thread, wait_ms)

    monkeypatch.setattr(TaskThread, "finish", finish_and_note)
    for thread in (controller._insight[Lane.QUICK], controller._thread):
        thread.submit(lambda: assert_set(go_on))
    assert not controller.close(50)
    go_on.set()
    assert waits[1] < waits[0] <= 50
    assert controller.close(WAIT_MS)


def assert_set(event: threading.Event) -> None:
    assert event.wait(WAIT_MS / 1000)


# ---- where a run is trained


def test_a_graphics_card_is_taken_where_there_is_one(
    qtbot: QtBot, new_controller: Callable[[], RunController], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "load_tensorflow", lambda: ENGINE)
    controller = new_controller()
    chosen: list[Device | None] = []
    controller.device_changed.connect(lambda: chosen.append(controller.device))
    controller.choose_device("CPU:0")
    assert controller.device is None
    controller.load_engine()
    wait_for(qtbot, controller, RunState.READY)
    assert controller.engine == ENGINE
    assert controller.device == CARD

    for asked in ("GPU:0", "CPU:0", "CPU:0", "GPU:7", ""):
        controller.choose_device(asked)
    assert chosen == [PROCESSOR]
    assert controller.device == PROCESSOR


@pytest.mark.usefixtures("tensorflow")
def test_a_run_goes_on_where_it_was_begun_and_the_next_where_it_was_chosen(
    qtbot: QtBot,
    new_controller: Callable[[], RunController],
    monkeypatch: pytest.MonkeyPatch,
    make_recipe: MakeRecipe,
    data: Dataset,
) -> None:
    # One processor under two names.
    other = Device("CPU:0", "another")
    monkeypatch.setattr(loading, "load_tensorflow", lambda: Engine("2", (PROCESSOR, other)))
    controller = new_controller()
    controller.set_data(data)
    controller.load_engine()
    wait_for(qtbot, controller, RunState.READY)
    devices = []
    for _ in range(2):
        controller.train(make_recipe(1))
        controller.choose_device("CPU:0")  # Too late: a run is on.
        wait_for(qtbot, controller, RunState.FINISHED)
        assert controller.record is not None
        devices.append(controller.record.device)
        controller.device = other
    assert len(controller.record) == 2
    controller.reset()
    controller.train(make_recipe(1))
    wait_for(qtbot, controller, RunState.FINISHED)
    devices.append(controller.record.device)
    assert devices == [PROCESSOR.name, PROCESSOR.name, other.name]


def test_the_device_stands_still_while_a_run_is_on(
    qtbot: QtBot,
    controller: RunController,
    make_recipe: MakeRecipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(controller, "engine", ENGINE)
    before = controller.device
    controller.step(make_recipe(2))
    controller.choose_device(CARD.id)
    wait_for(qtbot, controller, RunState.PAUSED)
    controller.choose_device(CARD.id)
    assert controller.device == before
    controller.stop()
    wait_for(qtbot, controller, RunState.FINISHED)
    controller.choose_device(CARD.id)
    assert controller.device == CARD


def test_a_snapshot_is_read_only(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    arrived: list[Snapshot | None] = []
    controller.snapshot_arrived.connect(arrived.append)

    controller.train(make_recipe(2))
    wait_for(qtbot, controller, RunState.FINISHED)

    assert arrived
    assert arrived[-1] is controller.snapshot
    for snapshot in arrived:
        assert snapshot is not None
        assert not snapshot.probabilities.flags.writeable


# ---- what the doctor finds


def test_a_finding_is_kept_in_the_record_and_said_once(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    """A network that starts from zeros says one sign for ever."""
    said: list[FindingMade] = []
    in_record: list[tuple[Finding, ...]] = []

    def listen(event: FindingMade) -> None:
        assert controller.record is not None
        said.append(event)
        in_record.append(controller.record.findings)

    controller.finding_made.connect(listen)
    controller.train(make_recipe(200, initializer="zeros"))
    wait_for(qtbot, controller, RunState.FINISHED)

    assert controller.record is not None
    findings = controller.record.findings
    assert FindingKind.ONE_SIGN in {finding.kind for finding in findings}
    assert tuple(event.finding for event in said) == findings
    assert in_record == [findings[: index + 1] for index in range(len(findings))]


# ---- changes while a run goes on


def test_a_change_while_training_is_made_said_and_replays(
    qtbot: QtBot,
    controller: RunController,
    make_recipe: MakeRecipe,
    data: Dataset,
) -> None:
    said: list[RecipeChanged] = []
    controller.recipe_changed.connect(said.append)
    recipe = make_recipe(ENDLESS)
    controller.train(recipe)
    wait_for_epoch(qtbot, controller)

    assert controller.change("learning_rate", " 0.02 ") is None
    qtbot.waitUntil(lambda: len(said) == 1, timeout=WAIT_MS)
    controller.pause()
    wait_for(qtbot, controller, RunState.PAUSED)
    assert controller.change("batch_size", "5") is None
    assert len(said) == 1
    now = controller.recipe_in_training
    assert now == replace(recipe, learning_rate=0.02, batch_size=5)
    wait_epochs = len(controller.record or ())
    controller.step(recipe)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=WAIT_MS)
    wait_for(qtbot, controller, RunState.PAUSED)
    controller.stop()
    wait_for_end(qtbot, controller)

    record = controller.record
    assert record is not None
    assert record.recipe == recipe
    assert record.last_recipe == now
    assert [(c.field, c.value) for c in record.changes] == [
        ("learning_rate", 0.02),
        ("batch_size", 5),
    ]
    assert record.changes[1].epoch == wait_epochs == len(record) - 1
    assert [(e.epoch, e.field, e.value) for e in said] == [
        (c.epoch, c.field, c.value) for c in record.changes
    ]
    again: list[Event] = []
    Trainer(recipe, data, record.changes).run(
        epochs=len(record), emit=again.append, control=RunControl()
    )
    epochs = [event for event in again if isinstance(event, EpochFinished)]
    for name in SERIES[:-1]:
        assert [getattr(e, name) for e in epochs] == list(record.series(name))


def test_the_changed_recipe_goes_on_with_the_run_and_the_first_one_starts_anew(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    recipe = make_recipe(3)
    controller.train(recipe)
    wait_for_end(qtbot, controller)
    # The epoch before which it is to change has not come yet: it comes with the next training.
    assert controller.change("l2", "0.5") is None
    changed = replace(recipe, l2=0.5)
    assert controller.continues(changed)
    assert controller.continues(replace(changed, epochs=7))
    assert not controller.continues(recipe)

    controller.train(changed)
    wait_for_end(qtbot, controller)

    record = controller.record
    assert record is not None
    assert len(record) == 6
    assert [(c.epoch, c.field, c.value) for c in record.changes] == [(3, "l2", 0.5)]
    assert controller.continues(changed)


def test_a_change_that_cannot_be_made_is_refused_in_the_fields_words(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    recipe = make_recipe(2)
    assert controller.change("learning_rate", "0.5") is None  # There is no run to be changed.
    assert controller.recipe_in_training is None
    controller.train(recipe)
    for name, text, says in (
        ("batch_size", "many", "Batch size must be a whole number"),
        ("beta_1", "1", "Beta 1 must be a number"),
        ("seed", "3", "cannot be changed while training"),
    ):
        error = controller.change(name, text)
        assert error is not None
        assert error.field == name
        assert says in str(error.message)
    wait_for_end(qtbot, controller)
    assert controller.record is not None
    assert controller.record.changes == ()
    assert controller.recipe_in_training == recipe


def test_the_predictions_on_show_are_those_of_the_weights_brought_back(
    qtbot: QtBot, controller: RunController, make_recipe: MakeRecipe
) -> None:
    ends: list[RunFinished] = []
    controller.ended.connect(ends.append)
    controller.train(make_recipe(500, patience="2", learning_rate="0.1"))
    wait_for_end(qtbot, controller)

    record, snapshot = controller.record, controller.snapshot
    assert record is not None
    assert snapshot is not None
    best = int(np.argmin(record.series("test_cost")))
    assert ends[0].reason is FinishReason.PATIENCE
    assert snapshot.epoch + 1 == ends[0].kept_epochs == best + 1 == len(record) - 2
    assert record.kept_epochs == best + 1
