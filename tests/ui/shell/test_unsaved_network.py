"""Nothing that a network learnt is lost without a question, and nothing is asked without need."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.ui.shell import closing as leaving
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from signs_studio.worker.run_controller import RunState
from tests.ui.conftest import (
    ENGINE_TIMEOUT_MS,
    answer,
    question,
    small_dataset,
    small_draft,
)
from tests.ui.shell.test_main_window import click, drop, train_to_the_end

Lose = Callable[[MainWindow, Path], object]

LOSSES: dict[str, Lose] = {
    "reset": lambda window, _: window.actions_by_name["reset"].trigger(),
    "opening": lambda window, path: window.open_data(path),
    "dropping": drop,
    "built-in hands": lambda window, _: window.actions_by_name["built_in_hands"].trigger(),
    "closing": lambda window, _: window.close(),
    "quitting": lambda window, _: window.actions_by_name["quit"].trigger(),
}


@pytest.fixture
def other_data(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    return write_signs(small_dataset(seed=5, train=30), folder)[0]


@pytest.fixture
def losses(monkeypatch: pytest.MonkeyPatch, ready_window: MainWindow) -> Iterator[list[str]]:
    """What reached those who would forget a network, in order; pictures come at once."""
    noted: list[str] = []
    note = noted.append
    thread, pictures = ready_window.data_thread, small_dataset(seed=5)
    monkeypatch.setattr(ready_window.controller, "reset", partial(note, "reset"))
    for name in ("open_files", "draw_hands"):
        monkeypatch.setattr(thread, name, lambda *_, **_how: thread.opened.emit(pictures, None))
    monkeypatch.setattr(ready_window._data_opener, "_learn_from", lambda *_: note("learn"))
    monkeypatch.setattr(ready_window._closing, "_can_leave", lambda: bool(note("leave")))
    yield noted
    monkeypatch.undo()


def train_endlessly(qtbot: QtBot, window: MainWindow) -> None:
    window.editor.edit(small_draft(epochs=1_000_000), title="test")
    window.train()
    controller = window.controller
    qtbot.waitUntil(
        lambda: controller.record is not None and len(controller.record) > 0,
        timeout=ENGINE_TIMEOUT_MS,
    )


def test_without_a_network_nothing_is_asked(
    ready_window: MainWindow, losses: list[str], other_data: Path
) -> None:
    assert not ready_window.actions_by_name["reset"].isEnabled()
    for lose in LOSSES.values():
        lose(ready_window, other_data)
        assert question(ready_window) is None
    assert len(losses) == len(LOSSES) - 1


def test_whatever_would_lose_it_asks_once(
    qtbot: QtBot, ready_window: MainWindow, losses: list[str], other_data: Path
) -> None:
    window = ready_window
    train_to_the_end(qtbot, window)
    for lose in LOSSES.values():
        lose(window, other_data)
        asked = question(window)
        assert asked is not None
        assert "forgets the network of run #1, which learnt for 5 epochs" in asked.text()
        assert losses == []
        answer(window, "keep")
        assert question(window) is None
        assert losses == []
        lose(window, other_data)
        answer(window, "agree")
        assert question(window) is None
        assert len(losses) == 1
        losses.clear()


class Brackets(QTranslator):
    """A language in which every text that is translated stands in brackets."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        del disambiguation, n
        return f"[{source}]" if context in ("UnsavedNetworkGuard", "MainWindow") else ""


def test_what_is_asked_is_translated_as_whole_sentences(
    qtbot: QtBot, ready_window: MainWindow, losses: list[str], other_data: Path, qapp: QApplication
) -> None:
    brackets = Brackets()
    qapp.installTranslator(brackets)
    try:
        train_to_the_end(qtbot, ready_window)
        for lose in LOSSES.values():
            lose(ready_window, other_data)
            asked = question(ready_window)
            assert asked is not None
            words = asked.text()
            assert (words[0], words[-2:]) == ("[", ".]")
            assert words.count("[") == 1
            answer(ready_window, "keep")
    finally:
        qapp.removeTranslator(brackets)
    assert losses == []


