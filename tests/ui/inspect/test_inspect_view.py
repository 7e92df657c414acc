"""The inspector of one picture follows picture, epoch and settings, and computes what is seen."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QListView, QSlider

from signs_studio.insight.pixels import as_shares
from signs_studio.ui.figures.heatmaps_view import HeatmapsView
from signs_studio.ui.figures.photographs_view import PhotographsView
from signs_studio.ui.inspect.answer_page import AnswerPage
from signs_studio.ui.inspect.header import InspectHeader
from signs_studio.ui.inspect.inspect_view import InspectView
from signs_studio.ui.inspect.layers_sheet import LayersSheet
from signs_studio.ui.pictures.bars_view import BarsView
from signs_studio.ui.state.selection import PictureReference, SetName
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset
from tests.ui.data.test_data_card import stream

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from signs_studio.ui.shell.main_window import MainWindow

PAGES = ("history", "layers", "attribution", "neighbours", "changes", "attack")
EPOCHS = 2


class Person:
    """Opens pages of the view, and waits for what they show."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.selection = window.workspace.selection
        window.actions_by_name["view_inspect"].trigger()

    def find(self, kind: Any, name: str) -> Any:
        found = self.window.findChild(kind, name)
        assert isinstance(found, kind)
        return found

    def wait(self, condition: Any) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=ENGINE_TIMEOUT_MS)

    def step(self) -> None:
        self.window.actions_by_name["step"].trigger()
        self.wait(lambda: self.window.controller.state is RunState.PAUSED)

    def open(self, page: str, epoch: int) -> AnswerPage:
        """Opens a page, and waits for its answer about an epoch."""
        self.find(QAbstractButton, f"inspect_tab_{page}").click()
        shown: AnswerPage = self.find(AnswerPage, f"inspect_{page}")

        def is_there() -> bool:
            answer = shown.live.answer
            if page == "history":
                return answer is not None and answer.epochs[-1] >= epoch
            return answer is not None and shown.live.epochs == epoch

        self.wait(is_there)
        return shown

    def look(self, epoch: int) -> dict[str, Any]:
        """Returns what is seen of an epoch on every page."""
        header = self.find(InspectHeader, "inspect_header")
        caption = self.find(ElidedLabel, "inspect_caption")
        self.wait(lambda: caption.words.endswith(f"after epoch {epoch}"))
        seen: dict[str, Any] = {
            "caption": caption.words,
            "sentence": self.find(QLabel, "inspect_sentence").text(),
            "probabilities": header.probabilities.tobytes(),
        }
        for page in PAGES[1:]:
            answer = self.open(page, epoch).live.answer
            parts = answer if isinstance(answer, tuple) else (answer,)
            seen[page] = [
                value.tobytes() if isinstance(value, np.ndarray) else value
                for part in parts
                for value in vars(part).values()
            ]
        for name in ("attribution_note", "neighbours_summary", "flips", "smallest"):
            seen[name] = self.find(QLabel, f"inspect_{name}").text()
        seen["layers"] = self.find(LayersSheet, "layers_sheet").titles()
        seen["attacked"] = self.find(BarsView, "attacked_bars").bars
        return seen


@pytest.fixture
def person(qtbot: QtBot, ready_window: MainWindow) -> Person:
    return Person(ready_window, qtbot)


