"""How long the window stands still with few and with very many classes.

``python tests/benchmarks/many_classes.py`` does everything that a person can have the window do
with its pictures, colours and words: with six classes, then with 65,536 of short and of long names.
It prints the best of a few tries. Nothing is trained, and no TensorFlow is loaded.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from counts import at_least
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
)

from signs_studio.data.labels import CLASSES_MAX
from signs_studio.runs.events import Snapshot
from signs_studio.ui.pictures.pictures_panel import PicturesPanel
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from tests.conftest import drawn_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.data.dataset import Dataset

TRAIN, TEST = 120, 60


def dataset_of(classes: int, ending: str = "") -> Dataset:
    """A few pictures, of the first few of so many classes."""
    drawn = drawn_dataset(shape=(8, 8, 3), train=TRAIN, test=TEST, classes=min(classes, 20))
    return replace(drawn, class_names=tuple(f"sign {n}{ending}" for n in range(classes)))


def make_window(application: QApplication, folder: Path) -> MainWindow:
    """A window with all of its panels."""
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Preferences(settings, folder / "home"))
    window.saver.enabled = False
    built: list[bool] = []
    window.panels_built.connect(lambda: built.append(True))
    window.show()
    while not built:
        application.processEvents()
    return window


def operations(
    window: MainWindow, dataset: Dataset, small: Dataset
) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """What is measured, by its name; and what is done before each try, which is not."""
    panel = window.findChild(PicturesPanel)
    signs = window.findChild(QComboBox, "filter_sign")
    grid = window.findChild(QAbstractItemView, "picture_grid")
    assert isinstance(panel, PicturesPanel)
    assert isinstance(signs, QComboBox)
    assert isinstance(grid, QAbstractItemView)
    themes = cycle(["dark", "light"])
    shares = np.random.default_rng(0).random((TEST, dataset.classes), dtype=np.float32)
    snapshot = Snapshot(epoch=1, probabilities=shares)
    steps = cycle([1, -1])

    def open_small() -> None:
        window.controller.set_data(small)

    def do_nothing() -> None:
        pass

    return {
        "open": (lambda: window.controller.set_data(dataset), open_small),
        "another theme": (lambda: window.appearance.set_theme(next(themes)), do_nothing),
        "larger words": (window.appearance.enlarge, window.appearance.shrink),
        "another size": (
            lambda: window.resize(window.size() + next(steps) * QSize(40, 10)),
            do_nothing,
        ),
        "look at a picture": (
            lambda: grid.setCurrentIndex(grid.model().index(3, 0)),
            lambda: grid.setCurrentIndex(grid.model().index(0, 0)),
        ),
        "show a snapshot": (lambda: panel.show_snapshot(snapshot), do_nothing),
        "only the last sign": (
            lambda: signs.setCurrentIndex(signs.count() - 1),
            lambda: signs.setCurrentIndex(0),
        ),
        "unfold the signs": (signs.showPopup, signs.hidePopup),
        "fold them": (signs.hidePopup, signs.showPopup),
    }


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=at_least(1), default=3)
    tries = parser.parse_args().tries
    application = QApplication([sys.argv[0], "-style", "fusion"])

    def milliseconds(do: Callable[[], object]) -> float:
        begun = time.perf_counter()
        do()
        for _ in range(5):
            application.processEvents()
        return 1000 * (time.perf_counter() - begun)

    small = dataset_of(6)
    long_names = dataset_of(CLASSES_MAX, " of a name that is longer than any tile is wide")
    columns = {"6": small, "65,536": dataset_of(CLASSES_MAX), "of long names": long_names}
    with TemporaryDirectory() as folder:
        window = make_window(application, Path(folder))
        found: dict[str, list[float]] = {}
        for dataset in columns.values():
            for name, (do, before) in operations(window, dataset, small).items():
                best = float("inf")
                for _ in range(tries):
                    milliseconds(before)
                    best = min(best, milliseconds(do))
                found.setdefault(name, []).append(best)
        print(f"{'ms':<20}" + "".join(f"{title:>15}" for title in columns))
        for name, times in found.items():
            print(f"{name:<20}" + "".join(f"{each:>15.0f}" for each in times))
        window.close()
        window.data_thread.wait()


if __name__ == "__main__":
    main()
