"""Views on one selection agree, whichever asked, and nothing that is gone stays chosen."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSlider, QWidget

from signs_studio.runs.record import RunRecord
from signs_studio.ui.pictures.picture_grid import PictureGrid
from signs_studio.ui.pictures.pictures_panel import PicturesPanel
from signs_studio.ui.plots.plots_panel import PlotsPanel
from signs_studio.ui.plots.run_plot import RunPlot
from signs_studio.ui.runs.runs_model import RunsModel
from signs_studio.ui.runs.runs_table import RunsTable
from signs_studio.ui.state.run_colours import RunColours
from signs_studio.ui.state.selection import (
    GridFilter,
    PictureReference,
    Selection,
    SetName,
    SortOrder,
)
from signs_studio.ui.widgets.theme import load_theme
from tests.conftest import drawn_dataset
from tests.records import make_run
from tests.ui.run_lists import make_library, show_in

CLASSES = (2, 3, 5)
SORTS = tuple(SortOrder)
Found = TypeVar("Found", bound=QWidget)


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def heard(selection: Selection) -> list[str]:
    """The names of the signals that were emitted."""
    names: list[str] = []
    for name in ("epoch", "pointed_epoch", "picture", "filter", "ticked_runs"):
        signal = getattr(selection, f"{name}_changed")
        signal.connect(lambda name=name: names.append(name))
    return names


def test_at_first_the_run_is_live_and_nothing_is_chosen(selection: Selection) -> None:
    assert selection.epoch is None
    assert selection.test_picture is None
    assert selection.grid_filter == GridFilter()
    assert selection.ticked_runs == frozenset()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("epoch", lambda selection: selection.look_at_epoch(7)),
        ("pointed_epoch", lambda selection: selection.point_at_epoch(7)),
        ("picture", lambda selection: selection.choose_picture(0)),
        ("filter", lambda selection: selection.set_filter(GridFilter(wrong_only=True))),
        ("ticked_runs", lambda selection: selection.tick_runs(["a", "b"])),
    ],
)
def test_each_part_tells_of_its_own_change_and_only_once(
    selection: Selection, heard: list[str], name: str, change: Callable[[Selection], None]
) -> None:
    change(selection)
    assert heard == [name]
    change(selection)
    assert heard == [name]


def test_a_training_picture_is_chosen_in_place_of_a_test_picture(
    selection: Selection, heard: list[str]
) -> None:
    selection.choose_picture(3)
    selection.choose_picture(3, SetName.TRAIN)
    assert heard == ["picture", "picture"]
    assert selection.test_picture is None
    assert selection.chosen_picture == PictureReference(of=SetName.TRAIN, place=3)
    selection.choose_picture(3)
    assert selection.test_picture == 3
    selection.forget_pictures()
    assert selection.chosen_picture is None


def test_epochs_count_from_one(selection: Selection) -> None:
    with pytest.raises(ValueError, match="epochs count from 1"):
        selection.look_at_epoch(0)
    assert selection.epoch is None


def test_another_run_is_looked_at_live_and_the_same_one_where_it_was(selection: Selection) -> None:
    first, second = make_run(1, 5), make_run(2, 0)
    selection.set_runs(first.key, [first.key])
    selection.look_at_epoch(3)
    selection.set_runs(first.key, ["another", first.key])
    assert selection.epoch == 3, "only earlier runs have come"
    selection.set_runs(second.key, [first.key, second.key])
    assert selection.epoch is None
    selection.look_at_epoch(3)
    selection.set_runs(None, [first.key])
    assert selection.epoch is None


def test_a_run_that_is_put_away_stays_ticked_and_one_that_is_gone_does_not(
    selection: Selection, heard: list[str]
) -> None:
    first, second = make_run(1, 5), make_run(2, 5)
    selection.set_runs(second.key, [first.key, second.key])
    selection.tick_runs([first.key, second.key])
    selection.set_runs(None, [first.key, second.key])
    assert heard == ["ticked_runs"]
    selection.set_runs(None, [second.key])
    assert selection.ticked_runs == {second.key}
    assert heard == ["ticked_runs", "ticked_runs"]


def test_other_data_leaves_the_order_and_wrong_alone(selection: Selection) -> None:
    selection.set_filter(
        GridFilter(wrong_only=True, sign=2, predicted=1, sort=SortOrder.MOST_CONFIDENT)
    )
    selection.choose_picture(11)
    selection.forget_pictures()
    assert selection.test_picture is None
    assert selection.grid_filter == GridFilter(wrong_only=True, sort=SortOrder.MOST_CONFIDENT)


def find(panel: QWidget, kind: type[Found], name: str) -> Found:
    found = panel.findChild(kind, name)
    assert isinstance(found, kind)
    return found


class Views(RuleBasedStateMachine):
    """Two of each view on one selection; each rule asks through one of them, or through neither."""

    def __init__(self) -> None:
        super().__init__()
        self.selection = Selection()
        self.pictures = [PicturesPanel(self.selection) for _ in "ab"]
        self.library = make_library()
        self.run_colours = RunColours(self.library, self.selection)
        self.plots = [PlotsPanel(self.selection, self.run_colours) for _ in "ab"]
        self.models = [RunsModel() for _ in "ab"]
        self.tables = [RunsTable(model, self.selection) for model in self.models]
        self.window = QWidget()
        for view in (*self.pictures, *self.plots, *self.tables):
            view.setParent(self.window)
            view.resize(420, 600)
        self.window.show()
        for panel in (*self.pictures, *self.plots):
            panel.set_theme(load_theme("light"))
        self.current: RunRecord | None = None
        self.earlier: list[RunRecord] = []
        self.runs_made = 0
        # As it should be, by a model of its own.
        self.epoch: int | None = None
        self.pointed: int | None = None
        self.picture: int | None = None
        self.grid_filter = GridFilter()
        self.ticked: set[str] = set()
        self.classes = 0

    @initialize(classes=st.sampled_from(CLASSES))
    def begin(self, classes: int) -> None:
        self.open_data(classes)
        self.start_run(5)

    def teardown(self) -> None:
        # By Qt and here: Python would find them on whatever thread of a later test searches for
        # garbage, and timers cannot be stopped from there.
        held = (self.library, self.library.controller, self.run_colours, self.selection)
        for each in (*held, *self.models):
            each.setParent(self.window)
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # ---- what happens

    @rule(classes=st.sampled_from(CLASSES))
    def open_data(self, classes: int) -> None:
        self.classes = classes
        self.dataset = drawn_dataset(classes=classes, test=3 * classes)
        self.selection.forget_pictures()
        for panel in self.pictures:
            panel.show_data(self.dataset)
        self.picture, self.grid_filter = None, replace(self.grid_filter, sign=None)

    @rule(epochs=st.integers(0, 10))
    def start_run(self, epochs: int) -> None:
        if self.current is not None:
            self.earlier = [*self.earlier, self.current][-3:]
        self.runs_made += 1
        self.current = make_run(self.runs_made, epochs)
        show_in(self.library, self.earlier, self.current)
        entries = self.library.entries
        self.selection.set_runs(self.current.key, [entry.key for entry in entries])
        for model in self.models:
            model.show_runs(entries, self.current.key)
        self.run_colours.set_shown(self.current.key, self.current.origin)
        for panel in self.plots:
            panel.show_run(self.current)
        self.epoch = self.pointed = None
        self.ticked &= {run.key for run in self.runs}

    # ---- what a person asks for

    @rule(place=st.integers(0, 1), position=st.floats(-1.0, 20.0))
    def point_at(self, place: int, position: float) -> None:
        find(self.plots[place], RunPlot, "cost_plot").pointed.emit(position)
        self.pointed = max(int(np.floor(position + 0.5)), 1)

    @rule(place=st.integers(0, 1))
    def leave_the_plot(self, place: int) -> None:
        find(self.plots[place], RunPlot, "accuracy_plot").left.emit()
        self.pointed = None

    @rule(place=st.integers(0, 1), position=st.floats(-1.0, 20.0))
    def click(self, place: int, position: float) -> None:
        find(self.plots[place], RunPlot, "cost_plot").clicked.emit(position)
        self.epoch = max(int(np.floor(position + 0.5)), 1)

    @rule(place=st.integers(0, 1), epoch=st.integers(1, 20))
    def move_the_slider(self, place: int, epoch: int) -> None:
        slider = find(self.plots[place], QSlider, "epoch_slider")
        before = slider.value()
        if slider.isVisible():
            slider.setValue(epoch)
        if slider.value() != before:
            self.epoch = slider.value()

    @rule(place=st.integers(0, 1))
    def look_live(self, place: int) -> None:
        live = find(self.plots[place], QPushButton, "look_live")
        if live.isVisible():
            live.click()
            self.epoch = None

    @rule(place=st.integers(0, 1), row=st.integers(0, 100))
    def choose_a_picture(self, place: int, row: int) -> None:
        grid = find(self.pictures[place], PictureGrid, "picture_grid")
        shown = self.shown()
        if shown:
            row %= len(shown)
            grid.setCurrentIndex(grid.model().index(row, 0))
            self.picture = shown[row]

    @rule(place=st.integers(0, 1), sign=st.integers(0, 5))
    def choose_a_sign(self, place: int, sign: int) -> None:
        sign %= self.classes + 1
        find(self.pictures[place], QComboBox, "filter_sign").setCurrentIndex(sign)
        self.grid_filter = replace(self.grid_filter, sign=sign - 1 if sign else None)

    @rule(place=st.integers(0, 1), sort=st.integers(0, len(SORTS) - 1))
    def choose_an_order(self, place: int, sort: int) -> None:
        find(self.pictures[place], QComboBox, "sort_order").setCurrentIndex(sort)
        self.grid_filter = replace(self.grid_filter, sort=SORTS[sort])

    @rule(place=st.integers(0, 1), wrong_only=st.booleans())
    def choose_wrong(self, place: int, wrong_only: bool) -> None:
        name = "filter_wrong" if wrong_only else "filter_all"
        find(self.pictures[place], QPushButton, name).click()
        self.grid_filter = replace(self.grid_filter, wrong_only=wrong_only)

    @rule(place=st.integers(0, 1), row=st.integers(0, 3))
    def tick_a_run(self, place: int, row: int) -> None:
        row %= len(self.runs)
        self.tables[place].selectRow(row)
        self.ticked = {self.runs[row].key}

    @rule(place=st.integers(0, 1))
    def tick_none(self, place: int) -> None:
        QTest.keyClick(self.tables[place], Qt.Key.Key_Escape)
        self.ticked = set()

    @rule(data=st.data())
    def tick_elsewhere(self, data: st.DataObject) -> None:
        self.ticked = data.draw(st.sets(st.sampled_from([run.key for run in self.runs])))
        self.selection.tick_runs(self.ticked)

    # ---- what is seen

    @property
    def runs(self) -> list[RunRecord]:
        """As in the tables, from the top."""
        return [*([self.current] if self.current is not None else []), *reversed(self.earlier)]

    def shown(self) -> list[int]:
        """The pictures that the filter keeps, with nothing predicted."""
        if self.grid_filter.wrong_only:
            return []
        sign = self.grid_filter.sign
        return [i for i, y in enumerate(self.dataset.test_y.tolist()) if sign in (None, y)]

    @invariant()
    def the_selection_is_what_was_asked_for(self) -> None:
        assert self.selection.epoch == self.epoch
        assert self.selection.pointed_epoch == self.pointed
        assert self.selection.test_picture == self.picture
        assert self.selection.grid_filter == self.grid_filter
        assert self.selection.ticked_runs == self.ticked

    @invariant()
    def all_views_show_it(self) -> None:
        if self.current is None:
            return
        sign = self.grid_filter.sign
        for panel in self.pictures:
            grid = find(panel, PictureGrid, "picture_grid")
            assert grid.model().rowCount() == len(self.shown())
            row = grid.currentIndex().row() if grid.currentIndex().isValid() else None
            marked = self.shown().index(self.picture) if self.picture in self.shown() else None
            assert row == marked
            assert find(panel, QPushButton, "filter_wrong").isChecked() == (
                self.grid_filter.wrong_only
            )
            assert find(panel, QComboBox, "filter_sign").currentIndex() == (
                0 if sign is None else sign + 1
            )
            assert SORTS[find(panel, QComboBox, "sort_order").currentIndex()] is (
                self.grid_filter.sort
            )
        longest = max(len(run) for run in self.runs)
        for plots in self.plots:
            for name in ("cost_plot", "accuracy_plot"):
                label = find(find(plots, RunPlot, name), QLabel, "hover_label")
                assert label.isVisible() == (self.pointed is not None and longest > 0)
                if label.isVisible():
                    assert self.pointed is not None
                    assert f"epoch {min(self.pointed, longest)}<" in label.text()
            epochs = len(self.current)
            slider = find(plots, QSlider, "epoch_slider")
            assert slider.isVisible() == (epochs > 0)
            if epochs:
                assert slider.value() == min(self.epoch or epochs, epochs)
                assert find(plots, QPushButton, "look_live").isEnabled() == (self.epoch is not None)
        for table in self.tables:
            rows = {index.row() for index in table.selectionModel().selectedRows()}
            assert {self.runs[row].key for row in rows} == self.ticked


@pytest.mark.usefixtures("qapp")
class TestViews(Views.TestCase):  # type: ignore[misc]  # hypothesis makes it while it runs
    settings = settings(max_examples=8, stateful_step_count=15, deadline=None)
