"""Resuming a kept run, in another process, gives what the uninterrupted run gives."""

import math
import multiprocessing
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.dataset import Dataset
from signs_studio.data.opening import open_pictures
from signs_studio.engine.training import shuffling, streamed
from signs_studio.engine.training.resuming import resume_stored
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.changes import Change
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.checkpoint import Checkpoint, CheckpointError
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, Event, RecipeChanged, Snapshot
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store.store import RunStore
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
    """A recipe, what changes in it, where it is interrupted, and what is asked for meanwhile."""

    recipe: Recipe
    changes: tuple[Change, ...]
    interrupted_at: int
    pending: Mapping[str, float]
    lag: int
    """How many epochs its record is ahead of its checkpoint."""


CHOICES = {
    "batch_size": ("8", "5", "40"),
    "schedule": ("plateau", "cosine", "constant", "plateau"),
    "patience": ("2", "0", "20"),
    "target_cost": ("0", "1.05"),
    "noise": ("0.1", "0"),
    "flip": ("false", "true", "false"),
    "l2": ("0", "0.001", "0"),
}
CHANGES = (("learning_rate", 0.001), ("l1", 0.02), ("learning_rate", 0.02))
LENGTH = max(len(OPTIMIZERS), len(LAYERS))
# Every optimizer and every kind of layer at least once, with the other choices spread over them.
KINDS = list(islice(zip(cycle(sorted(OPTIMIZERS)), cycle(sorted(LAYERS)), strict=False), LENGTH))


def training_of(
    optimizer: str,
    kind: str,
    fields: Mapping[str, str],
    *,
    changes: Iterable[Change],
    at: int,
    pending: Mapping[str, float],
    lag: int,
) -> Training:
    """A training that is interrupted at an epoch; what is asked for then is in its checkpoint."""
    recipe = make_recipe(
        layers=LAYERS[kind],
        optimizer=optimizer,
        learning_rate="0.01",
        epochs=str(EPOCHS),
        **fields,
    )
    return Training(recipe, tuple(changes), at, {} if lag else pending, lag)


def spread_trainings() -> Iterator[Training]:
    for place, (optimizer, kind) in enumerate(KINDS):
        fields = {name: values[place % len(values)] for name, values in CHOICES.items()}
        field, value = CHANGES[place % len(CHANGES)]
        # Half of the changes are still to come where the run is interrupted.
        at = 1 + place % (EPOCHS - 1)
        change = Change((at + 1) % EPOCHS, field, value)
        # Every other time something is asked for while the run is interrupted.
        pending = dict([CHANGES[(place + 1) % len(CHANGES)]] * (place % 2))
        lag = place // 2 % 3
        yield training_of(
            optimizer, kind, fields, changes=[change], at=at, pending=pending, lag=lag
        )


@st.composite
def trainings(draw: st.DrawFn) -> Training:
    fields = {name: draw(st.sampled_from(values)) for name, values in CHOICES.items()}
    fields["seed"] = str(draw(st.integers(0, 99)))
    change = st.builds(
        lambda epoch, what: Change(epoch, *what),
        st.integers(0, EPOCHS - 1),
        st.sampled_from(CHANGES),
    )
    return training_of(
        draw(st.sampled_from(sorted(OPTIMIZERS))),
        draw(st.sampled_from(sorted(LAYERS))),
        fields,
        changes=draw(st.lists(change, max_size=2)),
        at=draw(st.integers(1, EPOCHS)),
        pending=dict(draw(st.lists(st.sampled_from(CHANGES), max_size=2))),
        lag=draw(st.integers(0, 3)),
    )


def run(trainer: Trainer, epochs: int, control: RunControl | None = None) -> list[Event]:
    events: list[Event] = []
    trainer.run(epochs=epochs, emit=events.append, control=control or RunControl())
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


def keep(training: Training, dataset: Dataset, home: Path) -> tuple[str, list[Event]]:
    """Trains until the interruption and keeps it; returns the run's key, and its events."""
    store, origin = RunStore(home), DataReference.of(dataset)
    record = RunRecord(run_id=store.next_number(), recipe=training.recipe, origin=origin)
    keeper = store.keep(record, dataset)
    trainer = Trainer(training.recipe, dataset, training.changes)
    checkpoint_at = max(1, training.interrupted_at - training.lag)
    offered = []
    events: list[Event] = []

    def emit(event: Event) -> None:
        if isinstance(event, EpochFinished) and event.epoch == checkpoint_at:
            keeper.offer(trainer.checkpoint_source(), epochs=event.epoch)
            offered.append(event.epoch)
        keeper.put(event)
        events.append(event)

    trainer.run(epochs=training.interrupted_at, emit=emit, control=RunControl())
    if not offered:
        keeper.offer(trainer.checkpoint_source(training.pending), epochs=trainer.epochs)
    assert keeper.close(60)
    return record.key, events


def resume_elsewhere(
    home: Path, key: str, dataset: Dataset | Path, epochs: int
) -> tuple[list[tuple[float, ...]], Checkpoint]:
    """Returns what another process makes of a kept run."""
    with pytest.MonkeyPatch.context() as patch:
        resumed = resume_stored(RunStore(home).open(key), opened(dataset, patch))
        assert resumed.first_difference is None
        events = run(resumed.trainer, epochs)
    return numbers(events), resumed.trainer.checkpoint()


