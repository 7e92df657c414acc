"""The runs of a home: listed, named, removed, pruned, numbered by several processes at once."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from signs_studio.runs.store.locks import is_locked, try_lock
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.store import RunStore
from tests.runs.store.kept_runs import (
    WAIT_S,
    assert_kept,
    begin,
    keep_run,
    train,
)


def content_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_home_that_is_not_there_has_no_runs_and_is_not_made(store: RunStore) -> None:
    assert store.scan() == ([], [])
    assert (store.disk_bytes(), store.keep_at_most, store.prune()) == (0, 0, [])
    store.clean_up()
    with pytest.raises(StoreError, match="no run 0123456789abcdef any more"):
        store.open("0123456789abcdef")
    assert not store.home.exists()


@pytest.mark.parametrize("key", ["../../etc", "", "0123456789ABCDEF", "0123456789abcdef/"])
def test_what_is_no_key_names_no_run(store: RunStore, key: str) -> None:
    for ask in (store.summary, store.remove, store.restore, store.keep_on, store.label):
        with pytest.raises(StoreError):
            ask(key)  # type: ignore[operator]


def test_runs_are_listed_the_oldest_first(store: RunStore) -> None:
    keys = [keep_run(store, epochs) for epochs in (1, 2, 3)]
    found = store.summaries()
    assert [each.key for each in found] == keys
    assert [each.head.number for each in found] == [1, 2, 3]
    assert [each.epochs for each in found] == [1, 2, 3]


def test_a_run_that_was_cut_short_before_its_first_epoch_is_not_listed(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 0)
    assert keeper.flush(WAIT_S)
    assert [each.key for each in store.summaries()] == [record.key]
    assert keeper.close(WAIT_S)
    assert store.scan() == ([], [])
    store.clean_up()
    folder = store.folder / record.key
    assert folder.exists()
    long_ago = time.time() - 25 * 3600
    os.utime(folder, (long_ago, long_ago))
    store.clean_up()
    assert not folder.exists()


def test_what_a_person_writes_to_a_run_stays(store: RunStore) -> None:
    key = keep_run(store)
    store.label(key, name="Мой “run”")
    store.label(key, note="two\nlines")
    store.label(key, starred=True)
    labels = RunStore(store.home).summary(key).labels
    assert (labels.name, labels.note, labels.starred) == ("Мой “run”", "two\nlines", True)
    store.label(key, name="")
    assert store.summary(key).name == "Run 1"
    for texts in ({"name": "x" * 121}, {"note": "x" * 10_001}):
        with pytest.raises(StoreError, match="make it shorter"):
            store.label(key, **texts)
    # Commands would find another run by it.
    with pytest.raises(StoreError, match="cannot be called “Last”"):
        store.label(key, name=" Last ")
    assert store.summary(key).labels.note == "two\nlines"


def test_a_run_that_was_removed_comes_back_within_a_day(store: RunStore) -> None:
    key, other = keep_run(store), keep_run(store)
    store.remove(key)
    assert [each.key for each in store.summaries()] == [other]
    store.clean_up()
    store.restore(key)
    assert_kept(store, key, 3)
    with pytest.raises(StoreError, match="gone for good"):
        store.restore(key)
    store.remove(key)
    a_while_ago = time.time() - 25 * 3600
    os.utime(store.home / "removed" / key, (a_while_ago, a_while_ago))
    store.clean_up()
    with pytest.raises(StoreError, match="gone for good"):
        store.restore(key)


def test_what_those_left_behind_that_were_killed_is_cleaned_up(store: RunStore) -> None:
    key = keep_run(store)
    headless = store.folder / "0123456789abcdef"
    left = [headless, store.folder / ".importing-x", store.folder / key / ".saving-x"]
    fresh = [store.folder / "0123456789abcde0", store.folder / key / ".saving-y"]
    for path in (*left, *fresh):
        path.mkdir() if ".saving" not in path.name else path.touch()
    long_ago = time.time() - 25 * 3600
    for path in left:
        os.utime(path, (long_ago, long_ago))
    store.clean_up()
    assert [path.exists() for path in (*left, *fresh)] == [False] * 3 + [True] * 2
    assert_kept(store, key, 3)


def test_the_oldest_that_are_too_many_are_removed_but_for_starred_ones(store: RunStore) -> None:
    keys = [keep_run(store, 1) for _ in range(5)]
    store.label(keys[0], starred=True)
    assert store.prune() == []
    store.set_keep_at_most(2)
    assert RunStore(store.home).keep_at_most == 2
    assert store.prune() == keys[1:3]
    assert [each.key for each in store.summaries()] == [keys[0], *keys[3:]]
    store.restore(keys[1])


@pytest.mark.parametrize("saved", ["", "[", "-1", '{"keep_at_most": true}', "[" * 9999, "1" * 9999])
def test_a_setting_that_makes_no_sense_keeps_all(store: RunStore, saved: str) -> None:
    key = keep_run(store)
    (store.home / "settings.json").write_text(saved)
    assert (store.keep_at_most, store.prune()) == (0, [])
    (store.home / "last_number.json").write_text(saved)
    assert store.next_number() == 2
    assert_kept(store, key, 3)


def test_a_number_that_is_taken_or_far_ahead_is_not_given(store: RunStore) -> None:
    keep_run(store)
    assert store.claim_number(1) == 2
    assert store.claim_number(7) == 7
    assert store.next_number() == 8
    assert store.claim_number(2**31 - 1) == 9
    assert store.next_number() == 10
    assert (store.next_number(5), store.next_number(15), store.next_number()) == (11, 15, 16)


def test_the_room_of_a_checkpoint_with_two_names_counts_once(store: RunStore) -> None:
    key = keep_run(store, 1)
    folder = store.folder / key
    assert (folder / "checkpoints" / "1.npz").samefile(folder / "checkpoint.npz")
    files = content_of(folder)
    assert store.disk_bytes() == sum(map(len, files.values())) - len(files["checkpoint.npz"])


@pytest.mark.parametrize("name", ["run.json", "progress.json", "labels.json"])
def test_what_a_newer_version_kept_is_refused_and_left_alone(store: RunStore, name: str) -> None:
    key, other = keep_run(store), keep_run(store)
    store.label(key, name="Mine")
    path = store.folder / key / name
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema_version": 2, "new": [1]}))
    (store.folder / key / "lock").unlink()
    before = content_of(store.folder / key)
    runs, ((refused, said),) = store.scan()
    assert [each.key for each in runs] == [other]
    assert refused == key
    assert "newer Signs Studio" in str(said)
    assert "version 2" in str(said)
    for ask in (store.open, store.keep_on, store.label):
        with pytest.raises(StoreError, match="newer Signs Studio"):
            ask(key)  # type: ignore[operator]
    store.clean_up()
    store.set_keep_at_most(1)
    assert store.prune() == []
    assert content_of(store.folder / key) == before


@pytest.mark.parametrize(
    "make", [os.mkfifo, Path.mkdir, lambda path: Path(path).symlink_to("/dev/zero")]
)
@pytest.mark.parametrize(
    "name", ["run.json", "progress.json", "epochs.bin", "predictions.bin", "checkpoint.npz", "lock"]
)
def test_what_is_no_file_is_neither_read_nor_waited_for(
    store: RunStore, name: str, make: object
) -> None:
    key = keep_run(store)
    path = store.folder / key / name
    path.unlink()
    make(path)  # type: ignore[operator]
    store.scan()
    if name.endswith(".json"):
        with pytest.raises(StoreError, match="no ordinary file"):
            store.open(key)
        return
    run = store.open(key)
    assert (run.probabilities(0) is None) is (name == "predictions.bin")
    for which, ask in (("epochs.bin", run.record), ("checkpoint.npz", run.latest_checkpoint)):
        if name == which:
            with pytest.raises(OSError, match="no ordinary file"):
                ask()
        else:
            ask()


@pytest.mark.parametrize("data_home", ["", "elsewhere"])
def test_the_runs_lie_where_qt_keeps_data_or_where_a_person_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_home: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / data_home) if data_home else "")
    monkeypatch.delenv("SIGNS_STUDIO_HOME", raising=False)
    # As the first versions found it: their runs are still there.
    location = QStandardPaths.StandardLocation.GenericDataLocation
    folder = Path(QStandardPaths.writableLocation(location))
    assert folder.is_relative_to(tmp_path)
    assert RunStore().home == folder / "signs-studio"
    monkeypatch.setenv("SIGNS_STUDIO_HOME", "~/mine")
    assert RunStore().home == tmp_path / "mine"
    assert RunStore(tmp_path).home == tmp_path


def test_who_only_looks_keeps_no_one_from_a_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    held = try_lock(path)
    assert held is not None
    assert is_locked(path)
    assert try_lock(path) is None
    held.close()
    assert not is_locked(path)
    again = try_lock(path)
    assert again is not None
    again.close()


KEEPER = """
import sys
from pathlib import Path
from signs_studio.runs.store.store import RunStore
from tests.runs.store.kept_runs import begin, keep_run, train
store = RunStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for epochs in range(1, 9):
    keep_run(store, epochs)
    store.label(sys.argv[2], **{sys.argv[3]: "from the other"})
