"""Predictions of any epoch of a run are read exactly, also while they are being written."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from signs_studio.data.dataset import Dataset
from signs_studio.runs.events import EpochFinished, Snapshot
from signs_studio.runs.record import DataReference
from signs_studio.runs.store import prediction_rows
from signs_studio.runs.store.keeper import RunKeeper
from signs_studio.runs.store.kept_predictions import KeptPredictions
from signs_studio.runs.store.layout import PREDICTIONS
from signs_studio.runs.store.store import RunStore
from tests.conftest import drawn_dataset
from tests.records import make_run

WAIT_S = 60.0
PICTURES, CLASSES = 10, 3


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return drawn_dataset(test=PICTURES, classes=CLASSES)


@pytest.fixture
def keeper(tmp_path: Path, dataset: Dataset) -> Iterator[RunKeeper]:
    record = make_run(1, 0)
    record.origin = DataReference.of(dataset)
    keeper = RunStore(tmp_path).keep(record, dataset)
    yield keeper
    keeper.close(WAIT_S)


def probabilities_of(epoch: int) -> np.ndarray:
    """Returns what a network might read after an epoch: numbers that are no other epoch's."""
    shares = np.random.default_rng(epoch).random((PICTURES, CLASSES)).astype(np.float32)
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def train(keeper: RunKeeper, *epochs: int) -> None:
    for epoch in epochs:
        numbers = {"cost": 1.0, "test_cost": 1.0, "train_accuracy": 0.5, "test_accuracy": 0.5}
        keeper.put(EpochFinished(epoch=epoch, **numbers, seconds=0.1))
        keeper.put(Snapshot(epoch=epoch, probabilities=probabilities_of(epoch)))


def predictions_of(keeper: RunKeeper) -> KeptPredictions:
    return KeptPredictions(keeper.folder, pictures=PICTURES, classes=CLASSES, keeper=lambda: keeper)


def assert_exact(kept: KeptPredictions, epoch: int, *, at: int | None = None) -> None:
    snapshot = kept.snapshot(epoch)
    assert snapshot is not None
    assert snapshot.epoch == (epoch if at is None else at)
    assert snapshot.probabilities.tobytes() == probabilities_of(snapshot.epoch).tobytes()


def test_every_epoch_is_there_at_once_and_stays(keeper: RunKeeper) -> None:
    kept = predictions_of(keeper)
    assert kept.snapshot(0) is None
    for epoch in range(300):
        # Whether it is in memory, being written or on the disk is a matter of chance.
        train(keeper, epoch)
        assert_exact(kept, epoch)
        assert_exact(kept, epoch // 2)
    assert keeper.flush(WAIT_S)
    for epoch in range(300):
        assert_exact(kept, epoch)
        assert_exact(KeptPredictions(keeper.folder, pictures=PICTURES, classes=CLASSES), epoch)


def test_the_best_epoch_that_is_brought_back_is_no_other_epoch(keeper: RunKeeper) -> None:
    kept = predictions_of(keeper)
    train(keeper, *range(5))
    assert keeper.flush(WAIT_S)
    keeper.put(Snapshot(epoch=1, probabilities=probabilities_of(1)))
    for epoch in range(5):
        assert_exact(kept, epoch)


def test_an_epoch_that_is_not_kept_gives_the_one_before_it(
    keeper: RunKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prediction_rows, "BUDGET_BYTES", 3 * 128)
    train(keeper, 0, 1, 2)
    assert keeper.flush(WAIT_S)
    train(keeper, 3, 4, 5)
    assert keeper.flush(WAIT_S)
    kept = predictions_of(keeper)
    for epoch, at in ((2, 2), (3, 2), (4, 4), (5, 4)):
        assert_exact(kept, epoch, at=at)
    (keeper.folder / PREDICTIONS).unlink()
    assert kept.snapshot(5) is None


def test_one_picture_is_read_after_every_epoch(keeper: RunKeeper) -> None:
    kept = predictions_of(keeper)
    assert [len(each) for each in kept.of_picture(4, lambda _done, _of: None)] == [0, 0]
    for epoch in range(300):
        # Whether it is in memory, being written or on the disk is a matter of chance.
        train(keeper, epoch)
        if epoch % 60 == 0:
            epochs, read = kept.of_picture(4, lambda _done, _of: None)
            np.testing.assert_array_equal(epochs, np.arange(epoch + 1))
            np.testing.assert_array_equal(
                read, [probabilities_of(each)[4] for each in range(epoch + 1)]
            )
    assert keeper.flush(WAIT_S)
    told: list[tuple[int, int]] = []
    on_disk = KeptPredictions(keeper.folder, pictures=PICTURES, classes=CLASSES)
    epochs, read = on_disk.of_picture(9, lambda done, of: told.append((done, of)))
    np.testing.assert_array_equal(read, [probabilities_of(each)[9] for each in range(300)])
    assert told == [(0, 300), (256, 300)]
    # What is damaged is not drawn.
    path = keeper.folder / PREDICTIONS
    content = bytearray(path.read_bytes())
    row = len(content) // 300
    for place, numbers in ((8, np.float32(7).tobytes()), (0, (500).to_bytes(8, "little"))):
        broken = bytes(content[:place]) + numbers + bytes(content[place + len(numbers) :])
        path.write_bytes(broken)
        assert len(broken) == 300 * row
        with pytest.raises(prediction_rows.StoreError, match="are damaged"):
            on_disk.of_picture(0, lambda _done, _of: None)
