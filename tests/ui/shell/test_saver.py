"""What is saved while the window is used, and what is said where it cannot be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from signs_studio.runs.store.store import RunStore
from signs_studio.ui.shell import saver as saver_module
from signs_studio.ui.shell.device_menu import DeviceMenu
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.shell.saver import Saver
from signs_studio.ui.state.preferences import Preferences
from signs_studio.worker.run_state import RunState
from tests.full_disk import full_disk
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_draft
from tests.ui.shell.test_main_window import button, click, train_to_the_end

SAVE_TIMEOUT_MS = 30_000


def kept_epochs(preferences: Preferences) -> list[int]:
    """How many epochs there are on the disk of each run."""
    store = RunStore(preferences.home)
    return [len(store.open(each.key).record()) for each in store.summaries()]


def banner(window: MainWindow) -> str:
    """What the banner says; nothing where it is not on show."""
    message = window.findChild(QLabel, "banner_message")
    return message.text() if isinstance(message, QLabel) and message.isVisible() else ""


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


class TestWithoutAClose:
    def test_the_recipe_of_a_run_is_saved_when_it_ends(
        self, qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
    ) -> None:
        train_to_the_end(qtbot, ready_window)
        qtbot.waitUntil(
            lambda: preferences.draft() == ready_window.editor.draft, timeout=SAVE_TIMEOUT_MS
        )

    def test_what_is_chosen_is_saved_when_it_settles(
        self,
        qtbot: QtBot,
        make_window: Callable[[], MainWindow],
        preferences: Preferences,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(saver_module, "SETTLE_MS", 0)
        window = make_window()
        window.editor.edit(small_draft(epochs=77), title="test")
        qtbot.waitUntil(lambda: preferences.draft()["epochs"] == "77", timeout=SAVE_TIMEOUT_MS)
        window.appearance.set_theme("dark")
        qtbot.waitUntil(lambda: preferences.theme() == "dark", timeout=SAVE_TIMEOUT_MS)
        menu = window.findChild(DeviceMenu)
        assert isinstance(menu, DeviceMenu)
        menu.chosen.emit("CPU:0")
        qtbot.waitUntil(lambda: preferences.device() == "CPU:0", timeout=SAVE_TIMEOUT_MS)

    def test_a_picture_that_is_taken_by_command_saves_nothing(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        before = files_of(tmp_path)
        # It is asked to save before it is switched off.
        ready_window.editor.edit(small_draft(epochs=4), title="test")
        ready_window.saver.enabled = False
        train_to_the_end(qtbot, ready_window)
        assert ready_window.leave()
        assert not ready_window.saver.is_thread_running()
        assert files_of(tmp_path) == before


def test_an_error_of_ours_while_saving_is_told_and_survived(
    qapp: object,  # noqa: ARG001 -- threads need it
    preferences: Preferences,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("by test")

    saver = Saver(preferences, lambda: {"theme": "dark"})
    with monkeypatch.context() as patch:
        patch.setattr(Preferences, "save", broken)
        assert saver.save(SAVE_TIMEOUT_MS) == "KeyError"
    assert "Traceback" in capfd.readouterr().err
    assert saver.save(SAVE_TIMEOUT_MS) == ""
    assert preferences.theme() == "dark"
    assert saver.finish(SAVE_TIMEOUT_MS)


class TestFullDisk:
    def test_it_is_said_once_and_all_is_saved_when_there_is_room(
        self, qtbot: QtBot, ready_window: MainWindow, preferences: Preferences, tmp_path: Path
    ) -> None:
        window = ready_window
        assert window.saver.save(SAVE_TIMEOUT_MS) == ""
        before = files_of(tmp_path)
        with full_disk():
            # A click on Train hides what was said of the settings.
            assert window.saver.save(SAVE_TIMEOUT_MS) != ""
            assert "settings cannot be saved" in banner(window)
            train_to_the_end(qtbot, window)
            qtbot.waitUntil(
                lambda: banner(window).startswith("The run cannot be kept: File too large."),
                timeout=SAVE_TIMEOUT_MS,
            )
            click(window, "banner_close")
            click(window, "reset")
            train_to_the_end(qtbot, window)
            assert window.saver.save(SAVE_TIMEOUT_MS) != ""
            assert banner(window) == "", "said twice"
            assert files_of(tmp_path) == before
        assert window.saver.save(SAVE_TIMEOUT_MS) == ""
        qtbot.waitUntil(lambda: kept_epochs(preferences) == [5, 5], timeout=SAVE_TIMEOUT_MS)
        keeping = window.controller.keeping
        qtbot.waitUntil(lambda: not keeping.trouble, timeout=SAVE_TIMEOUT_MS)

    def test_what_is_said_of_the_run_is_taken_back_when_it_is_written(
        self, qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
    ) -> None:
        with full_disk():
            train_to_the_end(qtbot, ready_window)
            qtbot.waitUntil(
                lambda: banner(ready_window).startswith("The run cannot be kept"),
                timeout=SAVE_TIMEOUT_MS,
            )
        # What is said of the settings, which are saved at the same time, may have come after it.
        qtbot.waitUntil(
            lambda: not banner(ready_window).startswith("The run cannot be kept"),
            timeout=SAVE_TIMEOUT_MS,
        )
        qtbot.waitUntil(lambda: kept_epochs(preferences) == [5], timeout=SAVE_TIMEOUT_MS)
        keeping = ready_window.controller.keeping
        qtbot.waitUntil(lambda: not keeping.trouble, timeout=SAVE_TIMEOUT_MS)

    def test_a_close_is_put_off_once(self, qtbot: QtBot, ready_window: MainWindow) -> None:
        window = ready_window
        window.editor.edit(small_draft(epochs=1_000_000), title="test")
        window.train()
        controller = window.controller
        qtbot.waitUntil(
            lambda: controller.record is not None and len(controller.record) > 0,
            timeout=ENGINE_TIMEOUT_MS,
        )
        with full_disk():
            assert not window.close()
            assert window.isVisible()
            assert "could be saved" in banner(window)
            assert "close again" in banner(window)
            assert controller.state is RunState.RUNNING, "the run goes on"
            assert button(window, "stop").isEnabled()
            assert window.close()

    def test_a_close_that_has_room_after_all_saves(
        self, qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
    ) -> None:
        train_to_the_end(qtbot, ready_window)
        with full_disk():
            assert not ready_window.leave()
        assert ready_window.close()
        assert kept_epochs(preferences) == [5]
        assert preferences.draft() == small_draft()
