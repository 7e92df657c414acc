"""How long the window takes to show, beside an empty one: ``python tests/benchmarks/startup.py``.

Each round starts one process of each kind, in turn. The clock runs from before the process is
started until its event loop is back after the window's first paint.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from counts import at_least
from screen import screen

ROOT = Path(__file__).resolve().parents[2]
GOAL = 2.0
HEAVY = ("tensorflow", "keras", "pyqtgraph", "h5py", "numpy", "msgspec")

# CLOCK_MONOTONIC is one clock for every process of the machine.
EMPTY = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, self.leave)
    def leave(self):
        print(time.monotonic(), flush=True)
        application.exit()

application = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
application.exec()
"""

# What `signs-studio` does, in its order, but for the moment at which the window is shown.
STUDIO = f"""
import os, sys, time

class WatchTheWindow:
    def find_spec(self, name, path=None, target=None):
        if name == "signs_studio.app":
            sys.meta_path.remove(self)
            from signs_studio.ui.shell import main_window

            class Watched(main_window.MainWindow):
                def __init__(self, *arguments):
                    super().__init__(*arguments)
                    self.shown.connect(leave)

            main_window.MainWindow = Watched

def leave():
    heavy = [name for name in {HEAVY!r} if name in sys.modules]
    print(time.monotonic(), *heavy, flush=True)
    os._exit(0)

sys.meta_path.insert(0, WatchTheWindow())
from signs_studio.cli import main
main([])
"""


def main() -> int:
    """Prints a table; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=at_least(1), default=15)
    rounds = parser.parse_args().rounds
    programs = {"empty PySide6 window": EMPTY, "Signs Studio": STUDIO}
    times: dict[str, list[float]] = {name: [] for name in programs}
    heavy: set[str] = set()
    with screen(), TemporaryDirectory() as home:
        for round_ in range(rounds + 1):
            for name, program in programs.items():
                seconds, loaded = _start(program, home)
                if round_:  # The first compiles modules and brings files into memory.
                    times[name].append(seconds)
                heavy.update(loaded)
    print(f"{'window':<24}{'median ms':>10}{'best':>8}{'worst':>8}   {rounds} rounds")
    for name, seconds in times.items():
        row = (1000 * median(seconds), 1000 * min(seconds), 1000 * max(seconds))
        print(f"{name:<24}{row[0]:>10.0f}{row[1]:>8.0f}{row[2]:>8.0f}")
    empty, studio = (median(seconds) for seconds in times.values())
    print(f"ratio of medians {studio / empty:.2f} (goal: at most {GOAL})")
    print(f"imported by then, of {', '.join(HEAVY)}: {', '.join(sorted(heavy)) or 'none'}")
    return 0 if studio <= GOAL * empty and not heavy else 1


def _start(program: str, home: str) -> tuple[float, list[str]]:
    """Seconds until the window was shown, and which large modules had been imported by then."""
    # Compiled modules are kept, as they are where the program is installed.
    environment = {
        **os.environ,
        "HOME": home,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": f"{home}/compiled",
    }
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    shown, *loaded = done.stdout.split()
    return float(shown) - begun, loaded


if __name__ == "__main__":
    raise SystemExit(main())
