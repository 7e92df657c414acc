from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from signs_studio.data.opening import open_pictures
from signs_studio.data.photographs import writer
from signs_studio.data.photographs.class_list import NAME
from signs_studio.data.photographs.writer import folder_names, write_folder
from signs_studio.errors import DataError
from tests.conftest import drawn_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.data.dataset import Dataset


def sorted_by_class(pictures: Any, labels: Any) -> tuple[Any, Any]:
    order = np.argsort(labels, kind="stable")
    return np.asarray(pictures)[order], labels[order]


def assert_same(opened: Dataset, written: Dataset) -> None:
    """The same pictures in the same sets, class by class."""
    assert opened.class_names == written.class_names
    for mine, theirs in (
        ((opened.train_x, opened.train_y), (written.train_x, written.train_y)),
        ((opened.test_x, opened.test_y), (written.test_x, written.test_y)),
    ):
        for array, expected in zip(mine, sorted_by_class(*theirs), strict=True):
            np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("shape", [(64, 64, 3), (64, 64, 1), (16, 16, 3), (256, 256, 1)])
def test_what_is_written_opens_again(tmp_path: Path, shape: tuple[int, int, int]) -> None:
    dataset = drawn_dataset(shape=shape)
    write_folder(dataset, tmp_path / "kept")
    opened = open_pictures(tmp_path / "kept", side=shape[0])
    assert_same(opened, dataset)
    assert opened.skipped == ()
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "cache home"}


def test_grey_pictures_in_colours_keep_their_channels(tmp_path: Path) -> None:
    dataset = drawn_dataset(shape=(64, 64, 1))
    dataset = replace(
        dataset,
        train_x=np.repeat(dataset.train_x[:], 3, axis=3),
        test_x=np.repeat(dataset.test_x[:], 3, axis=3),
    )
    write_folder(dataset, tmp_path / "kept")
    assert_same(open_pictures(tmp_path / "kept"), dataset)


def test_fractions_are_rounded(tmp_path: Path) -> None:
    dataset = drawn_dataset(shape=(64, 64, 3), dtype=np.float32)
    write_folder(dataset, tmp_path / "kept")
    opened = open_pictures(tmp_path / "kept")
    expected, _ = sorted_by_class(dataset.train_x, dataset.train_y)
    np.testing.assert_array_equal(opened.train_x[:], np.rint(expected * 255))


NAMES = (
    ("b", "a", "10"),
    ("a/b", "../..", ".."),
    ("A", "a", "á"),
    ("con", "NUL.txt", "com1"),
    ("", ".", " x "),
    ("<b>fett</b>", 'a"b', "a:b"),
    ("手势", "إشارة", "👍"),
    ("train", "test", "val"),
    ("x" * 100, "ж" * 100, "ж" * 99 + "ю"),
    ("a%2Fb", "a_b", "a/b"),
    ("Thumbs.db", "__MACOSX", ".hidden"),
)


@pytest.mark.parametrize("names", NAMES)
def test_names_of_classes_come_back(tmp_path: Path, names: tuple[str, ...]) -> None:
    dataset = replace(drawn_dataset(shape=(16, 16, 3)), class_names=names)
    write_folder(dataset, tmp_path / "in" / "kept")
    opened = open_pictures(tmp_path / "in" / "kept", side=16)
    assert_same(opened, dataset)
    # Nothing was written elsewhere.
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["kept"]


@pytest.mark.parametrize("names", NAMES)
def test_names_of_folders_are_plain_and_different(names: tuple[str, ...]) -> None:
    folders = folder_names(names)
    assert len({folder.casefold() for folder in folders}) == len(names)
    for folder in folders:
        assert folder.strip(" .") == folder != ""
        assert not set(folder) & set('<>:"/\\|?*\n')
        assert len(folder.encode()) <= 110


@pytest.mark.parametrize(
    "listed",
    [
        b"",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"schema_version":2,"channels":3,"classes":[]}',
        b'{"channels":7,"classes":[]}',
        b'{"channels":3,"classes":[{"folder":"0","name":"x"},{"folder":"1","name":"x"}]}',
        b'{"channels":3,"classes":[{"folder":"0","name":"x"}]}',
        b'{"channels":3,"classes":[],"more":1}',
    ],
)
def test_a_list_that_does_not_fit_is_done_without(tmp_path: Path, listed: bytes) -> None:
    dataset = drawn_dataset(shape=(16, 16, 3))
    write_folder(dataset, tmp_path / "kept")
    (tmp_path / "kept" / NAME).write_bytes(listed)
    assert_same(open_pictures(tmp_path / "kept", side=16), dataset)


def test_all_that_was_written_is_on_its_disk_and_no_other_is_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = set()
    monkeypatch.setattr(os, "sync", lambda: pytest.fail("every disk was flushed"))
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))
    write_folder(drawn_dataset(), tmp_path / "kept")
    written = [tmp_path, tmp_path / "kept", *(tmp_path / "kept").rglob("*")]
    assert synced == {path.stat().st_ino for path in written}


def test_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    write_folder(drawn_dataset(), tmp_path / "kept")
    with pytest.raises(DataError, match="is not empty"):
        write_folder(drawn_dataset(), tmp_path / "kept")
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="is not empty"):
        write_folder(drawn_dataset(), tmp_path / "file")


def test_pictures_of_other_channels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="4 channels"):
        write_folder(drawn_dataset(shape=(8, 8, 4)), tmp_path / "kept")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot be written to the folder"):
        write_folder(drawn_dataset(), tmp_path / "file" / "kept")


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer.Image.Image, "save", full)
    with pytest.raises(DataError, match="No space left on device"):
        write_folder(drawn_dataset(), tmp_path / "kept")
    assert list(tmp_path.iterdir()) == []
