"""Questions about data, answered on a thread of their own."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from signs_studio.data.reading.cancellation import Cancellation
from signs_studio.errors import DataError
from signs_studio.messages import Message
from signs_studio.worker.inspection_thread import InspectionThread


@pytest.fixture
def thread(qtbot: QtBot) -> Iterator[InspectionThread]:  # noqa: ARG001 - it has the event loop
    thread = InspectionThread()
    yield thread
    thread.finish(0)
    assert thread.wait(60_000)


def test_answers_come_in_order_on_the_thread_that_asked(
    qtbot: QtBot, thread: InspectionThread
) -> None:
    here = threading.get_ident()
    answers: list[tuple[int, bool, bool]] = []

    def work(number: int) -> tuple[int, int]:
        return number, threading.get_ident()

    for number in range(3):
        thread.ask(
            lambda _cancellation, number=number: work(number),
            then=lambda answer: answers.append(
                (answer[0], answer[1] != here, threading.get_ident() == here)
            ),
        )
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert answers == [(0, True, True), (1, True, True), (2, True, True)]


def test_nobody_is_answered_who_has_cancelled(qtbot: QtBot, thread: InspectionThread) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answers: list[str] = []

    def work(cancellation: Cancellation) -> str:
        begun.set()
        go_on.wait()
        cancellation.check()
        return "late"

    first = thread.ask(work, then=answers.append, otherwise=lambda: answers.append("failed"))
    second = thread.ask(lambda _: "never", then=answers.append)
    thread.ask(lambda _: "asked last", then=answers.append)
    begun.wait()
    first.cancel()
    second.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["asked last"]


def test_what_goes_wrong_is_said_and_the_next_is_answered(
    qtbot: QtBot, thread: InspectionThread
) -> None:
    failed: list[tuple[str, str]] = []
    ended: list[str] = []
    thread.failed.connect(lambda sentence, details: failed.append((sentence, details)))

    def refuse(_cancellation: Cancellation) -> None:
        raise DataError(Message("tests", "The file is gone."))

    def fail(_cancellation: Cancellation) -> None:
        raise RuntimeError("broken")

    for work in (refuse, fail):
        thread.ask(
            work, then=lambda _: ended.append("answered"), otherwise=lambda: ended.append("not")
        )
    thread.ask(lambda _: "answered", then=ended.append)
    qtbot.waitUntil(lambda: len(ended) == 3)
    assert ended == ["not", "not", "answered"]
    assert failed[0] == ("The file is gone.", "")
    assert "RuntimeError: broken" in failed[1][1]


def test_it_ends_though_much_is_asked(thread: InspectionThread) -> None:
    go_on = threading.Event()

    def work(cancellation: Cancellation) -> None:
        go_on.wait()
        cancellation.check()

    for _ in range(20):
        thread.ask(work, then=lambda _: None)
    assert not thread.finish(0)
    go_on.set()
    assert thread.wait(60_000)
