"""Data of last time: in the menu, open again at the next start, and pasted or dropped."""

import threading
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.data import opening
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.data_source import DataSource
from signs_studio.data.dataset import Dataset
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from tests.ui.conftest import (
    ENGINE_TIMEOUT_MS,
    small_dataset,
    type_into_file_dialogs,
)


def words(window: QWidget, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None
    return str(getattr(found, "words", found.text()))


def data_in(folder: Path) -> Path:
    """A folder of train_*.h5 and test_*.h5."""
    folder.mkdir()
    write_signs(small_dataset(seed=5, train=30), folder)
    return folder


def entries(window: MainWindow) -> dict[str, QAction]:
    menu = window.findChild(QMenu, "recent_menu")
    assert menu is not None
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


def open_and_wait(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        window.open_data(path)


def test_what_was_opened_is_in_the_menu_and_what_has_gone_is_grey(
    qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
) -> None:
    window = ready_window
    menu = window.findChild(QMenu, "recent_menu")
    assert menu is not None
    assert not menu.menuAction().isEnabled(), "there is nothing in it"
    first, second = (data_in(tmp_path / name) for name in ("R&D", "second"))
    for path in (first, second):
        open_and_wait(qtbot, window, path)
    second.rename(tmp_path / "elsewhere")
    found = entries(window)
    assert [*found] == ["&1 second (not there)", "&2 R&&D", "&Clear this list"]
    assert not found["&1 second (not there)"].isEnabled()
    with qtbot.waitSignal(window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        found["&2 R&&D"].trigger()
    assert next(iter(entries(window))) == "&1 R&&D"
    entries(window)["&Clear this list"].trigger()
    assert not menu.menuAction().isEnabled()


def test_the_last_data_is_open_again_at_the_next_start(
    qtbot: QtBot, make_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    folder = data_in(tmp_path / "mine")
    before = make_window()
    open_and_wait(qtbot, before, folder)
    assert before.leave()
    after = make_window()
    with qtbot.waitSignal(after.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        after.start(None, reopens=True)
    assert after.controller.dataset is not None
    assert after.controller.dataset.path == folder


def test_data_that_has_gone_is_said_and_the_hands_are_drawn(
    qtbot: QtBot, make_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    folder = data_in(tmp_path / "mine")
    before = make_window()
    open_and_wait(qtbot, before, folder)
    assert before.leave()
    folder.rename(tmp_path / "elsewhere")
    after = make_window()
    with qtbot.waitSignal(after.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        after.start(None, reopens=True)
    assert after.controller.dataset is not None
    assert after.controller.dataset.name == "Built-in hands"
    assert words(after, "banner_message") == (
        f"“{folder}”, which was open last time, is not there any more; the built-in hands are open "
        "instead."
    )


def test_what_is_asked_for_wins_and_hands_that_were_chosen_stay(
    qtbot: QtBot,
    make_window: Callable[[], MainWindow],
    preferences: Preferences,
    tmp_path: Path,
) -> None:
    first, second = (data_in(tmp_path / name) for name in ("first", "second"))
    before = make_window()
    open_and_wait(qtbot, before, first)
    assert before.leave()
    after = make_window()
    with qtbot.waitSignal(after.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        after.start(second, reopens=True)
    assert after.controller.dataset is not None
    assert after.controller.dataset.path == second
    with qtbot.waitSignal(after.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        after.actions_by_name["built_in_hands"].trigger()
    assert after.leave()
    assert '"last": null' in preferences.recent_data()


def test_hands_that_were_not_wanted_after_all_are_not_opened_at_the_next_start(
    qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
) -> None:
    window, recent = ready_window, ready_window.workspace.recent_data
    open_and_wait(qtbot, window, data_in(tmp_path / "mine"))
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()
    window.actions_by_name["built_in_hands"].trigger()
    window.actions_by_name["cancel_opening"].trigger()
    qtbot.waitUntil(lambda: not window.data_thread.is_opening, timeout=ENGINE_TIMEOUT_MS)
    is_taken = window.controller.dataset is not None and window.controller.dataset.path is None
    assert (recent.last is None) is is_taken


def test_what_is_opened_is_cancelled_and_remembered_up_to_its_fingerprint(
    qtbot: QtBot, ready_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, first, second = ready_window, Path("first"), Path("second")
    before = window.controller.dataset
    began, go_on = threading.Event(), threading.Event()

    class Large(Dataset):
        @property
        def fingerprint(self) -> str:  # type: ignore[override]
            began.set()
            assert go_on.wait(ENGINE_TIMEOUT_MS / 1000)
            return ""

    def open_pictures(path: Path, **_how: object) -> Dataset:
        dataset = replace(small_dataset(seed=5), path=path)
        if path == second:
            return dataset
        return Large(**{each.name: getattr(dataset, each.name) for each in fields(dataset)})

    monkeypatch.setattr(opening, "open_pictures", open_pictures)
    cancel = window.actions_by_name["cancel_opening"]
    window.open_data(first)
    qtbot.waitUntil(began.is_set)
    assert cancel.isEnabled()
    with qtbot.waitSignal(window.data_thread.cancelled):
        cancel.trigger()
        go_on.set()
    assert not cancel.isEnabled()
    assert window.controller.dataset is before
    for event in (began, go_on):
        event.clear()
    window.open_data(first)
    qtbot.waitUntil(began.is_set)
    with qtbot.waitSignal(window.controller.data_changed):
        window.open_data(second)
        go_on.set()
    assert window.controller.dataset is not None
    assert window.controller.dataset.path == second
    assert [source.paths for source in window.workspace.recent_data.all] == [(second,)]


def test_copied_files_are_opened_by_ctrl_v_anywhere(
    qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
) -> None:
    folder = data_in(tmp_path / "copied")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    QGuiApplication.clipboard().setMimeData(mime)
    grid = ready_window.findChild(QWidget, "picture_grid")
    assert grid is not None
    with qtbot.waitActive(ready_window):
        ready_window.activateWindow()
    grid.setFocus()
    with qtbot.waitSignal(ready_window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
        QTest.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert ready_window.controller.dataset is not None
    assert ready_window.controller.dataset.path == folder


def test_words_in_a_field_are_pasted_into_it(ready_window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("77")
    field = ready_window.findChild(QWidget, "epochs")
    assert field is not None
    ready_window.activateWindow()
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "77"  # type: ignore[attr-defined]


def test_nothing_to_paste_is_said(ready_window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("words")
    ready_window.actions_by_name["paste"].trigger()
    assert "nothing to paste" in words(ready_window, "message")


def test_photographs_are_opened_at_the_size_that_is_chosen_and_remembered(
    ready_window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = ready_window
    (tmp_path / "photographs").mkdir()
    type_into_file_dialogs(monkeypatch, tmp_path / "photographs")
    opened: list[DataSource] = []

    def open_source(source: DataSource, asked: DataSource) -> None:
        opened.append(source)
        assert asked is source

    monkeypatch.setattr(window.data_thread, "open", open_source)
    window.actions_by_name["open_photographs"].trigger()
    dialog = window.findChild(QDialog, "photographs_dialog")
    assert dialog is not None
    side = dialog.findChild(QComboBox, "photographs_side")
    fit = dialog.findChild(QComboBox, "photographs_fit")
    assert side is not None
    assert fit is not None
    assert side.currentData() == 64
    side.setCurrentIndex(side.findData(32))
    fit.setCurrentIndex(fit.findData("pad"))
    dialog.accept()
    folder = tmp_path / "photographs"
    assert opened == [DataSource(paths=(folder,), side=32, fit="pad")]
    window.open_data(folder)
    assert opened[1] == opened[0], "dropped, they are opened as the last ones were"


def test_how_much_is_read_is_said(
    ready_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = ready_window.data_thread
    monkeypatch.setattr(thread, "open", lambda *_source, **_asked: None)
    monkeypatch.setattr(type(thread), "is_opening", property(lambda _thread: True))
    ready_window.open_data(Path("photographs"))
    thread.progressed.emit(0.45)
    assert words(ready_window, "message") == "Opening photographs… 45 % (Esc cancels)"
