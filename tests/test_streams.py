"""Standard streams that are closed, or connected to what takes nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from signs_studio.data.opening import open_pictures
from tests.processes import BROKEN, LIMIT_S, PROGRAM

EPOCH = ("train", "--preset", "quick", "--hands", "60", "--epochs", "1")


def run(*arguments: str, redirection: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, *PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        # Whoever runs the tests may have every word written at once, and none at the end.
        env={name: said for name, said in os.environ.items() if name != "PYTHONUNBUFFERED"},
    )
    assert not [word for word in BROKEN if word in done.stderr], done.stderr
    return done


@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", "2>/dev/full"])
@pytest.mark.parametrize(
    ("arguments", "status"), [(["lesson"], 0), (["--version"], 0), (["train", "--epochs", "x"], 2)]
)
def test_what_nobody_hears_changes_no_status(
    arguments: list[str], status: int, redirection: str
) -> None:
    done = run(*arguments, redirection=redirection)
    assert done.returncode == status
    heard = status == 0 and ">&-" not in redirection.replace("2>&-", "")
    assert bool(done.stdout) is heard


@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_training_needs_nobody_who_listens(redirection: str) -> None:
    done = run(*EPOCH, redirection=redirection)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("test cost" in done.stdout) is (redirection == "2>&-")


def test_programs_that_are_started_find_open_streams() -> None:
    code = (
        "from signs_studio.streams import open_streams; open_streams(); import subprocess, sys\n"
        "assert sys.stdin.read() == ''\n"
        "sys.exit(subprocess.run(['sh', '-c', 'echo x && echo x >&2 && : <&0']).returncode)"
    )
    command = ["sh", "-c", 'exec "$@" >&- 2>&- <&-', "sh", sys.executable, "-c", code]
    assert subprocess.run(command, timeout=LIMIT_S, check=False).returncode == 0


@pytest.mark.parametrize(
    ("encoding", "read"),
    [
        ("cp1252", "5.2x10^-10 2x10^3 -1 \\u624b é"),
        ("ascii", "5.2x10^-10 2x10^3 -1 \\u624b \\xe9"),
        ("utf-8", "5.2×10⁻¹⁰ 2×10³ −1 手 é"),
    ],
)
def test_what_an_encoding_lacks_is_written_otherwise(encoding: str, read: str) -> None:
    code = (
        "from signs_studio.streams import open_streams; open_streams()\n"
        "print('5.2×10⁻¹⁰ 2×10³ −1 手 é')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        timeout=LIMIT_S,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert done.stdout.decode(encoding).rstrip() == read


def test_a_file_does_not_take_a_closed_streams_place(tmp_path: Path) -> None:
    done = run("data", str(tmp_path), "--count", "12", redirection=">&- 2>&- <&-")
    assert done.returncode == 0
    assert len(open_pictures(tmp_path).test_y) == 1


@pytest.mark.parametrize(
    "arguments", [["lesson"], ["--version"], ["train", "--help"], [*EPOCH, "--json"]], ids=" ".join
)
def test_output_that_cannot_be_written_is_one_sentence(arguments: list[str]) -> None:
    done = run(*arguments, redirection=">/dev/full")
    assert done.returncode == 74
    assert done.stderr == (
        f"What was to be printed cannot be written ({os.strerror(28)}): make room there, or print "
        "elsewhere.\n"
    )
