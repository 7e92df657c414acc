"""The window is on the screen before anything slow is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from signs_studio.data.archives.hdf5.writer import write_signs
from tests.conftest import drawn_dataset

if TYPE_CHECKING:
    from pathlib import Path

LARGE_MODULES = ("tensorflow", "keras", "pyqtgraph", "h5py", "numpy", "msgspec")
NOT_YET_NEEDED = (*LARGE_MODULES, "signs_studio.lessons")

# What `signs-studio` does, in its order, with a window that is watched.
PROGRAM = f"""
import json, linecache, os, sys

class WatchTheWindow:
    def find_spec(self, name, path=None, target=None):
        if name == "signs_studio.app":
            sys.meta_path.remove(self)
            from signs_studio.ui.shell import main_window

            class Watched(main_window.MainWindow):
                def __init__(self, *arguments):
                    super().__init__(*arguments)
                    self.shown.connect(on_shown)
                    self.panels_built.connect(on_panels_built)

            main_window.MainWindow = Watched

imported = {{}}

def on_shown():
    imported["when shown"] = [name for name in {NOT_YET_NEEDED!r} if name in sys.modules]

def on_panels_built():
    imported["with panels"] = [name for name in {NOT_YET_NEEDED!r} if name in sys.modules]
    imported["sources read"] = [name for name in linecache.cache if "signs_studio" in name]
    print(json.dumps(imported), flush=True)
    os._exit(0)

sys.meta_path.insert(0, WatchTheWindow())
from signs_studio.cli import main
main([])
"""


def test_the_window_shows_before_anything_large_or_any_lesson_is_imported(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path)}
    environment.pop("XDG_CONFIG_HOME", None)
    environment.pop("XDG_DATA_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    imported = json.loads(done.stdout)
    assert imported["when shown"] == []
    # The same question later finds what is then needed: the answer above is not for want of asking.
    assert "pyqtgraph" in imported["with panels"]
    assert "numpy" in imported["with panels"]
    assert "tensorflow" not in imported["with panels"]
    # PySide6 would read the source of each module that is imported.
    assert imported["sources read"] == []


# TensorFlow, which has a use for HDF5 of its own, is not loaded.
OPENING = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences

application = QApplication([])
window = MainWindow(Preferences())

def on_data_changed():
    print(window.controller.dataset.name, "h5py" in sys.modules, flush=True)
    os._exit(0)

window.controller.data_changed.connect(on_data_changed)
window.data_thread.refused.connect(lambda message: (print(message, flush=True), os._exit(1)))
window.show()
window.data_thread.start()
window.open_data(Path(sys.argv[1]))
application.exec()
"""


def test_a_file_is_opened_without_hdf5_in_the_windows_process(tmp_path: Path) -> None:
    train_path, _ = write_signs(drawn_dataset(), tmp_path / "data")
    environment = {**os.environ, "HOME": str(tmp_path)}
    environment.pop("XDG_CONFIG_HOME", None)
    environment.pop("XDG_DATA_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(train_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout == "train_signs.h5 + test_signs.h5 False\n", done.stderr
