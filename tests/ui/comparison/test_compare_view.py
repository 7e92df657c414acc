"""The comparison of ticked runs in a window."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.diagnosis.comparison import recipe_differences
from signs_studio.runs.store.store import RunStore
from signs_studio.ui.comparison import panel as comparison
from signs_studio.ui.comparison.answers_model import AnswersModel
from signs_studio.ui.comparison.compare_view import CompareView
from signs_studio.ui.comparison.scatter_section import scattered
from signs_studio.ui.pictures.tile_grid import TileGrid
from signs_studio.ui.plots import panel as plots
from signs_studio.ui.shell.main_window import MainWindow
from tests.conftest import drawn_dataset
from tests.stored_runs import store_run

Found = TypeVar("Found", bound=QWidget)


class Compared:
    """A window with the view open, and four kept runs."""

    def __init__(self, qtbot: QtBot, home: Path, make: Callable[..., MainWindow]) -> None:
        self.qtbot = qtbot
        store = RunStore(home)
        self.dataset, self.other = drawn_dataset(test=40), drawn_dataset(seed=1)
        self.good = store_run(store, self.dataset, accuracies=(0.5, 0.9))
        self.bad = store_run(
            store, self.dataset, accuracies=(0.5,), fields={"batch_size": "8", "l2": "0.1"}
        )
        self.elsewhere = store_run(store, self.other)
        self.dropped = store_run(
            store, self.dataset, fields={"layers": "4:relu,dropout:0.5", "rotation": "10"}
        )
        self.window = make(panels=(plots.PANEL, comparison.PANEL))
        self.window.resize(1000, 900)
        self.window.controller.set_data(self.dataset)
        self.window.actions_by_name["view_compare"].trigger()
        self.library = self.window.workspace.library
        qtbot.waitUntil(lambda: len(self.library.entries) == 4)

    def tick(self, *keys: str) -> None:
        self.window.workspace.selection.tick_runs(keys)

    def find(self, kind: type[Found], name: str) -> Found:
        view = self.window.findChild(CompareView)
        assert view is not None
        found = view.findChild(kind, name)
        assert found is not None
        return found

    def words(self, name: str) -> str:
        return self.find(QLabel, name).text()

    def wait_for_words(self, name: str, begin: str) -> None:
        self.qtbot.waitUntil(lambda: self.words(name).startswith(begin))

    def tiles(self) -> AnswersModel:
        model = self.find(TileGrid, "answers_grid").model()
        assert isinstance(model, AnswersModel)
        return model


@pytest.fixture
def compared(qtbot: QtBot, tmp_path: Path, make_window: Callable[..., MainWindow]) -> Compared:
    return Compared(qtbot, tmp_path / "home", make_window)


def test_two_runs_are_compared_in_words_numbers_and_pictures(compared: Compared) -> None:
    assert compared.words("differences_words").startswith("Choose two runs or more")
    compared.tick(compared.good.key, compared.bad.key)
    compared.wait_for_words("differences_words", "2 things changed at once: Batch size and L2")
    table = compared.find(QTableWidget, "lesson_table")
    rows = {}
    for row in range(table.rowCount()):
        title, *values = (table.item(row, column) for column in range(3))
        assert title is not None
        rows[title.text()] = [item.text() for item in values if item is not None]
    assert rows["Batch size"] == ["32", "8"]
    assert rows["Best test accuracy"] == ["90.0 %", "50.0 %"]
    assert rows["Best epoch"] == ["2", "1"]
    compared.wait_for_words("comparison_words", "Run 1 is better, by more than luck explains.")
    # Both read the first half correctly, and the next pictures up to nine tenths the first alone.
    assert compared.find(QPushButton, "answers_first").text() == "Only Run 1 is right: 16"
    assert compared.find(QPushButton, "answers_second").text() == "Only Run 2 is right: 0"
    tiles = compared.tiles()
    assert [tiles.picture(row) for row in range(tiles.rowCount())] == list(range(20, 36))
    assert [answer.right for answer in tiles.answers(0)] == [True, False]
    colours = compared.window.workspace.run_colours.by_key
    assert [answer.colour for answer in tiles.answers(0)] == [
        colours[compared.good.key][0],
        colours[compared.bad.key][0],
    ]
    compared.find(QPushButton, "answers_second").click()
    assert tiles.rowCount() == 0


def test_numbers_that_were_measured_with_dropout_on_are_said_to_be(compared: Compared) -> None:
    compared.tick(compared.good.key, compared.bad.key)
    compared.wait_for_words("differences_words", "2 things")
    words = compared.find(QLabel, "training_words")
    assert words.isHidden()
    compared.tick(compared.good.key, compared.dropped.key)
    compared.wait_for_words("training_words", "Run 4: ")
    assert words.isVisible()
    assert words.text() == (
        "Run 4: Training cost and accuracy are measured while training, with dropout and "
        "augmentation on: they may be worse than the test's."
    )


def test_runs_of_different_data_have_no_pictures_in_common(compared: Compared) -> None:
    compared.tick(compared.good.key, compared.elsewhere.key)
    compared.wait_for_words("comparison_words", "They learnt from different data")
    assert compared.find(TileGrid, "answers_grid").isHidden()
    compared.tick(compared.good.key, compared.bad.key)
    compared.wait_for_words("comparison_words", "Run 1 is better")
    compared.window.controller.set_data(compared.other)
    compared.wait_for_words("comparison_words", "Open drawn to see what they read")
    compared.find(QComboBox, "second_run").setCurrentIndex(0)
    compared.wait_for_words("comparison_words", "Choose two runs")


def test_a_scatter_has_the_values_of_a_setting_in_their_order(compared: Compared) -> None:
    entries = [*compared.library.entries[:2], compared.library.entries[0]]
    recipes = [entry.recipe for entry in entries if entry.recipe is not None]
    (difference,) = (each for each in recipe_differences(recipes) if each.name == "batch_size")
    plot = scattered(entries, difference)
    assert plot.x_names == ("8", "32")
    (curve,) = plot.curves
    assert curve.x[::2] == [2.0, 1.0, 2.0]
    assert curve.y[::2] == [90.0, 50.0, 90.0]
