"""The kept runs as the window has them: listed, read, labelled, removed, and followed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from signs_studio.runs.events import EpochFinished
from signs_studio.runs.record import RunRecord
from signs_studio.runs.store.layout import EPOCHS
from signs_studio.runs.store.store import RunStore
from signs_studio.ui.state.notifications import Notifications
from signs_studio.ui.state.run_colours import RunColours
from signs_studio.ui.state.run_library import RunLibrary
from signs_studio.ui.state.selection import Selection
from signs_studio.worker.run_controller import RunController
from signs_studio.worker.run_keeping import RunKeeping
from tests.conftest import drawn_dataset
from tests.records import make_run
from tests.stored_runs import store_run
from tests.ui.run_lists import make_library


def epoch_after(record: RunRecord) -> EpochFinished:
    """The next epoch of a run."""
    numbers = {"cost": 0.25, "test_cost": 0.5, "train_accuracy": 1.0, "test_accuracy": 0.5}
    return EpochFinished(epoch=len(record), **numbers, seconds=0.5)


class Opened:
    """A library on a store with two runs."""

    def __init__(self, qtbot: QtBot, home: Path) -> None:
        self.qtbot = qtbot
        self.store = RunStore(home)
        self.dataset = drawn_dataset()
        self.first = store_run(self.store, self.dataset)
        self.second = store_run(self.store, self.dataset, fields={"learning_rate": "0.01"})
        self.wrong: list[str] = []
        notifications = Notifications()
        notifications.went_wrong.connect(lambda words, _: self.wrong.append(words))
        self.notifications = notifications
        self.library = RunLibrary(RunController(keeping=RunKeeping(home)), notifications)
        self.library.open()
        self.wait_for(self.first.key, self.second.key)

    def keys(self) -> list[str]:
        return [entry.key for entry in self.library.entries]

    def wait_for(self, *keys: str) -> None:
        self.qtbot.waitUntil(lambda: self.keys() == list(keys))


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    opened = Opened(qtbot, tmp_path / "home")
    yield opened
    assert opened.library.close(60_000)


def test_once_it_is_closed_its_thread_does_not_begin_again(qtbot: QtBot, tmp_path: Path) -> None:
    store_run(RunStore(tmp_path), drawn_dataset())
    library = RunLibrary(RunController(keeping=RunKeeping(tmp_path)), Notifications())
    ended: list[bool] = []
    # It goes on to read recipes after that.
    library.changed.connect(lambda: ended.append(library.close(60_000)))
    library.open()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [True]
    assert not library.is_thread_running()


def test_a_record_is_read_when_it_is_asked_for(qtbot: QtBot, opened: Opened) -> None:
    library, key = opened.library, opened.first.key
    with qtbot.waitSignal(library.record_arrived) as arrived:
        assert library.record_of(key) is None
    assert arrived.args == [key]
    record = library.record_of(key)
    assert record is not None
    assert record.series("test_accuracy").tolist() == [0.5, 0.8]
    assert library.record_of("0" * 16) is None


def test_a_record_that_could_not_be_read_is_asked_for_again(qtbot: QtBot, opened: Opened) -> None:
    library, key = opened.library, opened.first.key
    rows = opened.store.folder / key / EPOCHS
    sound = rows.read_bytes()
    rows.write_bytes(b"\xff" * len(sound))

    def is_refused(times: int) -> bool:
        assert library.record_of(key) is None
        return len(opened.wrong) == times

    qtbot.waitUntil(lambda: is_refused(1))
    library.label(key, note="How is this one?")
    qtbot.waitUntil(lambda: is_refused(2))
    # The label may be seen once more, as it is on the disk.
    qtbot.waitUntil(lambda: not library.records._asked)
    told = len(opened.wrong)
    rows.write_bytes(sound)
    entry = library.entry(key)
    assert entry is not None
    assert not library.records.ask(entry), "not for every view that draws it"
    selection = Selection()
    colours = RunColours(library, selection)
    colours.set_shown(None, entry.origin)
    selection.tick_runs([key])
    qtbot.waitUntil(lambda: key in {record.key for record in colours.previous_runs})
    assert len(opened.wrong) == told


def test_a_run_that_is_not_kept_is_there_for_as_long_as_the_window_is_open() -> None:
    runs = [make_run(number, epochs=2) for number in range(1, 9)]
    current = make_run(9, epochs=1)
    library = make_library(runs, current)
    assert [entry.number for entry in library.entries] == [*range(1, 10)]
    assert not any(entry.is_kept for entry in library.entries)
    assert all(library.record_of(run.key) is run for run in (*runs, current))
    controller = library.controller
    controller._show_none()
    assert library.record_of(current.key) is current


def test_a_run_that_was_put_away_is_listed_from_memory_until_the_disk_has_it(
    opened: Opened,
) -> None:
    library, key = opened.library, opened.second.key
    record = opened.store.open(key).record()
    record.apply(epoch_after(record))
    library.controller.put_away.emit(record)
    library.controller.record_changed.emit()

    def numbers() -> list[tuple[int, bool]]:
        return [(entry.epochs, entry.is_kept) for entry in library.entries]

    assert numbers() == [(2, True), (3, True)]
    keeper = opened.store.keep_on(key)
    keeper.put(epoch_after(opened.store.open(key).record()))
    assert keeper.close(60.0)
    library.rescan()
    opened.qtbot.waitUntil(lambda: library.records.unwritten == {})
    assert numbers() == [(2, True), (3, True)]
    assert library.record_of(key) is record, "it need not be read"


def test_a_run_that_went_on_elsewhere_is_read_anew(opened: Opened) -> None:
    library, key = opened.library, opened.second.key
    record = opened.store.open(key).record()
    library.controller.put_away.emit(record)
    assert library.record_of(key) is record
    keeper = opened.store.keep_on(key)
    keeper.put(epoch_after(record))
    assert keeper.close(60.0)
    library.rescan()
    opened.qtbot.waitUntil(lambda: len(library.record_of(key) or ()) == 3)


def test_labels_are_seen_at_once_and_are_on_the_disk(qtbot: QtBot, opened: Opened) -> None:
    key = opened.second.key
    opened.library.label(key, name="mine", starred=True)
    entry = opened.library.entry(key)
    assert entry is not None
    assert entry.name == f"Run {opened.second.run_id} “mine”"
    qtbot.waitUntil(lambda: opened.store.summary(key).labels.starred)
    assert opened.store.summary(key).labels.name == "mine"


def test_what_is_removed_can_be_brought_back_batch_by_batch(opened: Opened) -> None:
    first, second = opened.first.key, opened.second.key
    third = store_run(opened.store, opened.dataset).key
    # Another window kept it: nobody told this one.
    opened.wait_for(first, second, third)
    opened.library.remove([first])
    opened.wait_for(second, third)
    opened.library.remove([second, third])
    opened.wait_for()
    assert {entry.key for entry in opened.library.removed} == {second, third}
    opened.library.undo_remove()
    opened.wait_for(second, third)
    opened.library.undo_remove()
    opened.wait_for(first, second, third)
    assert not opened.library.removed
    assert opened.wrong == []


def test_a_run_that_another_process_trains_stays(qtbot: QtBot, opened: Opened) -> None:
    keeper = opened.store.keep_on(opened.second.key)
    opened.library.remove([opened.first.key, opened.second.key])
    opened.wait_for(opened.second.key)
    qtbot.waitUntil(lambda: bool(opened.wrong))
    assert "is open in a window or a command" in opened.wrong[0]
    keeper.close(60.0)


def test_of_too_many_runs_the_oldest_go_and_can_come_back(opened: Opened) -> None:
    opened.library.label(opened.first.key, starred=True)
    third = store_run(opened.store, opened.dataset).key
    opened.wait_for(opened.first.key, opened.second.key, third)
    opened.library.set_keep_at_most(1)
    opened.wait_for(opened.first.key, third)
    opened.library.undo_remove()
    opened.wait_for(opened.first.key, opened.second.key, third)


def test_when_a_run_ends_the_oldest_of_too_many_goes(opened: Opened) -> None:
    opened.library.set_keep_at_most(2)
    opened.qtbot.waitUntil(lambda: opened.library.keep_at_most == 2)
    third = store_run(opened.store, opened.dataset).key
    opened.wait_for(opened.first.key, opened.second.key, third)
    opened.library.controller.ended.emit(None)
    opened.wait_for(opened.second.key, third)
