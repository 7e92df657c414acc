"""A share of the attacks of ``benchmarks/crashes.py`` and ``benchmarks/hostile_runs.py``."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def run(*arguments: str) -> None:
    """Runs a benchmark in a process of its own, which says what is not as it is wanted."""
    name, *options = arguments
    script = str(BENCHMARKS / name)
    ended = subprocess.run(
        [sys.executable, script, *options], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]


def test_damaged_runs_are_read_or_refused_with_a_sentence() -> None:
    run("hostile_runs.py", "--count", "200")


@pytest.mark.parametrize(
    "options",
    [
        # Of all that is the keeper's, with epochs and checkpoints that are made up.
        ("--kills", "8", "--without-engine"),
        # Real training, and going on with it to the bit.
        ("--kills", "2", "--epochs", "300"),
    ],
    ids=["keeper", "engine"],
)
def test_a_process_that_is_killed_loses_nothing_but_the_last_moment(
    options: tuple[str, ...],
) -> None:
    run("crashes.py", *options)
