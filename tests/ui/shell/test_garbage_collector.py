import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from signs_studio.ui.shell.garbage_collector import GarbageCollector
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS


class Knot:
    """Garbage that only a search finds; tells on which thread it was found."""

    def __init__(self, found_on: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: found_on.append(threading.get_ident()))


@pytest.fixture
def collector() -> Iterator[GarbageCollector]:
    collector = GarbageCollector()
    yield collector
    collector.give_back()


@pytest.mark.usefixtures("collector")
def test_garbage_of_another_thread_is_found_on_this_one(qtbot: QtBot) -> None:
    found_on: list[int] = []
    kept: list[list[int]] = []

    def allocate() -> None:
        Knot(found_on)
        # Many times what makes Python search by itself.
        kept.extend([] for _ in range(20 * gc.get_threshold()[0]))

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert not found_on
    qtbot.waitUntil(lambda: bool(found_on))
    assert found_on == [threading.get_ident()]


def test_nothing_is_searched_while_the_engine_loads(
    collector: GarbageCollector, qtbot: QtBot
) -> None:
    controller = RunController()
    collector.pause_while_loading(controller)
    timer = collector.findChild(QTimer)
    assert isinstance(timer, QTimer)
    found_on: list[int] = []

    def tie_and_search() -> None:
        Knot(found_on)
        # Many times what makes a search due.
        _kept = [[] for _ in range(20 * gc.get_threshold()[0])]
        timer.timeout.emit()

    assert controller.state is RunState.LOADING_ENGINE
    tie_and_search()
    assert not found_on
    controller.load_engine()
    try:
        qtbot.waitUntil(lambda: controller.state is RunState.READY, timeout=ENGINE_TIMEOUT_MS)
        tie_and_search()
        assert found_on == [threading.get_ident()]
    finally:
        assert controller.close(ENGINE_TIMEOUT_MS)


def test_python_searches_by_itself_again_afterwards() -> None:
    assert gc.isenabled()
    collector = GarbageCollector()
    assert not gc.isenabled()
    collector.give_back()
    assert gc.isenabled()
