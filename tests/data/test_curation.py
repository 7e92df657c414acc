"""Curation: pure functions from a dataset to another, and statistics."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signs_studio.data.curation import (
    brightness_and_contrast,
    class_counts,
    imbalance_note,
    mean_pictures,
    with_class_names,
    with_label_noise,
    with_picture,
    with_split,
    without,
)
from signs_studio.data.streamed import PlainRows, StreamedPictures
from signs_studio.errors import DataError
from tests.conftest import drawn_dataset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signs_studio.data.dataset import Dataset


def named(train: int = 44, test: int = 10, **options: Any) -> Dataset:
    dataset = drawn_dataset(train=train, test=test, **options)
    return replace(
        dataset,
        train_names=tuple(f"train{number}" for number in range(train)),
        test_names=tuple(f"test{number}" for number in range(test)),
    )


def streamed(dataset: Dataset, folder: Path, *, files: int = 1) -> Dataset:
    """The same dataset, its pictures in one array of a file, mixed, or in two files."""
    order = np.random.default_rng(0).permutation(len(dataset.train_x) + len(dataset.test_x))
    places = [np.sort(part) for part in np.split(order, [len(dataset.train_x)])]
    stored = np.empty((len(order), *dataset.picture_shape), dataset.train_x.dtype)
    stored[places[0]], stored[places[1]] = dataset.train_x, dataset.test_x
    sets = []
    rows = None
    for number, chosen in enumerate(places):
        if rows is None or files == 2:
            path = folder / f"{number}.raw"
            path.write_bytes(stored.tobytes())
            rows = PlainRows(os.open(path, os.O_RDONLY), name=path.name)
        everything = StreamedPictures(rows, offset=0, shape=stored.shape, dtype=stored.dtype)
        sets.append(everything.chosen(chosen))
    return replace(dataset, train_x=sets[0], test_x=sets[1])


def contents(dataset: Dataset) -> list[list[tuple[bytes, int, str]]]:
    """The picture, label and name of every picture of both sets, in order."""
    return [
        [
            (pictures[[place]].tobytes(), int(labels[place]), (names or {place: ""})[place])
            for place in range(len(labels))
        ]
        for pictures, labels, names in (
            (dataset.train_x, dataset.train_y, dataset.train_names),
            (dataset.test_x, dataset.test_y, dataset.test_names),
        )
    ]


MADE: dict[str, Callable[[Dataset], Dataset]] = {
    "split": lambda dataset: with_split(dataset, test_share=0.25, seed=3),
    "without": lambda dataset: without(dataset, train=[0, 5], test=[2]),
    "label noise": lambda dataset: with_label_noise(dataset, share=0.2, seed=3),
    "class names": lambda dataset: with_class_names(dataset, ["one", "two", "three"]),
    "picture": lambda dataset: with_picture(dataset, dataset.test_x[0], "1"),
}


@pytest.mark.parametrize("how", MADE)
def test_the_old_dataset_stays_and_the_new_one_says_what_was_done(how: str) -> None:
    dataset = named()
    before, fingerprint = contents(dataset), dataset.fingerprint
    made = MADE[how](dataset)
    assert contents(dataset) == before
    # A network learns the same by other names.
    assert (made.fingerprint == fingerprint) is (how == "class names")
    assert made.fingerprint == MADE[how](dataset).fingerprint
    assert dataset.notes == ()
    (note,) = made.notes
    assert str(note).endswith(".")
    assert "{" not in str(note)
    for array in (made.train_x, made.train_y, made.test_x, made.test_y):
        assert not array.flags.writeable
        assert array.dtype in (np.uint8, np.int32)


@given(st.integers(0, 99), st.sampled_from([0.1, 0.25, 0.5, 0.9]))
def test_a_split_pools_both_sets_and_keeps_every_picture(seed: int, share: float) -> None:
    dataset = named()
    made = with_split(dataset, test_share=share, seed=seed)
    train, test = contents(made)
    old_train, old_test = contents(dataset)
    assert sorted(train + test) == sorted(old_train + old_test)
    all_labels = np.concatenate([dataset.train_y, dataset.test_y])
    for sign in range(3):
        count, chosen = int((all_labels == sign).sum()), int((made.test_y == sign).sum())
        assert abs(chosen - share * count) <= 1


def test_a_split_of_pictures_in_a_file_is_that_of_pictures_in_memory(tmp_path: Path) -> None:
    dataset = named()
    made = with_split(streamed(dataset, tmp_path), test_share=0.3, seed=1)
    assert isinstance(made.train_x, StreamedPictures)
    train, test = contents(made)
    old_train, old_test = contents(dataset)
    assert sorted(train + test) == sorted(old_train + old_test)
    again = with_split(made, test_share=0.3, seed=2)
    assert sorted(picture for side in contents(again) for picture in side) == sorted(train + test)
    with pytest.raises(DataError, match="lie apart"):
        with_split(streamed(dataset, tmp_path, files=2), test_share=0.3, seed=1)
    with pytest.raises(DataError, match="lie apart"):
        with_split(replace(dataset, train_x=made.train_x), test_share=0.3, seed=1)


def test_no_group_lies_on_both_sides(tmp_path: Path) -> None:
    dataset = named(train=200, test=40)
    persons = [None if place % 7 == 0 else f"person {place % 11}" for place in range(240)]
    group_of = dict(
        zip((*dataset.train_names, *dataset.test_names), persons, strict=True)  # type: ignore[misc]
    )
    for data in (dataset, streamed(dataset, tmp_path)):
        made = with_split(data, test_share=0.2, seed=0, groups=persons)
        sides = [
            {group_of[name] for name in names or ()} - {None}
            for names in (made.train_names, made.test_names)
        ]
        assert sides[1]
        assert not sides[0] & sides[1]
        assert 30 <= len(made.test_y) <= 66
        assert "belong together" in str(made.notes[-1])


def test_one_group_cannot_be_split() -> None:
    dataset = named()
    with pytest.raises(DataError, match="single group"):
        with_split(dataset, test_share=0.2, seed=0, groups=["anna"] * 54)


def test_pictures_are_left_out(tmp_path: Path) -> None:
    dataset = named()
    for data in (dataset, streamed(dataset, tmp_path)):
        made = without(data, train=np.array([0, 43]), test=(9,))
        old_train, old_test = contents(dataset)
        assert contents(made) == [old_train[1:-1], old_test[:-1]]
        assert "2 of the training pictures and 1 of the test pictures" in str(made.notes[0])
    for places in ({"train": range(44)}, {"test": range(10)}):
        with pytest.raises(DataError, match="would be left out"):
            without(dataset, **places)  # type: ignore[arg-type]
    empty = replace(dataset, test_x=dataset.test_x[:0], test_y=dataset.test_y[:0])
    assert len(without(empty, train=[1]).train_y) == 43


@given(st.sampled_from([0.0, 0.1, 0.35, 1.0]), st.integers(0, 99), st.integers(2, 5))
def test_label_noise_takes_the_same_share_of_every_class(
    share: float, seed: int, classes: int
) -> None:
    dataset = named(train=100, classes=classes)
    made = with_label_noise(dataset, share=share, seed=seed)
    wrong = made.train_y != dataset.train_y
    for sign in range(classes):
        members = dataset.train_y == sign
        assert wrong[members].sum() == round(share * members.sum())
    assert set(made.train_y.tolist()) <= set(range(classes))
    assert made.train_x is dataset.train_x
    assert made.test_y is dataset.test_y


def test_label_noise_goes_to_all_other_classes_alike() -> None:
    dataset = named(train=4_000, classes=4, shape=(1, 1, 1))
    made = with_label_noise(dataset, share=1, seed=0)
    came = np.bincount(made.train_y[dataset.train_y == 1], minlength=4)
    assert came[1] == 0
    assert (np.abs(came[[0, 2, 3]] - 1_000 / 3) < 60).all()


def test_classes_are_renamed() -> None:
    assert with_class_names(named(), [" fist", "žába", "<b>"]).class_names == (
        "fist",
        "žába",
        "<b>",
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["one", "two"], "3 names of classes are needed, but 2 were given."),
        (["one", "two", " "], 'The class "2" would have no name. Give it one.'),
        (["one", "two", "one "], 'Two classes would be called "one".'),
        (["one", "two", "a\nb"], 'A class cannot be called "a\N{REPLACEMENT CHARACTER}b".'),
        (["one", "two", "long" * 30], "A class cannot be called"),
        (["one", "two", "\u202egnirts"], "A class cannot be called"),
    ],
)
def test_names_that_are_refused(names: list[str], said: str) -> None:
    with pytest.raises(DataError) as refusal:
        with_class_names(named(), names)
    assert said in str(refusal.value)


def test_a_picture_is_added(tmp_path: Path) -> None:
    dataset = replace(named(), path=tmp_path)
    picture = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    made = with_picture(dataset, picture, "2", name="mine.png")
    assert made.class_names == dataset.class_names
    np.testing.assert_array_equal(made.train_x[-1], picture)
    assert (made.train_y[-1], len(made.train_y)) == (2, 45)
    assert made.train_names is not None
    assert made.train_names[-1] == "mine.png"
    # The file does not hold it.
    assert made.path is None
    made = with_picture(made, picture, "thumb")
    assert made.class_names == ("0", "1", "2", "thumb")
    assert made.train_y[-1] == 3
    with pytest.raises(DataError, match="cannot be called"):
        with_picture(dataset, picture, " ")
    with pytest.raises(DataError, match="read from its file"):
        with_picture(streamed(named(), tmp_path), picture, "2")
    for wrong in (picture[:3], picture.astype(np.float32)):
        with pytest.raises(ValueError, match="not"):
            with_picture(dataset, wrong, "2")


def test_counts_and_imbalance() -> None:
    dataset = named()
    assert [counts.tolist() for counts in class_counts(dataset)] == [[15, 15, 14], [4, 3, 3]]
    assert imbalance_note(dataset) is None
    few = [int(place) for place in np.flatnonzero(dataset.train_y == 1)]
    assert imbalance_note(without(dataset, train=few[5:])) is None
    note = imbalance_note(without(dataset, train=few[4:]))
    assert str(note) == (
        'The classes are not balanced: "0" has 15 training pictures, "1" 4. A network then leans '
        "towards the large ones."
    )
    assert imbalance_note(without(dataset, train=few)) is not None


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_mean_pictures(dtype: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signs_studio.data.curation._STATISTICS_BYTES", 7 * 48)
    dataset = named(dtype=dtype)
    unit = 1 if dtype is np.uint8 else 255
    for data in (dataset, streamed(dataset, tmp_path)):
        means = mean_pictures(data)
        assert means.dtype == np.uint8
        for sign in range(3):
            expected = unit * dataset.train_x[dataset.train_y == sign].mean(0, dtype=np.float64)
            assert np.abs(means[sign] - expected).max() <= 0.51
    lacking = replace(dataset, class_names=("0", "1", "2", "never"))
    assert (mean_pictures(lacking)[3] == 0).all()


def test_mean_pictures_of_as_many_classes_as_pictures() -> None:
    """A number for each pair of both would be 16 GiB."""
    count = 1 << 16
    pictures = (np.arange(count) % 251).astype(np.uint8).reshape(count, 1, 1, 1)
    labels = np.arange(count, dtype=np.int32)[::-1]
    dataset = replace(
        named(),
        train_x=pictures,
        train_y=labels,
        test_x=pictures[:0],
        test_y=labels[:0],
        class_names=tuple(map(str, labels.tolist())),
    )
    np.testing.assert_array_equal(mean_pictures(dataset), pictures[::-1])


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_brightness_and_contrast(dtype: type, tmp_path: Path) -> None:
    dataset = named(dtype=dtype)
    numbers = dataset.train_x / (255 if dtype is np.uint8 else 1)
    for data in (dataset, streamed(dataset, tmp_path)):
        measured = brightness_and_contrast(data.train_x)
        assert measured.brightness == pytest.approx(numbers.mean(), abs=1e-6)
        contrasts = numbers.reshape(44, -1).std(axis=1)
        assert measured.contrast == pytest.approx(contrasts.mean(), abs=1e-6)
    nothing = brightness_and_contrast(dataset.test_x[:0])
    assert (nothing.brightness, nothing.contrast) == (0, 0)
