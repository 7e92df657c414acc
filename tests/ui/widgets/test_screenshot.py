"""A lesson from the command line to a picture of it."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage


def test_a_picture_of_a_lesson_is_taken_once_it_is_computed(tmp_path: Path) -> None:
    picture = tmp_path / "lesson.png"
    environment = {**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("XDG_CONFIG_HOME", None)
    environment.pop("XDG_DATA_HOME", None)
    done = subprocess.run(
        [sys.executable, "-m", "signs_studio", "--lesson", "graph", "--screenshot", str(picture)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 800)
    # What was drawn from the graph has the green of a value.
    colours = {image.pixelColor(x, y).name() for x in range(640, 1280, 1) for y in range(0, 200, 2)}
    assert colours & {"#0f7b55", "#3ecf9a"}
