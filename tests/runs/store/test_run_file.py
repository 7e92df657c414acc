"""A run as one file: exported, imported, refused where a stranger made it to do harm."""

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from signs_studio.data.data_source import DataSource
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.run_file import RunIsHereError, export_run, import_run
from signs_studio.runs.store.store import RunStore
from tests.full_disk import full_disk
from tests.runs.store.kept_runs import WAIT_S, assert_kept, begin, keep_run, train


@pytest.fixture
def other(tmp_path: Path) -> RunStore:
    """Another machine's runs."""
    return RunStore(tmp_path / "other")


def left_in(store: RunStore) -> list[str]:
    return [path.name for path in store.folder.iterdir()] if store.folder.is_dir() else []


def test_a_run_is_the_same_on_another_machine(
    store: RunStore, other: RunStore, tmp_path: Path
) -> None:
    key = keep_run(store, 5)
    store.label(key, name="Mine", note="one\ntwo", starred=True)
    path = tmp_path / "Mine.signsrun"
    export_run(store, key, path)

    summary = import_run(other, path)

    assert (summary.key, summary.name, summary.head.number) == (key, "Mine", 1)
    assert summary.labels == store.summary(key).labels
    assert summary.head == store.summary(key).head
    assert_kept(other, key, 5)
    here, there = store.open(key), other.open(key)
    assert there.checkpoint_epochs() == here.checkpoint_epochs() == (5,)
    assert there.latest_checkpoint().recipe == here.latest_checkpoint().recipe
    assert left_in(other) == [key]
    keeper = other.keep_on(key)
    train(keeper, 5, 6)
    assert keeper.close(WAIT_S)
    assert_kept(other, key, 6)


def test_a_run_that_is_trained_is_exported_as_far_as_it_is(
    store: RunStore, other: RunStore, tmp_path: Path
) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 3)
    assert keeper.flush(WAIT_S)
    export_run(store, record.key, tmp_path / "run.signsrun")
    assert keeper.close(WAIT_S)
    summary = import_run(other, tmp_path / "run.signsrun")
    assert not summary.is_cut_short
    assert_kept(other, record.key, 3)


def test_a_number_that_is_taken_gives_way(store: RunStore, other: RunStore, tmp_path: Path) -> None:
    keep_run(other)
    key = keep_run(store)
    export_run(store, key, tmp_path / "run.signsrun")
    assert import_run(other, tmp_path / "run.signsrun").name == "Run 2"
    assert other.open(key).record().run_id == 2
    assert other.next_number() == 3


def test_a_run_that_is_here_already_stays_as_it_is(
    store: RunStore, other: RunStore, tmp_path: Path
) -> None:
    key = keep_run(store, 3)
    path = tmp_path / "run.signsrun"
    export_run(store, key, path)
    import_run(other, path)
    with pytest.raises(RunIsHereError, match=r"^Run 1 is here already\.$") as raised:
        import_run(other, path)
    assert raised.value.key == key
    keeper = store.keep_on(key)
    train(keeper, 3, 5)
    assert keeper.close(WAIT_S)
    export_run(store, key, path)
    with pytest.raises(RunIsHereError, match="after 3 epochs, and the file has 5 of them"):
        import_run(other, path)
    assert_kept(other, key, 3)
    assert left_in(other) == [key]
    # After it was removed, it comes back from the file, and can be removed again.
    other.remove(key)
    import_run(other, path)
    assert_kept(other, key, 5)
    with pytest.raises(StoreError, match="here already"):
        other.restore(key)
    other.remove(key)
    assert left_in(other) == []


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Changes the members of a file."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)


def add(name: str) -> Callable[[Path], None]:
    return lambda path: rewritten(path, lambda members: members.update({name: b"x"}))


def remove_head(path: Path) -> None:
    rewritten(path, lambda members: members.pop("run.json") and None)


