"""The window with 0 and with 1,000 kept runs: ``python tests/benchmarks/run_list.py``.

Each window opens in a process of its own. Times are from the window's first paint until its panels
are built, and until the list is there. Then the list is searched, sorted, scrolled and labelled,
and the longest time for which the GUI thread did not answer is told.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from screen import screen

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.ui.shell.main_window import MainWindow

RUNS = 1000
EPOCHS = 400
GOAL_S = 1.0
PAUSE_S = 0.5


def fill(home: Path, count: int) -> None:
    """Puts runs into a home."""
    import numpy as np

    from signs_studio.recipe.draft import validate
    from signs_studio.recipe.presets import PRESETS
    from signs_studio.runs.record import SERIES, DataReference, RunRecord
    from signs_studio.runs.store.store import RunStore, head_of
    from tests.conftest import drawn_dataset

    store, dataset = RunStore(home), drawn_dataset(test=120)
    layers = ("25:relu,12:relu", "25:relu", "50:tanh")
    for number in range(1, count + 1):
        draft = PRESETS["article"].draft.with_field("layers", layers[number % 3])
        recipe = validate(draft.with_field("learning_rate", str(1e-4 * (1 + number % 7)))).recipe
        assert recipe is not None
        values = np.linspace(0.9, 0.1 + 0.001 * (number % 300), EPOCHS)
        record = RunRecord.restored(
            run_id=number,
            recipe=recipe,
            origin=DataReference.of(dataset),
            values=values[np.newaxis].repeat(len(SERIES), axis=0),
            diverged=False,
        )
        store.add(record, head_of(record, dataset, versions={}))


def open_window(count: int) -> None:
    """Opens a window on the home of the environment, and prints what was measured."""
    from PySide6.QtCore import QSettings, QTimer
    from PySide6.QtWidgets import QApplication, QLineEdit

    application = QApplication(["run list", "-style", "fusion"])
    from signs_studio.ui.runs.runs_table import RunsTable
    from signs_studio.ui.shell.main_window import MainWindow
    from signs_studio.ui.state.preferences import Preferences

    with TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings))
        at: dict[str, float] = {}
        window.shown.connect(lambda: at.setdefault("shown", time.perf_counter()))
        window.panels_built.connect(lambda: at.setdefault("built", time.perf_counter()))
        gaps, last = [0.0], [time.perf_counter()]

        def tick() -> None:
            now = time.perf_counter()
            gaps.append(now - last[0])
            last[0] = now

        ticker = QTimer(window, interval=2)
        ticker.timeout.connect(tick)
        window.show()
        _spin(application, lambda: "built" in at)
        ticker.start()
        last[0] = time.perf_counter()
        library = window.workspace.library
        _spin(application, lambda: len(library.entries) == count)
        listed = time.perf_counter()
        _spin(application, lambda: time.perf_counter() > listed + PAUSE_S)
        listing_gap = max(gaps)
        table = window.findChild(RunsTable)
        search = window.findChild(QLineEdit, "search_runs")
        assert table is not None
        assert search is not None
        asked = {
            "search": lambda: search.setText("article"),
            "sort": lambda: table.horizontalHeader().sectionClicked.emit(2),
            "scroll": lambda: table.scrollToBottom(),
            "tick five": lambda: _tick(window, 5),
            "star": lambda: library.label(library.entries[0].key, starred=True) if count else None,
        }
        took = {}
        for name, ask in asked.items():
            begun = time.perf_counter()
            ask()
            table.viewport().repaint()
            took[name] = time.perf_counter() - begun
            until = time.perf_counter() + PAUSE_S
            _spin(application, lambda until=until: time.perf_counter() > until)
        built, shown = at["built"] - at["shown"], listed - at["shown"]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        words = ", ".join(f"{name} {1000 * each:.0f} ms" for name, each in took.items())
        print(f"{built:.3f} {shown:.3f} {memory:.0f} {1000 * listing_gap:.0f} {words}", flush=True)
        os._exit(0)


def _tick(window: MainWindow, count: int) -> None:
    keys = [entry.key for entry in window.workspace.library.entries]
    window.workspace.selection.tick_runs(keys[:count])


def _spin(application: object, is_over: Callable[[], bool]) -> None:
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    assert isinstance(application, QApplication)
    while not is_over():
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)


def measure(count: int, home: Path) -> tuple[float, float]:
    """Opens windows on so many runs, and returns the best times until built and until listed."""
    best = (float("inf"), float("inf"))
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, __file__, "--open", str(count)],
            env={**os.environ, "SIGNS_STUDIO_HOME": str(home)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        built, listed, memory, gap, words = done.stdout.split("\n")[0].split(" ", 4)
        print(
            f"{count:5,} runs: panels after {built} s, list after {listed} s, {memory} MB, "
            f"longest gap {gap} ms; {words}"
        )
        best = min(best[0], float(built)), min(best[1], float(listed))
    return best


def main() -> int:
    """Measures, prints, and returns 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, help=argparse.SUPPRESS)
    opened = parser.parse_args().open
    if opened is not None:
        open_window(opened)
    with TemporaryDirectory() as folder, screen():
        home = Path(folder)
        without = measure(0, home / "none")
        fill(home / "many", RUNS)
        with_runs = measure(RUNS, home / "many")
    more = with_runs[1] - without[1]
    print(f"{RUNS:,} runs: {more:.2f} s more until the list is there (goal: {GOAL_S} s)")
    return int(more > GOAL_S)


if __name__ == "__main__":
    sys.exit(main())
