import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from signs_studio.data import opening
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.data_source import BUILT_IN_HANDS, DataSource
from signs_studio.data.dataset import Dataset
from signs_studio.data.hands import generator as hands
from signs_studio.errors import DataError
from signs_studio.messages import Message
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, FinishReason, RunFailed, RunFinished
from signs_studio.worker.data_thread import DataThread
from signs_studio.worker.engine_thread import EngineThread
from signs_studio.worker.mailbox import Mailbox
from signs_studio.worker.task_thread import NICENESS, TaskThread
from tests.data.archives.hdf5.mutator import HOSTILE
from tests.data.reading.test_client import standing_still

WAIT_MS = 30_000


@pytest.fixture
def start(
    qapp: object,  # noqa: ARG001 -- threads need it
) -> Iterator[Callable[[TaskThread], None]]:
    threads: list[TaskThread] = []

    def start_thread(thread: TaskThread) -> None:
        threads.append(thread)
        thread.start()

    yield start_thread
    for thread in threads:
        assert thread.finish(WAIT_MS)
        assert not thread.isRunning()


# ---- TaskThread


def test_tasks_are_done_in_order_on_the_thread(start: Callable[[TaskThread], None]) -> None:
    thread = TaskThread()
    done: list[int] = []
    where: list[QThread] = []
    for i in range(100):
        thread.submit(lambda i=i: done.append(i))
    thread.submit(lambda: where.append(QThread.currentThread()))

    start(thread)
    assert thread.finish(WAIT_MS)

    assert done == list(range(100))
    assert where == [thread]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows the niceness of a thread")
def test_it_leaves_the_window_a_processor_as_do_threads_begun_on_it(
    start: Callable[[TaskThread], None],
) -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def task() -> None:
        found.append(niceness())
        child = threading.Thread(target=lambda: found.append(niceness()))
        child.start()
        child.join()

    found: list[int] = []
    own = niceness()
    thread = TaskThread()
    thread.submit(task)

    start(thread)
    assert thread.finish(WAIT_MS)

    assert found == [min(own + NICENESS, 19)] * 2
    assert niceness() == own


