"""Signals by phase, and streams by command: ``python tests/benchmarks/signals.py``.

Every cell is tried many times, each time a little later in its phase. Prints what must come out and
what did, and ends with 1 where they differ. All of it takes an hour of two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from counts import at_least
from screen import screen

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.processes import BROKEN, LIMIT_S, PROGRAM, Process

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
MAX_S = 10
RECIPE = ("--preset", "quick", "--epochs")
EPOCHS, FEW_EPOCHS = "100000", "20"

# Says on a pipe how far it is; else it is the program as it is.
WATCHED = """
import os, sys
import signs_studio.__main__ as program
from signs_studio.runs.events import EpochFinished, RunStarted

phases = int(sys.argv.pop(1))

def before(owner, name, phase):
    original = getattr(owner, name)
    def say(*arguments, **named):
        os.write(phases, f"{phase(*arguments) if callable(phase) else phase}\\n".encode())
        return original(*arguments, **named)
    setattr(owner, name, say)

def phase_of(_report, event):
    return {RunStarted: "compiling", EpochFinished: "training"}.get(type(event), "")

if sys.argv[1:2] == ["train"]:
    from signs_studio.commands.train_report import JsonReport
    before(JsonReport, "say", phase_of)
    before(JsonReport, "finish", "closing")
elif sys.argv[1:2] == ["data"]:
    from signs_studio.data.archives.hdf5 import writer as hdf5_writer
    before(hdf5_writer, "_write_whole", "saving")
else:
    from PySide6.QtCore import Qt
    from signs_studio.ui.shell.main_window import MainWindow
    from signs_studio.ui.shell.saver import Saver
    before(MainWindow, "closeEvent", "closing")
    before(Saver, "save", "saving")
    original = MainWindow.__init__
    def watch(window, *arguments):
        original(window, *arguments)
        controller = window.controller
        def on_state_changed():
            name = "compiling" if controller.compiling else controller.state.name.lower()
            os.write(phases, f"{name}\\n".encode())
        def on_progressed():
            os.write(phases, b"training\\n")
        controller.state_changed.connect(on_state_changed)
        controller.progressed.connect(on_progressed, Qt.ConnectionType.SingleShotConnection)
        if "CLOSES" in os.environ:
            window.run_shown.connect(lambda _terminal: window.leave())
    MainWindow.__init__ = watch
sys.exit(program.main())
"""


@dataclass(frozen=True)
class Phase:
    """When a signal comes.

    Attributes:
        name: The phase.
        program: "window" or "command line".
        arguments: Of the program.
        until: What shows from outside that it has begun; None where the watched program says it.
        lasts_s: The signal comes at most so long after its beginning.
        ends: Whether it may be over before the signal comes, with status 0.
        silent: Whether nothing at all may be said.
    """

    name: str
    program: str
    arguments: tuple[str, ...]
    until: Callable[[Process], bool] | None
    lasts_s: float
    ends: bool = False
    silent: bool = False


def _started(process: Process) -> bool:
    return process.catches(signal.SIGHUP)  # The last that is handled.


def _imports_qt(process: Process) -> bool:
    return process.has_loaded("libQt6Core")


def _imports_tensorflow(process: Process) -> bool:
    return process.has_loaded("libtensorflow_framework")


_TRAIN = ("train", "--json", *RECIPE)
_DEMO = ("--demo", *RECIPE)
PHASES = (
    Phase("start", "window", (), _started, 0.1, silent=True),
    Phase("Qt's import", "window", (), _imports_qt, 0.2, silent=True),
    Phase("TensorFlow's import", "window", (), _imports_tensorflow, 2.0),
    Phase("compiling", "window", (*_DEMO, EPOCHS), None, 1.0),
    Phase("training", "window", (*_DEMO, EPOCHS), None, 1.0),
    Phase("saving", "window", (*_DEMO, FEW_EPOCHS), None, 0.01, ends=True),
    Phase("closing", "window", (*_DEMO, FEW_EPOCHS), None, 0.1, ends=True),
    Phase("start", "command line", (*_TRAIN, EPOCHS), _started, 0.1, silent=True),
    Phase("TensorFlow's import", "command line", (*_TRAIN, EPOCHS), _imports_tensorflow, 2.0),
    Phase("compiling", "command line", (*_TRAIN, EPOCHS), None, 1.0),
    Phase("training", "command line", (*_TRAIN, EPOCHS), None, 1.0),
    Phase("saving", "command line", ("data", "OUT", "--count", "600"), None, 0.05, ends=True),
    Phase("closing", "command line", (*_TRAIN, FEW_EPOCHS), None, 0.05, ends=True),
)

COMMANDS = {
    "window": (*RECIPE, "2", "--screenshot", "OUT.png"),
    "train": (*_TRAIN, "2"),
    "data": ("data", "OUT", "--count", "12"),
    "lesson": ("lesson", "minimise"),
    "lessons": ("lesson",),
    "--help": ("train", "--help"),
    "--version": ("--version",),
    "refusal": ("train", "--epochs", "x"),
}
REDIRECTIONS = (">&-", "2>&-", "<&-", ">&- 2>&- <&-", ">/dev/full", "2>/dev/full", "| true")


def main() -> int:
    """Prints the tables; 1 where a cell is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tries", type=at_least(1), default=10)
    parser.add_argument("--only", default="", help="phases and commands whose name holds this")
    parser.add_argument("--json", type=Path, help="write the tables to this file as well")
    args = parser.parse_args()
    rows: list[tuple[str, str, str, Counter[str], bool]] = []
    with screen(), TemporaryDirectory() as folder:
        for phase in PHASES:
            if args.only not in f"{phase.program} {phase.name}":
                continue
            for number in SIGNALS:
                wanted = _wanted(phase, number)
                came = Counter(
                    _try(phase, number, home=Path(folder, f"{len(rows)}-{index}"))
                    for index in range(args.tries)
                )
                rows.append(
                    _row(f"{phase.program}, {phase.name}", number.name, wanted=wanted, came=came)
                )
        for name, command in COMMANDS.items():
            if args.only not in f"streams {name}":
                continue
            for redirection in REDIRECTIONS:
                wanted = _wanted_of_stream(name, redirection)
                came = Counter(
                    _try_stream(command, redirection, home=Path(folder, f"{len(rows)}-{index}"))
                    for index in range(args.tries)
                )
                rows.append(_row(name, redirection, wanted=wanted, came=came))
    if args.json is not None:
        args.json.write_text(json.dumps([(*row[:3], dict(row[3])) for row in rows], indent=1))
    wrong = sum(not fits for *_, fits in rows)
    print(f"{len(rows)} cells, {args.tries} tries each, {wrong} not as wanted")
    return 1 if wrong or not rows else 0


