"""What damaged runs do to the program: ``python tests/benchmarks/hostile_runs.py``.

Does with many mutants (``tests/runs/store/mutator.py``) all that the program does with a run: every
other one of a run's folder, every other one of a ``.signsrun``. Wanted is an answer each, that it
is read or a sentence; never another exception, and never longer than two seconds. They are tried in
a process of its own, which may take no more than a gigabyte of memory and which is killed where it
stands still. Prints a table, and ends with status 1 if anything is not as it is wanted.

    --count 10000   how many mutants; their seeds follow each other
    --start 0       the first seed
    --resume        go on from every checkpoint that is read as well, with TensorFlow; its memory
                    counts only as far as it grows
"""

import argparse
import collections
import faulthandler
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from counts import at_least

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

ANSWER_MAX_S = 2.0
MEMORY_MAX_BYTES = 1 << 30
TRIES = 3


def resumer():
    """Return what goes on from a checkpoint for an epoch."""
    from signs_studio.engine.training.trainer import Trainer
    from signs_studio.runs.control import RunControl
    from tests.runs.store.kept_runs import DATASET

    def resume(checkpoint):
        trainer = Trainer.resume(checkpoint, DATASET)
        events = []
        trainer.run(epochs=1, emit=events.append, control=RunControl())
        if type(events[-1]).__name__ == "RunFailed":
            raise RuntimeError(events[-1].details)

    return resume


def try_all(start, count, resume, folder):
    """Try mutants; return whether all is as it is wanted."""
    from tests.runs.store.mutator import Attack

    attack = Attack(Path(folder), resumer() if resume else None)
    warnings.simplefilter("error")
    answers, wrong = collections.defaultdict(collections.Counter), 0
    if attack.valid() != ["read", "read"]:
        print(f"valid, but not read: {attack.valid()}")
        wrong += 1
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if not resume:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MAX_BYTES,) * 2)
    slowest = (0.0, 0)
    for seed in range(start, start + count):
        for _ in range(TRIES):
            # The machine itself may stop for a while; what stands still, does so again.
            faulthandler.dump_traceback_later(60, exit=True)
            started = time.perf_counter()
            try:
                name, answer = attack.mutant(seed)
            except BaseException:
                print(f"mutant {seed}")
                traceback.print_exc(file=sys.stdout)
                wrong += 1
                break
            finally:
                faulthandler.cancel_dump_traceback_later()
            seconds = time.perf_counter() - started
            if seconds <= ANSWER_MAX_S:
                break
        else:
            print(f"mutant {seed} took {seconds:.1f} s")
            wrong += 1
        answers[Path(name).name if name != "file" else ".signsrun"][answer] += 1
        slowest = max(slowest, (seconds, seed))
    print_table(answers)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"slowest: {slowest[0]:.2f} s, mutant {slowest[1]}")
    print(f"memory: {before / 1024:.0f} MB before, {grown / 1024:.0f} MB more at most")
    print(f"{wrong} not as wanted")
    return not wrong


def print_table(answers):
    print(f"{'damaged':20} {'read':>8} {'refused':>8}")
    total = collections.Counter()
    for name, counts in sorted(answers.items()):
        total += counts
        print(f"{name:20} {counts['read']:8} {counts['refused']:8}")
    print(f"{'all':20} {total['read']:8} {total['refused']:8}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=at_least(1), default=10_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.folder:
        faulthandler.enable()
        return 0 if try_all(args.start, args.count, args.resume, args.folder) else 1
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="hostile-", dir=memory if memory.is_dir() else None
    ) as folder:
        return subprocess.run(
            [sys.executable, __file__, *sys.argv[1:], "--folder", folder], check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