keeper, record = begin(store)
train(keeper, 0, 2)
keeper.flush(60.0)
print(record.key, flush=True)
sys.stdin.readline()
"""


def test_two_processes_that_keep_runs_at_once_lose_nothing(store: RunStore) -> None:
    shared = keep_run(store)
    ours, theirs = (
        subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(store.home), shared, field],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for field in ("name", "note")
    )
    held = []
    for process in (ours, theirs):
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in (ours, theirs):
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in (ours, theirs):
        assert process.stdout is not None
        held.append(process.stdout.readline().strip())
    runs, refused = store.scan()
    assert refused == []
    assert sorted(each.head.number for each in runs) == list(range(1, 20))
    for each in runs:
        assert_kept(store, each.key, each.epochs)
    labels = store.summary(shared).labels
    assert (labels.name, labels.note) == ("from the other",) * 2
    assert sorted(each.key for each in runs if each.is_open) == sorted(held)
    with pytest.raises(StoreError, match="open in another window"):
        store.keep_on(held[0])
    ours.kill()
    theirs.kill()
    for process in (ours, theirs):
        process.communicate()
    # A process that is gone holds nothing, and what it kept can be gone on with.
    keeper = store.keep_on(held[0])
    train(keeper, 2, 3)
    assert keeper.close(WAIT_S)
    assert_kept(store, held[0], 3)
