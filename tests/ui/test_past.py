"""Looking back at an epoch shows, to the bit, all that was shown live at that epoch."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.ui.charts.legend_entry import LegendEntry
from signs_studio.ui.one_picture.answer_view import AnswerView
from signs_studio.ui.pictures.bars_view import Bar, BarsView
from signs_studio.ui.pictures.picture_grid import PictureGrid
from signs_studio.ui.pictures.pictures_model import PicturesModel, Tile
from signs_studio.ui.plots.accuracy_headline import AccuracyHeadline
from signs_studio.ui.plots.epoch_slider import EpochSlider
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.selection import GridFilter, SortOrder
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, show_data_card, small_dataset, small_draft

EPOCHS = 5
PICTURE = 4
Found = TypeVar("Found", bound=QWidget)


def find(window: MainWindow, kind: type[Found], name: str) -> Found:
    found = window.findChild(kind, name)
    assert isinstance(found, kind)
    return found


class Shown(NamedTuple):
    """All that a person sees of an epoch.

    Attributes:
        tiles: The pictures in the order of the test set, with what is read and how surely.
        wrong: Those that are read wrongly, the surest first.
        painted: The grid, as it is painted.
        counts: The line over the grid, and the epoch in it.
        inspector: What is said of the chosen picture.
        bars: Its bars.
        figures: The headline, and the legends of the plots.
        copies: What the data card says of near-copies.
    """

    tiles: tuple[Tile, ...]
    wrong: tuple[Tile, ...]
    painted: bytes
    counts: tuple[str, str]
    inspector: tuple[str, str]
    bars: tuple[Bar, ...]
    figures: tuple[str, ...]
    copies: str


class Person:
    """Looks at a window in which nothing moves, and remembers all of it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.selection = window.workspace.selection
        self.selection.choose_picture(PICTURE)

    @property
    def epoch(self) -> int:
        """The epoch that is said over the grid; 0 for none."""
        words = find(self.window, QLabel, "snapshot_epoch").text()
        return int(words.removeprefix("epoch ").replace(",", "") or 0)

    def look(self) -> Shown:
        grid = find(self.window, PictureGrid, "picture_grid")
        # Pictures that have just turned right are tinted for a moment.
        grid.show_turned(frozenset())
        image = grid.viewport().grab().toImage()
        legends = self.window.findChildren(LegendEntry)
        shown = GridFilter(wrong_only=True, sort=SortOrder.MOST_CONFIDENT)
        tiles = self.tiles(grid)
        self.selection.set_filter(shown)
        wrong = self.tiles(grid)
        self.selection.set_filter(GridFilter())
        return Shown(
            tiles=tiles,
            wrong=wrong,
            painted=bytes(image.constBits()),
            counts=(
                find(self.window, ElidedLabel, "picture_counts").words,
                find(self.window, QLabel, "snapshot_epoch").text(),
            ),
            inspector=(
                find(self.window, ElidedLabel, "inspector_caption").words,
                find(self.window, QLabel, "inspector_sentence").text(),
            ),
            bars=find(self.window, BarsView, "inspector_bars").bars,
            figures=(
                *find(self.window, AccuracyHeadline, "accuracy_headline").texts(),
                *(legend.text() for legend in legends),
            ),
            copies=find(self.window, QLabel, "copies_accuracy").text(),
        )

    @staticmethod
    def tiles(grid: PictureGrid) -> tuple[Tile, ...]:
        model = grid.model()
        assert isinstance(model, PicturesModel)
        return tuple(model.tile(picture) for picture in model.pictures.tolist())

    def answer(self, epoch: int) -> tuple[str, tuple[Bar, ...]]:
        """Waits for the answer to a picture of one's own; returns it."""
        view = self.window.findChild(AnswerView)
        assert view is not None
        caption = find(self.window, ElidedLabel, "answer_caption")
        self.qtbot.waitUntil(
            lambda: caption.isVisible() and caption.words.endswith(f"after epoch {epoch:,}"),
            timeout=ENGINE_TIMEOUT_MS,
        )
        return caption.words, find(self.window, BarsView, "answer_bars").bars


