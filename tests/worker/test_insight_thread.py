"""Questions about a network are answered beside the run, the newest first."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from signs_studio.engine.evaluation import predictions
from signs_studio.engine.training.state import Network, State
from signs_studio.engine.training.trainer import Trainer
from signs_studio.insight.augmentation_preview import PreviewWanted
from signs_studio.insight.predictions import PredictionsWanted
from signs_studio.insight.question import Question
from signs_studio.recipe.augmentations import AUGMENTATION_FIELDS
from signs_studio.recipe.frozen import FrozenSettings
from signs_studio.runs.control import RunControl
from signs_studio.worker.insight_thread import InsightThread
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe as make_recipe

WAIT_MS = 60_000
PICTURES = drawn_dataset().test_x
NOISE = FrozenSettings({field.name: field.default for field in AUGMENTATION_FIELDS}, noise=0.3)

StartInsight = Callable[..., InsightThread]


@pytest.fixture
def start_insight(tensorflow: None) -> Iterator[StartInsight]:  # noqa: ARG001
    threads = []

    def start(
        network: Callable[[], Network | None], past: Callable[[], Any] = lambda: None
    ) -> InsightThread:
        threads.append(InsightThread(network, past))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        assert thread.finish(WAIT_MS)


class SlowNetwork:
    """A network after seven epochs that does not say what it has learnt before it may.

    Attributes:
        network: The network.
        asked: How many times it was asked.
        begun: Set when it is asked first.
        go_on: Set when it may say it.
    """

    def __init__(self) -> None:
        network = Trainer(make_recipe(), drawn_dataset()).network()
        self.network = network._replace(epochs=7, state=lambda: self._wait(network))
        self.asked = 0
        self.begun, self.go_on = threading.Event(), threading.Event()

    def _wait(self, network: Network) -> State:
        self.asked += 1
        self.begun.set()
        assert self.go_on.wait(WAIT_MS / 1000)
        return network.state()


class SlowPast:
    """Repeats training for ever, but for the epochs that are at hand.

    Attributes:
        at_hand: Networks by the number of their epochs.
        begun: Set when some training is repeated.
        broken_off: Epochs of which that was broken off.
    """

    def __init__(self, at_hand: dict[int, Network]) -> None:
        self.at_hand = at_hand
        self.begun = threading.Event()
        self.broken_off: list[int] = []

    def network(
        self, epochs: int, *, control: RunControl, on_progress: Callable[[int, int], None]
    ) -> Network | None:
        if epochs in self.at_hand:
            return self.at_hand[epochs]
        on_progress(1, 4)
        on_progress(1, 4)
        self.begun.set()
        while not control.stopped:
            threading.Event().wait(0.001)
        self.broken_off.append(epochs)
        return None


def answer_of(qtbot: QtBot, thread: InsightThread, question: Question) -> Any:
    with qtbot.waitSignal(thread.answered, timeout=WAIT_MS) as answered:
        thread.ask(question)
    came, answer, _ = answered.args
    assert came is question
    return answer


def test_every_kind_of_question_is_answered(qtbot: QtBot, start_insight: StartInsight) -> None:
    network = Trainer(make_recipe(), drawn_dataset()).network()
    thread = start_insight(lambda: network)
    answer = answer_of(qtbot, thread, PredictionsWanted(PICTURES))
    np.testing.assert_array_equal(answer, predictions(network, PICTURES))
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


def test_the_newest_comes_first_and_of_an_asker_only_the_newest(
    qtbot: QtBot, start_insight: StartInsight
) -> None:
    slow = SlowNetwork()
    thread = start_insight(lambda: slow.network)
    came: list[Question] = []
    thread.answered.connect(lambda question, *_: came.append(question))
    first = PredictionsWanted(PICTURES)
    thread.ask(first)
    assert slow.begun.wait(WAIT_MS / 1000)
    stale, preview = PredictionsWanted(PICTURES), PreviewWanted(PICTURES, NOISE, 0)
    newest = PredictionsWanted(PICTURES)
    for question in (stale, preview, newest):
        thread.ask(question, "another")
    slow.go_on.set()
    qtbot.waitUntil(lambda: len(came) == 3, timeout=WAIT_MS)
    assert came == [first, newest, preview]


def test_an_answer_is_about_the_network_as_it_stood_when_it_was_asked(
    qtbot: QtBot, start_insight: StartInsight
) -> None:
    trainer, slow = Trainer(make_recipe(), drawn_dataset()), SlowNetwork()
    networks = iter([slow.network, trainer.network()])
    thread = start_insight(lambda: next(networks))
    came: list[tuple[Any, int | None]] = []
    thread.answered.connect(lambda _question, answer, epochs: came.append((answer, epochs)))
    thread.ask(PredictionsWanted(PICTURES))
    assert slow.begun.wait(WAIT_MS / 1000)
    thread.ask(PredictionsWanted(PICTURES), "another")
    before = predictions(trainer.network(), PICTURES)
    trainer.run(epochs=2, emit=lambda _: None, control=RunControl())
    thread.ask(PreviewWanted(PICTURES, NOISE, 0))
    slow.go_on.set()
    qtbot.waitUntil(lambda: len(came) == 3, timeout=WAIT_MS)
    assert [epochs for _, epochs in came] == [7, None, 0]
    np.testing.assert_array_equal(came[-1][0], before)
    assert trainer.network().epochs == 2


def test_a_run_that_is_forgotten_is_asked_no_more(
    qtbot: QtBot, start_insight: StartInsight
) -> None:
    slow = SlowNetwork()
    thread = start_insight(lambda: slow.network)
    came: list[Question] = []
    thread.answered.connect(lambda question, *_: came.append(question))
    preview = PreviewWanted(PICTURES, NOISE, 0)
    first, second = PredictionsWanted(PICTURES), PredictionsWanted(PICTURES)
    for question, asker in ((first, "one"), (second, "another"), (preview, "one")):
        thread.ask(question, asker)
        assert slow.begun.wait(WAIT_MS / 1000)
    thread.forget_run()
    slow.go_on.set()
    qtbot.waitUntil(lambda: came != [], timeout=WAIT_MS)
    assert came == [preview]
    assert slow.asked == 1


def test_an_ending_thread_answers_nothing_that_waits(start_insight: StartInsight) -> None:
    slow = SlowNetwork()
    thread = start_insight(lambda: slow.network)
    thread.ask(PredictionsWanted(PICTURES))
    assert slow.begun.wait(WAIT_MS / 1000)
    for asker in ("another", "a third"):
        thread.ask(PredictionsWanted(PICTURES), asker)
    assert not thread.finish(1)
    slow.go_on.set()
    assert thread.finish(WAIT_MS)
    assert slow.asked == 1


def test_an_epoch_of_the_past_is_answered_by_its_network(
    qtbot: QtBot, start_insight: StartInsight
) -> None:
    live, early = (
        Trainer(make_recipe(seed=seed), drawn_dataset()).network()._replace(epochs=epochs)
        for seed, epochs in (("1", 9), ("2", 3))
    )
    thread = start_insight(lambda: live, lambda: SlowPast({3: early}))
    for epoch, network in ((3, early), (9, live), (None, live)):
        with qtbot.waitSignal(thread.answered, timeout=WAIT_MS) as answered:
            thread.ask(PredictionsWanted(PICTURES), epoch=epoch)
        _, answer, epochs = answered.args
        assert epochs == network.epochs
        np.testing.assert_array_equal(answer, predictions(network, PICTURES))


@pytest.mark.parametrize("ending", ["another epoch", "live", "forgotten", "finished"])
def test_what_is_repeated_is_broken_off_when_something_else_is_looked_at(
    qtbot: QtBot, start_insight: StartInsight, ending: str
) -> None:
    live = Trainer(make_recipe(), drawn_dataset()).network()._replace(epochs=9)
    past = SlowPast({3: live._replace(epochs=3)})
    thread = start_insight(lambda: live, lambda: past)
    came: list[tuple[Question, bool, int | None]] = []
    told: list[tuple[int, int] | str] = []
    thread.answered.connect(
        lambda question, answer, at: came.append((question, answer is None, at))
    )
    thread.repeating.connect(lambda epoch, percent: told.append((epoch, percent)))
    thread.repeated.connect(told.append)
    first, second = PredictionsWanted(PICTURES), PredictionsWanted(PICTURES)
    thread.ask(first, epoch=5)
    assert past.begun.wait(WAIT_MS / 1000)
    if ending == "forgotten":
        thread.forget_run()
        thread.ask(second)
    elif ending == "finished":
        assert thread.finish(WAIT_MS)
    else:
        thread.ask(second, epoch=3 if ending == "another epoch" else None)
    qtbot.waitUntil(lambda: told[-1:] == [""], timeout=WAIT_MS)
    assert past.broken_off == [5]
    assert told[:2] == [(5, 25), ""], "a percentage is told once"
    if ending == "finished":
        return
    qtbot.waitUntil(lambda: bool(came) and came[-1][0] is second, timeout=WAIT_MS)
    assert came[-1][1:] == (False, 3 if ending == "another epoch" else 9)
    assert (first, True, 5) in came or ending == "forgotten"
