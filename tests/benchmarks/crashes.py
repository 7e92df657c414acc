"""What SIGKILL does to kept runs: ``python tests/benchmarks/crashes.py``.

A process trains a small recipe with a ``RunKeeper``, and is killed at a random instant: while it
starts, trains, saves, or trains again what a checkpoint lacks. The next process goes on with the
run where the last one was killed, to its end, and then begins another. After every kill all runs
must be readable, and what is kept of them must be, to the bit, what the same recipe gives that
nobody interrupts: costs, accuracies and predictions. Nothing may be lost but the last two seconds,
or one epoch. Prints what came of it, and ends with status 1 if anything is not as it is wanted.

All processes are forked off one, which has imported TensorFlow and computed nothing with it.

    --kills 100         how many
    --epochs 3000       of each run; 10,000 without the engine
    --seed 1            of the instants
    --without-engine    epochs and checkpoints are made up, without TensorFlow: many kills in little
                        time, of all that is the keeper's
"""

import argparse
import collections
import mmap
import os
import random
import signal
import struct
import sys
import tempfile
import time
import traceback
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from counts import at_least

from signs_studio.runs.control import RunControl
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store.layout import PREDICTIONS
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.store import RunStore
from tests.conftest import drawn_dataset
from tests.runs.store import kept_runs

LOST_MAX_S = 2.0
LIMIT_S = 120.0
SERIES = ("cost", "test_cost", "train_accuracy", "test_accuracy")
NUMBER = struct.Struct("d")
DATASET = drawn_dataset()
RECIPES = {
    True: kept_runs.recipe_of(
        layers="6:relu,batch_norm,dropout:0.3", schedule="plateau", flip="true", epochs="100000"
    ),
    False: kept_runs.RECIPE,
}


class MadeUpTrainer:
    """Says what a trainer says, without having learnt anything."""

    def __init__(self, _recipe, _dataset, epochs=0):
        self.epochs = epochs

    @classmethod
    def resume(cls, checkpoint, dataset):
        return cls(checkpoint.recipe, dataset, checkpoint.epochs)

    def checkpoint_source(self):
        return partial(kept_runs.checkpoint_of, self.epochs)

    def run(self, *, epochs, emit, control):  # noqa: ARG002
        emit(kept_runs.started(self.epochs, self.epochs + epochs))
        for epoch in range(self.epochs, self.epochs + epochs):
            for event in kept_runs.epoch_events(epoch):
                emit(event)
            self.epochs += 1
        emit(kept_runs.finished(self.epochs))


class Clock:
    """When each epoch was finished, in memory that outlives the process which writes it."""

    def __init__(self, epochs):
        self._shared = mmap.mmap(-1, NUMBER.size * (epochs + 1))

    def clear(self):
        self._shared[:] = bytes(len(self._shared))

    def set(self, epoch):
        NUMBER.pack_into(self._shared, NUMBER.size * epoch, time.monotonic())

    def at(self, epoch):
        """When it was; 0 where it was not."""
        return NUMBER.unpack_from(self._shared, NUMBER.size * epoch)[0]


def trainer_kind(engine):
    if not engine:
        return MadeUpTrainer
    from signs_studio.engine.training.trainer import Trainer

    return Trainer


def train(home, key, *, engine, epochs, clock):
    """Train a run to its end: a new one, or the one that was cut short."""
    kind, store = trainer_kind(engine), RunStore(home)
    if key is None:
        recipe = RECIPES[engine]
        record = RunRecord(
            run_id=store.next_number(), recipe=recipe, origin=DataReference.of(DATASET)
        )
        trainer = kind(recipe, DATASET)
        keeper = store.keep(record, DATASET)
    else:
        run = store.open(key)
        record = run.record()
        checkpoint = run.checkpoint_at_or_before(len(record))
        if checkpoint is None:
            trainer = kind(record.recipe, DATASET)
        else:
            trainer = kind.resume(checkpoint, DATASET)
        missing = len(record) - trainer.epochs
        if missing:
            trainer.run(epochs=missing, emit=lambda _event: None, control=RunControl())
        keeper = store.keep_on(key)

    def note(event):
        if type(event).__name__ == "Snapshot":
            clock.set(event.epoch)

    emit = keeper.listening(note, trainer.checkpoint_source)
    trainer.run(epochs=epochs - trainer.epochs, emit=emit, control=RunControl())
    keeper.offer(trainer.checkpoint_source(), epochs=trainer.epochs)
    if not keeper.close(LIMIT_S):
        raise RuntimeError("the keeper could not write everything")


def forked(work):
    """Do something in a process of its own; return its number."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def wait_for(process):
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def predictions_of(run, epochs):
    """Return what a run's file of predictions holds of so many epochs."""
    content = (run.summary.folder / PREDICTIONS).read_bytes() if epochs else b""
    return content[: epochs * run.predictions.row_bytes]


