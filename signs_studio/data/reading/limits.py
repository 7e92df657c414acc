"""Limits of the process in which a stranger's file is opened.

The kernel enforces them, so they hold also where a library never returns to Python.
"""

from __future__ import annotations

import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

MEMORY_BYTES = 3 << 30
"""Address space beyond that of the idle process: 1 GiB of pictures, their copy, and labels."""

CPU_S = 10
"""Processor time for finding out what a file holds."""

WALL_S = 60
"""Time for the same, during which a slow disk may be waited for."""

# Lower bounds: of what a slow machine unpacks, and of what a slow network carries.
_BYTES_PER_CPU_S = 10 << 20
_BYTES_PER_WALL_S = 1 << 20


def restrict() -> None:
    """Limits this process; beyond the limits its memory requests fail, or the kernel ends it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where memory runs out, the system is to end this process and not the window's.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + MEMORY_BYTES)
    for number in (signal.SIGXCPU, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    allow_for(0)


def allow_for(nbytes: int) -> None:
    """Grants the time that reading so many bytes may take from now on, in place of what is left.

    Args:
        nbytes: How many bytes of pictures and labels are to be read and unpacked.
    """
    used = os.times()
    cpu_s = used.user + used.system + CPU_S + nbytes / _BYTES_PER_CPU_S
    _lower(resource.RLIMIT_CPU, int(cpu_s) + 1)
    signal.setitimer(signal.ITIMER_REAL, WALL_S + nbytes / _BYTES_PER_WALL_S)


def _lower(kind: int, limit: int) -> None:
    """Sets a soft limit, never above the hard one."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
