"""The window's first moments: data that is refused, a close before the panels are there."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from tests.data.archives.hdf5.mutator import HOSTILE
from tests.ui.conftest import wait_for_threads

DRAWING_TIMEOUT_MS = 60_000


def test_first_data_that_is_refused_gives_way_to_the_built_in_hands(
    qtbot: QtBot, make_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    path = tmp_path / "nothing.h5"
    path.write_bytes(b"no HDF5")
    window = make_window()
    window.open_data(path)
    qtbot.waitUntil(lambda: window.controller.dataset is not None, timeout=DRAWING_TIMEOUT_MS)
    assert window.controller.dataset is not None
    assert window.controller.dataset.name == "Built-in hands"
    message = window.findChild(QLabel, "banner_message")
    assert isinstance(message, QLabel)
    assert message.isVisible()
    assert "nothing.h5" in message.text()


def test_first_data_that_is_cancelled_gives_way_to_the_built_in_hands(
    qtbot: QtBot, make_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    HOSTILE["an index that claims 2^62 blocks"](tmp_path / "endless.h5")
    window = make_window()
    window.open_data(tmp_path / "endless.h5")
    window.actions_by_name["cancel_opening"].trigger()
    qtbot.waitUntil(lambda: window.controller.dataset is not None, timeout=DRAWING_TIMEOUT_MS)
    assert window.controller.dataset is not None
    assert window.controller.dataset.name == "Built-in hands"


def test_a_close_before_the_panels_are_built_saves(qtbot: QtBot, preferences: Preferences) -> None:
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.close()
    assert not preferences.geometry("window").isEmpty(), "closing did not save"
    wait_for_threads(window)


def test_at_first_nothing_has_a_ring_and_tab_begins_at_the_beginning(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    with qtbot.waitActive(ready_window):
        ready_window.activateWindow()
    assert QApplication.focusWidget() in (None, ready_window)
    QTest.keyClick(ready_window, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "train"
