"""Runs on the disk, for tests and benchmarks of what lists and compares them."""

from collections.abc import Mapping

import numpy as np

from signs_studio.data.dataset import Dataset
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.events import EpochFinished, FinishReason, RunFinished, RunStarted, Snapshot
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store.store import RunStore


def store_run(
    store: RunStore,
    dataset: Dataset,
    *,
    accuracies: tuple[float, ...] = (0.5, 0.75),
    fields: Mapping[str, str] = {},
) -> RunRecord:
    """Keeps a run that has ended, whose network reads the first test pictures correctly.

    Args:
        store: Keeps it.
        dataset: What it learnt from.
        accuracies: Share of the test pictures that are read correctly after each epoch.
        fields: What differs from the default recipe, as typed.
    """
    draft = PRESETS["article"].draft
    for name, text in fields.items():
        draft = draft.with_field(name, text)
    recipe = validate(draft).recipe
    assert recipe is not None
    record = RunRecord(run_id=store.next_number(), recipe=recipe, origin=DataReference.of(dataset))
    keeper = store.keep(record, dataset)
    count, classes = len(dataset.test_y), dataset.classes
    keeper.put(
        RunStarted(first_epoch=0, last_epoch=len(accuracies), compiling=False, device="a test's")
    )
    numbers = {"cost": 0.25, "test_cost": 0.5, "train_accuracy": 1.0}
    for epoch, accuracy in enumerate(accuracies):
        right = round(accuracy * count)
        keeper.put(EpochFinished(epoch=epoch, **numbers, test_accuracy=right / count, seconds=0.5))
        read = np.where(np.arange(count) < right, dataset.test_y, (dataset.test_y + 1) % classes)
        probabilities = np.full((count, classes), 0.1 / (classes - 1), np.float32)
        probabilities[np.arange(count), read] = 0.9
        keeper.put(Snapshot(epoch=epoch, probabilities=probabilities))
    keeper.put(
        RunFinished(
            reason=FinishReason.COMPLETED,
            epochs=len(accuracies),
            kept_epochs=len(accuracies),
            **numbers,
            test_accuracy=accuracies[-1],
            seconds=1.0,
        )
    )
    keeper.close(60.0)
    return record