def test_it_follows_picture_and_epoch_and_shows_the_past_to_the_bit(person: Person) -> None:
    window, selection = person.window, person.selection
    hint = person.find(QLabel, "inspect_hint")
    assert hint.isVisible()
    assert not person.find(InspectHeader, "inspect_header").isVisible()
    selection.choose_picture(4)
    assert not hint.isVisible()
    seen = {}
    for epoch in range(1, EPOCHS + 1):
        person.step()
        seen[epoch] = person.look(epoch)
    assert len({each["probabilities"] for each in seen.values()}) == EPOCHS
    for epoch in (1, 2):
        selection.look_at_epoch(epoch)
        assert person.look(epoch) == seen[epoch]
    # The lines are those of the predictions that were kept.
    history = person.open("history", EPOCHS).live.answer
    past = window.controller.past
    assert past is not None
    snapshots = [past.predictions.snapshot(epoch) for epoch in range(EPOCHS)]
    np.testing.assert_array_equal(
        history.probabilities, [each.probabilities[4] for each in snapshots if each is not None]
    )
    bars = person.find(BarsView, "inspect_bars").bars
    network_says = np.frombuffer(seen[EPOCHS]["probabilities"], np.float32)
    assert [bar.share for bar in bars] == network_says.tolist()
    # A training picture, as it is clicked in the data card.
    selection.look_live()
    window.actions_by_name["view_data"].trigger()
    grid = person.find(QListView, "browse_grid")
    grid.setCurrentIndex(grid.model().index(5, 0))
    assert selection.chosen_picture == PictureReference(of=SetName.TRAIN, place=5)
    window.actions_by_name["view_inspect"].trigger()
    caption = person.find(ElidedLabel, "inspect_caption")
    person.wait(lambda: caption.words == f"Training picture 6, after epoch {EPOCHS}")
    words = person.find(QLabel, "inspect_history_words")
    assert words.isVisible()
    assert words.text().startswith("What is read in every epoch is kept for test pictures alone")
    neighbours = person.open("neighbours", EPOCHS).live.answer
    assert 5 not in neighbours.places
    # Other data has other pictures.
    selection.forget_pictures()
    assert hint.isVisible()


