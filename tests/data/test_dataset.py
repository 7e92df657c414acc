"""Training pictures of one dataset with test pictures of another."""

from dataclasses import replace

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset, with_test_set
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


def test_training_pictures_of_one_and_test_pictures_of_the_other() -> None:
    ours, theirs = (
        replace(
            blank(name=name, value=value),
            train_names=tuple(f"{name} {place}" for place in range(4)),
            test_names=tuple(f"{name} test {place}" for place in range(2)),
        )
        for name, value in (("ours", 0), ("theirs", 9))
    )
    both = with_test_set(ours, theirs)
    assert (both.train_x, both.train_y) == (ours.train_x, ours.train_y)
    assert (both.test_x, both.test_y) == (theirs.test_x, theirs.test_y)
    assert (both.train_names, both.test_names) == (ours.train_names, theirs.test_names)
    assert both.class_names == ours.class_names
    assert both.notes == (*ours.notes, *theirs.notes)
    for words in (both.name, both.source):
        assert "ours" in words
        assert "theirs" in words


OTHERS = {
    "shape": (blank(name="theirs", shape=(3, 4, 1)), ("3, 4, 1", "4, 3, 1")),
    "type": (
        replace(blank(name="theirs"), test_x=np.zeros((2, 4, 3, 1), np.float32)),
        ("float32", "uint8"),
    ),
    "classes": (
        replace(blank(name="theirs"), class_names=("right", "left")),
        ("right, left", "left, right"),
    ),
}


@pytest.mark.parametrize(("what", "other", "said"), [(k, *v) for k, v in OTHERS.items()])
def test_what_is_unlike_is_refused(what: str, other: Dataset, said: tuple[str, str]) -> None:
    with pytest.raises(DataError) as refusal:
        with_test_set(blank(name="ours"), other)
    assert str(refusal.value) == (
        f"The {what} of the test pictures in theirs ({said[0]}) should be as in ours ({said[1]}). "
        "Choose pictures that are alike."
    )
