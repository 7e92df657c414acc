from collections.abc import Iterator

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from signs_studio.ui.widgets.incremental_task import IncrementalTask


def steps(done: list[str], *names: str) -> Iterator[None]:
    for name in names:
        done.append(name)
        yield


def test_steps_are_done_in_order_and_others_come_between(qtbot: QtBot) -> None:
    done: list[str] = []
    task = IncrementalTask()
    other = QTimer(interval=0)
    other.timeout.connect(lambda: done.append("other"))
    other.start()
    with qtbot.waitSignal(task.ended) as ended:
        task.begin(steps(done, "one", "two", "three"))
        assert done == []
        assert task.is_active
    assert ended.args == [True]
    assert [name for name in done if name != "other"] == ["one", "two", "three"]
    assert "other" in done[done.index("one") : done.index("two")]
    assert "other" in done[done.index("two") : done.index("three")]
    assert not task.is_active


def test_steps_take_the_place_of_those_before(qtbot: QtBot) -> None:
    done: list[str] = []
    task = IncrementalTask()

    def first() -> Iterator[None]:
        done.append("first")
        yield
        task.begin(steps(done, "second"))
        yield
        done.append("never")

    with qtbot.waitSignal(task.ended):
        task.begin(first())
    assert done == ["first", "second"]


def test_stopped_they_do_not_end(qtbot: QtBot) -> None:
    done: list[str] = []
    task = IncrementalTask()
    task.ended.connect(lambda: done.append("ended"))

    def first() -> Iterator[None]:
        done.append("first")
        yield
        task.stop()

    later = QTimer(singleShot=True, interval=0)
    task.begin(first())
    qtbot.waitUntil(lambda: not task.is_active)
    with qtbot.waitSignal(later.timeout):
        later.start()
    assert done == ["first"]


def test_what_a_step_raises_is_raised_once(qtbot: QtBot) -> None:
    task = IncrementalTask()

    def broken() -> Iterator[None]:
        yield
        raise RuntimeError("broken")

    with qtbot.captureExceptions() as raised, qtbot.waitSignal(task.ended) as ended:
        task.begin(broken())
    assert ended.args == [False]
    assert not task.is_active
    assert [str(error) for _, error, _ in raised] == ["broken"]
