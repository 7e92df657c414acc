"""Curves and pictures of the grid are saved from the menus."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from signs_studio.report import painting
from signs_studio.runs.store.layout import LOCK
from signs_studio.runs.store.locks import is_locked
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.selection import SortOrder
from signs_studio.ui.widgets.theme import load_theme
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, type_into_file_dialogs
from tests.ui.shell.test_main_window import label

_REFUSED = (".bmp", ".jpg")


@pytest.fixture
def trained_window(qtbot: QtBot, ready_window: MainWindow) -> MainWindow:
    """A window whose run of five epochs has ended."""
    with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        ready_window.train()
    return ready_window


@pytest.fixture
def save(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[MainWindow, str, str], Path]:
    """Triggers an action with the dialog's answer, waits, and returns the file."""

    def do(window: MainWindow, action: str, name: str) -> Path:
        type_into_file_dialogs(monkeypatch, tmp_path / name)
        writer = window.workspace.file_writer
        outcome = writer.refused if name.endswith(_REFUSED) else writer.written
        with qtbot.waitSignal(outcome):
            window.actions_by_name[action].trigger()
        return tmp_path / name

    return do


def test_there_is_nothing_to_save_before_there_is_anything(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    curves, grid = (ready_window.actions_by_name[name] for name in ("save_curves", "save_grid"))
    assert ready_window.controller.state is RunState.READY
    assert not curves.isEnabled()
    qtbot.waitUntil(grid.isEnabled)
    with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        ready_window.train()
    assert curves.isEnabled()


def test_curves_are_saved_as_the_ending_says(
    trained_window: MainWindow, save: Callable[[MainWindow, str, str], Path]
) -> None:
    record = trained_window.controller.record
    assert record is not None
    with save(trained_window, "save_curves", "curves.csv").open(
        newline="", encoding="utf-8"
    ) as file:
        rows = list(csv.DictReader(file))
    assert [float(row["test_cost"]) for row in rows] == record.series("test_cost").tolist()
    assert label(trained_window, "message") == "Saved as curves.csv"
    svg = ElementTree.parse(save(trained_window, "save_curves", "curves.svg"))
    words = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert words[0].startswith("Run 1: 3 tanh")
    assert not QImage(str(save(trained_window, "save_curves", "curves.png"))).isNull()
    save(trained_window, "save_curves", "curves.bmp")
    assert "The ending of the file says" in label(trained_window, "banner_message")


def test_ticked_runs_are_saved_in_their_colours(
    qtbot: QtBot, trained_window: MainWindow, save: Callable[[MainWindow, str, str], Path]
) -> None:
    earlier = trained_window.controller.record
    assert earlier is not None
    trained_window.controller.reset()
    qtbot.waitUntil(lambda: trained_window.controller.state is RunState.READY)
    with qtbot.waitSignal(trained_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        trained_window.train()
    trained_window.workspace.selection.tick_runs([earlier.key])
    root = ElementTree.parse(save(trained_window, "save_curves", "curves.svg")).getroot()
    svg = "{http://www.w3.org/2000/svg}"
    words = [element.text or "" for element in root.iter(f"{svg}text")]
    assert words[0] == "Curves of 2 runs"
    tints = trained_window.workspace.run_colours.tints
    theme = load_theme("light")
    colours = [theme.earlier[tints[earlier.key]], theme.train]
    assert [path.attrib["stroke"] for path in root.iter(f"{svg}path")] == colours * 4


def test_the_grid_is_saved_as_it_is_filtered_and_sorted(
    trained_window: MainWindow,
    save: Callable[[MainWindow, str, str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str] = []
    to_png = painting.svg_to_png

    def remember(svg: str) -> bytes:
        drawn.append(svg)
        return to_png(svg)

    monkeypatch.setattr(painting, "svg_to_png", remember)
    selection = trained_window.workspace.selection
    selection.set_filter(replace(selection.grid_filter, sign=1, sort=SortOrder.LEAST_CONFIDENT))
    path = save(trained_window, "save_grid", "grid.png")
    assert not QImage(str(path)).isNull()
    root = ElementTree.fromstring(drawn[0])
    svg = "{http://www.w3.org/2000/svg}"
    assert len(list(root.iter(f"{svg}image"))) == 4
    words = [element.text or "" for element in root.iter(f"{svg}text")]
    assert words[0] == "Test pictures of drawn, read by Run 1 after epoch 5"
    assert words[1].startswith("4 of 12 shown, ")
    assert words[1].endswith("; only 1; least confident first")
    shares = [
        int(word.removesuffix("\N{NO-BREAK SPACE}%"))
        for word in words
        if word.endswith("\N{NO-BREAK SPACE}%")
    ]
    assert len(shares) == 4
    assert shares == sorted(shares)
    save(trained_window, "save_grid", "grid.jpg")
    assert "The ending of the file says" in label(trained_window, "banner_message")


def test_a_run_leaves_as_a_file_and_comes_back(
    qtbot: QtBot,
    trained_window: MainWindow,
    save: Callable[[MainWindow, str, str], Path],
    tmp_path: Path,
) -> None:
    window, library = trained_window, trained_window.workspace.library
    record = window.controller.record
    assert record is not None
    qtbot.waitUntil(window.actions_by_name["save_run"].isEnabled, timeout=ENGINE_TIMEOUT_MS)
    path = save(window, "save_run", "mine.signsrun")

    # What is here already is opened, not taken in once more.
    window.actions_by_name["reset"].trigger()
    with qtbot.waitSignal(window.controller.reopening_ended, timeout=ENGINE_TIMEOUT_MS):
        assert window._receiver.open_dropped(dropped(path))
    assert [entry.key for entry in library.entries] == [record.key]
    assert window.controller.record is not None
    assert window.controller.record.series("cost").tolist() == record.series("cost").tolist()

    # Another home has nothing of it.
    window.actions_by_name["reset"].trigger()
    qtbot.waitUntil(lambda: not is_locked(tmp_home(window) / record.key / LOCK))
    library.remove([record.key])
    qtbot.waitUntil(lambda: not library.entries)
    with qtbot.waitSignal(window.controller.reopening_ended, timeout=ENGINE_TIMEOUT_MS):
        assert window._receiver.open_dropped(dropped(path))
    assert window.controller.record.key == record.key

    wrong, folder = tmp_path / "wrong.signsrun", tmp_path / "folder.signsrun"
    wrong.write_text("no run")
    folder.mkdir()
    for each in (wrong, folder):
        with qtbot.waitSignal(window.workspace.notifications.went_wrong) as told:
            window._receiver.open_dropped(dropped(each))
        assert told.args is not None
        assert told.args[0].startswith(each.name), "the file is to blame, not the home"
        assert told.args[1] == "", "a refusal is a sentence, not a traceback"


def test_a_report_of_the_run_is_saved(
    qtbot: QtBot, trained_window: MainWindow, save: Callable[[MainWindow, str, str], Path]
) -> None:
    action = trained_window.actions_by_name["save_report"]
    qtbot.waitUntil(action.isEnabled, timeout=ENGINE_TIMEOUT_MS)
    page = save(trained_window, "save_report", "report.html").read_text(encoding="utf-8")
    assert "Run 1" in page
    assert save(trained_window, "save_report", "report.pdf").read_bytes().startswith(b"%PDF")
    save(trained_window, "save_report", "report.jpg")
    assert "The ending of the file says" in label(trained_window, "banner_message")


def tmp_home(window: MainWindow) -> Path:
    """The folder of the window's runs."""
    return window.controller.keeping.store().folder


def dropped(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime
