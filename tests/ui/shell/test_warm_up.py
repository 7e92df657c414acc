"""Tests of importing and building before a person asks for it."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from signs_studio.ui.shell import warm_up
from signs_studio.ui.shell.warm_up import Turn, WarmUp, WarmUpStep
from signs_studio.worker.data_thread import DataThread
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS


@pytest.fixture
def controller(qtbot: QtBot) -> RunController:  # noqa: ARG001 - asked for to have an application
    return RunController()


@pytest.fixture
def data_thread(qtbot: QtBot) -> Iterator[DataThread]:  # noqa: ARG001 - the same
    thread = DataThread()
    thread.start()
    yield thread
    assert thread.finish(ENGINE_TIMEOUT_MS)


@pytest.fixture
def warm(
    controller: RunController, data_thread: DataThread, monkeypatch: pytest.MonkeyPatch
) -> WarmUp:
    monkeypatch.setattr(warm_up, "QUIET_MS", 0)
    return WarmUp(controller, data_thread)


def enter(controller: RunController, state: RunState) -> None:
    controller.engine_ready = state is not RunState.LOADING_ENGINE
    controller.state = state
    controller.state_changed.emit()


def take_turns(number: int = 20) -> None:
    for _ in range(number):
        QCoreApplication.processEvents()


def test_what_a_step_needs_is_loaded_on_the_other_thread_before_it(
    qtbot: QtBot, warm: WarmUp
) -> None:
    seen: list[str] = []
    threads: list[int] = []

    def load() -> None:
        seen.append("loaded")
        threads.append(threading.get_ident())

    def steps() -> Iterator[WarmUpStep]:
        seen.append("first")
        yield load
        seen.append("second")
        threads.append(threading.get_ident())
        yield Turn.NEXT
        seen.append("third")

    warm.begin(steps())
    assert seen == [], "not before whoever begins it is done"
    qtbot.waitUntil(lambda: "third" in seen)
    assert seen == ["first", "loaded", "second", "third"]
    assert threads[0] != threads[1] == threading.get_ident()


def test_other_loads_are_not_taken_for_the_one_that_is_awaited(
    qtbot: QtBot, warm: WarmUp, data_thread: DataThread
) -> None:
    seen: list[str] = []
    gate = threading.Event()

    def wait() -> None:
        gate.wait(ENGINE_TIMEOUT_MS / 1000)

    def steps() -> Iterator[WarmUpStep]:
        yield wait
        seen.append("after")

    with qtbot.waitSignal(data_thread.loaded):
        data_thread.load(lambda: None)
        warm.begin(steps())
    take_turns()
    assert seen == []
    gate.set()
    qtbot.waitUntil(lambda: seen == ["after"])


def test_idle_steps_wait_while_tensorflow_loads_and_while_something_is_trained(
    qtbot: QtBot, warm: WarmUp, controller: RunController
) -> None:
    states: list[RunState] = []

    def steps() -> Iterator[WarmUpStep]:
        yield Turn.IDLE
        for state in (RunState.RUNNING, RunState.PAUSED, RunState.STOPPING):
            states.append(controller.state)
            # It begins in the midst of a step.
            enter(controller, state)
            yield Turn.IDLE
        states.append(controller.state)

    warm.begin(steps())
    take_turns()
    assert states == []
    for number in range(1, 5):
        enter(controller, RunState.READY)
        qtbot.waitUntil(partial(lambda wanted: len(states) == wanted, number))
        take_turns()
        assert states == [RunState.READY] * number


def test_a_run_that_begins_in_quiet_time_comes_first(
    qtbot: QtBot, warm: WarmUp, controller: RunController
) -> None:
    seen: list[int] = []

    def steps() -> Iterator[WarmUpStep]:
        for number in range(1000):
            yield Turn.IDLE
            seen.append(number)

    warm.begin(steps())
    enter(controller, RunState.READY)
    while not seen:
        take_turns(1)
    enter(controller, RunState.RUNNING)
    there = len(seen)
    take_turns()
    assert len(seen) == there < 1000
    enter(controller, RunState.FINISHED)
    qtbot.waitUntil(lambda: len(seen) == 1000)
    assert seen == sorted(seen), "it goes on where it was"


@pytest.mark.parametrize("step", [Turn.NEXT, Turn.IDLE, lambda: None])
def test_nothing_is_done_after_stop(
    qtbot: QtBot, warm: WarmUp, controller: RunController, step: WarmUpStep
) -> None:
    seen: list[str] = []

    def steps() -> Iterator[WarmUpStep]:
        seen.append("first")
        # The window is closed in the midst of a step.
        warm.stop()
        yield step
        seen.append("second")

    warm.begin(steps())
    qtbot.waitUntil(lambda: seen == ["first"])
    enter(controller, RunState.READY)
    take_turns()
    assert seen == ["first"]


def test_modules_that_are_missing_are_said_and_end_it(
    qtbot: QtBot, warm: WarmUp, data_thread: DataThread
) -> None:
    seen: list[str] = []

    def fail() -> None:
        raise ImportError("by test")

    def steps() -> Iterator[WarmUpStep]:
        yield fail
        seen.append("after")

    def says_what_failed(sentence: str, _details: str) -> bool:
        return "ImportError" in sentence

    with qtbot.waitSignal(data_thread.failed, check_params_cb=says_what_failed):
        warm.begin(steps())
    take_turns()
    assert seen == []
