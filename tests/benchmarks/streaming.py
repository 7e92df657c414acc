"""Memory and speed over the size of the data, in memory and read from a file.

    python tests/benchmarks/streaming.py [--epochs 4] [--pictures 5000 20000 ...] [--folder PATH]

Every row is a process of its own that opens an HDF5 file of so many training pictures of
64 x 64 x 3 bytes, as "signs-studio train" does, and trains the article's network on it
(12288-25-12-6, Adam, batch 32). The speed is that of the median epoch after the first, in which it
is compiled; the memory is the most that the process ever had, TensorFlow included. Up to 1 GiB each
size is trained from memory too, and each ratio is to the same pictures in memory, or, where they
are too many, to the most that were not. The pictures are noise: neither speed nor memory depends on
what they show. Each file is taken out of the system's cache before it is opened, and deleted
afterwards.
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

SIDE, CHANNELS, CLASSES = 64, 3, 6
TEST_COUNT = 2000
IN_MEMORY_BYTES = 1 << 30
SIZES = (2_000, 10_000, 50_000, 200_000)
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


def train(path, *, stream, epochs):
    """Trains in this process; what it took, as JSON knows it."""
    from signs_studio.data.hdf5 import load_hdf5

    dataset = load_hdf5(path, stream=stream)

    from signs_studio.engine.loading import load_tensorflow

    load_tensorflow()

    from signs_studio.engine.trainer import Trainer
    from signs_studio.recipe.draft import validate
    from signs_studio.recipe.presets import PRESETS
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.events import EpochFinished

    recipe = validate(PRESETS["article"].draft).recipe
    events = []
    Trainer(recipe, dataset).run(run_id=1, epochs=epochs, emit=events.append, control=RunControl())
    finished = [event for event in events if isinstance(event, EpochFinished)]
    assert len(finished) == epochs, events[-1]
    return {
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "speed": len(dataset.train_y) / statistics.median(e.seconds for e in finished[1:]),
        "costs": [event.cost for event in finished],
    }


def measure(path, *, way, epochs):
    """The same in a process of its own."""
    forget(path)
    command = [sys.executable, __file__, "--only", str(path), way, "--epochs", str(epochs)]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=LIMIT_S, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pictures", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"))
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only:
        path, way = args.only
        print(json.dumps(train(Path(path), stream=way == "file", epochs=args.epochs)))
        return
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'pictures':>9} {'size':>8} {'from':>7} {'peak':>8} {'pictures/s':>11} {'ratio':>6}")
    from_memory = None
    for count in sorted(args.pictures):
        size = count * SIDE * SIDE * CHANNELS
        ways = ["memory", "file"] if size <= IN_MEMORY_BYTES else ["file"]
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            path = Path(folder) / "signs.h5"
            write_data(path, count)
            rows = {way: measure(path, way=way, epochs=args.epochs) for way in ways}
        # The same pictures are the same run, wherever they lie.
        costs = [row["costs"] for row in rows.values()]
        assert all(other == costs[0] for other in costs), costs
        from_memory = rows.get("memory", from_memory)
        for way, row in rows.items():
            ratio = f"{row['speed'] / from_memory['speed']:.2f}" if from_memory else ""
            print(
                f"{count:>9,} {size / 1e6:>5,.0f} MB {way:>7} {row['peak_bytes'] / 1e6:>5,.0f} MB "
                f"{row['speed']:>11,.0f} {ratio:>6}",
                flush=True,
            )
    print(f"load of the machine: {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
