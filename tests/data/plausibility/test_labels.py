"""Stored labels as places in one list of classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from signs_studio.data.labels import CLASS_NAME_LIMIT
from signs_studio.data.plausibility.labels import (
    StoredLabels,
    classes_of,
    label_counts,
    listed_names,
    stored_labels,
)
from signs_studio.errors import DataError

LARGEST = np.iinfo(np.uint64).max


def test_unsigned_labels_are_taken_as_they_are() -> None:
    values = np.array([[0], [2], [1]], np.uint64)
    sets = [
        stored_labels(values, pictures=3, where="train_set_y"),
        stored_labels(np.array([2, 0], np.int64), pictures=2, where="test_set_y"),
    ]
    classes = classes_of(sets, None)
    assert [place.tolist() for place in classes.places] == [[0, 2, 1], [2, 0]]
    assert {place.dtype for place in classes.places} == {np.dtype(np.int32)}
    assert classes.names == ("0", "1", "2")
    assert classes.notes == ()


@pytest.mark.parametrize("label", [3, 1 << 63, LARGEST])
def test_the_sentence_names_the_unsigned_label_that_was_stored(label: int) -> None:
    values = np.array([0, 1, label], np.uint64)
    stored = stored_labels(values, pictures=3, where="train_set_y")
    with pytest.raises(DataError, match=f"holds the label {label}, outside the 3 classes"):
        classes_of([stored], (b"a", b"b", b"c"))
    # Classes that never occur are not made up.
    assert classes_of([stored], None).names == ("0", "1", str(label))


def test_unsigned_numbers_name_classes() -> None:
    names = listed_names(np.array([LARGEST, 1], np.uint64), where="list_classes")
    assert names == (str(LARGEST).encode(), b"1")


@pytest.mark.parametrize(
    "names",
    [
        [b"x" * 200 + b"a", b"x" * 200 + b"b"],
        [b"x" * 100 + b"a" + b"x" * 100, b"x" * 100 + b"b" + b"x" * 100],
        [b"a\x00b", b"a\x01b"],
        [b"a\xff", b"a\xfe"],
        [b"\xe2\x82", b"\xe2\x82\xff"],
    ],
)
def test_shown_names_are_told_apart(names: list[bytes]) -> None:
    stored = stored_labels(np.array(names), pictures=2, where="train_set_y")
    shown = classes_of([stored], tuple(names)).names
    assert len(set(shown)) == 2
    for name in shown:
        assert name.isprintable()
        assert len(name) <= CLASS_NAME_LIMIT


def test_65_536_names_that_look_alike_are_told_apart() -> None:
    # They differ in what is cut, and in what a number takes the place of.
    middles = [f"{number:08}".encode() for number in range(1 << 15)]
    names = tuple(
        b"x" * 46 + middle + filling + b"y" * 46 for middle in middles for filling in (b"\0", b"\1")
    )
    stored = stored_labels(np.arange(len(names)), pictures=len(names), where="train_set_y")
    shown = classes_of([stored], names).names
    assert len(set(shown)) == len(names)


def labels(values: Any, pictures: int = 4) -> StoredLabels:
    return stored_labels(np.array(values), pictures=pictures, where="y")


@pytest.mark.parametrize(
    ("values", "names", "said"),
    [
        ([1, 2, 3, 1], ("1", "2", "3"), "count from 1 to 3"),
        ([0, 5, 0, 5], ("0", "5"), "No picture is labelled 1, 2, 3, 4"),
        ([0.0, 1.0, 2.0, 1.0], ("0", "1", "2"), ""),
        ([True, False, True, True], ("0", "1"), ""),
        ([-1, 1, 1, -1], ("-1", "1"), ""),
        ([[[0]], [[1]], [[0]], [[1]]], ("0", "1"), ""),
        (["b", "a", "b", "a"], ("a", "b"), ""),
        (["10", "9", "10", "9"], ("9", "10"), ""),
        (np.eye(3)[[0, 2, 2, 0]], ("0", "2"), "No picture is labelled 1"),
        (np.eye(3)[[0, 2, 1, 0]].T, ("0", "1", "2"), ""),
    ],
)
def test_names_are_the_values_that_occur(values: Any, names: tuple[str, ...], said: str) -> None:
    classes = classes_of([labels(values)], None)
    assert classes.names == names
    assert said in " ".join(map(str, classes.notes))
    assert bool(classes.notes) == bool(said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.5, 1.0, 2.0, 1.0], "one label a picture was expected"),
        ([np.nan, 1.0, 2.0, 1.0], "one label a picture was expected"),
        ([-1, 0, 1, 2], "the label -1, which no class has"),
        ([3, 3, 3, 3], "the single class"),
    ],
)
def test_labels_that_are_none(values: Any, said: str) -> None:
    with pytest.raises(DataError, match=said):
        classes_of([labels(values)], None)


def test_labels_from_1_take_the_listed_names() -> None:
    classes = classes_of([labels([1, 2, 3, 1])], (b"a", b"b", b"c"))
    assert classes.names == ("a", "b", "c")
    assert classes.places[0].tolist() == [0, 1, 2, 0]
    assert "count from 1" in str(classes.notes[0])


def test_listed_numbers_may_be_the_labels_themselves() -> None:
    classes = classes_of([labels([7, 5, 6, 7])], (b"5", b"6", b"7"))
    assert classes.names == ("5", "6", "7")
    assert classes.places[0].tolist() == [2, 0, 1, 2]


def test_listed_numbers_are_names_even_where_they_could_be_places() -> None:
    listed = (b"1", b"2", b"3", b"4", b"5", b"6")
    classes = classes_of([labels([1, 5, 2, 1])], listed)
    assert classes.names == ("1", "2", "5")
    assert classes.places[0].tolist() == [0, 2, 1, 0]
    # One-hot rows number their columns, whatever the list says.
    classes = classes_of([labels(np.eye(6)[[1, 5, 2, 1]])], listed)
    assert classes.names == ("2", "3", "6")


@pytest.mark.parametrize(
    ("train", "test", "is_refused"),
    [
        ([1, 2, 3, 1], [0, 1, 2, 0], True),
        ([0, 1, 2, 0], [1, 2, 3, 1], True),
        (["1", "2", "3", "1"], ["0", "1", "2", "0"], True),
        ([0, 1, 2, 0], [3, 3, 1, 1], True),
        ([0, 1, 2, 0], [1, 2, 2, 1], False),
        ([0, 1, 2, 0], [0, 1, 2, 3], False),
        ([1, 2, 3, 1], [0, 1, 2, 3], False),
        ([0, 2, 4, 0], [1, 3, 5, 1], False),
    ],
)
def test_sets_that_count_their_classes_from_different_numbers(
    train: Any, test: Any, is_refused: bool
) -> None:
    sets = [labels(train), labels(test)]
    if is_refused:
        with pytest.raises(DataError, match="one counts from 0 and the other from 1"):
            classes_of(sets, None)
    else:
        classes_of(sets, None)


@pytest.mark.parametrize(
    ("shape", "counts"),
    [
        ((5,), (5,)),
        ((5, 1), (5, 1)),
        ((1, 5), (5, 1)),
        ((5, 1, 1), (5, 1)),
        ((5, 3), (5, 3)),
        ((5, 1, 3), (5, 3)),
        ((5, 3, 2), ()),
        ((), ()),
    ],
)
def test_how_many_pictures_labels_are_for(shape: tuple[int, ...], counts: tuple[int, ...]) -> None:
    assert label_counts(shape) == counts
