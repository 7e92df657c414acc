"""A window in which the view of one picture is open."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from signs_studio.ui.one_picture.one_picture_view import OnePictureView
from signs_studio.ui.shell.main_window import MainWindow

MakePhotographs = Callable[..., list[Path]]


@pytest.fixture
def make_photographs(tmp_path: Path) -> MakePhotographs:
    """Writes photographs of noise, each another one."""

    def make(count: int = 1, *, size: tuple[int, int] = (30, 20)) -> list[Path]:
        rng = np.random.default_rng(count)
        paths = []
        for number in range(count):
            pixels = rng.integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
            paths.append(tmp_path / f"IMG_{number}.png")
            Image.fromarray(pixels).save(paths[-1])
        return paths

    return make


@pytest.fixture
def view(ready_window: MainWindow) -> OnePictureView:
    """The view, open, in a window with small data."""
    ready_window.findChild(object, "action_view_your_picture").trigger()  # type: ignore[attr-defined]
    found = ready_window.findChild(OnePictureView)
    assert found is not None
    assert found.isVisible()
    return found


@pytest.fixture
def open_photographs(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, make_photographs: MakePhotographs
) -> Callable[[int], list[Path]]:
    """Opens photographs, and waits until all are there and the first is fitted."""

    def open_them(count: int = 1) -> list[Path]:
        paths = make_photographs(count)
        photographs = ready_window.workspace.photographs
        photographs.open(paths)
        qtbot.waitUntil(lambda: len(photographs.all) == count, timeout=20_000)
        qtbot.waitUntil(lambda: bool(seen_words(view)), timeout=20_000)
        return paths

    return open_them


def seen_words(view: OnePictureView) -> str:
    """What is said of the picture as the network sees it."""
    from PySide6.QtWidgets import QLabel

    label = view.findChild(QLabel, "seen_words")
    assert label is not None
    return label.text()
