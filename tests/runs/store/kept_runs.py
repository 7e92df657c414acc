"""Runs that nobody trained, kept as if someone had: events and checkpoints without TensorFlow."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from signs_studio.data.dataset import Dataset
from signs_studio.recipe.draft import validate
from signs_studio.recipe.plateau import PlateauCounter
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.runs.checkpoint import BestEpoch, Checkpoint
from signs_studio.runs.diagnostics import Diagnostics, LayerDiagnostics
from signs_studio.runs.events import (
    EpochFinished,
    Event,
    FinishReason,
    RunFinished,
    RunStarted,
    Snapshot,
)
from signs_studio.runs.record import SERIES, DataReference, RunRecord
from signs_studio.runs.store.keeper import RunKeeper
from signs_studio.runs.store.store import RunStore
from tests.conftest import drawn_dataset

LAYERS = "4:relu"
WAIT_S = 60.0


def recipe_of(**fields: str) -> Recipe:
    """A recipe of a small network of two layers, the softmax layer included."""
    draft = PRESETS["article"].draft
    for name, text in {"layers": LAYERS, "epochs": "9", "batch_size": "8", **fields}.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    return recipe


DATASET = drawn_dataset()
RECIPE = recipe_of()


def probabilities_of(epoch: int, dataset: Dataset = DATASET) -> np.ndarray[Any, Any]:
    """What is said after an epoch: another thing after each."""
    rows = np.random.default_rng(epoch).random((len(dataset.test_y), dataset.classes))
    return (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)


def epoch_events(epoch: int, dataset: Dataset = DATASET) -> Iterator[Event]:
    """What is said of an epoch."""
    rng = np.random.default_rng(epoch)
    numbers = rng.random(9, np.float32).tolist()
    layers = tuple(LayerDiagnostics(*numbers[at : at + 4]) for at in (1, 5))
    yield EpochFinished(
        epoch=epoch,
        **dict(zip(SERIES, rng.random(len(SERIES)).tolist(), strict=True)),
        diagnostics=Diagnostics(numbers[0], layers),
    )
    yield Snapshot(epoch=epoch, probabilities=probabilities_of(epoch, dataset))


def started(first: int, last: int) -> RunStarted:
    return RunStarted(first_epoch=first, last_epoch=last, compiling=False, device="CPU")


def finished(epochs: int, *, kept: int | None = None, cost: float = 0.5) -> RunFinished:
    return RunFinished(
        reason=FinishReason.STOPPED,
        epochs=epochs,
        kept_epochs=epochs if kept is None else kept,
        cost=cost,
        test_cost=0.5,
        train_accuracy=0.75,
        test_accuracy=0.5,
        seconds=1.0,
    )


def checkpoint_of(
    epochs: int, *, kept: int | None = None, recipe: Recipe = RECIPE, units: int = 4
) -> Checkpoint:
    """A checkpoint of the network of ``LAYERS``, with Adam's slots, and a best epoch."""
    rng = np.random.default_rng(epochs)
    arrays: dict[str, np.ndarray[Any, Any]] = {"steps": np.array(epochs * 6, np.int64)}
    shapes = {"0.kernel": (units, 48), "0.bias": (units,), "1.kernel": (3, units), "1.bias": (3,)}
    for name, shape in shapes.items():
        arrays[f"layers.{name}"] = rng.standard_normal(shape).astype(np.float32)
        for slot in range(2):
            arrays[f"slots.{name}.{slot}"] = rng.random(shape).astype(np.float32)
    best = BestEpoch(epochs=1, arrays=arrays, probabilities=probabilities_of(0))
    return Checkpoint(
        recipe=recipe,
        changes=(),
        epochs=epochs,
        kept_epochs=epochs if kept is None else kept,
        arrays=arrays,
        plateau=PlateauCounter(),
        stopping=PlateauCounter(0.25, 1, 0),
        best=best,
        target_reached=False,
    )


def begin(store: RunStore, **options: Any) -> tuple[RunKeeper, RunRecord]:
    """Begins to keep a new run."""
    record = RunRecord(run_id=store.next_number(), recipe=RECIPE, origin=DataReference.of(DATASET))
    return store.keep(record, DATASET, **options), record


def train(keeper: RunKeeper, first: int, last: int) -> None:
    """Hands on what a training of some epochs says, and its checkpoint."""
    keeper.put(started(first, last))
    for epoch in range(first, last):
        for event in epoch_events(epoch):
            keeper.put(event)
    keeper.offer(lambda: checkpoint_of(last), epochs=last)


def keep_run(store: RunStore, epochs: int = 3) -> str:
    """Keeps a run that was trained to its end, and returns its key."""
    keeper, record = begin(store)
    train(keeper, 0, epochs)
    keeper.put(finished(epochs))
    assert keeper.close(WAIT_S)
    return record.key


def assert_kept(store: RunStore, key: str, epochs: int) -> None:
    """All numbers and predictions of all epochs are those that were said."""
    run = store.open(key)
    expected = RunRecord(run_id=1, recipe=RECIPE, origin=DataReference.of(DATASET))
    for epoch in range(epochs):
        for event in epoch_events(epoch):
            expected.apply(event)
    record = run.record()
    assert len(record) == epochs
    for name in SERIES:
        np.testing.assert_array_equal(record.series(name), expected.series(name))
    assert record.diagnostics.to_bytes() == expected.diagnostics.to_bytes()
    for epoch in range(epochs):
        np.testing.assert_array_equal(run.probabilities(epoch), probabilities_of(epoch))
