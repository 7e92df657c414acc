"""Command lines of the benchmarks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "benchmarks"


@pytest.mark.parametrize(
    ("name", "option", "least"),
    [
        ("crashes", "--kills", 1),
        ("doctor", "--epochs", 1),
        ("doctor", "--pairs", 2),
        ("hostile_files", "--count", 1),
        ("hostile_pictures", "--count", 1),
        ("hostile_pictures", "--step", 1),
        ("hostile_runs", "--count", 1),
        ("insight", "--epochs", 1),
        ("insight", "--pairs", 1),
        ("insight", "--questions", 1),
        ("keeping", "--epochs", 1),
        ("keeping", "--turn", 1),
        ("many_classes", "--tries", 1),
        ("near_copies", "--tries", 1),
        ("parts", "--rounds", 1),
        ("run_store", "--epochs", 1),
        ("run_store", "--runs", 1),
        ("signals", "--tries", 1),
        ("speed", "--rounds", 1),
        ("startup", "--rounds", 1),
        ("streaming", "--rounds", 1),
        ("window", "--epochs", 1),
        ("window", "--rounds", 1),
    ],
)
def test_a_count_with_which_nothing_is_measured_is_refused(
    name: str, option: str, least: int
) -> None:
    answer = _refusal(name, option, str(least - 1))
    assert answer == (
        f"{name}.py: error: argument {option}: {least - 1} is too low: it takes {least} or more"
    )


def test_epochs_have_to_be_enough_for_a_turn() -> None:
    answer = _refusal("keeping", "--epochs", "10", "--turn", "11")
    assert answer == "keeping.py: error: --epochs 10 is less than a turn, which is 11"


def test_what_is_no_number_is_refused_as_such() -> None:
    answer = _refusal("doctor", "--pairs", "two")
    assert answer == "doctor.py: error: argument --pairs: invalid int value: 'two'"


def _refusal(name: str, *arguments: str) -> str:
    """Returns the last line that a benchmark says of a command line that it does not take."""
    done = subprocess.run(
        [sys.executable, FOLDER / f"{name}.py", *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    return done.stderr.splitlines()[-1]
