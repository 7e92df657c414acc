"""Stored labels as places in one list of classes."""

from __future__ import annotations

import numpy as np
import pytest

from signs_studio.data.labels import (
    CLASS_NAME_LIMIT,
    names_of_classes,
    settle_labels,
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
    places, names = settle_labels(sets, None)
    assert [place.tolist() for place in places] == [[0, 2, 1], [2, 0]]
    assert {place.dtype for place in places} == {np.dtype(np.int32)}
    assert names == ("0", "1", "2")


@pytest.mark.parametrize("label", [3, 1 << 63, LARGEST])
def test_the_sentence_names_the_unsigned_label_that_was_stored(label: int) -> None:
    values = np.array([0, 1, label], np.uint64)
    stored = stored_labels(values, pictures=3, where="train_set_y")
    with pytest.raises(DataError, match=f"holds the label {label}, outside the 3 classes"):
        settle_labels([stored], (b"a", b"b", b"c"))
    if label > 3:
        with pytest.raises(DataError, match=f"makes {label + 1:,} classes"):
            settle_labels([stored], None)


def test_unsigned_numbers_name_classes() -> None:
    names = names_of_classes(np.array([LARGEST, 1], np.uint64), where="list_classes")
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
    _, shown = settle_labels([stored], tuple(names))
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
    stored = stored_labels(np.array([0, 1]), pictures=2, where="train_set_y")
    _, shown = settle_labels([stored], names)
    assert len(set(shown)) == len(names)
