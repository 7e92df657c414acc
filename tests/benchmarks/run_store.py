"""Time and memory that a list of kept runs takes: ``python tests/benchmarks/run_store.py``.

Puts runs away as ``RunStore.add`` does, each with a small checkpoint, and lists them in a process
of its own, several times. Prints the times, the first one with files that were just written; the
memory that the list takes; and the room on the disk. Ends with status 1 where the fastest list
takes longer than a second.

    --runs 1000     how many
    --epochs 200    of each
    --folder PATH   where they are put
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from counts import at_least

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

LIST_MAX_S = 1.0
TRIES = 5


def make_runs(home, runs, epochs):
    """Put runs away."""
    from signs_studio.runs.record import DataReference, RunRecord
    from signs_studio.runs.store.checkpoint_files import write_checkpoint
    from signs_studio.runs.store.layout import LATEST_CHECKPOINT, LOCK
    from signs_studio.runs.store.store import RunStore, head_of
    from tests.runs.store.kept_runs import DATASET, RECIPE, checkpoint_of, epoch_events

    store = RunStore(home)
    events = [event for epoch in range(epochs) for event in epoch_events(epoch)]
    for number in range(1, runs + 1):
        record = RunRecord(run_id=number, recipe=RECIPE, origin=DataReference.of(DATASET))
        for event in events:
            record.apply(event)
        store.add(record, head_of(record, DATASET, versions={}))
        folder = store.folder / record.key
        write_checkpoint(folder / LATEST_CHECKPOINT, checkpoint_of(epochs))
        (folder / LOCK).touch()
        store.label(record.key, name=f"Trial {number}", note="a note", starred=number % 10 == 0)
    return store


def list_runs(home):
    """Print how long it takes to list the runs, and how much memory."""
    from signs_studio.runs.store.store import RunStore

    store = RunStore(home)
    before_mb = resident_mb()
    times = []
    for _ in range(TRIES):
        started, cpu_started = time.perf_counter(), time.process_time()
        runs, refused = store.scan()
        times.append((time.perf_counter() - started, time.process_time() - cpu_started))
    said = ", ".join(f"{1000 * seconds:.0f} ({1000 * cpu:.0f})" for seconds, cpu in times)
    print(f"list of {len(runs)} runs, {len(refused)} refused: {said} ms (of a processor)")
    print(f"memory, with what is loaded to read it: {resident_mb() - before_mb:.1f} MB")
    started = time.perf_counter()
    room = store.disk_bytes()
    seconds = time.perf_counter() - started
    print(f"room on the disk: {room / 1e6:.0f} MB, summed up in {seconds:.2f} s")
    return 0 if min(times)[0] < LIST_MAX_S else 1


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=at_least(1), default=1000)
    parser.add_argument("--epochs", type=at_least(1), default=200)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--list", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.list:
        return list_runs(args.list)
    with tempfile.TemporaryDirectory(prefix="runs-", dir=args.folder) as home:
        started = time.perf_counter()
        make_runs(Path(home), args.runs, args.epochs)
        print(f"{args.runs} runs put away in {time.perf_counter() - started:.1f} s")
        return subprocess.run([sys.executable, __file__, "--list", home], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
