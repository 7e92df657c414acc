"""The last runs of earlier versions are taken over once, whatever state their file is in."""

import os
from pathlib import Path

import pytest

from signs_studio.runs import earlier_file
from signs_studio.runs.record import RunRecord
from signs_studio.runs.store.adoption import adopt_earlier
from signs_studio.runs.store.store import RunStore
from signs_studio.ui.state.run_entry import entry_of_summary
from tests.full_disk import full_disk
from tests.runs.earlier_runs import assert_same, run, write_runs
from tests.runs.store.kept_runs import keep_run


def write_earlier(store: RunStore, *runs: RunRecord) -> Path:
    """Writes the file of an earlier version."""
    path = store.home / "runs.json"
    write_runs(path, *runs)
    return path


def test_earlier_runs_are_taken_over_once(store: RunStore) -> None:
    runs = [run(number, epochs) for number, epochs in ((2, 3), (3, 1), (7, 300))]
    path = write_earlier(store, *runs)
    content = path.read_bytes()
    assert adopt_earlier(store) == 3
    found, refused = store.scan()
    assert refused == []
    assert [(each.head.number, each.epochs) for each in found] == [(2, 3), (3, 1), (7, 300)]
    assert [each.state for each in found] == ["ended"] * 3
    assert not any(entry_of_summary(each, lambda: None).is_cut_short for each in found)
    for summary, earlier in zip(found, runs, strict=True):
        assert summary.key == earlier.key
        record = store.open(summary.key).record()
        record.last_epoch = earlier.last_epoch
        assert_same(record, earlier)
    with pytest.raises(FileNotFoundError):
        store.open(found[0].key).latest_checkpoint()
    assert store.next_number() == 8
    assert not path.exists()
    assert path.with_name("runs.json.taken-over").read_bytes() == content
    assert adopt_earlier(store) == 0
    assert len(store.summaries()) == 3


def test_without_an_earlier_file_nothing_is_made(store: RunStore) -> None:
    assert adopt_earlier(store) == 0
    assert not store.home.exists()


def test_a_number_that_a_run_has_by_now_gives_way(store: RunStore) -> None:
    keep_run(store)
    write_earlier(store, run(1))
    assert adopt_earlier(store) == 1
    assert sorted(each.head.number for each in store.summaries()) == [1, 2]


@pytest.mark.parametrize(
    ("damage", "kept"),
    [
        (lambda content: content[:-40], 2),
        (lambda content: content.replace(b'"run_id": 2', b'"run_id": 2\0\xff'), 2),
        (lambda _: b"[" * 100_000, 0),
        (lambda _: b"", 0),
        (lambda _: b"\x00\xff", 0),
        (lambda content: content + b" " * 30_000_000, 0),
    ],
    ids=["cut short", "wrong bytes", "deep", "nothing", "no text", "too large"],
)
def test_damage_costs_no_other_run_and_nothing_for_good(
    store: RunStore, damage: object, kept: int
) -> None:
    path = write_earlier(store, run(1), run(2), run(3))
    damaged = damage(path.read_bytes())  # type: ignore[operator]
    path.write_bytes(damaged)
    assert adopt_earlier(store) == kept
    assert len(store.summaries()) == kept
    assert path.with_name("runs.json.taken-over").read_bytes() == damaged
    assert adopt_earlier(store) == 0


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_stays(store: RunStore, make: object) -> None:
    store.home.mkdir()
    make(store.home / "runs.json")  # type: ignore[operator]
    assert adopt_earlier(store) == 0
    assert (store.home / "runs.json").exists()


def test_where_the_disk_is_full_it_is_tried_again(store: RunStore) -> None:
    path = write_earlier(store, run(1), run(2))
    with full_disk(), pytest.raises(OSError, match="File too large"):
        adopt_earlier(store)
    assert path.exists()
    assert store.scan() == ([], [])
    assert adopt_earlier(store) == 2
    assert len(store.summaries()) == 2


def test_a_file_that_cannot_be_read_now_is_left_for_the_next_time(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    path = write_earlier(store, run(1))
    with monkeypatch.context() as patch:
        patch.setattr(earlier_file, "_read", refuse)
        with pytest.raises(OSError, match="Input/output error"):
            adopt_earlier(store)
    assert path.exists()
    assert adopt_earlier(store) == 1
