"""Questions about a network are answered beside the run, the newest first."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from signs_studio.engine.training.state import Network
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.augmentations import AUGMENTATION_FIELDS
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.runs.questions import (
    ActivationsWanted,
    GradientWanted,
    PredictionsWanted,
    PreviewWanted,
    Question,
)
from signs_studio.worker.insight_thread import InsightThread
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe as make_recipe

WAIT_MS = 60_000
PICTURES = drawn_dataset().test_x
NOISE = FrozenSettings({field.name: field.default for field in AUGMENTATION_FIELDS}, noise=0.3)

StartInsight = Callable[[Callable[[], Network | None]], InsightThread]


@pytest.fixture
def start_insight(tensorflow: None) -> Iterator[StartInsight]:  # noqa: ARG001
    threads = []

    def start(network: Callable[[], Network | None]) -> InsightThread:
        threads.append(InsightThread(network))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        assert thread.finish(WAIT_MS)


def answer_of(qtbot: QtBot, thread: InsightThread, question: Question) -> Any:
    with qtbot.waitSignal(thread.answered, timeout=WAIT_MS) as answered:
        thread.ask(question)
    came, answer = answered.args
    assert came is question
    return answer


def test_every_kind_of_question_is_answered(qtbot: QtBot, start_insight: StartInsight) -> None:
    network = Trainer(make_recipe(), drawn_dataset()).network()
    thread = start_insight(lambda: network)
    predictions = answer_of(qtbot, thread, PredictionsWanted(PICTURES))
    *_, logits = answer_of(qtbot, thread, ActivationsWanted(PICTURES))
    exponents = np.exp(logits)
    shares = exponents / exponents.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(predictions, shares, atol=1e-6)
    gradient = answer_of(qtbot, thread, GradientWanted(PICTURES, 0))
    assert gradient.shape == PICTURES.shape
    drawn = answer_of(qtbot, thread, PreviewWanted(PICTURES, NOISE, 0))
    assert drawn.shape == PICTURES.shape
    assert drawn.std() > 0


def test_without_a_network_only_what_needs_one_is_not_answered(
    qtbot: QtBot, start_insight: StartInsight
) -> None:
    thread = start_insight(lambda: None)
    assert answer_of(qtbot, thread, PredictionsWanted(PICTURES)) is None
    assert answer_of(qtbot, thread, PreviewWanted(PICTURES, NOISE, 0)) is not None


def test_an_answer_that_fails_is_none_and_the_next_one_comes(
    qtbot: QtBot, start_insight: StartInsight, capfd: pytest.CaptureFixture[str]
) -> None:
    thread = start_insight(lambda: None)
    turned = FrozenSettings(NOISE, rotation=9.0)
    assert answer_of(qtbot, thread, PreviewWanted(PICTURES[0, 0], turned, 0)) is None
    assert "Traceback" in capfd.readouterr().err
    assert answer_of(qtbot, thread, PreviewWanted(PICTURES, NOISE, 0)) is not None


def test_the_newest_comes_first_and_of_a_kind_only_the_newest(
    qtbot: QtBot, start_insight: StartInsight
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    network = Trainer(make_recipe(), drawn_dataset()).network()

    def wait_for_the_others() -> Network:
        begun.set()
        assert go_on.wait(WAIT_MS / 1000)
        return network

    thread = start_insight(wait_for_the_others)
    came: list[Question] = []
    thread.answered.connect(lambda question, _answer: came.append(question))
    first = PredictionsWanted(PICTURES)
    thread.ask(first)
    assert begun.wait(WAIT_MS / 1000)
    stale, preview = GradientWanted(PICTURES, 0), PreviewWanted(PICTURES, NOISE, 0)
    newest = GradientWanted(PICTURES, 1)
    for question in (stale, preview, newest):
        thread.ask(question)
    go_on.set()
    qtbot.waitUntil(lambda: len(came) == 3, timeout=WAIT_MS)
    assert came == [first, newest, preview]
