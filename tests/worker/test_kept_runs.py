"""Runs of the window are kept as they go, and reopened with their weights."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from signs_studio.data.dataset import Dataset
from signs_studio.diagnosis.doctor import Doctor
from signs_studio.insight.predictions import PredictionsWanted
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.record import SERIES, RunRecord
from signs_studio.runs.store.store import RunStore
from signs_studio.worker.reopening import NotReopened, Reopened
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_keeping import RunKeeping
from signs_studio.worker.run_state import RunState
from tests.full_disk import full_disk
from tests.runs.earlier_runs import run, write_runs

WAIT_MS = 30_000
ENDLESS = 1_000_000

MakeController = Callable[[Path], RunController]
MakeRecipe = Callable[..., Recipe]


@pytest.fixture
def make_ready(
    tensorflow: None,  # noqa: ARG001 -- loaded once, it is not waited for here
    data: Dataset,
    new_controller: MakeController,
    qtbot: QtBot,
) -> MakeController:
    """Makes controllers that are ready to train, and keep their runs in the home they are given."""

    def make(home: Path) -> RunController:
        controller = new_controller(home)
        controller.set_data(data)
        controller.load_engine()
        wait_for(qtbot, controller, RunState.READY)
        return controller

    return make


def wait_for(qtbot: QtBot, controller: RunController, state: RunState) -> None:
    qtbot.waitUntil(lambda: controller.state is state, timeout=WAIT_MS)


def wait_for_epochs(qtbot: QtBot, controller: RunController, epochs: int) -> None:
    qtbot.waitUntil(lambda: len(controller.record or ()) >= epochs, timeout=WAIT_MS)


def wait_until_let_go(qtbot: QtBot, controller: RunController) -> None:
    """Waits until a run that was put away is on the disk and not locked any more."""
    keeping = controller.keeping
    qtbot.waitUntil(lambda: not keeping.is_thread_running(), timeout=WAIT_MS)


def reopen(qtbot: QtBot, controller: RunController, key: str) -> Reopened | NotReopened:
    with qtbot.waitSignal(controller.reopening_ended, timeout=WAIT_MS) as ended:
        controller.reopen(key)
    outcome = ended.args[0]
    assert isinstance(outcome, Reopened | NotReopened)
    return outcome


def train_to_the_end(qtbot: QtBot, controller: RunController, recipe: Recipe) -> str:
    """Returns the key of the run."""
    with qtbot.waitSignal(controller.ended, timeout=WAIT_MS):
        controller.train(recipe)
    assert controller.record is not None
    return controller.record.key


def costs(controller: RunController) -> list[list[float]]:
    assert controller.record is not None
    return [controller.record.series(name).tolist() for name in SERIES[:-1]]


@pytest.mark.usefixtures("qapp")
def test_runs_of_an_earlier_version_are_taken_over(tmp_path: Path) -> None:
    write_runs(tmp_path / "runs.json", run(1), run(2))
    keeping = RunKeeping(tmp_path)
    store = keeping.open_store()
    assert [each.head.number for each in store.summaries()] == [1, 2]
    assert keeping.next_number() == 3


def test_a_run_has_another_number_where_another_window_was_given_that(
    qtbot: QtBot, make_ready: MakeController, make_recipe: MakeRecipe, tmp_path: Path
) -> None:
    controller = make_ready(tmp_path)
    # Another window was given two since this one looked.
    assert [RunStore(tmp_path).next_number() for _ in range(2)] == [1, 2]
    with qtbot.waitSignal(controller.keeping.renumbered, timeout=WAIT_MS) as renumbered:
        controller.train(make_recipe(2))
        assert controller.record is not None
        assert controller.record.run_id == 1, "the disk is not waited for"
    assert renumbered.args == [controller.record]
    assert controller.record.run_id == 3
    wait_for(qtbot, controller, RunState.FINISHED)
    with qtbot.assertNotEmitted(controller.keeping.renumbered):
        train_to_the_end(qtbot, controller, make_recipe(2, seed="2"))
        assert controller.flush(WAIT_MS)
    assert [run.head.number for run in RunStore(tmp_path).summaries()] == [3, 4]


def test_a_run_is_kept_numbered_and_gone_on_with_to_the_bit(
    qtbot: QtBot, make_ready: MakeController, make_recipe: MakeRecipe, tmp_path: Path
) -> None:
    recipe = make_recipe(6, layers="3:tanh,dropout:0.3", schedule="plateau")
    first, second = make_ready(tmp_path), make_ready(tmp_path)
    key = train_to_the_end(qtbot, first, recipe)
    other = train_to_the_end(qtbot, second, recipe)
    first.change("learning_rate", "0.002")
    for controller in (first, second):
        controller.reset()
        wait_until_let_go(qtbot, controller)
    third = make_ready(tmp_path)
    put_away: list[RunRecord] = []
    third.put_away.connect(put_away.append)
    assert isinstance(reopen(qtbot, third, other), Reopened)
    assert isinstance(reopen(qtbot, third, key), Reopened)
    assert third.state is RunState.FINISHED
    assert [run.run_id for run in put_away] == [2]
    assert third.record is not None
    assert third.record.run_id == 1
    assert third.recipe_in_training is not None
    assert third.recipe_in_training.learning_rate == 0.002, "it was asked for after the end"
    # The same as in one sitting.
    train_to_the_end(qtbot, second, recipe)
    second.change("learning_rate", "0.002")
    second.train_more(second.recipe_in_training or recipe)
    third.train_more(third.recipe_in_training)
    for controller in (second, third):
        wait_for_epochs(qtbot, controller, 12)
        wait_for(qtbot, controller, RunState.FINISHED)
    assert costs(third) == costs(second)
    assert second.snapshot is not None
    assert third.snapshot is not None
    np.testing.assert_array_equal(third.snapshot.probabilities, second.snapshot.probabilities)
    assert third.flush(WAIT_MS)
    assert [run.epochs for run in RunStore(tmp_path).summaries()] == [12, 6, 12]


@pytest.mark.parametrize("paused", [False, True])
def test_a_run_that_was_cut_short_is_shown_and_gone_on_with(
    qtbot: QtBot,
    make_ready: MakeController,
    make_recipe: MakeRecipe,
    tmp_path: Path,
    data: Dataset,
    paused: bool,
) -> None:
    recipe = make_recipe(ENDLESS)
    first = make_ready(tmp_path / "one")
    first.train(recipe)
    wait_for_epochs(qtbot, first, 20)
    if paused:
        first.pause()
        wait_for(qtbot, first, RunState.PAUSED)
        first.change("l1", "0.01")
    assert first.flush(WAIT_MS)
    # What a process leaves behind that is killed now.
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    second = make_ready(tmp_path / "two")
    (summary,) = RunStore(tmp_path / "two").summaries()
    assert summary.is_cut_short
    outcome = reopen(qtbot, second, summary.key)
    assert isinstance(outcome, Reopened)
    assert outcome.note is None
    assert second.record is not None
    kept = len(second.record)
    assert kept >= 20
    assert second.snapshot is not None
    assert second.snapshot.epoch == kept - 1
    assert second.epochs_left(recipe) == ENDLESS - kept
    with qtbot.waitSignal(second.answered, timeout=WAIT_MS) as answered:
        second.ask(PredictionsWanted(data.test_x))
    _, probabilities, epochs = answered.args
    assert epochs == kept
    np.testing.assert_allclose(probabilities, second.snapshot.probabilities, atol=1e-6)
    if paused:
        second.change("l1", "0.01")
        first.resume()
    for controller in (first, second):
        if controller is second:
            second.train(second.recipe_in_training or recipe)
        wait_for_epochs(qtbot, controller, kept + 20)
        controller.stop()
        wait_for(qtbot, controller, RunState.FINISHED)
    for one, other in zip(costs(first), costs(second), strict=True):
        common = min(len(one), len(other))
        assert one[:common] == other[:common]


def test_a_run_that_another_window_trains_is_only_looked_at(
    qtbot: QtBot, make_ready: MakeController, make_recipe: MakeRecipe, tmp_path: Path
) -> None:
    first, second = make_ready(tmp_path), make_ready(tmp_path)
    first.train(make_recipe(ENDLESS))
    wait_for_epochs(qtbot, first, 5)
    assert first.flush(WAIT_MS)
    assert first.record is not None
    outcome = reopen(qtbot, second, first.record.key)
    assert isinstance(outcome, Reopened)
    assert "is open in another window or command" in str(outcome.note)
    assert second.record is not None
    assert len(second.record) >= 5
    assert second.snapshot is not None
    assert not second.continues(make_recipe(ENDLESS))


def test_what_cannot_be_reopened_is_said_and_leaves_the_window_ready(
    qtbot: QtBot,
    make_ready: MakeController,
    make_recipe: MakeRecipe,
    make_data: Callable[[int], Dataset],
    tmp_path: Path,
) -> None:
    controller = make_ready(tmp_path)
    key = train_to_the_end(qtbot, controller, make_recipe(3))
    controller.set_data(make_data(1))
    outcome = reopen(qtbot, controller, key)
    assert isinstance(outcome, NotReopened)
    assert str(outcome.message).startswith("Run 1 learnt from “Noise 0”")
    outcome = reopen(qtbot, controller, "0" * 16)
    assert isinstance(outcome, NotReopened)
    assert "There is no run" in str(outcome.message)
    assert controller.state is RunState.READY
    assert controller.record is None


def test_a_run_that_is_on_gives_way_to_one_that_is_reopened(
    qtbot: QtBot, make_ready: MakeController, make_recipe: MakeRecipe, tmp_path: Path
) -> None:
    controller = make_ready(tmp_path)
    key = train_to_the_end(qtbot, controller, make_recipe(3))
    controller.reset()
    controller.train(make_recipe(ENDLESS))
    put_away: list[RunRecord] = []
    controller.put_away.connect(put_away.append)
    wait_for_epochs(qtbot, controller, 2)
    assert isinstance(reopen(qtbot, controller, key), Reopened)
    assert controller.record is not None
    assert controller.record.key == key
    assert [run.run_id for run in put_away] == [2]


def test_reopening_can_be_stopped(
    qtbot: QtBot,
    make_ready: MakeController,
    make_recipe: MakeRecipe,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    controller = make_ready(tmp_path)
    key = train_to_the_end(qtbot, controller, make_recipe(9))
    controller.reset()
    assert controller.flush(WAIT_MS)
    # All epochs are to be trained again.
    (tmp_path / "runs" / key / "checkpoint.npz").unlink()
    shutil.rmtree(tmp_path / "runs" / key / "checkpoints")
    read = RunStore.open

    def open_and_stop(store: RunStore, opened: str) -> object:
        controller._control.stop()
        return read(store, opened)

    with monkeypatch.context() as patch:
        patch.setattr(RunStore, "open", open_and_stop)
        outcome = reopen(qtbot, controller, key)
    assert isinstance(outcome, NotReopened)
    assert outcome.message is None
    assert controller.state is RunState.READY
    told = []
    controller.reopening_progressed.connect(lambda epochs, of: told.append((epochs, of)))
    assert isinstance(reopen(qtbot, controller, key), Reopened)
    assert told[-1] == (9, 9)


def test_a_full_disk_is_said_once_and_all_is_written_when_there_is_room(
    qtbot: QtBot, make_ready: MakeController, make_recipe: MakeRecipe, tmp_path: Path
) -> None:
    controller = make_ready(tmp_path)
    keeping = controller.keeping
    told: list[str] = []
    keeping.trouble_changed.connect(lambda: told.append(keeping.trouble))
    with full_disk(0):
        key = train_to_the_end(qtbot, controller, make_recipe(5))
        qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
        # Put away while it cannot be written: it waits.
        controller.reset()
        assert not controller.flush(0)
    qtbot.waitUntil(lambda: not keeping.is_thread_running(), timeout=WAIT_MS)
    assert told == ["File too large", ""]
    assert len(RunStore(tmp_path).open(key).record()) == 5
    assert RunStore(tmp_path).open(key).latest_checkpoint().epochs == 5


def test_nothing_is_kept_of_a_run_that_is_to_leave_no_trace(
    qtbot: QtBot, make_ready: MakeController, make_recipe: MakeRecipe, tmp_path: Path
) -> None:
    controller = make_ready(tmp_path / "home")
    controller.keep_nothing()
    train_to_the_end(qtbot, controller, make_recipe(3))
    controller.reset()
    assert not (tmp_path / "home").exists()


def test_the_doctor_of_a_reopened_run_knows_the_run(
    qtbot: QtBot, make_ready: MakeController, make_recipe: MakeRecipe, tmp_path: Path
) -> None:
    controller = make_ready(tmp_path)
    key = train_to_the_end(qtbot, controller, make_recipe(12))
    before = controller._thread._doctor
    controller.reset()
    assert isinstance(reopen(qtbot, controller, key), Reopened)
    after = controller._thread._doctor
    assert isinstance(before, Doctor)
    assert isinstance(after, Doctor)
    assert after._unseen == before._unseen
    assert vars(after._costs) == vars(before._costs)


COMMANDS = (
    "train",
    "train endlessly",
    "wait for an epoch",
    "pause",
    "stop",
    "reset",
    "reopen the first",
    "reopen the last",
    "other data",
    "the data",
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(commands=st.lists(st.sampled_from(COMMANDS), min_size=3, max_size=12))
@example(commands=["train", "reset", "train endlessly", "wait for an epoch", "reopen the first"])
@example(commands=["train endlessly", "wait for an epoch", "other data", "the data", "reset"])
@example(commands=["train", "reopen the first", "reset", "reopen the last", "stop", "train"])
@example(commands=["train endlessly", "wait for an epoch", "the data", "reopen the last"])
def test_no_commands_lose_an_epoch(
    qtbot: QtBot,
    make_ready: MakeController,
    make_recipe: MakeRecipe,
    make_data: Callable[[int], Dataset],
    data: Dataset,
    tmp_path_factory: pytest.TempPathFactory,
    commands: list[str],
) -> None:
    home = tmp_path_factory.mktemp("home")
    controller = make_ready(home)
    store = RunStore(home)
    epochs: dict[str, int] = {}

    def note() -> None:
        record = controller.record
        if record is not None:
            assert epochs.get(record.key, 0) <= len(record)
            epochs[record.key] = len(record)

    controller.progressed.connect(note)
    for command in commands:
        match command:
            case "train":
                controller.train(controller.recipe_in_training or make_recipe(3))
            case "train endlessly":
                controller.train(make_recipe(ENDLESS))
            case "wait for an epoch":
                if controller.state is RunState.RUNNING:
                    before = len(controller.record or ())
                    qtbot.waitUntil(
                        lambda before=before: (
                            len(controller.record or ()) != before
                            or controller.state is not RunState.RUNNING
                        ),
                        timeout=WAIT_MS,
                    )
            case "pause":
                controller.pause()
            case "stop":
                controller.stop()
            case "reset":
                controller.reset()
            case "reopen the first" | "reopen the last" if epochs:
                controller.reopen([*epochs][0 if "first" in command else -1])
            case "other data":
                controller.set_data(make_data(1))
            case "the data":
                controller.set_data(data)
    controller.reset()
    wait_for(qtbot, controller, RunState.READY)
    assert controller.flush(WAIT_MS)
    assert controller.close(WAIT_MS)
    kept = {run.key: run.epochs for run in store.summaries()}
    assert {key: kept.get(key, 0) for key in epochs} == epochs
