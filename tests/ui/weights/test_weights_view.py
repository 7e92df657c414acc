"""The view of the weights in a window."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from signs_studio.figures import Heatmaps
from signs_studio.insight.weights import PAGE, WeightsKind, WeightsSeen
from signs_studio.ui.figures.heatmaps_view import HeatmapsView
from signs_studio.ui.plots import panel as plots
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.weights import panel as weights
from signs_studio.ui.weights.distributions_view import DistributionsView
from signs_studio.ui.weights.weights_figure import maps_figure, weights_figure
from signs_studio.ui.weights.weights_panel import WeightsPanel
from signs_studio.worker.run_state import RunState
from tests.conftest import drawn_dataset
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_draft

EPOCHS = 3


def seen(*, first: int = 0, units: int = 2, channels: int = 3) -> WeightsSeen:
    numbers = np.random.default_rng(0).normal(size=(units - first, 4, 4, channels))
    return WeightsSeen(
        layer=0,
        kind=WeightsKind.WEIGHTS,
        units=units,
        first=first,
        pictures=numbers.astype(np.float32),
        dead=frozenset({units - 1}),
        probes=5,
        maps=numbers[..., 0].astype(np.float32),
    )


def test_a_map_is_the_mean_of_the_channels_or_their_colours() -> None:
    found = seen(first=1, units=3)
    assert found.pictures is not None
    figure = weights_figure(found, as_colours=False)
    np.testing.assert_allclose(figure.maps[1], found.pictures[1].mean(axis=-1))
    assert figure.captions == ("2", "3")
    assert figure.marked == {1}
    coloured = weights_figure(found, as_colours=True)
    np.testing.assert_array_equal(coloured.maps[0], found.pictures[0])
    grey = weights_figure(seen(channels=1), as_colours=True)
    assert grey.maps[0].ndim == 2
    assert len(maps_figure(found).maps) == 2


class Looked:
    """A window with the view open on a run of a few epochs."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        window.resize(1000, 900)
        data = drawn_dataset(shape=(6, 6, 3), train=24, test=12)
        window.controller.set_data(data)
        draft = small_draft(epochs=EPOCHS).with_field("layers", f"{PAGE + 2}:relu")
        window.editor.edit(draft, title="test")
        window.actions_by_name["view_weights"].trigger()
        qtbot.waitUntil(
            lambda: window.controller.state is RunState.READY, timeout=ENGINE_TIMEOUT_MS
        )
        found = window.findChild(WeightsPanel)
        assert found is not None
        self.view = found

    @property
    def words(self) -> str:
        label = self.view.findChild(QLabel, "weights_words")
        assert label is not None
        return label.text()

    def step(self, epoch: int) -> None:
        self.window.actions_by_name["step"].trigger()
        self.wait_for(f"after epoch {epoch}")

    def wait_for(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.words, timeout=ENGINE_TIMEOUT_MS)

    def choose(self, kind: WeightsKind, words: str) -> Heatmaps:
        box = self.view.findChild(QComboBox, "weights_kind")
        assert box is not None
        box.setCurrentIndex(box.findData(kind))
        self.wait_for(words)
        return self.figure()

    def figure(self) -> Heatmaps:
        heatmaps = self.view.findChildren(HeatmapsView)[0]
        sheet: Heatmaps = heatmaps.findChild(object, "heatmaps").figure  # type: ignore[attr-defined]
        return sheet


@pytest.fixture
def looked(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> Looked:
    return Looked(qtbot, make_window(panels=(plots.PANEL, weights.PANEL)))


def test_weights_and_changes_are_shown_live_and_of_the_past(looked: Looked) -> None:
    assert looked.words.startswith("Train first")
    last_epoch, since_start = WeightsKind.LAST_EPOCH, WeightsKind.SINCE_START
    live: dict[int, list[Heatmaps]] = {}
    for epoch in range(1, EPOCHS + 1):
        looked.step(epoch)
        live[epoch] = [
            looked.choose(last_epoch, f"after epoch {epoch} minus those after epoch {epoch - 1}"),
            looked.choose(since_start, f"after epoch {epoch} minus those that training began"),
            looked.choose(WeightsKind.WEIGHTS, f"after epoch {epoch}:"),
        ]
    change, total, _ = live[1]
    np.testing.assert_array_equal(change.maps, total.maps)
    # Weights of an epoch are those of the one before and the change.
    for epoch in range(2, EPOCHS + 1):
        before, change, after = live[epoch - 1][2], live[epoch][0], live[epoch][2]
        np.testing.assert_allclose(
            np.array(before.maps) + np.array(change.maps), after.maps, atol=1e-6
        )
    for epoch in (1, 3, 2):
        looked.window.workspace.selection.look_at_epoch(epoch)
        looked.wait_for(f"after epoch {epoch}:")
        again = [
            looked.figure(),
            looked.choose(since_start, f"after epoch {epoch} minus those that training began"),
            looked.choose(last_epoch, f"after epoch {epoch} minus those after epoch {epoch - 1}"),
        ]
        for mine, then in zip(reversed(again), live[epoch], strict=True):
            np.testing.assert_array_equal(mine.maps, then.maps)
        looked.choose(WeightsKind.WEIGHTS, f"after epoch {epoch}:")

    colours = looked.view.findChild(QCheckBox, "weights_colours")
    assert colours is not None
    colours.setChecked(True)
    assert looked.figure().maps[0].shape == (6, 6, 3)
    later = looked.view.findChild(QPushButton, "later_units")
    assert later is not None
    assert len(looked.figure().maps) == PAGE
    later.click()
    looked.qtbot.waitUntil(lambda: len(looked.figure().maps) == 2)
    assert looked.figure().captions == (str(PAGE + 1), str(PAGE + 2))


def test_distributions_are_those_of_the_epochs_that_are_kept(looked: Looked) -> None:
    looked.step(1)
    section = looked.view.findChild(QAbstractButton, "weights_distributions")
    assert section is not None
    section.setChecked(True)
    drawn = looked.view.findChild(DistributionsView)
    assert drawn is not None

    def epochs() -> list[int]:
        # Out of sight, nothing is computed.
        looked.view.verticalScrollBar().setValue(looked.view.verticalScrollBar().maximum())
        return [] if drawn.found is None else drawn.found.epochs.tolist()

    live: dict[int, list[int]] = {}
    for epoch in range(1, EPOCHS + 1):
        if epoch > 1:
            looked.step(epoch)
        looked.qtbot.waitUntil(lambda epoch=epoch: epochs()[-1:] == [epoch])
        live[epoch] = epochs()
    assert live == {1: [1], 2: [1, 2], 3: [1, 2, 3]}
    for epoch in (2, 1, 3):
        looked.window.workspace.selection.look_at_epoch(epoch)
        looked.qtbot.waitUntil(lambda epoch=epoch: epochs() == live[epoch])
