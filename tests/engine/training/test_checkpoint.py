"""Resuming from a checkpoint, in another process, gives what the uninterrupted run gives."""

import math
import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from signs_studio.data.dataset import Dataset
from signs_studio.data.hdf5.writer import write_signs
from signs_studio.data.sources import open_pictures
from signs_studio.engine.training import shuffling, streamed
from signs_studio.engine.training.checkpoint import Checkpoint
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.changes import Change
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.settings import Recipe
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, Event, Snapshot
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe as make_recipe

Arrays = Mapping[str, NDArray[Any]]

EPOCHS = 6
SHAPE = (6, 6, 1)

# Each kind of layer, where a network of 6 x 6 pictures can have it.
LAYERS = {
    "conv": "conv:2:3,4:tanh",
    "max_pool": "conv:2:3,max_pool:2:2,3:elu",
    "average_pool": "average_pool:2:2,4:relu",
    "global_pool": "conv:3:3,global_pool",
    "flatten": "flatten,3:sigmoid",
    "dropout": "5:leaky_relu,dropout:0.4",
    "batch_norm": "batch_norm,4:relu,batch_norm",
    "dense": "4:relu,3:linear",
}


@dataclass(frozen=True)
class Training:
    """A recipe, what changes in it, and where it is interrupted."""

    recipe: Recipe
    changes: tuple[Change, ...]
    interrupted_at: int


@st.composite
def trainings(draw: st.DrawFn) -> Training:
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    fields = {
        "layers": LAYERS[draw(st.sampled_from(sorted(LAYERS)))],
        "optimizer": optimizer,
        "learning_rate": "0.01",
        "batch_size": draw(st.sampled_from(["5", "8", "40"])),
        "epochs": str(EPOCHS),
        "seed": str(draw(st.integers(0, 99))),
        "schedule": draw(st.sampled_from(["constant", "cosine", "plateau"])),
        "patience": draw(st.sampled_from(["0", "2", "20"])),
        "target_cost": draw(st.sampled_from(["0", "1.05"])),
        "noise": draw(st.sampled_from(["0", "0.1"])),
        "l2": draw(st.sampled_from(["0", "0.001"])),
    }
    changes = draw(
        st.lists(
            st.builds(
                Change,
                st.integers(0, EPOCHS - 1),
                st.sampled_from(["learning_rate", "l1"]),
                st.sampled_from([0.001, 0.02]),
            ),
            max_size=2,
        )
    )
    return Training(make_recipe(**fields), tuple(changes), draw(st.integers(0, EPOCHS)))


def run(trainer: Trainer, epochs: int) -> list[Event]:
    events: list[Event] = []
    trainer.run(run_id=7, epochs=epochs, emit=events.append, control=RunControl())
    return events


def numbers(events: list[Event]) -> list[tuple[float, ...]]:
    """The numbers of every epoch, and what the last snapshot of it said of each picture."""
    told: list[tuple[float, ...]] = []
    for event in events:
        if isinstance(event, EpochFinished):
            told.append((event.epoch, event.cost, event.test_cost, event.train_accuracy))
        elif isinstance(event, Snapshot):
            told.append((event.epoch, *event.probabilities.ravel().tolist()))
    return told


def resume_elsewhere(
    checkpoint: Checkpoint, dataset: Dataset | Path, epochs: int
) -> tuple[list[tuple[float, ...]], Checkpoint]:
    """What another process makes of a checkpoint."""
    with pytest.MonkeyPatch.context() as patch:
        trainer = Trainer.resume(checkpoint, opened(dataset, patch))
        events = run(trainer, epochs)
    return numbers(events), trainer.checkpoint()


def opened(dataset: Dataset | Path, patch: pytest.MonkeyPatch) -> Dataset:
    """The pictures; those of a file come in windows, of which even these are several."""
    if isinstance(dataset, Dataset):
        return dataset
    for module in (shuffling, streamed):
        patch.setattr(module, "WINDOW_BYTES", 16 * math.prod(SHAPE))
    return open_pictures(dataset, stream=True)


def saved_and_loaded(arrays: Arrays, path: Path) -> Arrays:
    np.savez(path, **arrays)
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def assert_equal_arrays(one: Arrays, other: Arrays) -> None:
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].dtype == other[name].dtype
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[ProcessPoolExecutor]:
    """Another process, which has TensorFlow of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        yield pool


@pytest.fixture(scope="module", params=["resident", "streamed"])
def data(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Dataset, Dataset | Path]]:
    """The pictures, and what another process opens them by."""
    dataset = drawn_dataset(train=40, test=9, shape=SHAPE)
    if request.param == "resident":
        yield dataset, dataset
        return
    folder = tmp_path_factory.mktemp("streamed")
    write_signs(dataset, folder)
    with pytest.MonkeyPatch.context() as patch:
        yield opened(folder, patch), folder


def test_every_kind_of_layer_is_resumed() -> None:
    assert set(LAYERS) == set(LAYER_KINDS)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(training=trainings())
def test_a_resumed_run_goes_on_to_the_bit(
    training: Training,
    data: tuple[Dataset, Dataset | Path],
    elsewhere: ProcessPoolExecutor,
    tmp_path: Path,
) -> None:
    here, there = data
    straight = Trainer(training.recipe, here, training.changes)
    first = run(straight, training.interrupted_at)
    rest = EPOCHS - straight.epochs

    broken = Trainer(training.recipe, here, training.changes)
    assert numbers(run(broken, training.interrupted_at)) == numbers(first)
    checkpoint = broken.checkpoint()
    stored = saved_and_loaded(checkpoint.arrays, tmp_path / "arrays.npz")
    assert_equal_arrays(stored, checkpoint.arrays)

    sent = replace(checkpoint, arrays=stored)
    came, end = elsewhere.submit(resume_elsewhere, sent, there, rest).result()
    assert came == numbers(run(straight, rest))
    expected = straight.checkpoint()
    assert_equal_arrays(end.arrays, expected.arrays)
    assert (end.epochs, end.kept_epochs) == (expected.epochs, expected.kept_epochs)
    assert (end.plateau, end.stopping) == (expected.plateau, expected.stopping)


def test_a_checkpoint_can_be_made_while_a_run_goes_on() -> None:
    trainer = Trainer(make_recipe(), drawn_dataset())
    epochs = []

    def emit(event: Event) -> None:
        if isinstance(event, EpochFinished):
            epochs.append(trainer.checkpoint().epochs)

    trainer.run(run_id=7, epochs=4, emit=emit, control=RunControl())
    assert epochs == list(range(4))
