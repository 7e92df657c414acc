"""Memory and speed over the size of the data that is read from a file while training.

    python tests/benchmarks/streaming.py [--rounds 3] [--pictures 5000 20000 ...] [--folder PATH]

The article's network (12288-25-12-6, Adam, batch 32) is trained on an HDF5 file of so many pictures
of 64 x 64 x 3 bytes. One process does as "signs-studio train --stream" does: its peak is the most
memory that it ever had, TensorFlow included. In another, epochs over the same pictures in memory
and from the file take turns after one of each, in which they are compiled, so that whatever else
the machine does falls on both alike; the ratio is the median over the rounds. The pictures are
noise: neither speed nor memory depends on what they show. Each file is taken out of the system's
cache before it is opened, and deleted afterwards.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from counts import at_least

SIDE, CHANNELS, CLASSES = 64, 3, 6
TEST_COUNT = 2000
SIZES = (10_000, 50_000, 200_000)
LIMIT_S = 280
_PIECE = 2000


def write_data(path, count):
    import h5py

    rng = np.random.default_rng(0)
    with h5py.File(path, "w") as file:
        for name, pictures in (("train", count), ("test", TEST_COUNT)):
            shape = (pictures, SIDE, SIDE, CHANNELS)
            stored = file.create_dataset(f"{name}_set_x", shape, np.uint8)
            piece = rng.integers(0, 256, (_PIECE, *shape[1:]), dtype=np.uint8)
            for start in range(0, pictures, _PIECE):
                # Other numbers in every piece, so that nothing on the way can spare itself work.
                piece += np.uint8(1)
                stored[start : start + _PIECE] = piece[: pictures - start]
            file[f"{name}_set_y"] = rng.integers(0, CLASSES, pictures)


def forget(path):
    """Takes a file out of the system's cache, so that it is read from the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def make_trainer(path, *, stream):
    from signs_studio.data.opening import open_pictures
    from signs_studio.engine.loading import load_tensorflow

    dataset = open_pictures(path, stream=stream)
    load_tensorflow()

    from signs_studio.engine.training.trainer import Trainer
    from signs_studio.recipe.draft import validate
    from signs_studio.recipe.presets import PRESETS

    return Trainer(validate(PRESETS["article"].draft).recipe, dataset)


def train(trainer, epochs):
    """The seconds of each epoch, and its cost."""
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.events import EpochFinished

    events = []
    trainer.run(epochs=epochs, emit=events.append, control=RunControl())
    finished = [event for event in events if isinstance(event, EpochFinished)]
    assert len(finished) == epochs, events[-1]
    return [event.seconds for event in finished], [event.cost for event in finished]


def measure_peak(path, _rounds):
    train(make_trainer(path, stream=True), 2)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure_pairs(path, rounds):
    """The seconds of an epoch in memory and from the file, round by round."""
    trainers = [make_trainer(path, stream=stream) for stream in (False, True)]
    pairs = []
    for _ in range(1 + rounds):
        (held,), cost = train(trainers[0], 1)
        (left,), same_cost = train(trainers[1], 1)
        assert cost == same_cost, (cost, same_cost)
        pairs.append((held, left))
    return pairs[1:]


MEASURES = {"peak": measure_peak, "pairs": measure_pairs}


def measure(what, path, rounds):
    """The same in a process of its own."""
    forget(path)
    command = [sys.executable, __file__, "--only", what, str(path), "--rounds", str(rounds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=LIMIT_S, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=at_least(1), default=3)
    parser.add_argument("--pictures", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"))
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only:
        what, path = args.only
        print(json.dumps(MEASURES[what](Path(path), args.rounds)))
        return
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'pictures':>9} {'size':>8} {'peak':>8} {'pictures/s':>11} {'of in memory':>13}")
    for count in args.pictures:
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            path = Path(folder) / "signs.h5"
            write_data(path, count)
            peak = measure("peak", path, args.rounds)
            pairs = measure("pairs", path, args.rounds)
        speed = count / statistics.median(left for _, left in pairs)
        ratio = statistics.median(held / left for held, left in pairs)
        size = count * SIDE * SIDE * CHANNELS
        print(
            f"{count:>9,} {size / 1e6:>5,.0f} MB {peak / 1e6:>5,.0f} MB {speed:>11,.0f} "
            f"{ratio:>13.2f}",
            flush=True,
        )
    print(f"load of the machine: {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
