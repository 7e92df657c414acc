"""The limits of the child process, held to by the kernel, also where Python's lock is held."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

# hashlib lets go of Python's lock for large data; a regular expression holds it to the end.
SPIN = "import re; re.match('(a+)+$', 'a' * 64 + 'b')"


def run_limited(work: str, **changed: float) -> subprocess.CompletedProcess[str]:
    """Runs ``work`` in a process that has restricted itself, with some limits changed before."""
    lines = [
        "from signs_studio.data.reading import limits",
        *(f"limits.{name} = {value}" for name, value in changed.items()),
        "limits.restrict()",
        work,
    ]
    command = [sys.executable, "-c", "\n".join(lines)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_ordinary_work_is_within_them() -> None:
    done = run_limited("print(sum(range(1000)))")
    assert (done.returncode, done.stdout, done.stderr) == (0, "499500\n", "")


def test_processor_time_is_limited() -> None:
    assert run_limited(SPIN, CPU_S=0).returncode == -signal.SIGXCPU


def test_waiting_is_limited() -> None:
    assert run_limited("import time; time.sleep(60)", WALL_S=0.1).returncode == -signal.SIGALRM


@pytest.mark.parametrize(
    ("name", "limit", "work"),
    [("SIGXCPU", "CPU_S = 0", SPIN), ("SIGALRM", "WALL_S = 0.1", "signal.pause()")],
)
def test_they_hold_where_their_signals_were_ignored(name: str, limit: str, work: str) -> None:
    lines = [
        "import signal",
        "from signs_studio.data.reading import limits",
        f"signal.signal(signal.{name}, signal.SIG_IGN)",
        f"limits.{limit}",
        "limits.restrict()",
        work,
    ]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], timeout=60, check=False)
    assert done.returncode == -getattr(signal, name)


def test_more_bytes_are_allowed_more_time() -> None:
    more = "limits.allow_for(10 << 30)"
    show = "import resource, signal; print(*resource.getrlimit(0)[:1], signal.getitimer(0)[0])"
    cpu_s, wall_s = map(float, run_limited(f"{more}\n{show}").stdout.split())
    assert cpu_s > 1000
    assert wall_s > 10_000


@pytest.mark.parametrize("work", ["bytearray(200 << 20)", "[bytes(1 << 20) for _ in range(200)]"])
def test_memory_is_limited(work: str) -> None:
    done = run_limited(
        f"try:\n    {work}\nexcept MemoryError:\n    print('refused')", MEMORY_BYTES=100 << 20
    )
    assert done.stdout == "refused\n"


def test_nothing_is_dumped() -> None:
    show = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    assert run_limited(show).stdout == "(0, 0)\n"
