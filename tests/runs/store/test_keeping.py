"""A run on the disk while it is trained, cut short, gone on with, and where the disk refuses."""

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from signs_studio.messages import Message
from signs_studio.recipe.changes import Change
from signs_studio.runs.events import RecipeChanged, RunFailed, Snapshot
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store import keeper as keeping
from signs_studio.runs.store.epoch_rows import row_bytes
from signs_studio.runs.store.keeper import RunKeeper
from signs_studio.runs.store.layout import PROGRESS
from signs_studio.runs.store.locks import is_locked
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.store import RunStore
from tests.full_disk import full_disk
from tests.runs.store.kept_runs import (
    DATASET,
    RECIPE,
    WAIT_S,
    assert_kept,
    begin,
    checkpoint_of,
    epoch_events,
    finished,
    keep_run,
    probabilities_of,
    started,
    train,
)


def test_a_run_comes_back_as_it_was(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 5)
    keeper.put(RecipeChanged(epoch=5, field="learning_rate", value=0.25, compiling=False))
    train(keeper, 5, 8)
    keeper.put(finished(8, kept=2))
    assert keeper.close(WAIT_S)

    (summary,) = store.summaries()
    assert (summary.name, summary.epochs, summary.is_open) == ("Run 1", 8, False)
    assert not summary.is_cut_short
    assert summary.recipe == record.recipe
    assert_kept(store, record.key, 8)
    run = store.open(record.key)
    kept = run.record()
    assert (kept.run_id, kept.origin, kept.device) == (1, record.origin, "CPU")
    assert kept.changes == (Change(5, "learning_rate", 0.25),)
    assert (kept.end, kept.kept_epochs, kept.last_epoch) == (finished(8, kept=2), 2, 8)
    checkpoint, expected = run.latest_checkpoint(), checkpoint_of(8)
    assert (checkpoint.epochs, checkpoint.stopping) == (8, expected.stopping)
    assert checkpoint.arrays.keys() == expected.arrays.keys()
    for name, array in expected.arrays.items():
        np.testing.assert_array_equal(checkpoint.arrays[name], array, strict=True)
    assert checkpoint.best is not None
    np.testing.assert_array_equal(checkpoint.best.probabilities, probabilities_of(0))


def test_a_run_is_listed_as_open_for_as_long_as_its_keeper_holds_it(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 2)
    assert keeper.flush(WAIT_S)
    assert keeper.is_running
    (summary,) = store.summaries()
    assert (summary.is_open, summary.state, summary.epochs) == (True, "running", 2)
    with pytest.raises(StoreError, match="open in another window"):
        store.keep_on(record.key)
    with pytest.raises(StoreError, match="stop it or close it there first"):
        store.remove(record.key)
    assert keeper.close(WAIT_S)
    (summary,) = store.summaries()
    assert (summary.is_open, summary.state) == (False, "cut_short")


def test_a_run_that_failed_is_not_one_that_was_cut_short(store: RunStore) -> None:
    keeper, _ = begin(store)
    train(keeper, 0, 2)
    keeper.put(RunFailed(message=Message("tests", "It broke."), details=""))
    assert keeper.close(WAIT_S)
    (summary,) = store.summaries()
    assert summary.state == "ended"
    assert summary.progress.end is None


def test_an_end_whose_cost_is_no_number_costs_nothing_else(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 2)
    keeper.put(finished(2, cost=float("nan")))
    assert keeper.close(WAIT_S)
    assert_kept(store, record.key, 2)
    assert not store.summary(record.key).is_cut_short


def test_what_is_read_while_it_is_written_is_the_beginning_of_the_run(store: RunStore) -> None:
    keeper, record = begin(store)
    epochs = 40

    def write() -> None:
        for epoch in range(epochs):
            train(keeper, epoch, epoch + 1)
            keeper.flush(WAIT_S)

    writer = threading.Thread(target=write)
    train(keeper, 0, 0)
    writer.start()
    seen = -1
    while seen < epochs:
        try:
            run = store.open(record.key)
            came = len(run.record())
        except StoreError:
            if seen < 0:
                continue
            raise
        assert came >= seen
        seen = came
        if came:
            np.testing.assert_array_equal(run.probabilities(came - 1), probabilities_of(came - 1))
    writer.join()
    assert run.latest_checkpoint().epochs <= epochs
    assert keeper.close(WAIT_S)
    assert_kept(store, record.key, epochs)


def cut_short(store: RunStore, tmp_path: Path, epochs: int) -> tuple[RunStore, str]:
    """A copy of the disk as a process leaves it that is killed after some epochs."""
    keeper, record = begin(store)
    train(keeper, 0, epochs)
    assert keeper.flush(WAIT_S)
    shutil.copytree(store.home, tmp_path / "cut short")
    keeper.close(WAIT_S)
    return RunStore(tmp_path / "cut short"), record.key


