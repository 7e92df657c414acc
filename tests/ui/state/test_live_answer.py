"""Answers that follow a run, and those that a person asks for, in a real window."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signs_studio.engine import loading
from signs_studio.engine.training.state import Network
from signs_studio.errors import PersonError
from signs_studio.insight.predictions import PredictionsWanted
from signs_studio.insight.question import (
    Lane,
    NetworkQuestion,
    Progress,
    Question,
    StandaloneQuestion,
)
from signs_studio.messages import Message
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.live_answer import LiveAnswer
from signs_studio.ui.state.study import Study
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset, small_draft

EPOCHS = 12


@dataclass(frozen=True, eq=False)
class Endless(StandaloneQuestion):
    lane: ClassVar[Lane] = Lane.STUDY

    def answer(self, progress: Progress) -> None:
        while True:
            progress.step(1, 4)


@dataclass(frozen=True, eq=False)
class Impossible(NetworkQuestion):
    def answer(self, network: Network, progress: Progress) -> None:  # noqa: ARG002
        raise PersonError(Message("worker", "There is no run.").format())


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[QWidget]:
    with qtbot.waitExposed(widget := QWidget()):
        widget.show()
    yield widget
    widget.deleteLater()


def predictions_wanted(window: MainWindow) -> Question | None:
    dataset = window.controller.dataset
    return None if dataset is None else PredictionsWanted(dataset.test_x)


def live_answer(window: MainWindow, view: QWidget) -> LiveAnswer:
    return LiveAnswer(
        "test", lambda: predictions_wanted(window), workspace=window.workspace, watched=view
    )


def train(qtbot: QtBot, window: MainWindow) -> None:
    window.editor.edit(small_draft(epochs=EPOCHS), title="test")
    with qtbot.waitSignal(window.controller.ended, timeout=ENGINE_TIMEOUT_MS):
        window.actions_by_name["train"].trigger()
    qtbot.waitUntil(lambda: window.controller.state is RunState.FINISHED)


def test_it_follows_the_run_the_past_and_the_data(
    qtbot: QtBot, ready_window: MainWindow, view: QWidget
) -> None:
    answer = live_answer(ready_window, view)
    assert "Train first" in answer.words
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answer.epochs == EPOCHS, timeout=ENGINE_TIMEOUT_MS)
    assert answer.words == ""
    predictions = ready_window.workspace.shown_predictions
    for epoch in (3, None):
        if epoch is None:
            ready_window.workspace.selection.look_live()
        else:
            ready_window.workspace.selection.look_at_epoch(epoch)
        assert answer.answer is None, "an answer of another epoch is not shown"
        qtbot.waitUntil(lambda: answer.answer is not None, timeout=ENGINE_TIMEOUT_MS)
        assert answer.epochs == (EPOCHS if epoch is None else epoch)
        assert predictions.snapshot is not None
        np.testing.assert_allclose(
            answer.answer, predictions.snapshot.probabilities, rtol=0, atol=1e-6
        )
    ready_window.controller.set_data(replace(small_dataset(), name="another", source="another"))
    assert answer.answer is None
    assert "Train first" in answer.words


def test_nothing_is_asked_while_nobody_looks(
    qtbot: QtBot, ready_window: MainWindow, view: QWidget
) -> None:
    view.hide()
    answer = live_answer(ready_window, view)
    train(qtbot, ready_window)
    assert (answer.answer, answer.words) == (None, "")
    view.show()
    qtbot.waitUntil(lambda: answer.epochs == EPOCHS, timeout=ENGINE_TIMEOUT_MS)


def test_why_there_is_no_answer_is_said(
    qtbot: QtBot, ready_window: MainWindow, view: QWidget
) -> None:
    answer = LiveAnswer("test", Impossible, workspace=ready_window.workspace, watched=view)
    train(qtbot, ready_window)
    qtbot.waitUntil(lambda: answer.words == "There is no run.", timeout=ENGINE_TIMEOUT_MS)
    assert answer.answer is None


def test_a_study_tells_how_far_it_is_and_can_be_stopped(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    study = Study("test", ready_window.controller, ready_window)
    study.start(Endless())
    qtbot.waitUntil(lambda: study.progress == (1, 4), timeout=ENGINE_TIMEOUT_MS)
    study.stop()
    assert not study.is_running
    # The thread is free for the next one, and what was stopped is heard of no more.
    train(qtbot, ready_window)
    wanted = predictions_wanted(ready_window)
    assert wanted is not None
    study.start(wanted)
    qtbot.waitUntil(lambda: study.answer is not None, timeout=ENGINE_TIMEOUT_MS)
    assert (study.question, study.epochs, study.progress) == (wanted, EPOCHS, None)
    study.start(Impossible())
    assert study.answer is None
    qtbot.waitUntil(lambda: study.words == "There is no run.", timeout=ENGINE_TIMEOUT_MS)
    ready_window.controller.reset()
    assert (study.question, study.words) == (None, "")


def test_without_tensorflow_a_study_says_so_and_asks_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ImportError

    monkeypatch.setattr(loading, "load_tensorflow", fail)
    controller = RunController()
    study = Study("test", controller)
    study.start(Endless())
    assert "loading" in study.words
    assert not study.is_running
    with qtbot.waitSignal(controller.engine_failed):
        controller.load_engine()
    assert study.words == "", "it is not loading any more"
    study.start(Endless())
    assert "Reset" in study.words
    assert not study.is_running
    assert controller.close(ENGINE_TIMEOUT_MS)
