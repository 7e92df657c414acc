"""A kept run is gone on with where its record ends, and gone back to at any epoch."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from signs_studio.engine.training.resuming import (
    ResumingStoppedError,
    resume_stored,
    trainer_at,
)
from signs_studio.engine.training.trainer import Trainer
from signs_studio.runs.checkpoint import CheckpointError
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import EpochFinished, Event, FinishReason, RunFinished, Snapshot
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store.layout import CHECKPOINTS, EPOCHS, LATEST_CHECKPOINT
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.store import RunStore
from signs_studio.runs.store.stored_run import StoredRun
from tests.conftest import drawn_dataset
from tests.engine.conftest import _recipe as make_recipe

Arrays = Mapping[str, NDArray[Any]]

LENGTH = 9
DATA = drawn_dataset()


class Kept:
    """A run that ended for lack of patience and was gone on with, changed, and kept.

    Attributes:
        arrays: Of the network after each epoch, before better weights were brought back.
        last: Its arrays at the end.
    """

    def __init__(self, home: Path) -> None:
        store = RunStore(home)
        # A rate at which the cost jumps about.
        recipe = make_recipe(patience="1", learning_rate="0.3")
        record = RunRecord(run_id=store.next_number(), recipe=recipe, origin=DataReference.of(DATA))
        self._keeper = store.keep(record, DATA)
        self._trainer = Trainer(recipe, DATA)
        self.arrays: dict[int, Arrays] = {}
        self.reasons: list[FinishReason] = []
        self._note(None)
        control = RunControl()
        while self._trainer.epochs < LENGTH:
            rest = LENGTH - self._trainer.epochs
            self._trainer.run(epochs=rest, emit=self._emit, control=control)
            control = RunControl({"learning_rate": 0.3 + 0.1 * self._trainer.epochs})
        self.last = self._trainer.checkpoint()
        self._keeper.offer(self._trainer.checkpoint_source(), epochs=LENGTH)
        assert self._keeper.close(60)
        self.key = record.key

    def _emit(self, event: Event) -> None:
        if isinstance(event, EpochFinished) and event.epoch:
            self._keeper.offer(self._trainer.checkpoint_source(), epochs=event.epoch)
            assert self._keeper.flush(60)
        self._keeper.put(event)
        self._note(event)
        if isinstance(event, RunFinished):
            self.reasons.append(event.reason)

    def _note(self, event: Event | None) -> None:
        checkpoint = self._trainer.checkpoint()
        if checkpoint.kept_epochs == checkpoint.epochs and not isinstance(event, RunFinished):
            self.arrays[checkpoint.epochs] = checkpoint.arrays
        elif isinstance(event, Snapshot):
            # A second run goes on after this epoch.
            self.arrays.setdefault(checkpoint.epochs, checkpoint.arrays)


@pytest.fixture(scope="module")
def kept_and_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kept, Path]:
    home = tmp_path_factory.mktemp("home")
    return Kept(home), home


@pytest.fixture
def kept(kept_and_home: tuple[Kept, Path]) -> Kept:
    return kept_and_home[0]


@pytest.fixture
def run(kept_and_home: tuple[Kept, Path], tmp_path: Path) -> StoredRun:
    """The run in a home of its own, which a test may damage."""
    kept, home = kept_and_home
    shutil.copytree(home, tmp_path / "home")
    return RunStore(tmp_path / "home").open(kept.key)


def assert_same(one: Arrays, other: Arrays) -> None:
    assert one.keys() == other.keys()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name)


@pytest.mark.parametrize("checkpoints", ["all", "the first", "none"])
def test_any_epoch_can_be_gone_back_to(kept: Kept, run: StoredRun, checkpoints: str) -> None:
    assert kept.reasons.count(FinishReason.PATIENCE) > 1
    assert len(run.record().changes) > 1
    folder = run.summary.folder
    if checkpoints != "all":
        (folder / LATEST_CHECKPOINT).unlink()
        for path in (folder / CHECKPOINTS).iterdir():
            if checkpoints == "none" or int(path.stem) > 1:
                path.unlink()
    for epochs in range(LENGTH + 1) if checkpoints == "all" else (LENGTH, 0, 4):
        trainer = trainer_at(run, DATA, epochs=epochs)
        assert trainer.epochs == epochs
        if epochs in kept.arrays:
            assert_same(trainer.checkpoint().arrays, kept.arrays[epochs])
    end = resume_stored(run, DATA).trainer.checkpoint()
    assert_same(end.arrays, kept.last.arrays)
    assert (end.kept_epochs, end.changes) == (kept.last.kept_epochs, kept.last.changes)


def test_a_run_that_goes_back_can_go_forth(kept: Kept, run: StoredRun) -> None:
    trainer = trainer_at(run, DATA, epochs=0)
    for epochs in range(1, LENGTH + 1):
        trainer.repeat(run.record().changes, epochs=epochs, ends=False)
        if epochs in kept.arrays:
            assert_same(trainer.checkpoint().arrays, kept.arrays[epochs])


def test_other_data_is_refused(run: StoredRun) -> None:
    with pytest.raises(StoreError, match=r"^Run 1 learnt from “drawn”, and the pictures that"):
        resume_stored(run, drawn_dataset(seed=1))
    with pytest.raises(ValueError, match="9 epochs, not 10"):
        trainer_at(run, DATA, epochs=10)


def test_a_machine_that_gives_other_numbers_is_told_of(run: StoredRun) -> None:
    shutil.copy(run.summary.folder / CHECKPOINTS / "1.npz", run.summary.folder / LATEST_CHECKPOINT)
    path = run.summary.folder / EPOCHS
    content = bytearray(path.read_bytes())
    # The least digit of the cost of the last epoch.
    content[len(content) // LENGTH * (LENGTH - 1)] ^= 1
    for other in (run.summary.folder / CHECKPOINTS).iterdir():
        other.unlink()
    assert resume_stored(run, DATA).first_difference is None
    path.write_bytes(content)
    resumed = resume_stored(run, DATA)
    assert resumed.first_difference == LENGTH - 1
    assert resumed.trainer.epochs == len(resumed.record) == LENGTH


def test_it_says_how_far_it_is_and_can_be_stopped(run: StoredRun) -> None:
    told: list[tuple[int, int]] = []
    control = RunControl()

    def on_progress(epochs: int, of: int) -> None:
        told.append((epochs, of))
        if epochs == 4:
            control.stop()

    for path in (run.summary.folder / CHECKPOINTS).iterdir():
        path.unlink()
    with pytest.raises(ResumingStoppedError):
        trainer_at(run, DATA, epochs=8, control=control, on_progress=on_progress)
    assert told == [(epochs, 8) for epochs in range(1, 5)]


@pytest.mark.parametrize("damage", ["shape", "dtype", "missing"])
def test_weights_of_another_network_are_refused(run: StoredRun, damage: str) -> None:
    path = run.summary.folder / LATEST_CHECKPOINT
    with np.load(path) as file:
        arrays = dict(file)
    name = "arrays/layers.0.kernel"
    if damage == "shape":
        arrays[name] = arrays[name][:1]
    elif damage == "dtype":
        arrays[name] = arrays[name].astype(np.float64)
    else:
        del arrays[name]
    np.savez(path.with_suffix(""), **arrays)
    with pytest.raises(CheckpointError, match=r"^The weights that were kept are damaged"):
        resume_stored(run, DATA)
