"""What keeping a run costs its training: ``python tests/benchmarks/keeping.py``.

The article's job (1,080 training pictures, 1,500 epochs) is trained twice in one process, some
epochs of each by turns, so that whatever else the machine does falls on both alike: one run is kept
in a store on the disk as the window keeps it, the other is not. All that a turn gave is on the disk
before the other's begins, and that wait counts.

    python tests/benchmarks/keeping.py [--data FOLDER] [--epochs 1500] [--turn 50] [--home FOLDER]
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from typing import TYPE_CHECKING

from counts import at_least

from signs_studio.data.dataset import Dataset
from signs_studio.data.hands.generator import built_in_hands
from signs_studio.data.opening import open_pictures
from signs_studio.diagnosis.doctor import Doctor
from signs_studio.engine.loading import load_tensorflow
from signs_studio.engine.training.trainer import Trainer
from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.control import RunControl
from signs_studio.runs.events import Event
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.runs.store.store import RunStore

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = 0.99
WAIT_S = 60.0
WARM_UP_EPOCHS = 20


def ignore(_event: Event) -> None:
    """Nobody looks at the run."""


class Turns:
    """One of the two runs.

    Attributes:
        seconds: What each turn took.
    """

    def __init__(self, dataset: Dataset, store: RunStore | None) -> None:
        recipe = validate(PRESETS["article"].draft).recipe
        assert recipe is not None
        self._trainer = Trainer(recipe, dataset)
        self._keeper = None
        emit: Callable[[Event], None] = ignore
        if store is not None:
            record = RunRecord(
                run_id=store.next_number(), recipe=recipe, origin=DataReference.of(dataset)
            )
            self._keeper = store.keep(record, dataset)
            emit = self._keeper.listening(ignore, self._trainer.checkpoint_source)
        self._emit = Doctor.of(recipe, dataset).listening(emit)
        self.seconds: list[float] = []

    def train(self, epochs: int) -> None:
        """Trains so many epochs and waits until they are on the disk."""
        begun = time.perf_counter()
        self._trainer.run(epochs=epochs, emit=self._emit, control=RunControl())
        if self._keeper is not None:
            assert self._keeper.flush(WAIT_S)
        self.seconds.append(time.perf_counter() - begun)

    def close(self) -> None:
        """Lets go of the run."""
        if self._keeper is not None:
            self._keeper.offer(self._trainer.checkpoint_source(), epochs=self._trainer.epochs)
            assert self._keeper.close(WAIT_S)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="the article's pictures; else built-in ones")
    parser.add_argument("--epochs", type=at_least(1), default=1500)
    parser.add_argument("--turn", type=at_least(1), default=50)
    parser.add_argument("--home", type=Path, help="a folder on the disk to be measured")
    args = parser.parse_args()
    if args.epochs < args.turn:
        parser.error(f"--epochs {args.epochs} is less than a turn, which is {args.turn}")
    load_tensorflow()
    dataset = built_in_hands() if args.data is None else open_pictures(args.data)
    with TemporaryDirectory(dir=args.home) as folder:
        store = RunStore(Path(folder))
        kept, not_kept = Turns(dataset, store), Turns(dataset, None)
        for run in (kept, not_kept):
            run.train(WARM_UP_EPOCHS)
            run.seconds.clear()
        load = os.getloadavg()[0]
        for turn in range(args.epochs // args.turn):
            # Neither always comes first.
            for run in (kept, not_kept) if turn % 2 else (not_kept, kept):
                run.train(args.turn)
        kept.close()
        megabytes = store.disk_bytes() / 1e6
    rates = [args.epochs / sum(run.seconds) for run in (kept, not_kept)]
    ratio = rates[0] / rates[1]
    of_turns = statistics.median(
        without / with_ for with_, without in zip(kept.seconds, not_kept.seconds, strict=True)
    )
    print(f"{dataset.name}, {args.epochs} epochs, load {load:.1f} as it began")
    print(f"kept      {rates[0]:7.2f} epochs/s   {megabytes:.1f} MB on the disk")
    print(f"not kept  {rates[1]:7.2f} epochs/s")
    print(f"ratio     {of_turns:7.4f}, the median of the turns; at least {GOAL} is asked")
    print(f"          {ratio:7.4f} of all of them")
    return 0 if of_turns >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
