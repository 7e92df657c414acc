"""Room that predictions and checkpoints of one run may take."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from signs_studio.runs.store import checkpoint_series, epoch_rows, keeper, prediction_rows
from signs_studio.runs.store.checkpoint_files import write_checkpoint
from signs_studio.runs.store.checkpoint_series import CheckpointSeries
from signs_studio.runs.store.epoch_rows import row_bytes
from signs_studio.runs.store.layout import LATEST_CHECKPOINT
from signs_studio.runs.store.prediction_rows import PredictionRows, row_of
from signs_studio.runs.store.store import RunStore
from tests.runs.store.kept_runs import (
    WAIT_S,
    begin,
    checkpoint_of,
    keep_run,
    probabilities_of,
    train,
)

ROW = 8 + probabilities_of(0).nbytes


def test_past_half_of_their_room_ever_fewer_predictions_are_kept(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prediction_rows, "BUDGET_BYTES", 16 * ROW)
    monkeypatch.setattr(prediction_rows, "MAX_BYTES", 32 * ROW)
    keeper, record = begin(store)
    train(keeper, 0, 90)
    assert keeper.flush(WAIT_S)
    train(keeper, 90, 500)
    assert keeper.close(WAIT_S)
    run = store.open(record.key)
    assert len(run.record()) == 500
    kept = [epoch for epoch in range(500) if run.probabilities(epoch) is not None]
    assert len(kept) == len(run.predictions) <= 32
    assert kept[:16] == [*range(16)]
    strides = np.diff(kept)
    assert (np.diff(strides[15:]) >= 0).all()
    assert kept[-1] >= 90
    for epoch in kept:
        np.testing.assert_array_equal(run.probabilities(epoch), probabilities_of(epoch))
    assert run.predictions.epoch_at_or_before(17) == 16
    assert run.predictions.epoch_at_or_before(499) == kept[-1]
    assert run.predictions.epoch_at_or_before(-1) is None


def test_predictions_larger_than_their_room_are_not_kept(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prediction_rows, "BUDGET_BYTES", ROW // 4)
    monkeypatch.setattr(prediction_rows, "MAX_BYTES", ROW // 2)
    run = store.open(keep_run(store))
    assert len(run.record()) == 3
    assert run.probabilities(0) is None


def test_rows_of_many_pictures_and_classes_need_no_type_of_numpy(tmp_path: Path) -> None:
    rows = PredictionRows(tmp_path / "none", pictures=2**31 - 1, classes=65_536)
    assert (len(rows), rows.probabilities(3), rows.rows_before(3)) == (0, None, 0)


@pytest.mark.parametrize("value", [-0.5, 1.5, np.inf])
def test_what_is_no_probability_is_refused(tmp_path: Path, value: float) -> None:
    probabilities = probabilities_of(1)
    probabilities[3, 1] = value
    (tmp_path / "rows").write_bytes(row_of(0, probabilities_of(0)) + row_of(1, probabilities))
    rows = PredictionRows(tmp_path / "rows", pictures=10, classes=3)
    assert rows.probabilities(0) is not None
    with pytest.raises(prediction_rows.StoreError, match="predictions of epoch 2 are damaged"):
        rows.probabilities(1)


def test_a_run_of_more_epochs_than_are_kept_keeps_those_before(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (epoch_rows, keeper):
        monkeypatch.setattr(module, "MAX_BYTES", 5 * row_bytes(2))
    reasons: list[str] = []
    keeping, record = begin(store, on_trouble=reasons.append)
    train(keeping, 0, 5)
    assert keeping.flush(WAIT_S)
    train(keeping, 5, 7)
    assert not keeping.close(WAIT_S)
    assert len(reasons) == 1
    assert "more epochs than are kept" in reasons[0]
    run = store.open(record.key)
    assert (len(run.record()), run.latest_checkpoint().epochs) == (5, 5)


def series(folder: Path, *, marks: int, brought_back: tuple[int, ...] = ()) -> CheckpointSeries:
    """A series to which checkpoints were offered after every epoch."""
    folder.mkdir(exist_ok=True)
    added = CheckpointSeries(folder)
    for epochs in range(1, marks + 1):
        if epochs < added.next_mark and epochs not in brought_back:
            continue
        kept = epochs - 1 if epochs in brought_back else epochs
        checkpoint = checkpoint_of(epochs, kept=kept)
        size = write_checkpoint(folder / LATEST_CHECKPOINT, checkpoint)
        added.add(checkpoint, folder / LATEST_CHECKPOINT, size=size)
    return added


def names(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in (folder / "checkpoints").iterdir())


def test_checkpoints_lie_ever_further_apart(tmp_path: Path) -> None:
    series(tmp_path / "run", marks=60)
    assert names(tmp_path / "run") == [1, 2, 4, 8, 16, 32]


def test_within_their_room_those_go_that_are_missed_least(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = write_checkpoint(tmp_path / "one.npz", checkpoint_of(60))
    monkeypatch.setattr(checkpoint_series, "BUDGET_BYTES", 6 * size + 100)
    added = series(tmp_path / "run", marks=300, brought_back=(5, 7))
    kept = names(tmp_path / "run")
    assert len(kept) <= 6
    # The first, the last, and those from which something else was trained than before.
    assert {1, 5, 7, kept[-1]} <= set(kept)
    assert kept[-1] * 2 > 300
    assert added.next_mark > 300

    # The same from the folder alone, as when the run is gone on with later.
    again = CheckpointSeries(tmp_path / "run")
    assert again.next_mark == added.next_mark
    for epochs in (500, 1000, 2000):
        path = tmp_path / "run" / LATEST_CHECKPOINT
        again.add(checkpoint_of(epochs), path, size=size)
    assert {1, 5, 7, 2000} <= set(names(tmp_path / "run"))
    assert len(names(tmp_path / "run")) <= 6


def test_a_checkpoint_before_an_epoch_is_found_past_those_that_are_damaged(
    store: RunStore,
) -> None:
    keeper, record = begin(store)
    for first, last in pairwise((0, 1, 2, 4, 8)):
        train(keeper, first, last)
        assert keeper.flush(WAIT_S)
    assert keeper.close(WAIT_S)
    run = store.open(record.key)
    assert run.checkpoint_epochs() == (1, 2, 4, 8)

    def found(epochs: int) -> int | None:
        checkpoint = run.checkpoint_at_or_before(epochs)
        return None if checkpoint is None else checkpoint.epochs

    assert [found(epochs) for epochs in range(10)] == [None, 1, 2, 2, 4, 4, 4, 4, 8, 8]
    assert [each.epochs for each in run.checkpoints()] == [1, 2, 4, 8]
    folder = store.folder / record.key
    (folder / "checkpoints" / "4.npz").write_bytes(b"PK")
    assert [each.epochs for each in run.checkpoints()] == [1, 2, 8]
    (folder / LATEST_CHECKPOINT).unlink()
    assert [found(epochs) for epochs in range(10)] == [None, 1, 2, 2, 2, 2, 2, 2, 8, 8]
