"""Budget of live computations, on widgets of a real window."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.ui.state.live_budget import SHARE, LiveBudget, LivePace
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_state import RunState


class Scrolled(NamedTuple):
    """Two widgets, of which one is in sight at a time."""

    area: QScrollArea
    top: QWidget
    bottom: QWidget

    def show_bottom(self) -> None:
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.maximum())


@pytest.fixture
def scrolled(qtbot: QtBot) -> Iterator[Scrolled]:
    area, content = QScrollArea(), QWidget()
    top, bottom = QLabel("top"), QLabel("bottom")
    layout = QVBoxLayout(content)
    for label in (top, bottom):
        label.setFixedSize(200, 300)
        layout.addWidget(label)
    area.setWidget(content)
    area.resize(240, 200)
    with qtbot.waitExposed(area):
        area.show()
    yield Scrolled(area, top, bottom)
    area.deleteLater()


def counted(pace: LivePace) -> list[None]:
    """Computes nothing each time that it is due; returns a list of those times."""
    times: list[None] = []

    def compute() -> None:
        times.append(None)
        pace.begin()
        pace.end()

    pace.due.connect(compute)
    return times


def test_what_is_out_of_sight_is_not_computed(qtbot: QtBot, scrolled: Scrolled) -> None:
    budget = LiveBudget(RunController())
    above, below = budget.pace(scrolled.top), budget.pace(scrolled.bottom)
    of_above, of_below = counted(above), counted(below)
    above.request()
    below.request()
    below.hurry()
    assert (len(of_above), len(of_below)) == (1, 0)
    scrolled.show_bottom()
    qtbot.waitUntil(lambda: len(of_below) == 1)
    qtbot.waitUntil(lambda: above.is_at_work is False and below.is_at_work is True)
    above.request()
    assert len(of_above) == 1


def test_all_that_are_seen_share_it(qtbot: QtBot, scrolled: Scrolled) -> None:
    scrolled.area.resize(240, 800)
    qtbot.waitUntil(lambda: not scrolled.bottom.visibleRegion().isEmpty())
    budget = LiveBudget(RunController())
    for sharing, widget in enumerate((scrolled.top, scrolled.bottom, scrolled.area), start=1):
        pace = budget.pace(widget)
        times = counted(pace)
        pace.request()
        qtbot.waitUntil(lambda times=times: len(times) == 1)
        # Each has computed so long of the whole from its beginning to the end of its rest.
        assert 1 / (1 + budget.rest_s(1.0)) == pytest.approx(SHARE / sharing)
    scrolled.top.hide()
    assert 1 / (1 + budget.rest_s(1.0)) == pytest.approx(SHARE / 2)


def test_it_rests_only_while_a_run_is_trained(qtbot: QtBot, scrolled: Scrolled) -> None:
    controller = RunController()
    budget = LiveBudget(controller)
    pace = budget.pace(scrolled.top)
    times = counted(pace)
    controller.state = RunState.RUNNING
    pace.begin()
    # As long as it takes is how long it rests from: no test is to wait for that.
    pace.end(elsewhere_s=60.0)
    qtbot.waitUntil(lambda: not pace.is_busy)
    pace.request()
    assert not times
    pace.hurry()
    assert len(times) == 1, "what a person asks for does not wait"
    qtbot.waitUntil(lambda: not pace.is_busy)
    pace.request()
    controller.state = RunState.FINISHED
    controller.state_changed.emit()
    qtbot.waitUntil(lambda: len(times) == 2)
