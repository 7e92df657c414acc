"""Loading and writing the SIGNS layout: what is accepted, how it arrives, what is refused."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.dataset import Dataset
from signs_studio.data.opening import open_pictures
from signs_studio.errors import DataError
from signs_studio.numbers import format_significant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    WriteFile = Callable[..., Path]
    WritePair = Callable[..., tuple[Path, Path]]

TRAIN_Y, TEST_Y = np.arange(24) % 3, np.arange(12) % 3
ONE_HOT_TRAIN, ONE_HOT_TEST = np.eye(3)[TRAIN_Y], np.eye(3)[TEST_Y]


def stored(path: Path, name: str) -> NDArray[Any]:
    with h5py.File(path, "r") as file:
        array: NDArray[Any] = file[name][()]
        return array


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        open_pictures(path)
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert sentence.endswith(".")
    assert len(sentence) < 450
    return sentence


def check_says(sentence: str, *said: str) -> None:
    for words in said:
        assert words in sentence


def check_equal(one: Dataset, other: Dataset) -> None:
    for array in ("train_x", "train_y", "test_x", "test_y"):
        assert getattr(one, array).dtype == getattr(other, array).dtype
        np.testing.assert_array_equal(getattr(one, array), getattr(other, array))
    assert one.class_names == other.class_names


# What is accepted.


def test_the_articles_data(signs_folder: Path) -> None:
    dataset = open_pictures(signs_folder)
    assert dataset.train_x.shape == (1080, 64, 64, 3)
    assert dataset.test_x.shape == (120, 64, 64, 3)
    assert dataset.train_x.dtype == dataset.test_x.dtype == np.uint8
    assert np.bincount(dataset.train_y).tolist() == [180] * 6
    assert np.bincount(dataset.test_y).tolist() == [20] * 6
    assert dataset.class_names == ("0", "1", "2", "3", "4", "5")
    assert dataset.notes == ()
    for name in ("train_signs.h5", "test_signs.h5"):
        check_equal(dataset, open_pictures(signs_folder / name))


def test_one_file_arrives_as_it_was_stored(write_file: WriteFile) -> None:
    path = write_file()
    dataset = open_pictures(path)
    np.testing.assert_array_equal(dataset.train_x, stored(path, "train_set_x"))
    np.testing.assert_array_equal(dataset.test_x, stored(path, "test_set_x"))
    np.testing.assert_array_equal(dataset.train_y, TRAIN_Y)
    np.testing.assert_array_equal(dataset.test_y, TEST_Y)
    assert dataset.train_y.dtype == dataset.test_y.dtype == np.int32
    assert (dataset.name, dataset.source) == ("small.h5", str(path))
    assert not dataset.train_x.flags.writeable


def test_two_files_side_by_side_are_one_dataset(
    write_file: WriteFile, write_pair: WritePair
) -> None:
    whole = open_pictures(write_file())
    train, test = write_pair()
    for path in (train, test):
        pair = open_pictures(path)
        check_equal(pair, whole)
        assert pair.name == "train_small.h5 + test_small.h5"


def test_pictures_of_one_channel_need_no_axis_for_it(write_file: WriteFile) -> None:
    gray = np.arange(36 * 20, dtype=np.uint8).reshape(36, 4, 5)
    dataset = open_pictures(write_file(train_set_x=gray[:24], test_set_x=gray[24:]))
    assert dataset.picture_shape == (4, 5, 1)
    np.testing.assert_array_equal(dataset.test_x[..., 0], gray[24:])


@pytest.mark.parametrize("channels", [1, 2, 4, 7])
def test_any_number_of_channels(write_file: WriteFile, channels: int) -> None:
    pictures = np.zeros((36, 5, 4, channels), np.uint8)
    dataset = open_pictures(write_file(train_set_x=pictures[:24], test_set_x=pictures[24:]))
    assert dataset.picture_shape == (5, 4, channels)


@pytest.mark.parametrize("dtype", ["i1", "<i2", ">u2", "<u4", ">i4", "<i8", "<u8", ">u8"])
def test_whole_numbers_within_a_byte_become_bytes(write_file: WriteFile, dtype: str) -> None:
    values = np.random.default_rng(1).integers(0, 128 if dtype == "i1" else 256, (36, 3, 3, 3))
    values[0, 0, 0] = (0, 127, 127 if dtype == "i1" else 255)
    pictures = values.astype(dtype)
    dataset = open_pictures(write_file(train_set_x=pictures[:24], test_set_x=pictures[24:]))
    assert dataset.train_x.dtype == np.uint8
    np.testing.assert_array_equal(dataset.train_x, values[:24])


def test_booleans_become_black_and_white(write_file: WriteFile) -> None:
    masks = np.random.default_rng(1).random((36, 3, 3, 1)) < 0.5
    dataset = open_pictures(write_file(train_set_x=masks[:24], test_set_x=masks[24:]))
    np.testing.assert_array_equal(dataset.train_x, masks[:24] * np.uint8(255))
    assert "255" in str(dataset.notes[0])


@pytest.mark.parametrize("dtype", ["<f2", "<f4", ">f4", "<f8", ">f8", "g"])
@pytest.mark.parametrize(
    ("low", "high", "noted"), [(0, 1, None), (0, 255, "divided by 255"), (-2, 3, "stretched")]
)
def test_floats_arrive_within_0_and_1(
    write_file: WriteFile, dtype: str, low: int, high: int, noted: str | None
) -> None:
    values = np.random.default_rng(1).uniform(low, high, (36, 3, 3, 3))
    # The ends of the range lie in different sets: one rule holds for both.
    values[0, 0, 0, 0], values[-1, 0, 0, 0] = low, high
    pictures = values.astype(dtype)
    dataset = open_pictures(write_file(train_set_x=pictures[:24], test_set_x=pictures[24:]))
    assert dataset.train_x.dtype == dataset.test_x.dtype == np.float32
    expected = (pictures.astype(np.float64) - low) / (high - low)
    np.testing.assert_allclose(dataset.train_x, expected[:24], atol=1e-7)
    np.testing.assert_allclose(dataset.test_x, expected[24:], atol=1e-7)
    assert (dataset.train_x.min(), dataset.test_x.max()) == (0, 1)
    assert [noted in str(note) for note in dataset.notes] == ([True] if noted else [])


def test_floats_within_0_and_1_are_kept_to_the_bit(write_file: WriteFile) -> None:
    pictures = np.random.default_rng(1).random((36, 3, 3, 3), np.float32)
    dataset = open_pictures(write_file(train_set_x=pictures[:24], test_set_x=pictures[24:]))
    np.testing.assert_array_equal(dataset.train_x, pictures[:24])


def test_the_widest_floats_are_stretched_without_overflow(write_file: WriteFile) -> None:
    widest = np.finfo(np.float32).max
    pictures = np.zeros((36, 3, 3, 3), np.float32)
    pictures[0, 0, 0, 0], pictures[1, 0, 0, 0] = -widest, widest
    dataset = open_pictures(write_file(train_set_x=pictures[:24], test_set_x=pictures[24:]))
    assert (dataset.train_x.min(), dataset.train_x.max()) == (0, 1)
    np.testing.assert_array_equal(dataset.test_x, np.full((12, 3, 3, 3), 0.5, np.float32))


@pytest.mark.parametrize("dtype", ["i1", "u1", "<i2", ">i4", "<u4", "<i8", ">u8"])
@pytest.mark.parametrize("axes", [(-1,), (1, -1), (-1, 1)])
def test_integer_labels_of_any_width(
    write_file: WriteFile, dtype: str, axes: tuple[int, ...]
) -> None:
    path = write_file(
        train_set_y=TRAIN_Y.astype(dtype).reshape(axes),
        test_set_y=TEST_Y.astype(dtype).reshape(axes),
    )
    dataset = open_pictures(path)
    np.testing.assert_array_equal(dataset.train_y, TRAIN_Y)
    np.testing.assert_array_equal(dataset.test_y, TEST_Y)


@pytest.mark.parametrize("dtype", ["?", "u1", "<i8", "<f4", ">f8"])
@pytest.mark.parametrize("listed", [True, False])
def test_one_hot_labels(write_file: WriteFile, dtype: str, listed: bool) -> None:
    usual = {} if listed else {"list_classes": None}
    path = write_file(
        train_set_y=ONE_HOT_TRAIN.astype(dtype), test_set_y=ONE_HOT_TEST.astype(dtype), **usual
    )
    dataset = open_pictures(path)
    np.testing.assert_array_equal(dataset.train_y, TRAIN_Y)
    np.testing.assert_array_equal(dataset.test_y, TEST_Y)
    assert dataset.class_names == ("0", "1", "2")


def test_a_single_test_picture_may_be_one_hot(write_file: WriteFile) -> None:
    path = write_file(test_set_x=np.zeros((1, 8, 6, 3), np.uint8), test_set_y=[[0.0, 0.0, 1.0]])
    assert open_pictures(path).test_y.tolist() == [2]


def test_byte_strings_name_listed_classes(write_file: WriteFile) -> None:
    names = np.array([b"stone", b"paper", "Schere ✂".encode()])
    path = write_file(list_classes=names, train_set_y=names[TRAIN_Y], test_set_y=names[TEST_Y])
    dataset = open_pictures(path)
    assert dataset.class_names == ("stone", "paper", "Schere ✂")
    np.testing.assert_array_equal(dataset.train_y, TRAIN_Y)


def test_byte_strings_may_name_classes_listed_as_numbers(write_file: WriteFile) -> None:
    names = np.array([b"7", b"5", b"6"])
    path = write_file(list_classes=[7, 5, 6], train_set_y=names[TRAIN_Y], test_set_y=names[TEST_Y])
    dataset = open_pictures(path)
    assert dataset.class_names == ("7", "5", "6")
    np.testing.assert_array_equal(dataset.test_y, TEST_Y)


def test_distinct_byte_strings_become_the_classes(write_file: WriteFile) -> None:
    names = np.array([b"c", b"a", b"b"])
    path = write_file(list_classes=None, train_set_y=names[TRAIN_Y], test_set_y=names[TEST_Y])
    dataset = open_pictures(path)
    assert dataset.class_names == ("a", "b", "c")
    np.testing.assert_array_equal(dataset.train_y, np.array([2, 0, 1])[TRAIN_Y])


def test_classes_not_listed_are_the_labels_that_occur(write_file: WriteFile) -> None:
    dataset = open_pictures(write_file(list_classes=None, test_set_y=TEST_Y * 2))
    assert dataset.class_names == ("0", "1", "2", "4")
    check_says(str(dataset.notes), "No picture is labelled", "Only the test set has pictures of")
    np.testing.assert_array_equal(dataset.test_y, np.array([0, 2, 3])[TEST_Y])


def test_many_classes(write_file: WriteFile) -> None:
    count = 5000
    path = write_file(
        list_classes=np.arange(count),
        train_set_x=np.zeros((count, 1, 1, 1), np.uint8),
        train_set_y=np.arange(count)[::-1],
        test_set_x=np.zeros((12, 1, 1, 1), np.uint8),
    )
    dataset = open_pictures(path)
    assert dataset.classes == count
    np.testing.assert_array_equal(dataset.train_y, np.arange(count)[::-1])


def test_listed_classes_without_pictures_are_left_out(write_file: WriteFile) -> None:
    names = np.array([b"a", b"b", b"never", b"c"])
    path = write_file(
        list_classes=names,
        train_set_y=np.array([0, 1, 3])[TRAIN_Y],
        test_set_y=np.array([0, 1, 3])[TEST_Y],
    )
    dataset = open_pictures(path)
    assert dataset.class_names == ("a", "b", "c")
    np.testing.assert_array_equal(dataset.train_y, TRAIN_Y)
    check_says(str(dataset.notes[0]), "never", "left out")


@pytest.mark.parametrize(
    "how",
    [
        {"compression": "gzip"},
        {"compression": "gzip", "shuffle": True, "fletcher32": True},
        {"compression": "lzf"},
        {"compression": "lzf", "shuffle": True, "fletcher32": True},
        {"shuffle": True, "fletcher32": True},
        {"chunks": (5, 8, 4, 2)},
        {"chunks": (5, 8, 4, 2), "compression": "gzip"},
        {"chunks": (1, 1, 1, 1), "compression": "lzf"},
        {"chunks": (100, 8, 6, 3), "maxshape": (None, 8, 6, 3), "compression": "gzip"},
    ],
)
@pytest.mark.parametrize("smooth", [True, False])
def test_every_ordinary_way_to_store(
    write_file: WriteFile, how: dict[str, Any], smooth: bool
) -> None:
    noise = np.random.default_rng(2).integers(0, 256, (24, 8, 6, 3), np.uint8)
    pictures = np.broadcast_to(np.arange(6, dtype=np.uint8)[:, None] * 50, noise.shape)
    data = np.ascontiguousarray(pictures) if smooth else noise
    dataset = open_pictures(write_file(train_set_x={"data": data, **how}))
    np.testing.assert_array_equal(dataset.train_x, data)


def test_the_newest_file_format_is_read(write_file: WriteFile, tmp_path: Path) -> None:
    usual = open_pictures(write_file())
    with h5py.File(tmp_path / "new.h5", "w", libver="latest") as file:
        file["train_set_x"], file["train_set_y"] = usual.train_x, usual.train_y
        file.create_dataset("test_set_x", data=usual.test_x, chunks=(3, 8, 6, 3), compression=9)
        file["test_set_y"], file["list_classes"] = usual.test_y, np.arange(3)
    check_equal(open_pictures(tmp_path / "new.h5"), usual)


# Without a test set.


def test_without_test_pictures_a_tenth_of_every_class_is_set_aside(write_file: WriteFile) -> None:
    pictures = np.arange(60 * 12, dtype=np.uint16).reshape(60, 2, 2, 3) % 251
    pictures = pictures.astype(np.uint8)
    labels = np.repeat([0, 1, 2], [40, 19, 1])
    path = write_file(train_set_x=pictures, train_set_y=labels, test_set_x=None, test_set_y=None)
    dataset = open_pictures(path)
    assert np.bincount(dataset.test_y, minlength=3).tolist() == [4, 2, 0]
    assert np.bincount(dataset.train_y).tolist() == [36, 17, 1]
    # Every picture is there once, with its own label.
    found = [
        (picture.tobytes(), int(label))
        for xs, ys in ((dataset.train_x, dataset.train_y), (dataset.test_x, dataset.test_y))
        for picture, label in zip(xs, ys, strict=True)
    ]
    stored_pairs = [(p.tobytes(), int(y)) for p, y in zip(pictures, labels, strict=True)]
    assert sorted(found) == sorted(stored_pairs)
    check_says(str(dataset.notes[0]), "No test pictures", "6 of the 60", "seed 1")
    check_equal(dataset, open_pictures(path, split_seed=1))
    assert not np.array_equal(dataset.test_x, open_pictures(path, split_seed=2).test_x)


def test_scaling_and_splitting_are_both_noted(write_file: WriteFile) -> None:
    pictures = np.linspace(-1, 1, 24 * 12).reshape(24, 2, 2, 3)
    dataset = open_pictures(write_file(train_set_x=pictures, test_set_x=None, test_set_y=None))
    assert ["stretched" in str(dataset.notes[0]), "set aside" in str(dataset.notes[1])] == [
        True,
        True,
    ]


def test_nothing_can_be_set_aside_of_single_pictures(write_file: WriteFile) -> None:
    path = write_file(
        train_set_x=np.zeros((3, 2, 2, 3), np.uint8),
        train_set_y=[0, 1, 2],
        test_set_x=None,
        test_set_y=None,
    )
    check_says(refusal(path), "no test pictures", "single picture", "Add")


# What is refused for what it holds; how it is stored is in test_hdf5_guard.py.


@pytest.mark.parametrize("name", ["train_set_x", "train_set_y", "test_set_x", "test_set_y"])
def test_a_missing_array(write_file: WriteFile, name: str) -> None:
    sentence = refusal(write_file(**{name: None}))
    check_says(sentence, f"{name} is missing from small.h5", "list_classes", "Expected")


@pytest.mark.parametrize("name", ["train_set_x", "train_set_y", "test_set_x", "test_set_y"])
def test_a_missing_array_of_a_pair(write_pair: WritePair, name: str) -> None:
    train, test = write_pair(**{name: None})
    file = (train if name.startswith("train") else test).name
    check_says(refusal(train.parent), f"{name} is missing from {file}")


def test_a_file_with_something_else(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "else.h5", "w") as file:
        for number in range(20):
            file[f"array\n{number:02}" + "x" * 500] = number
        file.id.links.create_soft(b"\xff\xfe", b"nowhere")
    sentence = refusal(tmp_path / "else.h5")
    check_says(sentence, "train_set_x is missing", "array\N{REPLACEMENT CHARACTER}00", "13 more")


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "odd.h5", "w") as file:
        file.id.links.create_soft(b"\xff\xfe", b"nowhere")
    check_says(refusal(tmp_path / "odd.h5"), "\N{REPLACEMENT CHARACTER}" * 2)


def test_an_hdf5_file_with_nothing_in_it(tmp_path: Path) -> None:
    h5py.File(tmp_path / "none.h5", "w").close()
    check_says(refusal(tmp_path / "none.h5"), "train_set_x is missing", "holds nothing")


def test_a_test_file_without_its_training_file(write_pair: WritePair) -> None:
    train, test = write_pair()
    train.unlink()
    check_says(refusal(test), "test_small.h5 holds test pictures only", "train_small.h5")


@pytest.mark.parametrize(("name", "file"), [("test_set_x", 0), ("train_set_x", 1)])
def test_a_pair_that_holds_a_set_twice(write_pair: WritePair, name: str, file: int) -> None:
    pair = write_pair()
    with h5py.File(pair[file], "a") as opened:
        opened[name] = 0
    check_says(refusal(pair[0]), f"{pair[file].name} holds {name} too", "Move")


def test_an_empty_test_set_is_none(write_file: WriteFile) -> None:
    path = write_file(test_set_x=np.zeros((0, 8, 6, 3), np.uint8), test_set_y=np.zeros(0, int))
    dataset = open_pictures(path)
    assert len(dataset.train_x) + len(dataset.test_x) == 24
    check_says(str(dataset.notes[0]), "test_set_x in small.h5 is empty", "no test set")


@pytest.mark.parametrize("name", ["train_set_x", "train_set_y", "test_set_y", "list_classes"])
@pytest.mark.parametrize(
    "value", [np.zeros((0,)), np.zeros((0, 8, 6, 3), np.uint8), h5py.Empty("u1")]
)
def test_an_empty_array(write_file: WriteFile, name: str, value: Any) -> None:
    check_says(refusal(write_file(**{name: value})), f"{name} in small.h5 is empty")


def test_rows_that_make_no_square(write_file: WriteFile) -> None:
    sentence = refusal(write_file(train_set_x=np.zeros((24, 145), np.uint8)))
    check_says(sentence, "(24, 145)", "no square pictures", "(pictures, height, width, channels)")


@pytest.mark.parametrize("shape", [(24,), (24, 8, 6, 3, 1), ()])
def test_pictures_of_a_wrong_number_of_axes(write_file: WriteFile, shape: tuple[int, ...]) -> None:
    sentence = refusal(write_file(train_set_x=np.zeros(shape, np.uint8)))
    check_says(sentence, "train_set_x", str(shape), "(pictures, height, width, channels)")


@pytest.mark.parametrize(
    "labels",
    [TRAIN_Y[:-1], np.append(TRAIN_Y, 0), TRAIN_Y[None, :-1], np.int64(1)],
)
def test_counts_that_differ(write_file: WriteFile, labels: NDArray[Any]) -> None:
    sentence = refusal(write_file(train_set_y=labels))
    check_says(sentence, "train_set_y", str(np.shape(labels)), "each of the 24 pictures")


@pytest.mark.parametrize(
    "test",
    [
        np.zeros((12, 8, 6, 1), np.uint8),
        np.zeros((12, 6, 8, 3), np.uint8),
        np.zeros((12, 8, 6), np.uint8),
    ],
)
def test_test_pictures_unlike_the_training_pictures(
    write_file: WriteFile, test: NDArray[Any]
) -> None:
    sentence = refusal(write_file(test_set_x=test))
    check_says(sentence, f"{test.dtype} of the shape {test.shape}", "uint8 of the shape (24, 8, 6")


@pytest.mark.parametrize(("label", "listed"), [(3, True), (-1, True), (-1, False), (2**40, True)])
def test_labels_outside_the_classes(write_file: WriteFile, label: int, listed: bool) -> None:
    labels = TRAIN_Y.copy()
    labels[5] = label
    usual = {} if listed else {"list_classes": None}
    sentence = refusal(write_file(train_set_y=labels, **usual))
    check_says(
        sentence,
        "train_set_y",
        "from 0",
        str(label),
    )


def test_a_test_label_outside_the_classes(write_file: WriteFile) -> None:
    sentence = refusal(write_file(test_set_y=TEST_Y + 1))
    check_says(sentence, "test_set_y", "the label 3", "0 to 2")


def test_the_largest_label_there_is(write_file: WriteFile) -> None:
    labels = TRAIN_Y.astype(np.uint64)
    labels[0] = np.iinfo(np.uint64).max
    sentence = refusal(write_file(train_set_y=labels))
    check_says(sentence, "the label 18446744073709551615", "outside the 3 classes")
    dataset = open_pictures(write_file(train_set_y=labels, list_classes=None))
    assert dataset.class_names == ("0", "1", "2", "18446744073709551615")


def test_a_name_outside_the_classes(write_file: WriteFile) -> None:
    names = np.array([b"a", b"b", b"\x1b[31m<b>"])
    path = write_file(
        list_classes=np.array([b"a", b"b", b"c"]),
        train_set_y=names[TRAIN_Y],
        test_set_y=names[TEST_Y],
    )
    check_says(refusal(path), "train_set_y", '"\N{REPLACEMENT CHARACTER}[31m<b>"', "list_classes")


@pytest.mark.parametrize(
    "arrays_in_file",
    [
        {"train_set_y": np.zeros(24, int)},
        {"train_set_y": np.full(24, 2), "list_classes": None},
        {"train_set_y": np.zeros(24, int), "test_set_y": np.zeros(12, int), "list_classes": None},
        {"list_classes": [0]},
        {"train_set_y": np.array([b"a"] * 24), "test_set_y": np.array([b"a"] * 12)}
        | {"list_classes": None},
        {"train_set_y": np.ones((24, 1), int), "test_set_y": np.ones((12, 1), int)},
    ],
)
def test_a_single_class(write_file: WriteFile, arrays_in_file: dict[str, Any]) -> None:
    check_says(refusal(write_file(**arrays_in_file)), "single class", "at least two")


@pytest.mark.parametrize("bad", [[0, 0, 0], [1, 1, 0], [0, 2, 0], [0, 1, np.nan], [1, 0, -1]])
def test_rows_that_are_not_one_hot(write_file: WriteFile, bad: list[float]) -> None:
    rows = ONE_HOT_TRAIN.copy()
    rows[7] = bad
    sentence = refusal(write_file(train_set_y=rows, test_set_y=ONE_HOT_TEST))
    check_says(sentence, "train_set_y", "one-hot", "row 7")


def test_one_hot_columns_that_do_not_match_the_list(write_file: WriteFile) -> None:
    sentence = refusal(write_file(train_set_y=np.eye(4)[TRAIN_Y]))
    check_says(sentence, "4 one-hot columns", "3 classes")


@pytest.mark.parametrize("axes", [(24,), (24, 1), (1, 24)])
def test_float_labels_that_are_not_whole(write_file: WriteFile, axes: tuple[int, ...]) -> None:
    sentence = refusal(write_file(train_set_y=(TRAIN_Y + 0.5).reshape(axes)))
    check_says(sentence, "float64", "whole numbers", "text", "one-hot")


def test_labels_of_two_kinds(write_file: WriteFile) -> None:
    path = write_file(train_set_y=np.array([b"0", b"1", b"2"])[TRAIN_Y])
    check_says(refusal(path), "names", "numbers", "same")


@pytest.mark.parametrize("names", [[4, 4, 5], np.array([b"a", b"b", b"a"])])
def test_a_class_listed_twice(write_file: WriteFile, names: Any) -> None:
    check_says(refusal(write_file(list_classes=names)), "list_classes", "twice")


@pytest.mark.parametrize("names", [np.zeros((2, 2), int), [0.0, 1.0, 2.0], [True, False], 3])
def test_a_list_of_classes_that_is_none(write_file: WriteFile, names: Any) -> None:
    sentence = refusal(write_file(list_classes=names))
    check_says(sentence, "list_classes", "one whole number or text a class")


def test_lists_of_classes_that_differ(write_pair: WritePair, tmp_path: Path) -> None:
    _train, test = write_pair()
    with h5py.File(test, "a") as file:
        file["list_classes"][0] = 9
    check_says(refusal(tmp_path), "list_classes differs", "train_small.h5", "test_small.h5")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
@pytest.mark.parametrize("name", ["train_set_x", "test_set_x"])
def test_numbers_that_are_not_finite(write_file: WriteFile, name: str, value: float) -> None:
    sets = {"train_set_x": np.zeros((24, 2, 2, 3)), "test_set_x": np.zeros((12, 2, 2, 3))}
    sets[name][3, 1, 1, 1] = value
    check_says(refusal(write_file(**sets)), name, "not finite", "NaN")


@pytest.mark.parametrize("value", [-3.5, 300.0])
def test_floats_that_are_all_the_same(write_file: WriteFile, value: float) -> None:
    sets = {
        "train_set_x": np.full((24, 2, 2, 3), value),
        "test_set_x": np.full((12, 2, 2, 3), value),
    }
    check_says(refusal(write_file(**sets)), f"is {format_significant(value)}", "nothing to see")


@pytest.mark.parametrize(("value", "dtype"), [(65_536, "i4"), (2**40, "i8"), (2**63, "u8")])
def test_whole_numbers_beyond_two_bytes(write_file: WriteFile, value: int, dtype: str) -> None:
    pictures = np.zeros((24, 8, 6, 3), dtype)
    pictures[3, 1, 1, 1] = value
    check_says(refusal(write_file(train_set_x=pictures)), str(value), "0 to 255", "uint8")


@pytest.mark.parametrize("shape", [(2, 1025, 1, 1), (2, 1, 1025), (2, 1024, 1024, 5)])
def test_pictures_over_the_size_cap(write_file: WriteFile, shape: tuple[int, ...]) -> None:
    sentence = refusal(write_file(train_set_x=np.zeros(shape, np.uint8)))
    check_says(sentence, str(shape), "1,024 a side", "4,194,304 numbers", "smaller")


def test_labels_over_the_size_cap(write_file: WriteFile) -> None:
    wide = {"data": np.zeros((24, 2_000_000), np.uint8), "compression": "gzip"}
    check_says(refusal(write_file(train_set_y=wide)), "train_set_y", "more than the 256.0 MiB")


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("train_set_x", np.zeros(24, [("a", "i4"), ("b", "f4")]), "compound"),
        ("train_set_x", {"shape": 24, "dtype": np.dtype(("u1", (8, 6, 3)))}, "an array in each"),
        ("train_set_x", {"shape": 24, "dtype": h5py.ref_dtype}, "references"),
        ("train_set_x", np.zeros((24, 8, 6, 3), complex), "complex128"),
        ("train_set_x", np.zeros((24, 8, 6, 3), "V7"), "opaque"),
        ("train_set_x", np.full((24, 8, 6, 3), b"abc"), "|S3"),
        ("train_set_y", np.full((24, 3), b"abc"), "|S3"),
    ],
)
def test_types_that_are_no_plain_numbers(
    write_file: WriteFile, name: str, value: Any, found: str
) -> None:
    check_says(refusal(write_file(**{name: value})), name, found, "expected", "Save")


def test_a_type_that_numpy_does_not_know(write_file: WriteFile) -> None:
    path = write_file(train_set_x=None)
    with h5py.File(path, "a") as file:
        space = h5py.h5s.create_simple((24, 8, 6, 3))
        early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        h5py.h5d.create(file.id, b"train_set_x", h5py.h5t.UNIX_D32LE, space, early)
    check_says(refusal(path), "without a NumPy equivalent", "plain integers")


# Loading changes nothing.


@pytest.mark.usefixtures("read_in_process")
def test_loading_only_reads(write_pair: WritePair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = write_pair()
    modes: list[str] = []
    real = h5py.File

    def recording(path: Path, mode: str, **rest: Any) -> Any:
        modes.append(mode)
        return real(path, mode, **rest)

    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in pair]
    for path in pair:
        path.chmod(0o444)
    pair[0].parent.chmod(0o555)
    monkeypatch.setattr(h5py, "File", recording)
    try:
        open_pictures(pair[0])
    finally:
        pair[0].parent.chmod(0o755)
    assert modes == ["r", "r"]
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in pair] == before
    assert sorted(path.name for path in pair[0].parent.iterdir()) == [
        "test_small.h5",
        "train_small.h5",
    ]


def test_nothing_stays_open_after_a_refusal(write_file: WriteFile) -> None:
    path = write_file(train_set_y=TRAIN_Y[:-1])
    refusal(path)
    # HDF5 would refuse to open it for writing while it is open for reading.
    with h5py.File(path, "a") as file:
        assert "train_set_y" in file


# Writing.


def test_what_is_written_is_read_back(write_file: WriteFile, tmp_path: Path) -> None:
    dataset = open_pictures(write_file())
    written = write_signs(dataset, tmp_path / "new" / "folder")
    assert [path.name for path in written] == ["train_signs.h5", "test_signs.h5"]
    check_equal(open_pictures(tmp_path / "new" / "folder"), dataset)
    assert sorted(path.name for path in written[0].parent.iterdir()) == [
        "test_signs.h5",
        "train_signs.h5",
    ]


def test_the_articles_data_is_written_as_it_was(signs_folder: Path, tmp_path: Path) -> None:
    for path in write_signs(open_pictures(signs_folder), tmp_path):
        with h5py.File(path) as ours, h5py.File(signs_folder / path.name) as theirs:
            assert set(ours) == set(theirs)
            for name in theirs:
                assert (ours[name].dtype, ours[name].shape) == (
                    theirs[name].dtype,
                    theirs[name].shape,
                )
                np.testing.assert_array_equal(ours[name], theirs[name])


def test_the_same_data_gives_the_same_bytes(write_file: WriteFile, tmp_path: Path) -> None:
    dataset = open_pictures(write_file(list_classes=np.array([b"b", b"a", b"c"])))
    one, other = (write_signs(dataset, tmp_path / name) for name in ("one", "other"))
    for first, second in zip(one, other, strict=True):
        assert first.read_bytes() == second.read_bytes()


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    names = draw(
        st.one_of(
            st.integers(2, 20).map(lambda count: [str(place) for place in range(count)]),
            st.lists(
                st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12),
                min_size=2,
                max_size=20,
                unique=True,
            ),
        )
    )
    sides = draw(st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 4)))
    numbers = draw(st.sampled_from([np.uint8, np.float32]))
    values = st.integers(0, 255) if numbers is np.uint8 else st.floats(0, 1, width=32)
    sets = []
    for count in (draw(st.integers(len(names), 24)), draw(st.integers(1, 6))):
        pictures = draw(arrays.arrays(numbers, (count, *sides), elements=values))
        labels = draw(arrays.arrays(np.int32, count, elements=st.integers(0, len(names) - 1)))
        sets.append((pictures, labels))
    (train_x, train_y), (test_x, test_y) = sets
    # Every class occurs, and white is white: what is faint is stretched.
    train_y[:] = np.arange(len(train_y)) % len(names)
    for pictures in (train_x, test_x):
        pictures[0, 0, 0, 0] = 255 if numbers is np.uint8 else 1
    return Dataset(
        name="drawn",
        source="a test",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple(names),
    )


@settings(max_examples=100, deadline=None)
@given(datasets())
def test_any_dataset_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, dataset: Dataset
) -> None:
    folder = tmp_path_factory.mktemp("round")
    train, _test = write_signs(dataset, folder)
    check_equal(open_pictures(train), dataset)


def test_writing_over_what_was_there(write_file: WriteFile, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_signs(open_pictures(write_file()), folder)
    other = open_pictures(write_file(train_set_y=TRAIN_Y[::-1]))
    write_signs(other, folder)
    check_equal(open_pictures(folder), other)


def test_a_file_in_the_way_of_the_folder(write_file: WriteFile, tmp_path: Path) -> None:
    dataset = open_pictures(write_file())
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(DataError, match=r"cannot be written to the folder .*taken.*Choose another"):
        write_signs(dataset, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("room", [0, 100, 1000, 3100, 5000])
def test_a_full_disk_leaves_what_was_there(
    write_file: WriteFile, tmp_path: Path, room: int
) -> None:
    path, folder = write_file(), tmp_path / "out"
    write_signs(open_pictures(path), folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    # The system's limit on the size of a file fails a write as a full disk does.
    child = """
import resource, sys
from pathlib import Path
from signs_studio.data.opening import open_pictures
from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.errors import DataError
dataset = open_pictures(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    write_signs(dataset, Path(sys.argv[2]))
except DataError as error:
    print(error)
"""
    command = [sys.executable, "-c", child, str(path), str(folder), str(room)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    check_says(done.stdout, "cannot be written to the folder", "File too large", "make room")
    assert done.stderr == ""
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