@pytest.mark.parametrize("half", [1, 7])
def test_a_row_that_was_half_written_is_left_out_and_written_over(
    store: RunStore, tmp_path: Path, half: int
) -> None:
    left, key = cut_short(store, tmp_path, 4)
    for name in ("epochs.bin", "predictions.bin"):
        path = left.folder / key / name
        path.write_bytes(path.read_bytes() + b"x" * half)
    assert_kept(left, key, 4)

    keeper = left.keep_on(key)
    train(keeper, 4, 7)
    keeper.put(finished(7))
    assert keeper.close(WAIT_S)

    assert_kept(left, key, 7)
    assert left.open(key).latest_checkpoint().epochs == 7


def test_predictions_of_an_epoch_that_is_trained_again_take_their_place(
    store: RunStore, tmp_path: Path
) -> None:
    left, key = cut_short(store, tmp_path, 4)
    rows = left.folder / key / "epochs.bin"
    rows.write_bytes(rows.read_bytes()[: 2 * row_bytes(2)])
    assert len(left.open(key).record()) == 2

    keeper = left.keep_on(key)
    train(keeper, 2, 3)
    assert keeper.close(WAIT_S)

    assert_kept(left, key, 3)
    assert len(left.open(key).predictions) == 3


def test_a_change_is_recorded_once_where_its_epoch_is_trained_again(store: RunStore) -> None:
    change = RecipeChanged(epoch=2, field="learning_rate", value=0.25, compiling=False)
    keeper, record = begin(store)
    train(keeper, 0, 2)
    keeper.put(change)
    assert keeper.close(WAIT_S)

    keeper = store.keep_on(record.key)
    keeper.put(started(2, 3))
    keeper.put(change)
    for event in epoch_events(2):
        keeper.put(event)
    assert keeper.close(WAIT_S)

    assert store.open(record.key).record().changes == (Change(2, "learning_rate", 0.25),)


def test_the_best_epoch_that_comes_back_leaves_no_second_row(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 4)
    keeper.put(Snapshot(epoch=1, probabilities=probabilities_of(1)))
    keeper.put(finished(4, kept=2))
    assert keeper.close(WAIT_S)
    assert len(store.open(record.key).predictions) == 4
    assert_kept(store, record.key, 4)


def test_an_epoch_is_written_with_its_predictions_or_not_yet(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 2)
    assert keeper.flush(WAIT_S)
    said, predicted = epoch_events(2)
    keeper.put(said)
    keeper.offer(lambda: checkpoint_of(2), epochs=2)
    assert not keeper.flush(0.0)
    assert_kept(store, record.key, 2)
    assert keeper.unwritten_snapshot(2) is None
    keeper.put(predicted)
    assert keeper.flush(WAIT_S)
    assert_kept(store, record.key, 3)
    assert keeper.close(WAIT_S)