@pytest.fixture
def person(qtbot: QtBot, ready_window: MainWindow) -> Person:
    """A person before a window with a picture of their own and near-copies in the data."""
    window = ready_window
    show_data_card(qtbot, window)
    window.actions_by_name["view_your_picture"].trigger()
    rng = np.random.default_rng(0)
    mine = rng.integers(0, 256, (20, 20, 3)).astype(np.uint8)
    window.workspace.photographs.add("mine", mine)
    window.editor.edit(small_draft(epochs=1_000_000), title="test")
    return Person(window, qtbot)


def press(person: Person, name: str) -> None:
    person.window.actions_by_name[name].trigger()


def wait(person: Person, condition: Callable[[], Any]) -> None:
    person.qtbot.waitUntil(lambda: bool(condition()), timeout=ENGINE_TIMEOUT_MS)


def test_looking_back_shows_to_the_bit_what_was_shown_live(person: Person) -> None:
    controller, selection = person.window.controller, person.selection
    slider = find(person.window, EpochSlider, "epoch_slider")
    shown: dict[int, Shown] = {}
    answers: dict[int, Any] = {}
    for epoch in range(1, EPOCHS + 1):
        press(person, "step")
        wait(person, lambda: controller.state is RunState.PAUSED)
        answers[epoch] = person.answer(epoch)
        wait(person, lambda epoch=epoch: person.epoch == epoch)
        shown[epoch] = person.look()
    assert len({each.tiles for each in shown.values()}) == EPOCHS

    # From the last epoch to the first by keys, and to and fro.
    for _ in range(EPOCHS):
        epoch = EPOCHS if selection.epoch is None else selection.epoch - 1
        QTest.keyClick(slider, Qt.Key.Key_End if selection.epoch is None else Qt.Key.Key_Left)
        assert selection.epoch == epoch
        assert person.look() == shown[epoch]
        assert person.answer(epoch) == answers[epoch]
    for epoch in (4, 2, 5, 1, 3):
        selection.look_at_epoch(epoch)
        assert person.look() == shown[epoch]

    # The past stays as it is while the run goes on, and live is what it has come to.
    press(person, "train")
    wait(person, lambda: controller.record is not None and len(controller.record) > 5 * EPOCHS)
    assert person.look() == shown[3]
    assert person.answer(3) == answers[3]
    mark = find(person.window, QToolButton, "past_mark")
    mark.click()
    assert selection.epoch is None
    assert controller.snapshot is not None
    assert person.epoch == controller.snapshot.epoch + 1 > EPOCHS
    before = person.epoch
    wait(person, lambda: person.epoch > before)
    for epoch in shown:
        selection.look_at_epoch(epoch)
        assert person.look() == shown[epoch]

    # An epoch to come is waited for.
    record = controller.record
    assert record is not None
    later = len(record) + 200
    selection.look_at_epoch(later)
    wait(person, lambda: len(record) > later + 20)
    wait(person, lambda: person.epoch == later)

    # A run that is put away takes its past along, and brings it back.
    controller.reset()
    wait(person, lambda: controller.state is RunState.READY)
    assert selection.epoch is None
    assert person.epoch == 0
    controller.reopen(record.key)
    wait(person, lambda: controller.state is RunState.FINISHED)
    for epoch in shown:
        selection.look_at_epoch(epoch)
        assert person.look() == shown[epoch]
    assert person.answer(EPOCHS) == answers[EPOCHS]

    # Another run is looked at live, with other data or the same.
    selection.look_at_epoch(2)
    with person.qtbot.waitSignal(controller.data_changed):
        controller.set_data(small_dataset(shape=(8, 8, 3), seed=9))
    assert selection.epoch is None
    assert person.epoch == 0
    assert not mark.isVisible()
    assert not slider.isVisible()
    press(person, "step")
    wait(person, lambda: controller.state is RunState.PAUSED)
    wait(person, lambda: person.epoch == 1)
    selection.look_at_epoch(1)
    assert person.epoch == 1
    controller.reset()
    wait(person, lambda: controller.state is RunState.READY)
    assert selection.epoch is None
    assert person.epoch == 0
