"""Asking which array holds what, and what is done with the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from signs_studio.data.mapping import MappingNeededError, parse_mapping
from signs_studio.data.opening import open_pictures, open_test_set
from signs_studio.errors import DataError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

X = np.random.default_rng(0).integers(0, 256, (24, 8, 6, 3), np.uint8)
Y = np.arange(24) % 3


def save(path: Path, **arrays: Any) -> Path:
    np.savez(path, **arrays)
    return path


def unclear(folder: Path) -> Path:
    """Writes a file in which two arrays could be the pictures, and two the labels."""
    return save(folder / "a.npz", one=X, other=255 - X, this=Y, that=Y[::-1], rest=np.arange(5))


def test_what_does_not_follow_from_names_is_asked(tmp_path: Path) -> None:
    with pytest.raises(MappingNeededError, match=r"does not follow .*a\.npz .*--map train_x=") as e:
        open_pictures(unclear(tmp_path))
    assert "one: uint8 (24, 8, 6, 3)" in str(e.value)
    facts = [(each.key, each.name, each.file, each.shape, each.dtype) for each in e.value.arrays]
    assert facts == [
        ("one", "one", "a.npz", (24, 8, 6, 3), "uint8"),
        ("other", "other", "a.npz", (24, 8, 6, 3), "uint8"),
        ("this", "this", "a.npz", (24,), "int64"),
        ("that", "that", "a.npz", (24,), "int64"),
        ("rest", "rest", "a.npz", (5,), "int64"),
    ]


def test_the_answer_is_followed(tmp_path: Path) -> None:
    mapping = {"train_x": "other", "train_y": "that", "test_x": "one", "test_y": "this"}
    dataset = open_pictures(unclear(tmp_path), mapping=mapping)
    np.testing.assert_array_equal(dataset.train_x, 255 - X)
    np.testing.assert_array_equal(dataset.train_y, Y[::-1])
    np.testing.assert_array_equal(dataset.test_x, X)


def test_arrays_of_one_name_in_two_files_are_told_apart(tmp_path: Path) -> None:
    paths = [
        save(tmp_path / f"{stem}.npz", one=pictures, other=pictures, y=Y)
        for stem, pictures in (("a", X), ("b", 255 - X))
    ]
    with pytest.raises(MappingNeededError) as e:
        open_pictures(*paths)
    keys = [each.key for each in e.value.arrays]
    assert keys[0] == "a.npz:one"
    mapping = {
        "train_x": "a.npz:one",
        "train_y": "a.npz:y",
        "test_x": "b.npz:one",
        "test_y": "b.npz:y",
    }
    dataset = open_pictures(*paths, mapping=mapping)
    np.testing.assert_array_equal(dataset.test_x, 255 - X)
    with pytest.raises(DataError, match="Several files have an array one: name train_x as one of"):
        open_pictures(*paths, mapping=mapping | {"train_x": "one"})


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"train_x": "none", "train_y": "this"}, "no array of that name: it holds one, other"),
        ({"train_x": "one"}, "train_y is missing"),
        ({"test_x": "one", "test_y": "this"}, "train_x is missing"),
        ({"train_z": "one"}, "There is no train_z"),
        ({"train_x": "one", "train_y": "rest"}, "one label for each of the 24 pictures"),
        ({"train_x": "this", "train_y": "this"}, r"\(pictures, height, width, channels\)"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(
    tmp_path: Path, mapping: dict[str, str], said: str
) -> None:
    with pytest.raises(DataError, match=said) as e:
        open_pictures(unclear(tmp_path), mapping=mapping)
    assert not isinstance(e.value, MappingNeededError)


def test_names_that_are_no_text_can_be_mapped(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for name in ("a", "b", "c"):
            file[name] = X
        file.create_dataset(b"\xff<b>", data=Y)
    with pytest.raises(MappingNeededError) as e:
        open_pictures(tmp_path / "a.h5")
    key = e.value.arrays[-1].key
    assert key == "\N{REPLACEMENT CHARACTER}<b>"
    dataset = open_pictures(tmp_path / "a.h5", mapping={"train_x": "a", "train_y": key})
    assert len(dataset.train_x) + len(dataset.test_x) == 24


def test_a_few_pictures_can_be_looked_at(tmp_path: Path) -> None:
    path = save(tmp_path / "a.npz", x=X, y=Y)
    few = open_pictures(path, limit=5)
    np.testing.assert_array_equal(few.train_x, X[:5])
    np.testing.assert_array_equal(few.train_y, Y[:5])
    assert few.class_names == ("0", "1", "2")
    assert few.test_x.shape == (0, 8, 6, 3)
    both = save(tmp_path / "b.npz", x_train=X, y_train=Y, x_test=X, y_test=Y)
    assert [len(each) for each in (open_pictures(both, limit=4).test_x, X)] == [4, 24]


@pytest.mark.parametrize("stream", [None, True])
def test_a_few_of_pictures_that_are_packed(tmp_path: Path, stream: bool | None) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("x", data=X, chunks=(24, 2, 2, 1), compression="gzip")
        file["y"] = Y
    few = open_pictures(tmp_path / "a.h5", limit=7, stream=stream)
    np.testing.assert_array_equal(few.train_x[range(7)], X[:7])


def test_test_pictures_from_elsewhere_leave_all_others_to_learn_from(tmp_path: Path) -> None:
    train = save(tmp_path / "a.npz", x=X, y=Y)
    parts = save(tmp_path / "b.npz", x_train=X, y_train=Y, x_test=255 - X, y_test=Y)
    lone = save(tmp_path / "c.npz", x=255 - X[:4], y=np.array([2, 2, 1, 2]))
    test_only = save(tmp_path / "d.npz", x_test=255 - X, y_test=Y)
    for path, count in ((parts, 24), (lone, 4), (test_only, 24)):
        dataset = open_pictures(train, test_set=open_test_set(path))
        np.testing.assert_array_equal(dataset.train_x, X)
        np.testing.assert_array_equal(dataset.test_x, (255 - X)[:count])
        assert f"24 pictures are there to learn from, and {count} others" in str(dataset.notes[-1])
        assert not any("set aside" in str(note) for note in dataset.notes)
    # Fewer classes are matched by their names.
    assert open_pictures(train, test_set=open_test_set(lone)).test_y.tolist() == [2, 2, 1, 2]
    assert open_test_set(lone).class_names == ("1", "2")


@pytest.mark.parametrize(
    ("train", "test", "is_refused"),
    [
        (X, X // 2, False),
        (X / 255, X, True),
        (X, X // 16, True),
        (X // 16, X // 16, False),
        (X // 16, X // 32, True),
        ((X - 100) / 50, (X - 90) / 60, True),
        (X / 127.5 - 1, X / 127.5 - 1, False),
        (X / 127.5 - 1, X / 255, True),
        (X / 255, X / 510, False),
    ],
)
def test_a_test_set_of_another_scale_is_refused(
    tmp_path: Path, train: Any, test: Any, is_refused: bool
) -> None:
    one = save(tmp_path / "a.npz", x=train, y=Y)
    other = save(tmp_path / "b.npz", x=test, y=Y)
    if is_refused:
        with pytest.raises(DataError, match=r"Save both in one range|type of the test pictures"):
            open_pictures(one, test_set=open_test_set(other))
    else:
        dataset = open_pictures(one, test_set=open_test_set(other))
        assert dataset.test_x.max() > 0


def test_arrays_to_test_with_can_be_named_too(tmp_path: Path) -> None:
    path = unclear(tmp_path)
    with pytest.raises(MappingNeededError, match="--test-map test_x="):
        open_test_set(path)
    for part in ("train", "test"):
        test = open_test_set(path, mapping={f"{part}_x": "other", f"{part}_y": "that"})
        np.testing.assert_array_equal(test.x, 255 - X)
        np.testing.assert_array_equal(test.y, Y[::-1])


def test_a_test_file_beside_by_another_name_is_said(tmp_path: Path) -> None:
    train = save(tmp_path / "train_signs_v2.npz", x=X, y=Y)
    save(tmp_path / "test_signs.npz", x=X, y=Y)
    notes = [str(note) for note in open_pictures(train).notes]
    assert any("test_signs.npz beside it may be the test set" in note for note in notes)


@pytest.mark.parametrize(
    ("chosen", "beside", "said"),
    [
        ("data.npz", ["data_test.npz"], "data_test.npz beside it may be the test set"),
        ("signs.npz", ["a_test.npz", "b_test.npz"], "One of a_test.npz, b_test.npz beside it may"),
        ("train_a.npz", [f"test_{n}.npz" for n in range(6)], "test_3.npz and 2 more beside it may"),
    ],
)
def test_likely_test_files_are_said_and_can_be_chosen(
    tmp_path: Path, chosen: str, beside: list[str], said: str
) -> None:
    path = save(tmp_path / chosen, x=X, y=Y)
    others = [save(tmp_path / name, x=255 - X, y=Y) for name in beside]
    assert said in " ".join(map(str, open_pictures(path).notes))
    both = open_pictures(path, others[0])
    np.testing.assert_array_equal(both.test_x, 255 - X)
    assert said not in " ".join(map(str, both.notes))


@pytest.mark.parametrize(
    ("text", "mapping"),
    [
        ("train_x=images,train_y=labels", {"train_x": "images", "train_y": "labels"}),
        ("train_x=a,b,test_y=c=d", {"train_x": "a,b", "test_y": "c=d"}),
        ("classes=train/names", {"classes": "train/names"}),
    ],
)
def test_a_mapping_is_written_in_a_line(text: str, mapping: dict[str, str]) -> None:
    assert parse_mapping(text) == mapping


@pytest.mark.parametrize("text", ["", "images", "x=images", "train_x=a,train_x=b"])
def test_a_line_that_is_no_mapping(text: str) -> None:
    with pytest.raises(UsageError, match=r"A mapping names arrays|is mapped twice"):
        parse_mapping(text)
