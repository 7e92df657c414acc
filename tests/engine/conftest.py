"""Small pictures that can be learnt, recipes for them, and runs to their end."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset
from signs_studio.engine.trainer import Trainer
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.settings import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, Event

MakeDataset = Callable[..., Dataset]
MakeRecipe = Callable[..., Recipe]
RunToEnd = Callable[..., list[Event]]


def _dataset(
    *,
    train: int = 44,
    test: int = 10,
    shape: tuple[int, int, int] = (4, 4, 3),
    classes: int = 3,
    dtype: type = np.uint8,
    seed: int = 0,
) -> Dataset:
    rng = np.random.default_rng(seed)
    faces = rng.integers(40, 216, (classes, *shape))

    def draw(count: int) -> tuple[Any, Any]:
        labels = (np.arange(count) % classes).astype(np.int32)
        pictures = (faces[labels] + rng.integers(-40, 41, (count, *shape))).astype(np.uint8)
        if dtype is np.float32:
            return (pictures / 255).astype(np.float32), labels
        return pictures, labels

    train_x, train_y = draw(train)
    test_x, test_y = draw(test)
    return Dataset(
        name="drawn",
        source="tests",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple(str(index) for index in range(classes)),
    )


def _recipe(preset: str = "article", **fields: str) -> Recipe:
    draft = PRESETS[preset].draft
    for name, text in {"layers": "5:relu,4:relu", "batch_size": "8", **fields}.items():
        draft = draft.with_field(name, text)
    validation = validate(draft)
    assert validation.recipe is not None, validation.errors
    return validation.recipe


def _run_to_end(trainer: Trainer, epochs: int, *, control: RunControl | None = None) -> list[Event]:
    events: list[Event] = []
    trainer.run(run_id=7, epochs=epochs, emit=events.append, control=control or RunControl())
    return events


@pytest.fixture(scope="session")
def make_dataset() -> MakeDataset:
    return _dataset


@pytest.fixture(scope="session")
def make_recipe() -> MakeRecipe:
    return _recipe


@pytest.fixture(scope="session")
def run_to_end() -> RunToEnd:
    return _run_to_end


@pytest.fixture(scope="session")
def numbers_of() -> Callable[[list[Event]], list[tuple[float, ...]]]:
    """What the epochs among some events say, but for the time they took."""

    def numbers(events: list[Event]) -> list[tuple[float, ...]]:
        return [
            (e.epoch, e.cost, e.test_cost, e.train_accuracy, e.test_accuracy)
            for e in events
            if isinstance(e, EpochFinished)
        ]

    return numbers