def double(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.getinfo("labels.json" if "labels.json" in archive.namelist() else "run.json")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("run.json", b"{}")


def compress(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("labels.json", b" " * 10**7, compress_type=zipfile.ZIP_DEFLATED)


def link(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        member = zipfile.ZipInfo("labels.json")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, b"/etc/passwd")


def many(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        for epochs in range(1000, 1400):
            archive.writestr(f"checkpoints/{epochs}.npz", b"")


def overlap(path: Path) -> None:
    """All members of the directory are said to be the first one, over and over."""
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    size = max(0, at - 100)
    for field in (20, 24):
        content[at + field : at + field + 4] = size.to_bytes(4, "little")
    path.write_bytes(content)


HOSTILE: dict[str, Callable[[Path], None]] = {
    "a way out": add("../run.json"),
    "an absolute way": add("/tmp/run.json"),
    "a way by Windows": add("..\\run.json"),
    "a lock": add("lock"),
    "a program": add("run.py"),
    "a folder": add("checkpoints/"),
    "a checkpoint elsewhere": add("checkpoints/../1.npz"),
    "a checkpoint of no epoch": add("checkpoints/0.npz"),
    "a checkpoint that is none": add("checkpoint.npz"),
    "no head": remove_head,
    "two of a name": double,
    "a bomb": compress,
    "a link": link,
    "too many": many,
    "members within each other": overlap,
    "nothing": lambda path: path.write_bytes(b"") and None,
    "text": lambda path: path.write_bytes(b"no zip" * 100) and None,
    "half of it": lambda path: path.write_bytes(path.read_bytes()[:-400]) and None,
    "a remark": lambda path: path.write_bytes(path.read_bytes()[:-2] + b"\1\0x") and None,
}


@pytest.mark.parametrize("harm", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_was_made_to_do_harm_is_refused_and_leaves_nothing(
    store: RunStore, other: RunStore, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = tmp_path / "files" / "run.signsrun"
    path.parent.mkdir()
    export_run(store, keep_run(store), path)
    harm(path)
    with pytest.raises(StoreError):
        import_run(other, path)
    assert left_in(other) == []
    assert [each.name for each in tmp_path.iterdir() if each.name not in ("home", "other")] == [
        "files"
    ]


def test_a_newer_version_is_said(store: RunStore, other: RunStore, tmp_path: Path) -> None:
    path = tmp_path / "run.signsrun"
    export_run(store, keep_run(store), path)

    def newer(members: dict[str, bytes]) -> None:
        head = json.loads(members["run.json"])
        members["run.json"] = json.dumps({**head, "schema_version": 2}).encode()

    rewritten(path, newer)
    with pytest.raises(StoreError, match="newer Signs Studio"):
        import_run(other, path)


@pytest.mark.parametrize(
    ("opened_from", "read"),
    [
        ({"paths": ["/data/signs.h5"]}, DataSource(paths=(Path("/data/signs.h5"),))),
        ({"paths": ["C:\\data\\signs.h5"]}, None),
        ({"paths": ["/data/signs.h5"], "fit": "stretch"}, None),
        ({"hands": {"train_count": 300_000, "test_count": 300_000}}, None),
        ("signs.h5", None),
        (10**40, None),
    ],
    ids=["here", "Windows", "a newer fit", "too many", "a word", "a large number"],
)
def test_a_run_is_read_whatever_opens_its_data(
    store: RunStore, other: RunStore, tmp_path: Path, opened_from: object, read: DataSource | None
) -> None:
    key, path = keep_run(store, 3), tmp_path / "run.signsrun"
    export_run(store, key, path)

    def from_elsewhere(members: dict[str, bytes]) -> None:
        head = json.loads(members["run.json"])
        members["run.json"] = json.dumps({**head, "opened_from": opened_from}).encode()

    rewritten(path, from_elsewhere)
    assert import_run(other, path).head.opened_from == read
    assert_kept(other, key, 3)


def test_names_from_elsewhere_are_plain(store: RunStore, other: RunStore, tmp_path: Path) -> None:
    key = keep_run(store)
    store.label(key, name="a\u202eb\nc", note="one\x07\ntwo")
    export_run(store, key, tmp_path / "run.signsrun")
    labels = import_run(other, tmp_path / "run.signsrun").labels
    assert labels.name == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
    assert labels.note == "one\N{REPLACEMENT CHARACTER}\ntwo"


def test_a_full_disk_leaves_nothing_half(store: RunStore, other: RunStore, tmp_path: Path) -> None:
    key = keep_run(store)
    path = tmp_path / "run.signsrun"
    with full_disk(), pytest.raises(OSError, match="File too large"):
        export_run(store, key, path)
    assert not path.exists()
    export_run(store, key, path)
    with full_disk(), pytest.raises(OSError, match="File too large"):
        import_run(other, path)
    assert left_in(other) == []