class Trouble:
    """Reasons that a keeper gives, and a way to wait for them."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self._told = threading.Condition()

    def __call__(self, reason: str) -> None:
        with self._told:
            self.reasons.append(reason)
            self._told.notify_all()

    def wait(self, count: int) -> None:
        with self._told:
            assert self._told.wait_for(lambda: len(self.reasons) >= count, WAIT_S)


def refuse_to_write(keeper: RunKeeper, tries: int) -> None:
    """Has a keeper try, in vain."""
    for _ in range(tries):
        assert not keeper.flush(0.0)


def test_a_full_disk_is_said_once_and_all_is_written_when_there_is_room(store: RunStore) -> None:
    trouble = Trouble()
    keeper, record = begin(store, on_trouble=trouble)
    train(keeper, 0, 3)
    assert keeper.flush(WAIT_S)
    with full_disk():
        train(keeper, 3, 30)
        refuse_to_write(keeper, 1)
        trouble.wait(1)
        train(keeper, 30, 60)
        refuse_to_write(keeper, 5)
        assert_kept(store, record.key, 3)
        assert store.open(record.key).latest_checkpoint().epochs == 3
    assert keeper.flush(WAIT_S)
    assert trouble.reasons == ["File too large", ""]
    assert_kept(store, record.key, 60)
    assert store.open(record.key).latest_checkpoint().epochs == 60
    assert keeper.close(WAIT_S)


def test_a_home_that_cannot_be_made_is_said_and_tried_again(store: RunStore) -> None:
    number = RunStore(store.home.with_name("other")).next_number()
    store.home.write_text("in the way")
    trouble = Trouble()
    record = RunRecord(run_id=number, recipe=RECIPE, origin=DataReference.of(DATASET))
    keeper = store.keep(record, DATASET, on_trouble=trouble)
    train(keeper, 0, 3)
    trouble.wait(1)
    store.home.unlink()
    assert keeper.flush(WAIT_S)
    assert trouble.reasons == ["Not a directory", ""]
    assert keeper.close(WAIT_S)
    assert_kept(store, record.key, 3)


def test_a_disk_that_stays_full_is_no_reason_to_wait_at_the_end(store: RunStore) -> None:
    trouble = Trouble()
    keeper, record = begin(store, on_trouble=trouble)
    train(keeper, 0, 3)
    assert keeper.flush(WAIT_S)
    with full_disk():
        train(keeper, 3, 6)
        assert not keeper.close(WAIT_S)
    assert trouble.reasons == ["File too large"]
    assert_kept(store, record.key, 3)
    assert store.summary(record.key).is_cut_short


def test_a_folder_that_someone_deletes_is_written_once_more(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 3)
    assert keeper.flush(WAIT_S)
    shutil.rmtree(store.folder / record.key)
    train(keeper, 3, 5)
    assert keeper.flush(WAIT_S)
    assert is_locked(store.folder / record.key / "lock")
    assert keeper.close(WAIT_S)
    run = store.open(record.key)
    assert (len(run.record()), run.latest_checkpoint().epochs) == (5, 5)
    assert run.probabilities(0) is None
    np.testing.assert_array_equal(run.probabilities(4), probabilities_of(4))


def test_predictions_that_wait_for_a_disk_do_not_fill_the_memory(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = probabilities_of(0).nbytes
    monkeypatch.setattr(keeping, "_MAX_WAITING_BYTES", 5 * row)
    store.home.write_text("in the way")
    trouble = Trouble()
    record = RunRecord(run_id=1, recipe=RECIPE, origin=DataReference.of(DATASET))
    keeper = store.keep(record, DATASET, on_trouble=trouble)
    train(keeper, 0, 20)
    trouble.wait(1)
    assert keeper._waiting_bytes == 5 * row
    store.home.unlink()
    assert keeper.close(WAIT_S)
    run = store.open(record.key)
    assert len(run.record()) == 20
    assert [epoch for epoch in range(20) if run.probabilities(epoch) is not None] == [
        *range(15, 20)
    ]


def test_events_out_of_order_end_the_keeping_alone(
    store: RunStore, capsys: pytest.CaptureFixture[str]
) -> None:
    trouble = Trouble()
    keeper, record = begin(store, on_trouble=trouble)
    train(keeper, 0, 2)
    assert keeper.flush(WAIT_S)
    train(keeper, 5, 6)
    trouble.wait(1)
    assert not keeper.flush(WAIT_S)
    train(keeper, 6, 7)
    assert not keeper.close(WAIT_S)
    assert keeper._events == []
    assert "ValueError" in capsys.readouterr().err
    assert_kept(store, record.key, 2)


def test_findings_come_back(store: RunStore) -> None:
    finding = Finding(FindingKind.MANY_DEAD, 1, 0, (("hidden_layers", 1), ("limit", 0.5)))
    keeper, record = begin(store)
    record.findings = (finding,)
    keeper.close(WAIT_S)
    keeper = store.keep(record, DATASET)
    train(keeper, 0, 2)
    assert keeper.close(WAIT_S)
    assert store.open(record.key).record().findings == (finding,)


def test_a_finding_of_a_newer_version_is_left_out_and_stays_on_the_disk(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 2)
    assert keeper.close(WAIT_S)
    path = store.folder / record.key / PROGRESS
    progress = json.loads(path.read_text())
    newer = ["overheated", 1, None, {"degrees": 90.5}]
    known = ["vanishing", 1, None, {}]
    path.write_text(json.dumps(progress | {"findings": [newer, known]}))
    (found,) = store.open(record.key).record().findings
    assert found.kind is FindingKind.VANISHING
    keeper = store.keep_on(record.key)
    train(keeper, 2, 3)
    assert keeper.close(WAIT_S)
    assert sorted(json.loads(path.read_text())["findings"]) == [newer, known]
    assert_kept(store, record.key, 3)
    # One that is known is checked like all else.
    path.write_text(json.dumps(progress | {"findings": [["many_dead", 1, 0, {}]]}))
    with pytest.raises(StoreError, match="damaged"):
        store.open(record.key).record()


def test_labels_are_written_while_a_run_is_trained(store: RunStore) -> None:
    keeper, record = begin(store)
    train(keeper, 0, 1)
    assert keeper.flush(WAIT_S)
    store.label(record.key, name="Mine")
    train(keeper, 1, 2)
    assert keeper.close(WAIT_S)
    assert store.summary(record.key).name == "Mine"
    assert keep_run(store) != record.key
