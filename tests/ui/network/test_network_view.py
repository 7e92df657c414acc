"""The network in a window: drawn, followed, opened unit by unit, and cured."""

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.insight.network_activity import NetworkActivity
from signs_studio.ui.network import panel as network
from signs_studio.ui.network.input_bars import InputBars
from signs_studio.ui.network.network_canvas import NetworkCanvas
from signs_studio.ui.network.network_view import NetworkView
from signs_studio.ui.network.unit_pane import UnitPane
from signs_studio.ui.plots import panel as plots
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset, small_draft

Found = TypeVar("Found", bound=QWidget)
EPOCHS = 3


class Person:
    """Looks at the network of a small recipe, whose ReLUs are dead from the start."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.controller, self.selection = window.controller, window.workspace.selection
        window.resize(1100, 800)
        draft = small_draft().with_field("layers", "conv:4:3,max_pool,3:relu")
        window.editor.edit(draft.with_field("initializer", "zeros"), title="test")
        self.dataset = small_dataset()
        self.controller.set_data(self.dataset)
        self.wait(lambda: self.controller.state is RunState.READY)
        window.actions_by_name["view_network"].trigger()
        self.canvas = self.find(NetworkCanvas, "network_canvas")
        self.wait(lambda: len(self.canvas.drawing.stages) == 4)

    def find(self, kind: type[Found], name: str) -> Found:
        view = self.window.findChild(NetworkView)
        assert view is not None
        found = view.findChild(kind, name)
        assert found is not None, name
        return found

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=ENGINE_TIMEOUT_MS)

    def title(self) -> str:
        return self.find(ElidedLabel, "network_title").words

    def step(self) -> None:
        """Trains one more epoch, and waits until its network is drawn."""
        record = self.controller.record
        epoch = 1 + (0 if record is None else len(record))
        self.window.actions_by_name["step"].trigger()
        self.wait(lambda: self.controller.state is RunState.PAUSED)
        self.wait(lambda: self.title().startswith(f"Network after epoch {epoch} "))

    def activity(self) -> NetworkActivity:
        self.wait(lambda: self.canvas.drawing.activity is not None)
        activity = self.canvas.drawing.activity
        assert activity is not None
        return activity

    def click(self, column: int, unit: int) -> UnitPane:
        """Clicks a unit, and waits until its details are there."""
        places = self.canvas.places
        assert places is not None
        found = places.columns[column]
        place = found.places[found.units.index(unit)]
        sheet = self.find(QWidget, "network_sheet")
        QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
        pane = self.find(UnitPane, "unit_pane")
        assert pane.isVisible()
        self.wait(lambda: pane.details is not None and pane.details.unit == unit)
        return pane


@pytest.fixture
def person(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> Person:
    return Person(qtbot, make_window(panels=(plots.PANEL, network.PANEL)))


def numbers(activity: NetworkActivity) -> list[bytes]:
    arrays = [activity.probabilities]
    for stage in activity.stages:
        arrays += [stage.values, stage.weights]
    return [array.tobytes() for array in arrays]


def test_units_of_a_wide_layer_stay_from_epoch_to_epoch_and_a_dead_one_is_seen(
    person: Person,
) -> None:
    draft = small_draft().with_field("layers", "100:relu").with_field("learning_rate", "0.01")
    person.window.editor.edit(draft, title="test")
    person.window.resize(1100, 500)

    def drawn() -> tuple[int, ...]:
        assert person.canvas.places is not None
        return person.canvas.places.columns[0].units

    person.wait(lambda: person.canvas.drawing.stages[1].units == 100)
    before = drawn()
    assert len(before) < 32
    # They come from all of the layer.
    assert max(after - first for first, after in pairwise((*before, 100))) < 25
    seen = []
    for _ in range(EPOCHS):
        person.step()
        dead = person.activity().stages[0].silent
        assert dead
        assert dead.intersection(drawn())
        seen.append(set(drawn()))
    # Words beside them may need more or less room.
    fewest, *more = sorted((set(before), *seen), key=len)
    assert all(fewest <= each for each in more)


def test_the_recipe_is_drawn_before_a_run_and_then_what_every_epoch_came_to(
    person: Person,
) -> None:
    drawing = person.canvas.drawing
    assert drawing.activity is None
    assert person.title() == "Network, not trained yet · 103 parameters"
    assert "first weights are still to be drawn" in person.find(QLabel, "network_words").text()
    legend = person.find(QWidget, "network_legend")
    assert "each square a filter" in legend.accessibleName()
    assert [stage.shape for stage in drawing.stages] == [(4, 4, 1), (2, 2, 4), (3,), (3,)]
    draft = small_draft().with_field("layers", "5:tanh")
    person.window.editor.edit(draft, title="test")
    assert [stage.units for stage in person.canvas.drawing.stages] == [1, 5, 3]
    assert "filter" not in legend.accessibleName()
    person.window.editor.edit(draft.with_field("layers", "batch_norm,5:tanh"), title="test")
    # A scale and an offset of its one channel; 16 pixels for 5 units, and those for 3 classes.
    assert person.title() == "Network, not trained yet · 105 parameters"
    assert person.canvas.drawing.picture_lines[3:] == (("1 Batch norm",),)
    person.window.editor.edit(draft, title="test")

    shown: dict[int, list[bytes]] = {}
    for epoch in range(1, EPOCHS + 1):
        person.step()
        snapshot = person.controller.snapshot
        assert snapshot is not None
        activity = person.activity()
        np.testing.assert_allclose(activity.probabilities, snapshot.probabilities[0], atol=1e-5)
        shown[epoch] = numbers(activity)
    assert len({tuple(each) for each in shown.values()}) == EPOCHS
    # The recipe that is edited is another by now, the run is not.
    person.window.editor.edit(small_draft(), title="test")
    assert person.canvas.drawing.stages[1].units == 5

    for epoch in (1, 3, 2):
        person.selection.look_at_epoch(epoch)
        begin = f"Network after epoch {epoch} "
        person.wait(lambda begin=begin: person.title().startswith(begin))
        assert numbers(person.activity()) == shown[epoch]
    person.selection.look_live()
    person.selection.choose_picture(7)
    assert person.canvas.drawing.picture is not None
    np.testing.assert_array_equal(person.canvas.drawing.picture, person.dataset.test_x[7])
    snapshot = person.controller.snapshot
    assert snapshot is not None
    np.testing.assert_allclose(
        person.activity().probabilities, snapshot.probabilities[7], atol=1e-5
    )


def test_a_dead_unit_is_opened_explained_and_cured_on_a_twin(person: Person) -> None:
    person.step()
    assert person.activity().stages[1].silent == {0, 1, 2}
    pane = person.click(1, 2)
    assert person.find(ElidedLabel, "unit_title").words == "3 Dense 3, unit 3"
    assert pane.details is not None
    assert pane.details.is_dead
    person.click(2, 1)
    assert person.find(ElidedLabel, "unit_title").words == "4 Softmax, class 1"
    bars = sorted(bar.name for bar in person.find(InputBars, "input_bars").bars)
    assert bars == ["unit 1, dead", "unit 2, dead", "unit 3, dead"]
    person.click(1, 2)
    dead = person.find(QLabel, "unit_dead")
    person.wait(dead.isVisible)
    assert (
        "dead for all 36 training and test pictures: of them all, the largest W x + b is 0"
        in dead.text()
    )
    buttons = {button.text(): button for button in pane.findChildren(QPushButton, "cure")}
    assert len(buttons) == 6
    why_not = person.find(QLabel, "no_cure_now")
    assert why_not.isVisible()
    assert not buttons["He normal"].isEnabled()

    person.window.actions_by_name["stop"].trigger()
    person.wait(lambda: person.controller.state is RunState.FINISHED)
    assert not why_not.isVisible()
    first = person.controller.record
    assert first is not None
    buttons["He normal"].click()
    twin = person.controller.record
    assert twin is not None
    assert twin.key != first.key
    assert (twin.recipe.initializer, twin.recipe.seed) == ("he_normal", first.recipe.seed)
    assert person.window.editor.draft["initializer"] == "he_normal"
    assert person.selection.ticked_runs == {first.key, twin.key}
    person.wait(lambda: person.controller.state is RunState.FINISHED)
    # The same unit of the twin is looked at.
    person.wait(lambda: pane.details is not None and not pane.details.is_dead)
    assert not dead.isVisible()

    person.find(QWidget, "close_unit").click()  # type: ignore[attr-defined]
    assert not pane.isVisible()
    assert person.canvas.drawing.chosen is None


def test_units_are_gone_through_by_key(person: Person) -> None:
    person.step()
    person.activity()
    person.canvas.setFocus()
    for key, chosen in (
        (Qt.Key.Key_Right, (0, 0)),
        (Qt.Key.Key_Down, (0, 1)),
        (Qt.Key.Key_Up, (0, 0)),
        (Qt.Key.Key_Up, (0, 0)),
    ):
        QTest.keyClick(person.canvas, key)
        assert person.canvas.drawing.chosen == chosen
    for key, column in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1)):
        QTest.keyClick(person.canvas, key)
        assert person.canvas.drawing.chosen is not None
        assert person.canvas.drawing.chosen[0] == column
    pane = person.find(UnitPane, "unit_pane")
    person.wait(lambda: pane.details is not None)
    assert pane.details is not None
    assert pane.details.weights.shape == (16,)