def _row(
    where: str, what: str, *, wanted: tuple[str, ...], came: Counter[str]
) -> tuple[str, str, str, Counter[str], bool]:
    fits = set(came) <= set(wanted)
    outcomes = ", ".join(f"{outcome} x{count}" for outcome, count in came.items())
    said = " or ".join(wanted)
    print(f"{where:<34}{what:<14}{said:<10}{outcomes}{'' if fits else '   <- wrong'}", flush=True)
    return where, what, said, came, fits


def _wanted(phase: Phase, number: signal.Signals) -> tuple[str, ...]:
    status = str(-number) if number is signal.SIGKILL else str(128 + number)
    return (status, "0") if phase.ends else (status,)


def _try(phase: Phase, number: signal.Signals, *, home: Path) -> str:
    """Sends one signal at one moment; the exit status, and what is not as it must be."""
    home.mkdir()
    delay = random.uniform(0, phase.lasts_s)
    arguments = tuple(word.replace("OUT", str(home / "out-data")) for word in phase.arguments)
    reader, writer = os.pipe()
    if phase.name in ("saving", "closing"):
        os.environ["CLOSES"] = "1"
    try:
        watched = ("-c", WATCHED, str(writer))
        with Process(
            *(PROGRAM if phase.until else watched), *arguments, home=home, pass_fds=[writer]
        ) as process:
            os.close(writer)
            if phase.until is None:
                _wait_for(phase.name, reader, process)
            else:
                until = phase.until
                process.wait_until(lambda: until(process))
            time.sleep(delay)
            process.send(number)
            started = time.monotonic()
            status = process.end()
            faults = _faults(process, phase, killed=number is signal.SIGKILL)
            took = time.monotonic() - started
            # A training finishes its epoch, however long that is compiled; a window waits less.
            if phase.program == "window" and took > MAX_S:
                faults.append(f"after {took:.0f} s")
            return " ".join([str(status), *faults])
    finally:
        os.close(reader)
        os.environ.pop("CLOSES", None)


def _wait_for(name: str, reader: int, process: Process) -> None:
    said = ""
    while f"{name}\n" not in said:
        ready, _, _ = select.select([reader], [], [], LIMIT_S)
        text = os.read(reader, 65536).decode() if ready else ""
        if not text:
            raise RuntimeError(f"{name} never came after {said!r}: {process.err}")
        said += text


def _faults(process: Process, phase: Phase, *, killed: bool) -> list[str]:
    faults = [f"said {word!r}" for word in BROKEN if word in process.err]
    if phase.silent and process.err:
        faults.append(f"said {process.err[:80]!r}")
    if process.left_running():
        faults.append("left processes")
    if any(process.temporary.iterdir()):
        faults.append("left temporary files")
    if not killed and any(process.home.glob("out-data/.*")):
        faults.append("left half a file")
    return faults


def _wanted_of_stream(name: str, redirection: str) -> tuple[str, ...]:
    status = "2" if name == "refusal" else "0"
    prints = name not in ("window", "refusal")
    if prints and redirection == ">/dev/full":
        return ("74",)
    # What is printed at once may come before the reader has left.
    return (status, "141") if prints and redirection == "| true" else (status,)


def _try_stream(command: tuple[str, ...], redirection: str, *, home: Path) -> str:
    home.mkdir()
    words = [word.replace("OUT", str(home / "out-data")) for word in command]
    line = f'set -o pipefail; "$@" {redirection}'
    done = subprocess.run(
        ["bash", "-c", line, "bash", sys.executable, *PROGRAM, *words],
        env={**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    faults = [f"said {word!r}" for word in BROKEN if word in done.stderr]
    return " ".join([str(done.returncode), *faults])


if __name__ == "__main__":
    sys.exit(main())
