"""Training pictures of one dataset with test pictures of another."""

from dataclasses import replace

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset, TestSet, with_test_set
from signs_studio.errors import DataError
from signs_studio.messages import Message


def blank(*, name: str, shape: tuple[int, int, int] = (4, 3, 1), value: int = 0) -> Dataset:
    return Dataset(
        name=name,
        source=f"made as {name}",
        train_x=np.full((4, *shape), value, np.uint8),
        train_y=np.array([0, 1, 0, 1], np.int32),
        test_x=np.full((2, *shape), value, np.uint8),
        test_y=np.array([1, 0], np.int32),
        class_names=("left", "right"),
        notes=(Message("data", "a note on {name}").format(name=name),),
    )


def others_tests(
    *, shape: tuple[int, int, int] = (4, 3, 1), names: tuple[str, ...] = ("left", "right")
) -> TestSet:
    return TestSet(
        name="theirs",
        source="made as theirs",
        x=np.full((2, *shape), 9, np.uint8),
        y=np.array([1, 0], np.int32),
        class_names=names,
        notes=(Message("data", "a note on {name}").format(name="theirs"),),
    )


def test_training_pictures_of_one_and_test_pictures_of_the_other() -> None:
    ours, theirs = (
        replace(blank(name="ours"), train_names=("a", "b", "c", "d"), test_names=("e", "f")),
        replace(others_tests(), names=("g", "h")),
    )
    both = with_test_set(ours, theirs)
    assert (both.train_x, both.train_y) == (ours.train_x, ours.train_y)
    assert both.test_x is theirs.x
    assert both.test_y.tolist() == [1, 0]
    assert (both.train_names, both.test_names) == (ours.train_names, theirs.names)
    assert both.class_names == ours.class_names
    assert both.notes[:-1] == (*ours.notes, *theirs.notes)
    assert str(both.notes[-1]).startswith("4 pictures are there to learn from, and 2 others")
    for words in (both.name, both.source):
        assert "ours" in words
        assert "theirs" in words


def test_classes_are_told_by_name_and_not_by_place() -> None:
    both = with_test_set(blank(name="ours"), others_tests(names=("right", "left")))
    assert both.class_names == ("left", "right")
    assert both.test_y.tolist() == [0, 1]


OTHERS = {
    "shape": (others_tests(shape=(3, 4, 1)), ("3, 4, 1", "4, 3, 1")),
    "type": (replace(others_tests(), x=np.zeros((2, 4, 3, 1), np.float32)), ("float32", "uint8")),
    "classes": (others_tests(names=("right", "up")), ("right, up", "left, right")),
}


@pytest.mark.parametrize(("what", "other", "said"), [(k, *v) for k, v in OTHERS.items()])
def test_what_is_unlike_is_refused(what: str, other: TestSet, said: tuple[str, str]) -> None:
    with pytest.raises(DataError) as refusal:
        with_test_set(blank(name="ours"), other)
    assert str(refusal.value) == (
        f"The {what} of the test pictures in theirs ({said[0]}) should be as in ours ({said[1]}). "
        "Choose pictures that are alike."
    )


@pytest.mark.parametrize(
    ("train", "test"),
    [(("0", "1", "2"), ("1", "2", "3")), (("1", "2", "3"), ("0", "1", "2"))],
)
def test_classes_that_count_from_different_numbers_are_refused(
    train: tuple[str, ...], test: tuple[str, ...]
) -> None:
    with pytest.raises(DataError, match="one counts from 0 and the other from 1"):
        with_test_set(replace(blank(name="ours"), class_names=train), others_tests(names=test))


def test_grey_test_pictures_go_with_coloured_ones_to_learn_from() -> None:
    ours = blank(name="ours", shape=(4, 3, 3))
    both = with_test_set(ours, others_tests())
    np.testing.assert_array_equal(both.test_x, np.full((2, 4, 3, 3), 9, np.uint8))
    assert "The test pictures are grey" in " ".join(map(str, both.notes))
    with pytest.raises(DataError, match="should be as in ours"):
        with_test_set(blank(name="ours"), others_tests(shape=(4, 3, 3)))