def test_only_what_is_seen_is_computed(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.selection.choose_picture(0)
    person.step()
    person.open("layers", 1)
    askers = []
    ask = person.window.controller.ask
    monkeypatch.setattr(
        person.window.controller,
        "ask",
        lambda question, asker="", **more: (askers.append(asker), ask(question, asker, **more)),
    )
    person.step()
    person.open("layers", 2)
    assert {each for each in askers if each.startswith("inspect")} == {"inspect layers"}
    person.window.actions_by_name["view_curves"].trigger()
    askers.clear()
    person.step()
    assert not [each for each in askers if each.startswith("inspect")]


def test_a_page_takes_no_more_room_than_it_shows(person: Person) -> None:
    person.selection.choose_picture(0)
    person.step()
    content = person.find(InspectView, "inspect_view").widget()
    assert content is not None
    heights = {}
    for page in ("changes", "neighbours"):
        person.open(page, 1)
        heights[page] = content.heightForWidth(content.width())
    assert heights["neighbours"] < heights["changes"]


@pytest.mark.parametrize(
    ("names", "is_presented"),
    [
        (("0", "1", "2"), False),
        (("0", "1", "2"), True),
        # The bars of long names lie beneath the pictures.
        (("thumbs up", "victory", "vulcan salute"), False),
    ],
)
def test_an_attack_is_seen_whole_without_scrolling(
    person: Person, names: tuple[str, ...], is_presented: bool
) -> None:
    """Pictures, bars and what is said beneath them, each in its own place."""
    window = person.window
    dataset = replace(small_dataset(), class_names=names)
    window.controller.set_data(dataset)
    person.wait(lambda: window.controller.state is RunState.READY)
    window.resize(1280, 800)
    if is_presented:
        window.actions_by_name["presenter"].trigger()
    person.selection.choose_picture(0)
    person.step()
    page = person.open("attack", 1)
    form = person.find(InspectView, "inspect_view")
    bars = person.find(BarsView, "attacked_bars")
    set_smallest = person.find(QAbstractButton, "show_smallest")
    photographs = page.findChildren(PhotographsView)
    assert len(photographs) == 3
    shown = [*photographs, bars, set_smallest]

    def places() -> list[QRect]:
        viewport = form.viewport()
        return [QRect(each.mapTo(viewport, QPoint()), each.size()) for each in shown]

    room = form.viewport().rect()
    person.wait(lambda: all(room.contains(each) for each in places()))
    for one, other in combinations(places(), 2):
        assert not one.intersects(other)
    # They stand close together, from the left.
    lefts = [each.left() for each in places()[:3]]
    widths = [each.width() for each in photographs]
    assert max(widths) - min(widths) <= 1
    assert max(np.diff(lefts)) <= max(widths) + 10
    assert lefts[0] == bars.mapTo(form.viewport(), QPoint()).x() or bars.pos().x() > lefts[2]
    least = 7 * bars.fontMetrics().height()
    assert min(bars.width(), *(each.width() for each in photographs)) >= least
    # A view that was wide becomes narrow again, and its pictures with it.
    widths = [each.width() for each in photographs]
    window.resize(1900, 800)
    person.wait(lambda: photographs[0].width() > widths[0])
    window.resize(1280, 800)
    person.wait(lambda: [each.width() for each in photographs] == widths)


def test_what_is_set_is_answered(person: Person) -> None:
    window, picture = person.window, 2
    person.selection.choose_picture(picture)
    person.step()
    pixels = window.controller.dataset.test_x[picture]  # type: ignore[union-attr]
    page = person.open("attribution", 1)
    note = person.find(QLabel, "inspect_attribution_note")
    difference = page.live.answer.difference
    way = "fell" if difference < 0 else "grew"
    told = re.search(rf"the logit {way} by ([0-9.]+)\. ", note.text())
    assert told is not None
    assert float(told[1]) == pytest.approx(abs(difference), rel=1e-3)
    assert ("still the largest" in note.text()) == (difference < 0)
    for method, words in ((1, "Grad-CAM needs a convolution"), (2, "A grey square of 4 × 4")):
        person.find(QComboBox, "inspect_method").setCurrentIndex(method)
        told = note if method == 2 else person.find(QLabel, "inspect_attribution_words")
        person.wait(lambda told=told, words=words: words in told.text())
    for place, sign in ((2, 0), (3, 1), (1, 2)):
        person.find(QComboBox, "inspect_sign").setCurrentIndex(place)
        person.wait(lambda sign=sign: page.live.answer and page.live.answer.sign == sign)
    title = page.findChild(HeatmapsView).findChild(ElidedLabel)  # type: ignore[union-attr]
    assert isinstance(title, ElidedLabel)
    assert title.words.startswith("Class 2:")
    page = person.open("changes", 1)
    slider = person.find(QSlider, "amount_dim")
    slider.setValue(slider.maximum())
    person.wait(lambda: not page.live.answer.picture.any())
    assert str(page.live.answer.change) == "dim"
    person.find(QAbstractButton, "inspect_reset").click()
    person.wait(lambda: np.array_equal(page.live.answer.picture, as_shares(pixels)))
    assert slider.value() == 0
    page = person.open("attack", 1)
    person.find(QComboBox, "inspect_attack_kind").setCurrentIndex(1)
    person.find(QSlider, "inspect_epsilon").setValue(60)
    person.wait(lambda: page.live.answer is not None and page.live.answer.epsilon == 60)
    answer = page.live.answer
    bars = person.find(BarsView, "attacked_bars").bars
    assert [bar.share for bar in bars] == answer.probabilities.tolist()
    sign = window.controller.dataset.class_names[answer.smallest_sign]  # type: ignore[union-attr]
    assert person.find(QLabel, "inspect_smallest").text() == (
        f"The smallest change by PGD that flips it: {answer.smallest}/255, to {sign}."
    )
    person.find(QAbstractButton, "show_smallest").click()
    person.wait(lambda: page.live.answer.epsilon == answer.smallest)
    assert page.live.answer.probabilities.argmax() == answer.smallest_sign


def test_pictures_in_a_file_are_read_when_they_are_chosen(person: Person) -> None:
    window, drawn = person.window, small_dataset(seed=5)
    window.controller.set_data(stream(drawn))
    person.wait(lambda: window.controller.state is RunState.READY)
    picture = window.workspace.chosen_picture
    for of, pictures in ((SetName.TEST, drawn.test_x), (SetName.TRAIN, drawn.train_x)):
        person.selection.choose_picture(7, of)
        person.wait(lambda: picture.pixels is not None)
        np.testing.assert_array_equal(picture.pixels, pictures[[7]][0])
    person.step()
    answer = person.open("neighbours", 1).live.answer
    np.testing.assert_array_equal(answer.pictures, drawn.train_x[answer.places.tolist()])
    person.find(QComboBox, "inspect_baseline").setCurrentIndex(2)
    answer = person.open("attribution", 1).live.answer
    assert answer.attributions.shape == drawn.picture_shape
