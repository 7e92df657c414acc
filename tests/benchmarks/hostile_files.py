"""What damaged files do to the program: ``python tests/benchmarks/hostile_files.py``.

Opens many mutants (``tests/data/archives/hdf5/mutator.py`` and ``plain_mutator.py`` beside it) as
the program does, on a thread of their own, each of them twice, while another thread wakes up every
few milliseconds. Wanted is an answer each:
the same pictures and labels both times, or a sentence both times. The process must not die or stand
still, not grow, and nothing may be left behind. Prints a table, and ends with status 1 if anything
is not as it is wanted. Where the process dies, the mutant lies in the folder that the first line
names, under the number of its seed.

    --format hdf5   of the files: hdf5, npz or idx
    --count 20000   how many mutants; their seeds follow each other
    --start 0       the first seed
    --layout TEXT   only layouts with this in their name
    --folder PATH   where mutants lie, one at a time; best in memory
"""

import argparse
import collections
import faulthandler
import hashlib
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from counts import at_least

from signs_studio.data.opening import open_pictures
from signs_studio.errors import DataError
from tests.data.archives import plain_mutator
from tests.data.archives.hdf5 import mutator as hdf5_mutator
from tests.data.archives.hdf5.mutator import perturb_memory

STANDSTILL_MAX_MS = 100
GROWTH_MAX_MB = 300
OPENING_MAX_S = 120
LEFT_MAX = 8
TRIES = 3
_TICK_S = 0.002
READ, REFUSED = "read", "refused"


class Heartbeat:
    """Wakes up every few milliseconds on a thread of its own, and measures when it could not.

    Attributes:
        longest_ms: The longest time between two ticks since it was last set to 0.
    """

    def __init__(self):
        self.longest_ms = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._stopped.set()
        self._thread.join()

    def _beat(self):
        before = time.perf_counter()
        while not self._stopped.wait(_TICK_S):
            now = time.perf_counter()
            self.longest_ms = max(self.longest_ms, 1000 * (now - before - _TICK_S))
            before = now


def digest(dataset):
    """Return a digest of all that was read."""
    found = hashlib.blake2b(repr(dataset.class_names).encode())
    for array in (dataset.train_x, dataset.test_x, dataset.train_y, dataset.test_y):
        found.update(repr((array.shape, array.dtype)).encode())
        # Pictures that are left in a file are fetched by their places.
        for start in range(0, len(array), 1024):
            places = np.arange(start, min(start + 1024, len(array)))
            found.update(np.ascontiguousarray(array[places]).tobytes())
    return found.hexdigest()[:16]


def open_once(path):
    """Return what came of opening a file, and the digest or the sentence."""
    try:
        return READ, digest(open_pictures(path))
    except DataError as error:
        return REFUSED, str(error)
    except Exception as error:
        return "another exception", repr(error)


def open_twice(path):
    """Return what came of opening a file: read, refused, or what is wrong; and a sentence.

    What HDF5 leaves unset is another byte in every process that starts after ``perturb_memory``.
    """
    answers = []
    for byte in (0x55, 0xAA):
        perturb_memory(byte)
        answers.append(open_once(path))
    (answer, said), (answer_again, said_again) = answers
    # What HDF5 makes of memory that it never set may break off the one and end the other.
    both_refused = answer == answer_again == REFUSED
    if answers[0] != answers[1] and not both_refused:
        return "not the same twice", f"{said} / {said_again}"
    if answer == REFUSED and (not said or "\n" in said):
        return "no sentence", said
    return answer, "" if answer == READ else said


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def entries(folder):
    return list(Path(folder).iterdir())


def left_behind(folder):
    """Count what this process holds open, its children, and files in its temporary folder."""
    children = sum(
        len((task / "children").read_text().split()) for task in entries("/proc/self/task")
    )
    return collections.Counter(
        {
            "descriptors": len(entries("/proc/self/fd")),
            "children": children,
            "threads": threading.active_count(),
            "temporary files": len(entries(folder)),
        }
    )


class Trial:
    """Opens files one after the other, and keeps what came of them."""

    def __init__(self, heartbeat, opener):
        self.answers = collections.defaultdict(collections.Counter)
        self.sentences = collections.Counter()
        self.wrong = []
        self.openings = []
        self.longest_ms = 0.0
        self.most_mb = 0.0
        self._heartbeat = heartbeat
        self._opener = opener

    def open(self, path, *, layout, name):
        started = time.perf_counter()
        answer, sentence, standstill_ms = self._watched(path)
        seconds = time.perf_counter() - started
        # The machine itself may stop for a while; what stands still, does so again.
        for _ in range(TRIES - 1):
            if standstill_ms > STANDSTILL_MAX_MS:
                standstill_ms = min(standstill_ms, self._watched(path)[2])
        self.openings.append((seconds, layout, name))
        self.answers[layout][answer] += 1
        self.sentences[sentence.replace(path.name, "the file")] += 1
        self.longest_ms = max(self.longest_ms, standstill_ms)
        self.most_mb = max(self.most_mb, resident_mb())
        if answer not in (READ, REFUSED):
            self.complain(f"{name}, {layout}: {answer} {sentence}")
        if standstill_ms > STANDSTILL_MAX_MS:
            self.complain(f"{name}, {layout}: stood still for {standstill_ms:.0f} ms")

    def complain(self, what):
        self.wrong.append(what)
        print(what, flush=True)

    def _watched(self, path):
        self._heartbeat.longest_ms = 0.0
        faulthandler.dump_traceback_later(OPENING_MAX_S, exit=True)
        answer, sentence = self._opener.submit(open_twice, path).result()
        faulthandler.cancel_dump_traceback_later()
        return answer, sentence, self._heartbeat.longest_ms


