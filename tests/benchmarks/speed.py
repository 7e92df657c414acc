"""Epochs a second: this engine, with the window open too, its peers, and the machine's limit.

    python tests/benchmarks/speed.py [--jobs article convnet small] [--rounds 5] [--seconds 2]

The jobs: the article's network, 12288-25-12-6 on 1080 + 120 pictures of 64 x 64 x 3; the layers of
the preset ConvNet on the same; and 2-16-2 on 200 + 40 points. Every contender of ``contenders.py``
lives in a process of its own, is warmed up there, and then trains when told to, for about so many
seconds and for an epoch at least; the others wait meanwhile. A round lets each train once, so that
whatever else the machine does falls on all alike; "engine is" is the median over the rounds of how
many times as fast this engine was in the same one.

PyTorch takes part where it is installed: ``pip install torch``, which the project does not need.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from contenders import CONTENDERS, JOBS
from counts import at_least

OURS = "this engine"


def serve(job: str, name: str) -> None:
    """A contender's process: warms up, then reads seconds, and answers with epochs a second."""
    train = CONTENDERS[name](JOBS[job])
    train(1)
    rate = timed(train, 1)
    print("ready", flush=True)
    for line in sys.stdin:
        rate = timed(train, max(1, round(float(line) * rate)))
        print(rate, flush=True)


def timed(train, epochs: int) -> float:
    started = time.perf_counter()
    seconds = train(epochs)
    return epochs / (seconds or time.perf_counter() - started)


def start(job: str, name: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", job, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    if ask(process) != "ready":
        sys.exit(f"{name} did not start with the job {job!r}.")
    return process


def ask(process: subprocess.Popen[str], text: str = "") -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(text)
    process.stdin.flush()
    return process.stdout.readline().strip()


def measure(job: str, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Epochs a second of every contender, one number a round."""
    processes = {name: start(job, name) for name in CONTENDERS}
    speeds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for index in range(-1, rounds):
        for name, process in processes.items():
            speed = float(ask(process, f"{seconds}\n"))
            # The first round finds out how many epochs fill the time.
            if index >= 0:
                speeds[name].append(speed)
    for process in processes.values():
        process.communicate()
    return speeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--rounds", type=at_least(1), default=5)
    parser.add_argument("--seconds", type=float, default=2, help="of a contender in a round")
    parser.add_argument("--least", type=float, help="fail when a job is less times Keras fit")
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(*options.serve)
        return
    slow = []
    for job in options.jobs:
        speeds = measure(job, options.rounds, options.seconds)
        print(f"{JOBS[job].title:26}{'epochs/s':>9}{'slowest':>9}{'fastest':>9}{'engine is':>11}")
        for name, each in speeds.items():
            pairs = zip(speeds[OURS], each, strict=True)
            times = statistics.median(ours / theirs for ours, theirs in pairs)
            columns = f"{statistics.median(each):9.2f}{min(each):9.2f}{max(each):9.2f}"
            print(f"{name:26}{columns}{times:9.2f} x")
            if name == "Keras fit" and options.least is not None and times < options.least:
                slow.append(f"{times:.1f} times Keras fit at {JOBS[job].title}")
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()}\n", flush=True)
    if slow:
        sys.exit(f"This engine is {' and '.join(slow)}; {options.least:g} were expected.")


if __name__ == "__main__":
    main()
