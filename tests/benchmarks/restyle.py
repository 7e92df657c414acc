"""How long the window takes other colours or sizes: ``python tests/benchmarks/restyle.py``.

The whole window is styled anew, in turn as the program does it and as Qt does by itself where one
style sheet takes the place of another.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from counts import at_least
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    QApplication.processEvents()
    return time.perf_counter() - begun


def measure(window: MainWindow, rounds: int) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    appearance, presenter = window.appearance, window.actions_by_name["presenter"]
    print(f"{len(application.allWidgets())} widgets, median of {rounds} rounds")
    sheet = application.styleSheet()
    found: dict[str, list[float]] = {}
    for turn in range(rounds):
        # Qt styles anew only for a text that differs.
        replace = partial(application.setStyleSheet, sheet + " " * (turn % 2))
        found.setdefault("Qt by itself", []).append(seconds(replace))
        for name in ("dark", "light"):
            change = partial(appearance.set_theme, name)
            found.setdefault("colours", []).append(seconds(change))
        for change in (appearance.enlarge, appearance.reset_size):
            found.setdefault("size of words", []).append(seconds(change))
        for _ in range(2):
            found.setdefault("presenter", []).append(seconds(presenter.trigger))
    by_itself = median(found["Qt by itself"])
    for name, each in found.items():
        ratio = median(each) / by_itself
        print(f"  {name:<14} {1000 * median(each):6.0f} ms  {ratio:5.2f} of Qt by itself")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=at_least(1), default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        application = QApplication([sys.argv[0], "-style", "fusion"])
        settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings, home / "home"))
        window.panels_built.connect(partial(application.exit, 0))
        window.show()
        application.exec()
        measure(window, options.rounds)
        window.leave()


if __name__ == "__main__":
    main()