def opened(dataset: Dataset | Path, patch: pytest.MonkeyPatch) -> Dataset:
    """The pictures; those of a file come in windows, of which even these are several."""
    if isinstance(dataset, Dataset):
        return dataset
    for module in (shuffling, streamed):
        patch.setattr(module, "WINDOW_BYTES", 16 * math.prod(SHAPE))
    return open_pictures(dataset, stream=True)


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


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Path]:
    """The pictures in memory, and the folder of the files that they are streamed from."""
    dataset = drawn_dataset(train=32, test=9, shape=SHAPE)
    folder = tmp_path_factory.mktemp("streamed")
    write_signs(dataset, folder)
    return dataset, folder


def test_every_optimizer_and_every_kind_of_layer_is_resumed() -> None:
    assert {optimizer for optimizer, _ in KINDS} == set(OPTIMIZERS)
    assert {kind for _, kind in KINDS} == set(LAYERS) == set(LAYER_KINDS)


@pytest.mark.parametrize(
    ("place", "training"), list(enumerate(spread_trainings())), ids=map("-".join, KINDS)
)
def test_a_resumed_run_goes_on_to_the_bit(
    place: int,
    training: Training,
    sources: tuple[Dataset, Path],
    elsewhere: ProcessPoolExecutor,
    tmp_path: Path,
) -> None:
    assert_resumes(training, sources[place % 2], elsewhere=elsewhere, folder=tmp_path)


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(training=trainings(), streams=st.booleans())
def test_any_resumed_run_goes_on_to_the_bit(
    training: Training,
    streams: bool,
    sources: tuple[Dataset, Path],
    elsewhere: ProcessPoolExecutor,
    tmp_path: Path,
) -> None:
    assert_resumes(training, sources[streams], elsewhere=elsewhere, folder=tmp_path)


def assert_resumes(
    training: Training, source: Dataset | Path, *, elsewhere: ProcessPoolExecutor, folder: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        dataset = opened(source, patch)
        straight = Trainer(training.recipe, dataset, training.changes)
        first = run(straight, training.interrupted_at)
        key, kept = keep(training, dataset, folder)
        assert numbers(kept) == numbers(first)
        rest = EPOCHS - straight.epochs
        control = RunControl(training.pending)
        resumed = elsewhere.submit(resume_elsewhere, folder, key, source, rest)
        # The two processes compute at the same time.
        told = numbers(run(straight, rest, control))
    came, end = resumed.result()
    assert came == told
    expected = straight.checkpoint(control.changes)
    assert (end.recipe, end.changes) == (expected.recipe, expected.changes)
    assert_equal_arrays(end.arrays, expected.arrays)
    assert (end.epochs, end.kept_epochs) == (expected.epochs, expected.kept_epochs)
    assert (end.plateau, end.stopping) == (expected.plateau, expected.stopping)
    assert (end.best is None) == (expected.best is None)
    if end.best is not None and expected.best is not None:
        assert_equal_arrays(end.best.arrays, expected.best.arrays)


def test_what_is_asked_for_overrides_a_known_change_that_is_due_as_well() -> None:
    known = [Change(2, "learning_rate", 0.02), Change(4, "learning_rate", 0.05)]
    trainer = Trainer(make_recipe(), drawn_dataset(), known)
    run(trainer, 2)
    checkpoint = trainer.checkpoint({"learning_rate": 0.001})
    resumed = Trainer.resume(checkpoint, drawn_dataset())
    straight = run(trainer, 3, RunControl({"learning_rate": 0.001}))
    assert numbers(run(resumed, 3)) == numbers(straight)
    changed = [(e.epoch, e.value) for e in straight if isinstance(e, RecipeChanged)]
    assert changed == [(2, 0.001), (4, 0.05)]


def test_a_checkpoint_can_be_made_while_a_run_goes_on() -> None:
    trainer = Trainer(make_recipe(), drawn_dataset())
    epochs = []

    def emit(event: Event) -> None:
        if isinstance(event, EpochFinished):
            epochs.append(trainer.checkpoint().epochs)

    trainer.run(epochs=4, emit=emit, control=RunControl())
    assert epochs == list(range(4))


def damaged(checkpoint: Checkpoint, name: str, array: NDArray[Any] | None) -> Checkpoint:
    """A checkpoint one of whose arrays is another one, or missing."""
    arrays = {**checkpoint.arrays, name: array}
    kept = {each: found for each, found in arrays.items() if found is not None}
    return replace(checkpoint, arrays=kept)


def test_arrays_of_another_network_are_refused_before_tensorflow_sees_them() -> None:
    trainer = Trainer(make_recipe(patience="3"), drawn_dataset())
    run(trainer, 1)
    checkpoint = trainer.checkpoint()
    for name, array in checkpoint.arrays.items():
        others = [None, array.astype(np.float16), np.zeros((*array.shape, 2), array.dtype)]
        for other in others:
            wrong = damaged(checkpoint, name, other)
            with pytest.raises(CheckpointError, match="not those of the network"):
                Trainer.resume(wrong, drawn_dataset())
    assert checkpoint.best is not None
    best = replace(checkpoint.best, arrays={})
    with pytest.raises(CheckpointError, match="not those of the network"):
        Trainer.resume(replace(checkpoint, best=best), drawn_dataset())
