"""What is saved while the window is used, and what is said where it cannot be."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.runs.test_store import finished, run

from signs_studio.runs import earlier_file as store
from signs_studio.runs.events import EpochFinished, FinishReason, RunStarted
from signs_studio.runs.record import RunRecord
from signs_studio.ui.shell import saver as saver_module
from signs_studio.ui.shell.device_menu import DeviceMenu
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.shell.saver import Saver
from signs_studio.ui.state.preferences import Preferences
from signs_studio.worker.run_controller import RunState
from tests.full_disk import full_disk
from tests.ui.conftest import ENGINE_TIMEOUT_MS, answer, small_draft
from tests.ui.shell.test_main_window import button, click, train_to_the_end

SAVE_TIMEOUT_MS = 30_000


def saved_ids(preferences: Preferences) -> list[int]:
    return [record.run_id for record in preferences.earlier_runs()]


def banner(window: MainWindow) -> str:
    """What the banner says; nothing where it is not on show."""
    message = window.findChild(QLabel, "banner_message")
    return message.text() if isinstance(message, QLabel) and message.isVisible() else ""


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


class TestWithoutAClose:
    def test_a_run_is_saved_when_it_ends(
        self, qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
    ) -> None:
        train_to_the_end(qtbot, ready_window)
        record = ready_window.controller.record
        assert record is not None
        qtbot.waitUntil(lambda: saved_ids(preferences) == [1], timeout=SAVE_TIMEOUT_MS)
        (saved,) = preferences.earlier_runs()
        np.testing.assert_array_equal(saved.series("cost"), record.series("cost"))
        train_to_the_end(qtbot, ready_window)
        qtbot.waitUntil(lambda: len(preferences.earlier_runs()[0]) == 10, timeout=SAVE_TIMEOUT_MS)
        assert preferences.draft() == ready_window.editor.draft

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


@pytest.mark.usefixtures("qapp")
def test_two_windows_keep_each_other_s_runs(tmp_path: Path) -> None:
    path = tmp_path / "runs.json"
    savers = []
    for name in ("one.ini", "two.ini"):
        settings = QSettings(str(tmp_path / name), QSettings.Format.IniFormat)
        savers.append(Saver(Preferences(settings, path), dict))
    runs = [run(1), run(1), run(2), run(2)]
    for saver, record in zip(savers * 2, runs, strict=True):
        saver.add_run(record)
        assert saver.save(SAVE_TIMEOUT_MS) == ""
        assert not saver.has_unsaved_runs
    loaded = store.load_runs(path)
    assert [record.key for record in loaded] == [record.key for record in runs]
    assert [record.run_id for record in loaded] == [1, 2, 3, 4]
    for saver in savers:
        assert saver.finish(SAVE_TIMEOUT_MS)


@pytest.fixture
def make_saver(
    qapp: object,  # noqa: ARG001 -- threads need it
    tmp_path: Path,
) -> Iterator[Callable[[str, str], tuple[Saver, Preferences]]]:
    """Makes a saver of a theme, from where its settings and its runs are to lie."""
    savers: list[Saver] = []

    def make(settings: str, runs: str) -> tuple[Saver, Preferences]:
        kept = QSettings(str(tmp_path / settings), QSettings.Format.IniFormat)
        preferences = Preferences(kept, tmp_path / runs)
        savers.append(Saver(preferences, lambda: {"theme": "dark"}))
        return savers[-1], preferences

    yield make
    for saver in savers:
        assert saver.finish(SAVE_TIMEOUT_MS)


def test_runs_are_saved_where_settings_cannot_be(
    make_saver: Callable[[str, str], tuple[Saver, Preferences]], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    saver, preferences = make_saver("file/settings.ini", "runs/runs.json")
    told: list[str] = []
    saver.failed.connect(told.append)
    saver.add_run(run(1))
    assert saver.save(SAVE_TIMEOUT_MS) != ""
    assert saved_ids(preferences) == [1]
    assert not saver.has_unsaved_runs
    assert saver.save(SAVE_TIMEOUT_MS) != ""
    assert len(told) == 1
    # Runs are worth another word.
    (tmp_path / "runs").rename(tmp_path / "elsewhere")
    (tmp_path / "runs").touch()
    saver.add_run(run(2))
    for _ in range(2):
        assert saver.save(SAVE_TIMEOUT_MS) != ""
    assert len(told) == 2


def test_an_end_without_another_epoch_is_saved(
    make_saver: Callable[[str, str], tuple[Saver, Preferences]],
) -> None:
    saver, preferences = make_saver("settings.ini", "runs.json")
    record = run(1)
    saver.add_run(record)
    assert saver.save(SAVE_TIMEOUT_MS) == ""
    started = RunStarted(first_epoch=3, last_epoch=9, compiling=False, device=record.device)
    for event in (started, finished(reason=FinishReason.STOPPED, kept_epochs=3)):
        record.apply(event)
        saver.add_run(record)
        assert saver.has_unsaved_runs
        assert saver.save(SAVE_TIMEOUT_MS) == ""
        (saved,) = preferences.earlier_runs()
        assert (saved.last_epoch, saved.end) == (record.last_epoch, record.end)
    saver.add_run(record)
    assert not saver.has_unsaved_runs


def test_settings_are_saved_where_runs_cannot_be(
    make_saver: Callable[[str, str], tuple[Saver, Preferences]], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    saver, preferences = make_saver("settings.ini", "file/runs.json")
    saver.add_run(run(1))
    assert saver.save(SAVE_TIMEOUT_MS) != ""
    assert saver.has_unsaved_runs
    assert preferences.theme() == "dark"
    (tmp_path / "file").unlink()
    assert saver.save(SAVE_TIMEOUT_MS) == ""
    assert saved_ids(preferences) == [1]


def test_an_error_of_ours_while_saving_is_told_and_survived(
    make_saver: Callable[[str, str], tuple[Saver, Preferences]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("by test")

    saver, preferences = make_saver("settings.ini", "runs.json")
    saver.add_run(run(1))
    with monkeypatch.context() as patch:
        patch.setattr(Preferences, "save", broken)
        assert saver.save(SAVE_TIMEOUT_MS) == "KeyError"
    assert "Traceback" in capfd.readouterr().err
    assert saved_ids(preferences) == [1]
    assert saver.save(SAVE_TIMEOUT_MS) == ""
    assert preferences.theme() == "dark"


def test_a_run_that_grows_while_it_is_saved_is_saved_again(
    make_saver: Callable[[str, str], tuple[Saver, Preferences]], monkeypatch: pytest.MonkeyPatch
) -> None:
    saver, preferences = make_saver("settings.ini", "runs.json")
    record, save_runs = run(1, 3), Preferences.save_runs
    epoch = EpochFinished(
        epoch=3,
        cost=1.0,
        test_cost=1.0,
        train_accuracy=0.5,
        test_accuracy=0.5,
        seconds=0.1,
    )

    def save_and_grow(self: Preferences, records: list[RunRecord]) -> list[RunRecord]:
        record.apply(epoch)
        return save_runs(self, records)

    saver.add_run(record)
    with monkeypatch.context() as patch:
        patch.setattr(Preferences, "save_runs", save_and_grow)
        assert saver.save(SAVE_TIMEOUT_MS) == ""
    assert [len(saved) for saved in preferences.earlier_runs()] == [3]
    assert saver.has_unsaved_runs
    assert saver.save(SAVE_TIMEOUT_MS) == ""
    assert [len(saved) for saved in preferences.earlier_runs()] == [4]


def test_a_run_that_is_too_long_is_said_and_the_others_saved(
    make_window: Callable[[], MainWindow], preferences: Preferences
) -> None:
    window = make_window()
    window.saver.add_run(run(1))
    window.saver.add_run(run(2, 400_000))
    assert window.saver.save(SAVE_TIMEOUT_MS) == ""
    assert saved_ids(preferences) == [1]
    assert "Run #2 has 400,000 epochs" in banner(window)
    assert not window.saver.has_unsaved_runs


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
            assert "cannot be saved" in banner(window)
            train_to_the_end(qtbot, window)
            qtbot.waitUntil(lambda: "cannot be saved" in banner(window), timeout=SAVE_TIMEOUT_MS)
            click(window, "banner_close")
            click(window, "reset")
            answer(window, "agree")
            train_to_the_end(qtbot, window)
            assert window.saver.save(SAVE_TIMEOUT_MS) != ""
            assert banner(window) == "", "said twice"
            after = files_of(tmp_path)
            after.pop(".runs.json.lock", None)
            assert after == before
        assert window.saver.save(SAVE_TIMEOUT_MS) == ""
        assert saved_ids(preferences) == [1, 2]

    def test_a_close_is_put_off_once(
        self, qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
    ) -> None:
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
            answer(window, "agree")
            assert window.isVisible()
            assert "could not be saved" in banner(window)
            assert "close again" in banner(window)
            assert controller.state is RunState.RUNNING, "the run goes on"
            assert button(window, "stop").isEnabled()
            assert window.close()
        assert saved_ids(preferences) == []

    def test_a_close_that_has_room_after_all_saves(
        self, qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
    ) -> None:
        train_to_the_end(qtbot, ready_window)
        with full_disk():
            assert not ready_window.leave()
        assert ready_window.close()
        assert saved_ids(preferences) == [1]
        assert preferences.draft() == small_draft()