def test_it_works_where_it_may_not_be_nice(
    start: Callable[[TaskThread], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: int) -> None:
        raise PermissionError("not in this sandbox")

    monkeypatch.setattr(os, "setpriority", refused, raising=False)
    done: list[bool] = []
    thread = TaskThread()
    thread.submit(lambda: done.append(True))

    start(thread)
    assert thread.finish(WAIT_MS)

    assert done == [True]


@pytest.mark.usefixtures("qapp")
def test_a_thread_that_never_started_is_finished() -> None:
    assert TaskThread().finish(0)


def test_a_task_that_takes_longer_than_the_wait_is_not_cut(
    start: Callable[[TaskThread], None],
) -> None:
    thread = TaskThread()
    go_on = threading.Event()
    done: list[bool] = []
    thread.submit(lambda: done.append(go_on.wait(30)))
    start(thread)

    assert not thread.finish(1)
    assert thread.isRunning()
    go_on.set()
    assert thread.finish(WAIT_MS)
    assert done == [True]


# ---- DataThread


def test_a_file_is_opened(
    start: Callable[[TaskThread], None], qtbot: QtBot, tmp_path: Path, data: Dataset
) -> None:
    write_signs(data, tmp_path)
    thread = DataThread()
    start(thread)

    with qtbot.waitSignal(thread.opened, timeout=WAIT_MS) as opened:
        thread.open(DataSource(paths=(tmp_path,)))

    dataset, _ = opened.args
    np.testing.assert_array_equal(dataset.train_x, data.train_x)
    np.testing.assert_array_equal(dataset.test_y, data.test_y)


def test_what_cannot_be_used_is_refused_and_the_next_is_opened(
    start: Callable[[TaskThread], None], qtbot: QtBot, tmp_path: Path, data: Dataset
) -> None:
    bad = tmp_path / "train_bad.h5"
    bad.write_text("no HDF5")
    write_signs(data, tmp_path / "good")
    thread = DataThread()
    start(thread)
    told: list[object] = []
    thread.refused.connect(told.append)
    thread.opened.connect(lambda dataset, _asked: told.append(dataset))

    with qtbot.waitSignal(thread.opened, timeout=WAIT_MS):
        thread.open(DataSource(paths=(bad,)))
        thread.open(DataSource(paths=(tmp_path / "good",)))

    message, dataset = told
    assert isinstance(dataset, Dataset)
    assert isinstance(message, str)
    assert message.endswith(".")
    assert "Traceback" not in message


def test_a_thread_that_opens_a_file_without_end_is_finished_at_once(
    start: Callable[[TaskThread], None], tmp_path: Path
) -> None:
    HOSTILE["an index that claims 2^62 blocks"](tmp_path / "endless.h5")
    thread = DataThread()
    thread.open(DataSource(paths=(tmp_path / "endless.h5",)))
    start(thread)

    with standing_still():
        assert thread.finish(WAIT_MS)


@pytest.mark.parametrize("error", [RuntimeError("odd"), MemoryError(), RecursionError()])
def test_an_error_in_reading_is_told_and_the_thread_goes_on(
    start: Callable[[TaskThread], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    data: Dataset,
    error: Exception,
) -> None:
    def fail(_: Path, **_rest: object) -> Dataset:
        raise error

    monkeypatch.setattr(opening, "open_pictures", fail)
    monkeypatch.setattr(hands, "built_in_hands", lambda **_how: data)
    thread = DataThread()
    start(thread)

    with qtbot.waitSignal(thread.failed, timeout=WAIT_MS) as failed:
        thread.open(DataSource(paths=(Path("pictures"),)))
    with qtbot.waitSignal(thread.opened, timeout=WAIT_MS) as opened:
        thread.open(BUILT_IN_HANDS)

    message, details = failed.args
    assert "data that was open is still there" in message
    assert type(error).__name__ in details
    dataset, _ = opened.args
    assert dataset.train_x is data.train_x
    assert dataset.opened_from == BUILT_IN_HANDS


def test_a_refusal_in_drawing_is_told_in_its_own_words(
    start: Callable[[TaskThread], None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_how: object) -> Dataset:
        raise DataError(Message("data", "There are no hands."))

    monkeypatch.setattr(hands, "built_in_hands", refuse)
    thread = DataThread()
    start(thread)

    with qtbot.waitSignal(thread.refused, timeout=WAIT_MS) as refused:
        thread.open(BUILT_IN_HANDS)

    assert refused.args == ["There are no hands."]


# ---- EngineThread


@pytest.mark.usefixtures("tensorflow")
def test_the_engine_names_itself(start: Callable[[TaskThread], None], qtbot: QtBot) -> None:
    thread = EngineThread()
    start(thread)

    with qtbot.waitSignal(thread.engine_loaded, timeout=WAIT_MS) as loaded:
        thread.load_engine()

    (engine,) = loaded.args
    assert engine.version.startswith("2.")
    assert engine.devices[0].id == "CPU:0"


@pytest.mark.usefixtures("tensorflow")
def test_a_run_that_goes_on_equals_one_that_was_not_cut(
    start: Callable[[TaskThread], None],
    data: Dataset,
    make_recipe: Callable[..., Recipe],
) -> None:
    def costs(recipe: Recipe, more: int) -> list[tuple[int, float]]:
        thread = EngineThread()
        mailbox = Mailbox()
        control = RunControl()
        thread.start_run(recipe, data, mailbox=mailbox, control=control)
        if more:
            thread.continue_run(more, mailbox=mailbox, control=control)
        start(thread)
        assert thread.finish(WAIT_MS)
        told = mailbox.drain().events
        ends = [event for event in told if isinstance(event, RunFinished | RunFailed)]
        assert [end.reason for end in ends] == [FinishReason.COMPLETED] * (2 if more else 1)
        return [(e.epoch, e.cost) for e in told if isinstance(e, EpochFinished)]

    assert costs(make_recipe(3), 4) == costs(make_recipe(7), 0)


def test_there_must_be_a_run_to_go_on_with(start: Callable[[TaskThread], None]) -> None:
    thread = EngineThread()
    mailbox = Mailbox()
    thread.continue_run(3, mailbox=mailbox, control=RunControl())

    start(thread)
    assert thread.finish(WAIT_MS)

    (failed,) = mailbox.drain().events
    assert isinstance(failed, RunFailed)
    assert "there is no run to go on with" in failed.details