class Trial:
    """Kills, and what came of them."""

    def __init__(self, args, home):
        self.engine, self.epochs = not args.without_engine, args.epochs
        self.clock = Clock(args.epochs)
        self.rng = random.Random(args.seed)
        self.store = RunStore(home / "killed")
        self.wrong = []
        self.when = collections.Counter()
        self.lost_epochs, self.lost_s, self.done = [], [], 0
        self._expected = self._reference(home / "whole")
        self._span_s = 2.0 if self.engine else 0.8

    def _reference(self, home):
        started = time.perf_counter()
        assert wait_for(self._forked(home, None)) == 0
        self.clock.clear()
        (summary,) = RunStore(home).summaries()
        print(
            f"uninterrupted: {summary.epochs} epochs in {time.perf_counter() - started:.1f} s",
            flush=True,
        )
        return RunStore(home).open(summary.key)

    def _forked(self, home, key):
        return forked(
            partial(train, home, key, engine=self.engine, epochs=self.epochs, clock=self.clock)
        )

    def kill_one(self):
        """Have a run trained, kill it, and look at what is left."""
        runs = self.store.summaries()
        cut_short = [each for each in runs if each.is_cut_short]
        key = cut_short[-1].key if cut_short else None
        before = cut_short[-1].epochs if cut_short else 0
        self.clock.clear()
        process = self._forked(self.store.home, key)
        try:
            self._wait_a_while(process, before)
        finally:
            os.kill(process, signal.SIGKILL)
            killed = time.monotonic()
            status = wait_for(process)
        if status == 0:
            self.done += 1
        elif status != -signal.SIGKILL:
            self.wrong.append(f"a process ended with {status}")
        self._look(before, killed, others={each.key for each in runs} - {key})

    def _wait_a_while(self, process, before):
        """Wait, most times until an epoch was trained, then for any time."""
        if self.rng.random() > 0.2:
            until = time.monotonic() + LIMIT_S
            while not self.clock.at(before) and time.monotonic() < until:
                if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                    return
                time.sleep(0.001)
        time.sleep(self.rng.random() * self._span_s)

    def _look(self, before, killed, *, others):
        runs, refused = self.store.scan()
        self.wrong += [f"{refused_key} cannot be read: {said}" for refused_key, said in refused]
        told = before
        while told < self.epochs and self.clock.at(told):
            told += 1
        self.when["while it started" if told == before else "while it trained"] += 1
        kept = self._kept(next((each.key for each in runs if each.key not in others), None), told)
        late = next((e for e in range(kept, told)), None)
        lost_s = killed - self.clock.at(late) if late is not None else 0.0
        self.lost_epochs.append(max(told - kept, 0))
        self.lost_s.append(lost_s)
        if kept < before:
            self.wrong.append(f"{before} epochs were kept, and {kept} are left")
        if told - kept > 1 and lost_s > LOST_MAX_S:
            self.wrong.append(f"{told - kept} epochs are lost, of {lost_s:.2f} s")

    def _kept(self, key, told):
        """Compare a run with the uninterrupted one; return how many of its epochs are kept."""
        if key is None:
            return 0
        try:
            run = self.store.open(key)
            record, expected = run.record(), self._expected.record()
            checkpoint = run.checkpoint_at_or_before(len(record))
        except (OSError, StoreError) as error:
            self.wrong.append(f"{key}: {error}")
            return told
        kept = len(record)
        for name in SERIES:
            if (record.series(name) != expected.series(name)[:kept]).any():
                self.wrong.append(f"{key}: another {name} than that of the uninterrupted run")
        predictions = predictions_of(run, kept)
        if predictions != predictions_of(self._expected, kept):
            self.wrong.append(f"{key}: other predictions than those of the uninterrupted run")
        if checkpoint is not None and checkpoint.epochs > kept:
            self.wrong.append(f"{key}: a checkpoint after {checkpoint.epochs} of {kept} epochs")
        return kept

    def finish(self):
        """Train to its end what is left."""
        for summary in self.store.summaries():
            if summary.is_cut_short:
                self.clock.clear()
                if wait_for(self._forked(self.store.home, summary.key)):
                    self.wrong.append(f"{summary.key} could not be gone on with")
            if self._kept(summary.key, self.epochs) != self.epochs:
                self.wrong.append(f"{summary.key} did not come to its end")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=at_least(1), default=100)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-engine", action="store_true")
    args = parser.parse_args()
    args.epochs = args.epochs or (10_000 if args.without_engine else 3000)
    if not args.without_engine:
        import tensorflow  # noqa: F401
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="crashes-") as folder:
        trial = Trial(args, Path(folder))
        for number in range(args.kills):
            trial.kill_one()
            if trial.wrong:
                print(f"kill {number}: {trial.wrong}", flush=True)
                break
        trial.finish()
        runs = trial.store.summaries()
    said = ", ".join(f"{count} {when}" for when, count in trial.when.items())
    print(f"{trial.when.total()} kills: {said}; {trial.done} came too late")
    if not trial.wrong:
        print(f"{len(runs)} runs, all of them to their ends, the same to the bit")
    lost, lost_s = (max(each, default=0) for each in (trial.lost_epochs, trial.lost_s))
    print(f"lost at most {lost} epochs, those of {lost_s:.2f} s")
    print(f"{time.perf_counter() - started:.0f} s")
    for each in trial.wrong:
        print(each)
    print(f"{len(trial.wrong)} not as wanted")
    return 1 if trial.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
