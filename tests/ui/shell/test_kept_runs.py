"""Kept runs in the window: offered after a crash, reopened with data, recipe and network."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.data_source import CurationChoices, DataSource, DrawnHands
from signs_studio.data.opening import open_source
from signs_studio.runs.store.store import RunStore
from signs_studio.ui.shell.cut_short_notice import CutShortNotice, last_cut_short
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.state.run_entry import RunEntry
from signs_studio.worker.run_state import RunState
from tests.records import make_run
from tests.stored_runs import store_run
from tests.ui.conftest import small_dataset, small_draft
from tests.ui.run_lists import entry_of
from tests.ui.shell.test_main_window import button, click, label, train_to_the_end

WAIT_MS = 30_000


def wait_until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=WAIT_MS)


def cut_short(qtbot: QtBot, window: MainWindow, home: Path) -> None:
    """Leaves in a home what a process leaves that is killed while it trains; trains on to 400."""
    window.editor.edit(small_draft(epochs=400), title="test")
    window.train()
    controller = window.controller
    wait_until(qtbot, lambda: bool(controller.record))
    controller.pause()
    wait_until(qtbot, lambda: controller.state is RunState.PAUSED)
    assert controller.flush(WAIT_MS)
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(controller.keeping.store().home, home)
    with qtbot.waitSignal(window.run_shown, timeout=WAIT_MS):
        controller.resume()


def notice(window: MainWindow) -> CutShortNotice:
    found = window.findChild(CutShortNotice)
    assert isinstance(found, CutShortNotice)
    return found


@pytest.fixture
def crashed(
    qtbot: QtBot, ready_window: MainWindow, preferences: Preferences, tmp_path: Path
) -> tuple[MainWindow, list[float]]:
    """The window after a crash, and the costs of the run that it cut short, had it not."""
    cut_short(qtbot, ready_window, tmp_path / "crashed")
    record = ready_window.controller.record
    assert record is not None
    straight = record.series("cost").tolist()
    assert len(straight) == 400
    assert ready_window.leave()
    preferences.home = tmp_path / "crashed"
    return ready_window, straight


def test_a_run_that_was_cut_short_is_offered_and_gone_on_with_to_the_bit(
    qtbot: QtBot,
    crashed: tuple[MainWindow, list[float]],
    make_window: Callable[[], MainWindow],
    preferences: Preferences,
) -> None:
    _, straight = crashed
    window = make_window()
    wait_until(qtbot, lambda: notice(window).isVisible())
    (summary,) = RunStore(preferences.home).summaries()
    words = notice(window).findChild(QLabel, "notice_message")
    assert words is not None
    assert words.text().startswith(f"Run 1 was cut short at epoch {summary.epochs} of 400. Lost is")
    window.controller.set_data(small_dataset())
    with qtbot.waitSignal(window.run_shown, timeout=WAIT_MS):
        click(window, "notice_go_on")
        assert not notice(window).isVisible()
    record = window.controller.record
    assert record is not None
    assert record.series("cost").tolist() == straight
    assert window.editor.draft == small_draft(epochs=400)
    assert [entry.key for entry in window.workspace.library.entries] == [record.key]


@pytest.mark.parametrize("choice", ["look", "dismiss"])
def test_it_is_offered_once(
    qtbot: QtBot,
    crashed: tuple[MainWindow, list[float]],
    make_window: Callable[[], MainWindow],
    choice: str,
) -> None:
    del crashed
    window = make_window()
    wait_until(qtbot, lambda: notice(window).isVisible())
    window.controller.set_data(small_dataset())
    click(window, f"notice_{choice}")
    if choice == "look":
        wait_until(qtbot, lambda: window.controller.state is RunState.FINISHED)
        assert "Resume" in button(window, "train").text()
        assert window.controller.snapshot is not None
    assert window.leave()
    again = make_window()
    wait_until(qtbot, lambda: bool(again.workspace.library.entries))
    assert not notice(again).isVisible()


def test_of_runs_that_were_cut_short_the_one_that_was_written_last_is_offered() -> None:
    def kept(number: int, *, written: float, epochs: int = 2) -> RunEntry:
        entry = entry_of(make_run(number, epochs=epochs))
        return replace(entry, is_kept=True, written=written)

    # The first was gone on with, and cut short once more.
    first, second, empty = (
        kept(1, written=9.0),
        kept(2, written=5.0),
        kept(3, written=7.0, epochs=0),
    )
    ended = kept(4, written=8.0)
    ended.progress.has_ended = True
    running = replace(kept(5, written=10.0), is_running=True)
    assert last_cut_short([first, second, empty, ended, running]) is first
    assert last_cut_short([second, empty, ended, running]) is second
    assert last_cut_short([empty, ended, running]) is None


def test_a_run_is_reopened_with_its_data_and_its_recipe(
    qtbot: QtBot, ready_window: MainWindow, tmp_path: Path, preferences: Preferences
) -> None:
    window = ready_window
    path = write_signs(small_dataset(seed=5, train=30), tmp_path)[0]
    with qtbot.waitSignal(window.controller.data_changed, timeout=WAIT_MS):
        window.open_data(path)
    window.editor.edit(small_draft(epochs=7), title="test")
    train_to_the_end(qtbot, window)
    first = window.controller.record
    assert first is not None
    window.controller.set_data(small_dataset())
    window.editor.edit(small_draft(epochs=3), title="test")
    train_to_the_end(qtbot, window)
    store = RunStore(preferences.home)
    with qtbot.waitSignal(window.controller.reopening_ended, timeout=WAIT_MS):
        window.workspace.run_opening.reopen(store.summary(first.key))
    assert window.controller.record is not first
    assert window.controller.record is not None
    assert window.controller.record.key == first.key
    assert window.controller.dataset is not None
    assert window.controller.dataset.path == path
    assert window.editor.draft == small_draft(epochs=7)
    assert button(window, "train").text() == "Train more"
    assert label(window, "epoch_counter") == "Epoch 7 of 7"
    qtbot.waitUntil(lambda: "read correctly" in label(window, "picture_counts"))


def test_data_that_is_nowhere_any_more_is_asked_for(
    qtbot: QtBot, ready_window: MainWindow, preferences: Preferences
) -> None:
    window = ready_window
    train_to_the_end(qtbot, window)
    assert window.controller.record is not None
    key = window.controller.record.key
    window.controller.set_data(small_dataset(seed=3))
    window.workspace.run_opening.reopen(RunStore(preferences.home).summary(key))
    assert "open “drawn”, split and changed as it was then" in label(window, "banner_message")
    assert window.controller.state is RunState.READY
    # Whatever is opened later opens no run.
    window.controller.set_data(small_dataset())
    assert window.controller.state is RunState.READY


@pytest.mark.parametrize(
    "source",
    [
        DataSource(hands=DrawnHands(train_count=30, test_count=12)),
        DataSource(
            paths=(Path("train.npz"),),
            mapping={"train_x": "seen", "train_y": "shown"},
            test_paths=(Path("test.npz"),),
            curation=CurationChoices(test_share=0.4, label_noise=0.2, leaves_copies_out=True),
        ),
    ],
    ids=["hands", "files"],
)
def test_the_window_opens_the_data_of_a_run_of_the_command_line(
    qtbot: QtBot,
    ready_window: MainWindow,
    preferences: Preferences,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: DataSource,
) -> None:
    monkeypatch.chdir(tmp_path)
    drawn = small_dataset(seed=7)
    pictures = drawn.train_x.copy()
    pictures[:2] = drawn.test_x[:2]
    np.savez("train.npz", seen=pictures, shown=drawn.train_y)
    np.savez("test.npz", x=drawn.test_x, y=drawn.test_y)
    window, store = ready_window, RunStore(preferences.home)
    summary = store.summary(store_run(store, open_source(source)).key)
    before = window.controller.dataset
    with qtbot.waitSignal(window.controller.reopening_ended, timeout=WAIT_MS):
        window.workspace.run_opening.reopen(summary)
    dataset, curation = window.controller.dataset, window.workspace.curation
    assert dataset is not None
    assert dataset is not before
    assert dataset.fingerprint == summary.head.origin.fingerprint
    assert dataset.opened_from == source.absolute()
    assert curation.choices.of_data == source.curation
    # What a person undoes is as it was opened.
    assert curation.original is not None
    assert curation.original.opened_from == replace(source.absolute(), curation=CurationChoices())


def test_two_windows_share_the_home_and_neither_loses_a_run(
    qtbot: QtBot,
    ready_window: MainWindow,
    make_window: Callable[[], MainWindow],
    preferences: Preferences,
) -> None:
    other = make_window()
    other.editor.edit(small_draft(), title="test")
    other.controller.set_data(small_dataset())
    wait_until(qtbot, lambda: other.controller.state is RunState.READY)
    for window in (ready_window, other, ready_window):
        window.controller.reset()
        train_to_the_end(qtbot, window)
    for window in (ready_window, other):
        assert window.leave()
    runs = RunStore(preferences.home).summaries()
    assert [(run.head.number, run.epochs) for run in runs] == [(1, 5), (2, 5), (3, 5)]
    buttons = notice(other).findChildren(QPushButton)
    assert buttons == [], "nothing was cut short"


def test_a_reopened_run_that_gives_way_can_be_opened_again(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    window, library = ready_window, ready_window.workspace.library
    window.editor.edit(small_draft(epochs=2), title="test")
    train_to_the_end(qtbot, window)
    record = window.controller.record
    assert record is not None
    reset = window.actions_by_name["reset"]
    reset.trigger()

    def is_free() -> bool:
        entry = library.entry(record.key)
        return entry is not None and entry.is_kept and not entry.is_running

    wait_until(qtbot, is_free)
    for _ in range(2):
        window.controller.reopen(record.key)
        wait_until(qtbot, lambda: window.controller.state is RunState.FINISHED)
        # Listed while it is locked, as it is whenever something comes or goes in the folder.
        with qtbot.waitSignal(library.changed):
            library.rescan()
        reset.trigger()
        wait_until(qtbot, is_free)
