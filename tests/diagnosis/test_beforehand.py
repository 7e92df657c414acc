"""What is found before the first epoch, and the lessons that explain it."""

from dataclasses import replace

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset
from signs_studio.diagnosis.beforehand import identical_test_pictures, linear_layers
from signs_studio.diagnosis.finding_lessons import LESSONS
from signs_studio.lessons.catalogue import lesson_names
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.findings import FindingKind
from tests.conftest import drawn_dataset


def recipe_of(layers: str) -> Recipe:
    recipe = validate(PRESETS["article"].draft.with_field("layers", layers)).recipe
    assert recipe is not None
    return recipe


@pytest.mark.parametrize(
    ("layers", "found"),
    [
        ("5:relu,4:tanh", []),
        ("5:linear", [0]),
        ("5:linear,4:relu", [0]),
        ("5:relu,4:linear", [1]),
        ("5:linear,4:linear", [0, 1]),
        ("5:linear,dropout:0.3,4:relu", [0]),
        ("conv:6:3:1:same:linear,4:relu", [0]),
        ("conv:6:3:1:same:linear,max_pool,4:relu", []),
        ("conv:6:3:1:same:linear,average_pool,batch_norm,4:relu", [0]),
        ("conv:6:3:1:same:relu,max_pool,4:relu", []),
    ],
)
def test_layers_are_one_where_all_between_is_linear(layers: str, found: list[int]) -> None:
    assert list(linear_layers(recipe_of(layers))) == found


def with_copies(count: int) -> Dataset:
    dataset = drawn_dataset()
    pictures = dataset.test_x.copy()
    pictures[:count] = dataset.train_x[5 : 5 + count]
    # Nearly the same is not the same.
    pictures[count] = dataset.train_x[30]
    pictures[count, 0, 0, 0] ^= 1
    return replace(dataset, test_x=pictures)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_identical_pictures_are_counted_number_for_number(count: int) -> None:
    dataset = with_copies(count)
    assert identical_test_pictures(dataset) == count
    turned = replace(dataset, test_x=np.asfortranarray(dataset.test_x))
    assert identical_test_pictures(turned) == count


def test_every_kind_of_finding_is_explained_by_a_lesson() -> None:
    assert set(LESSONS) == set(FindingKind)
    assert set(LESSONS.values()) <= set(lesson_names())