def test_a_run_that_is_on_counts_and_goes_on_meanwhile(
    qtbot: QtBot, ready_window: MainWindow, losses: list[str], other_data: Path
) -> None:
    window = ready_window
    train_endlessly(qtbot, window)
    record = window.controller.record
    assert record is not None
    for lose in LOSSES.values():
        # The question before is still open: the latest is the one that stays.
        lose(window, other_data)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        asked = question(window)
        assert asked is not None
        assert "stops run #1 after" in asked.text()
    epochs = len(record)
    qtbot.waitUntil(lambda: len(record) > epochs, timeout=ENGINE_TIMEOUT_MS)
    asked = question(window)
    assert asked is not None
    asked.reject()
    assert losses == []
    assert window.controller.state is RunState.RUNNING
    lose(window, other_data)
    answer(window, "agree")
    assert losses == ["leave"]


@pytest.mark.parametrize("loss", ["reset", "closing"])
def test_a_question_says_what_is_so_now(
    qtbot: QtBot, ready_window: MainWindow, losses: list[str], other_data: Path, loss: str
) -> None:
    window = ready_window
    train_endlessly(qtbot, window)
    LOSSES[loss](window, other_data)
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.controller.stop()
    asked = question(window)
    assert asked is not None
    assert "forgets the network of run #1, which learnt for" in asked.text()
    keep = asked.findChild(QAbstractButton, "question_keep")
    assert keep is not None
    assert keep.text() == "Keep the network"
    assert losses == []


def test_a_question_closes_when_there_is_nothing_to_lose_any_more(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    window = ready_window
    train_to_the_end(qtbot, window)
    window.actions_by_name["reset"].trigger()
    assert question(window) is not None
    window.controller.set_data(small_dataset(seed=3))
    assert question(window) is None


def test_a_run_that_diverged_left_nothing_to_lose(
    qtbot: QtBot, ready_window: MainWindow, losses: list[str], other_data: Path
) -> None:
    draft = small_draft(epochs=50).with_field("layers", "64:linear,64:linear,64:linear")
    draft = draft.with_field("optimizer", "sgd").with_field("learning_rate", "1e6")
    ready_window.editor.edit(draft, title="test")
    train_to_the_end(qtbot, ready_window)
    for lose in LOSSES.values():
        lose(ready_window, other_data)
        assert question(ready_window) is None
    assert len(losses) == len(LOSSES)


def test_pictures_that_arrive_put_no_run_away_that_began_since(
    qtbot: QtBot, ready_window: MainWindow, other_data: Path
) -> None:
    window = ready_window
    before = window.controller.dataset
    with qtbot.waitSignal(window.data_thread.opened, timeout=ENGINE_TIMEOUT_MS):
        drop(window, other_data)
        window.editor.edit(small_draft(epochs=1_000_000), title="test")
        click(window, "train")
    asked = question(window)
    assert asked is not None
    assert "Opening train_signs.h5" in asked.text()
    assert window.controller.dataset is before
    answer(window, "keep")
    assert window.controller.state is RunState.RUNNING
    with qtbot.waitSignal(window.data_thread.opened, timeout=ENGINE_TIMEOUT_MS):
        drop(window, other_data)
    with qtbot.waitSignal(window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        answer(window, "agree")
    assert question(window) is None
    assert window.controller.dataset is not before


def test_what_cannot_be_opened_frightens_nobody(
    qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
) -> None:
    train_to_the_end(qtbot, ready_window)
    (tmp_path / "notes.txt").write_text("no pictures")
    with qtbot.waitSignal(ready_window.data_thread.refused, timeout=ENGINE_TIMEOUT_MS):
        drop(ready_window, tmp_path / "notes.txt")
        assert question(ready_window) is None
    assert question(ready_window) is None
    assert ready_window.controller.state is RunState.FINISHED


def test_a_session_that_does_not_end_after_all_is_asked_in_again(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, ready_window: MainWindow
) -> None:
    monkeypatch.setattr(leaving, "SESSION_END_MS", 0)
    train_to_the_end(qtbot, ready_window)
    ready_window.end_with_session()
    QApplication.processEvents()
    assert not ready_window.close()
    assert question(ready_window) is not None


def test_the_end_of_a_session_is_not_held_up(
    qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
) -> None:
    train_endlessly(qtbot, ready_window)
    assert not ready_window.close()
    assert question(ready_window) is not None
    assert preferences.earlier_runs() == []
    ready_window.end_with_session()
    assert [run.run_id for run in preferences.earlier_runs()] == [1], "it is on the disk by now"
    # What Qt does when a session manager has programs end; where one window stays, so do all.
    QApplication.closeAllWindows()
    assert not ready_window.isVisible()
