from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from signs_studio.engine import loading
from signs_studio.runs.devices import Device, Engine
from signs_studio.ui.shell.device_menu import DeviceMenu
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset, small_draft
from tests.ui.shell.test_main_window import label

PROCESSOR, CARD = Device("CPU:0", "CPU, 2 threads"), Device("GPU:0", "Card & Sons 9000")
ON_CARD = "TensorFlow 2.21.0 on Card & Sons 9000"
ON_PROCESSOR = "TensorFlow 2.21.0 on CPU, 2 threads"


@pytest.fixture
def open_with(
    qtbot: QtBot, make_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., MainWindow]:
    """Opens a window on a machine with these devices, on which nothing is trained."""

    def open_window(*devices: Device) -> MainWindow:
        monkeypatch.setattr(loading, "load_tensorflow", lambda: Engine("2.21.0", devices))
        window = make_window()
        qtbot.waitUntil(
            lambda: window.controller.state is RunState.READY, timeout=ENGINE_TIMEOUT_MS
        )
        return window

    return open_window


def menu_of(window: MainWindow) -> DeviceMenu:
    (menu,) = window.findChildren(DeviceMenu)
    return menu


def entry(window: MainWindow, id_: str) -> QAction:
    found = window.findChild(QAction, f"action_device_{id_}")
    assert isinstance(found, QAction)
    return found


def checked(window: MainWindow) -> list[str]:
    return [action.data() for action in menu_of(window).actions() if action.isChecked()]


def test_the_card_is_taken_and_named(open_with: Callable[..., MainWindow]) -> None:
    window = open_with(PROCESSOR, CARD)
    assert label(window, "engine_status") == ON_CARD
    assert [action.data() for action in menu_of(window).actions()] == ["CPU:0", "GPU:0"]
    assert entry(window, "GPU:0").text() == "Card && Sons 9000"
    assert "(GPU:0)" in entry(window, "GPU:0").toolTip()
    assert checked(window) == ["GPU:0"]


def test_it_is_chosen_in_the_menu_of_runs(
    qtbot: QtBot, open_with: Callable[..., MainWindow]
) -> None:
    window = open_with(PROCESSOR, CARD)
    (runs,) = (m for m in window.menuBar().findChildren(QMenu) if m.title() == "&Run")
    assert menu_of(window).menuAction() in runs.actions()
    menu = menu_of(window)
    menu.popup(window.rect().center())
    qtbot.waitUntil(menu.isVisible)
    place = menu.actionGeometry(entry(window, "CPU:0")).center()
    with qtbot.waitSignal(window.controller.device_changed):
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert window.controller.device == PROCESSOR
    assert label(window, "engine_status") == ON_PROCESSOR
    assert checked(window) == ["CPU:0"]


def test_a_choice_is_remembered(
    open_with: Callable[..., MainWindow], preferences: Preferences
) -> None:
    window = open_with(PROCESSOR, CARD)
    window.close()
    # Nobody chose: a card that comes later is to be taken.
    assert preferences.device() == ""

    window = open_with(PROCESSOR, CARD)
    entry(window, "CPU:0").trigger()
    window.close()
    window = open_with(PROCESSOR, CARD)
    assert label(window, "engine_status") == ON_PROCESSOR
    assert checked(window) == ["CPU:0"]


def test_a_remembered_card_that_is_gone_leaves_the_processor(
    open_with: Callable[..., MainWindow], preferences: Preferences
) -> None:
    preferences.save({"device": "GPU:0"})
    window = open_with(PROCESSOR)
    assert label(window, "engine_status") == ON_PROCESSOR
    assert checked(window) == ["CPU:0"]
    window.close()
    # It may come back.
    assert preferences.device() == "GPU:0"


def test_it_is_chosen_between_runs_once_tensorflow_is_there(
    qtbot: QtBot, make_window: Callable[[], MainWindow]
) -> None:
    window = make_window()
    window.editor.edit(small_draft(epochs=2), title="test")
    menu = menu_of(window)
    assert not menu.menuAction().isEnabled()
    window.controller.set_data(small_dataset())
    qtbot.waitUntil(lambda: window.controller.state is RunState.READY, timeout=ENGINE_TIMEOUT_MS)
    assert menu.menuAction().isEnabled()
    window.actions_by_name["step"].trigger()
    assert not menu.menuAction().isEnabled()
    qtbot.waitUntil(lambda: window.controller.state is RunState.PAUSED, timeout=ENGINE_TIMEOUT_MS)
    assert not menu.menuAction().isEnabled()
    window.actions_by_name["stop"].trigger()
    qtbot.waitUntil(lambda: window.controller.state is RunState.FINISHED, timeout=ENGINE_TIMEOUT_MS)
    assert menu.menuAction().isEnabled()
    device = window.controller.device
    assert device is not None
    assert label(window, "engine_status").endswith(f" on {device.name}")
    assert window.controller.record is not None
    assert window.controller.record.device == device.name
