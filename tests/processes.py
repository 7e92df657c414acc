"""The program in a process of its own, watched from outside for the moment to strike."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LIMIT_S = 120
PROGRAM = ("-m", "signs_studio")

# What a process prints that broke, of Python, C++, Qt and the shell.
BROKEN = ("Traceback", "Exception ignored", "Fatal Python error", "terminate called", "QThread:")


class Process:
    """A program of ours, with a home and a folder for temporary files of its own.

    Attributes:
        home: Where it finds settings and runs, and what it prints.
        temporary: Its folder for temporary files.
    """

    def __init__(
        self,
        *arguments: str,
        home: Path,
        ignored: Sequence[signal.Signals] = (),
        pass_fds: Sequence[int] = (),
    ) -> None:
        """Starts it.

        Args:
            arguments: Of Python.
            home: A folder for it alone.
            ignored: Signals that it is not to see, as ``nohup`` has it.
            pass_fds: Of files that it gets.
        """
        self.home = home
        self.temporary = home / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "TMPDIR": str(self.temporary),
            "SIGNS_STUDIO_HOME": str(home / "data" / "signs-studio"),
        }
        before = {
            # Nor does it inherit what whoever started this process has ignored.
            number: signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            with (home / "out").open("wb") as out, (home / "err").open("wb") as err:
                self._process = subprocess.Popen(
                    [sys.executable, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    env=environment,
                    pass_fds=pass_fds,
                    start_new_session=True,
                )
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def out(self) -> str:
        """What it has printed so far."""
        return (self.home / "out").read_text(errors="replace")

    @property
    def err(self) -> str:
        """What it has said on standard error so far."""
        return (self.home / "err").read_text(errors="replace")

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Looks again and again; a process that ends before fails."""
        until = time.monotonic() + LIMIT_S
        while not condition():
            assert self._process.poll() is None, f"ended with {self._process.poll()}: {self.err}"
            assert time.monotonic() < until, f"it never came: {self.out[-500:]} {self.err[-500:]}"

    def catches(self, number: signal.Signals, field: str = "SigCgt") -> bool:
        """Whether it handles a signal; with "SigIgn", whether it ignores it."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith(field):
                return bool(int(line.split()[1], 16) >> (number - 1) & 1)
        return False

    def has_loaded(self, library: str) -> bool:
        """Whether a shared library is in its memory."""
        return library in Path(f"/proc/{self._process.pid}/maps").read_text()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def send(self, number: signal.Signals) -> None:
        """Sends it a signal."""
        self._process.send_signal(number)

    def end(self) -> int:
        """Exit status once it has ended; negative where the system ended it, as after SIGKILL."""
        return self._process.wait(LIMIT_S)

    def left_running(self) -> list[str]:
        """Processes that it began and that outlive it, after a moment to end in."""
        until = time.monotonic() + 5
        while self._session() and time.monotonic() < until:
            time.sleep(0.01)
        return self._session()

    def _session(self) -> list[str]:
        names = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                name, _, fields = (folder / "stat").read_text().rpartition(")")
            except OSError:
                continue
            if int(fields.split()[3]) == self._process.pid and fields.split()[0] != "Z":
                names.append(name)
        return names
