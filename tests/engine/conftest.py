"""Small pictures that can be learnt, recipes for them, and runs to their end."""

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset
from signs_studio.diagnosis.doctor import Doctor
from signs_studio.diagnosis.endings import judge_ending
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, Event, RunFinished
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.wording.endings import ending_message
from tests.conftest import drawn_dataset

MakeDataset = Callable[..., Dataset]
MakeRecipe = Callable[..., Recipe]
RunToEnd = Callable[..., list[Event]]


def _recipe(preset: str = "article", **fields: str) -> Recipe:
    draft = PRESETS[preset].draft
    for name, text in {"layers": "5:relu,4:relu", "batch_size": "8", **fields}.items():
        draft = draft.with_field(name, text)
    validation = validate(draft)
    assert validation.recipe is not None, validation.errors
    return validation.recipe


def _run_to_end(
    trainer: Trainer,
    epochs: int,
    *,
    control: RunControl | None = None,
    doctor: Doctor | None = None,
) -> list[Event]:
    events: list[Event] = []
    emit = doctor.listening(events.append) if doctor else events.append
    trainer.run(epochs=epochs, emit=emit, control=control or RunControl())
    last = events[-1]
    # Two runs that failed would be found alike by what compares them.
    assert isinstance(last, RunFinished), last
    return events


def words_of_end(recipe: Recipe, dataset: Dataset, events: Iterable[Event]) -> str:
    """Returns what a person is told of the end of a run, from all its events."""
    record = RunRecord(run_id=7, recipe=recipe, origin=DataReference("drawn", "for a test"))
    for event in events:
        record.apply(event)
    train_count = len(dataset.train_y)
    ending = judge_ending(record, classes=dataset.classes, train_count=train_count)
    return str(ending_message(ending))


def assert_same_weights(one: Trainer, other: Trainer) -> None:
    """Whether two trainers keep the same numbers, to the bit."""
    for a, b in zip(one.weights(), other.weights(), strict=True):
        assert a.keys() == b.keys()
        for name in a:
            np.testing.assert_array_equal(a[name], b[name])


@pytest.fixture(scope="session")
def make_dataset() -> MakeDataset:
    return drawn_dataset


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
