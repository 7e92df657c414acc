"""The views that look at one picture show the chosen one, of either set, in memory or not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from signs_studio.data import streamed
from signs_studio.ui.network import panel as network
from signs_studio.ui.network.network_canvas import NetworkCanvas
from signs_studio.ui.plots import panel as plots
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.live_answer import LiveAnswer
from signs_studio.ui.state.selection import SetName
from signs_studio.ui.weights import panel as weights
from signs_studio.ui.weights.weights_panel import WeightsPanel
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset, small_draft
from tests.ui.data.test_data_card import stream

SHOWN = 6
"""Test pictures that are held in memory."""
BEYOND = 11
TWIN = 5
"""Index of the training picture that is the same as that test picture."""


def test_network_and_weights_show_the_chosen_picture(
    qtbot: QtBot, make_window: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "SHOWN_MAX", SHOWN)
    drawn = small_dataset()
    train_x = drawn.train_x.copy()
    train_x[TWIN] = drawn.test_x[BEYOND]
    window = make_window(panels=(plots.PANEL, network.PANEL, weights.PANEL))
    controller, selection = window.controller, window.workspace.selection

    def wait(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition, timeout=ENGINE_TIMEOUT_MS)

    window.resize(1100, 800)
    window.editor.edit(small_draft().with_field("layers", "conv:4:3,3:tanh"), title="test")
    controller.set_data(stream(replace(drawn, train_x=train_x)))
    wait(lambda: controller.state is RunState.READY)
    window.actions_by_name["step"].trigger()
    wait(lambda: controller.state is RunState.PAUSED)
    snapshot = controller.snapshot
    assert snapshot is not None

    window.actions_by_name["view_network"].trigger()
    canvas = window.findChild(NetworkCanvas)
    assert canvas is not None

    def drawn_activity(name: str) -> Any:
        wait(
            lambda: (
                canvas.drawing.activity is not None and canvas.drawing.picture_lines[0][0] == name
            )
        )
        return canvas.drawing.activity

    first = drawn_activity("Test picture 1").probabilities
    np.testing.assert_allclose(first, snapshot.probabilities[0], atol=1e-5)
    for of, place, name in (
        (SetName.TRAIN, TWIN, "Training picture 6"),
        (SetName.TEST, BEYOND, "Test picture 12"),
    ):
        selection.choose_picture(place, of)
        found = drawn_activity(name).probabilities
        np.testing.assert_allclose(found, snapshot.probabilities[BEYOND], atol=1e-5)
        assert not np.allclose(found, first, atol=1e-5)
        np.testing.assert_array_equal(canvas.drawing.picture, drawn.test_x[BEYOND])
        labels = drawn.train_y if of is SetName.TRAIN else drawn.test_y
        assert canvas.drawing.true_class == labels[place]

    window.actions_by_name["view_weights"].trigger()
    view = window.findChild(WeightsPanel)
    assert view is not None
    live, summary = view.findChild(LiveAnswer), view.findChild(QLabel, "weights_maps_summary")
    assert live is not None
    assert summary is not None
    wait(lambda: summary.text() == "for test picture 12")
    maps = live.answer.maps
    selection.choose_picture(0)
    wait(lambda: summary.text() == "for test picture 1")
    assert not np.array_equal(live.answer.maps, maps)
    selection.choose_picture(TWIN, SetName.TRAIN)
    wait(lambda: summary.text() == "for training picture 6")
    np.testing.assert_array_equal(live.answer.maps, maps)
