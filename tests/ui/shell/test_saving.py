"""Curves and pictures of the grid are saved from the menus."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from signs_studio.report import painting
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.selection import SortOrder
from signs_studio.worker.run_controller import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, type_into_file_dialogs
from tests.ui.shell.test_main_window import label


@pytest.fixture
def trained_window(qtbot: QtBot, ready_window: MainWindow) -> MainWindow:
    """A window whose run of five epochs has ended."""
    with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        ready_window.train()
    return ready_window


@pytest.fixture
def save(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[MainWindow, str, str], Path]:
    """Triggers an action with the dialog's answer, and returns the file."""

    def do(window: MainWindow, action: str, name: str) -> Path:
        type_into_file_dialogs(monkeypatch, tmp_path / name)
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
    assert words[0].startswith("#1 3 tanh")
    assert not QImage(str(save(trained_window, "save_curves", "curves.png"))).isNull()
    save(trained_window, "save_curves", "curves.bmp")
    assert "The ending of the file says" in label(trained_window, "banner_message")


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
    assert words[0] == "Test pictures of drawn, read by run #1 after epoch 5"
    assert words[1].startswith("4 of 12 shown, ")
    assert words[1].endswith("; only 1; least confident first")
    shares = [
        int(word.removesuffix("\N{NO-BREAK SPACE}%"))
        for word in words
        if word.endswith("\N{NO-BREAK SPACE}%")
    ]
    assert shares == sorted(shares)
    save(trained_window, "save_grid", "grid.jpg")
    assert "The ending of the file says" in label(trained_window, "banner_message")