def hdf5_layouts(folder, part_of_name):
    """Returns valid HDF5 files as paths, and what makes a mutant of each for a seed."""
    paths = {
        name: path for name, path in hdf5_mutator.layouts(folder).items() if part_of_name in name
    }
    studied = {name: hdf5_mutator.study(path) for name, path in paths.items()}
    return paths, {
        name: lambda seed, layout=layout: hdf5_mutator.mutant(layout, seed)
        for name, layout in studied.items()
    }


def plain_layouts(folder, kind, part_of_name):
    """Returns the same of npz or IDX files."""
    datas = {
        name: data for name, data in plain_mutator.layouts(kind).items() if part_of_name in name
    }
    paths = {}
    for number, (name, data) in enumerate(datas.items()):
        inner = folder / str(number)
        inner.mkdir()
        paths[name] = inner / name_of(kind, "valid", data)
        paths[name].write_bytes(data)
        if kind == "idx":
            (inner / "valid-train-labels-idx1-ubyte").write_bytes(plain_mutator.idx_labels())
    return paths, {
        name: lambda seed, data=data: plain_mutator.mutant(data, seed)
        for name, data in datas.items()
    }


def name_of(kind, stem, data):
    """Returns the name of a file; the labels of one in IDX are found by it."""
    if kind == "idx":
        ending = ".gz" if data.startswith(b"\x1f\x8b") else ""
        return f"{stem}-train-images-idx3-ubyte{ending}"
    return f"{stem}.{'h5' if kind == 'hdf5' else kind}"


def try_all(trial, *, kind, seeds, folder, part_of_name):
    """Open the valid layouts, the files made by hand, and the mutants."""
    written = folder / "layouts"
    written.mkdir()
    if kind == "hdf5":
        paths, mutants = hdf5_layouts(written, part_of_name)
    else:
        paths, mutants = plain_layouts(written, kind, part_of_name)
    for layout, path in paths.items():
        trial.open(path, layout=layout, name="valid")
        if trial.answers[layout][READ] != 1:
            trial.complain(f"{layout}: valid, but not read")
    if kind == "hdf5":
        for name, path in hdf5_mutator.hostile_files(written).items():
            trial.open(path, layout="made by hand", name=name)
        if trial.answers["made by hand"][READ]:
            trial.complain("a hostile file made by hand was read")
    shutil.rmtree(written)
    # From here on nothing may grow, now that all is loaded that is ever needed.
    before, before_mb, started = left_behind(folder), resident_mb(), time.perf_counter()
    trial.most_mb = before_mb
    trial.openings.clear()
    for seed in seeds:
        layout = list(mutants)[seed % len(mutants)]
        data = mutants[layout](seed)
        path = folder / name_of(kind, str(seed), data)
        path.write_bytes(data)
        labels = folder / f"{seed}-train-labels-idx1-ubyte"
        if kind == "idx":
            labels.write_bytes(plain_mutator.idx_labels())
        trial.open(path, layout=layout, name=str(seed))
        path.unlink()
        labels.unlink(missing_ok=True)
    seconds = time.perf_counter() - started
    left = left_behind(folder) - before
    growth_mb = trial.most_mb - before_mb
    if growth_mb > GROWTH_MAX_MB:
        trial.complain(f"grew by {growth_mb:.0f} MB")
    if max(left.values(), default=0) > LEFT_MAX:
        trial.complain(f"left behind: {dict(left)}")
    print_tables(trial)
    print(f"longest standstill   {trial.longest_ms:6.1f} ms")
    print(f"growth in memory     {growth_mb:6.1f} MB")
    print(f"left behind          {dict(left) or 'nothing'}")
    print(f"mutants a second     {len(seeds) / seconds:6.1f}, each opened twice")


def print_tables(trial):
    print(f"\n{'layout':45} {READ:>8} {REFUSED:>8} {'wrong':>8}")
    total = collections.Counter()
    for layout, answers in trial.answers.items():
        total += answers
        print_row(layout, answers)
    print_row("all", total)
    print("\nslowest, with their seeds")
    for seconds, layout, name in sorted(trial.openings, reverse=True)[:10]:
        print(f"{1000 * seconds:8.0f} ms  {name:>8}  {layout}")
    print("\nmost frequent answers")
    for sentence, count in trial.sentences.most_common(12):
        print(f"{count:8}  {sentence or READ}")
    print()


def print_row(layout, answers):
    wrong = answers.total() - answers[READ] - answers[REFUSED]
    print(f"{layout:45} {answers[READ]:8} {answers[REFUSED]:8} {wrong:8}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--format", choices=("hdf5", "npz", "idx"), default="hdf5")
    parser.add_argument("--count", type=at_least(1), default=20_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--layout", default="")
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm"))
    args = parser.parse_args()
    faulthandler.enable()
    folder = Path(tempfile.mkdtemp(prefix="hostile-", dir=args.folder))
    print(f"mutants {args.start} to {args.start + args.count - 1}, one at a time in {folder}")
    # The program's own temporary files are counted there, and those of its children.
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    with Heartbeat() as heartbeat, ThreadPoolExecutor(1) as opener:
        trial = Trial(heartbeat, opener)
        seeds = range(args.start, args.start + args.count)
        try_all(trial, kind=args.format, seeds=seeds, folder=folder, part_of_name=args.layout)
    shutil.rmtree(folder)
    print(f"{len(trial.wrong)} not as wanted")
    return 1 if trial.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
