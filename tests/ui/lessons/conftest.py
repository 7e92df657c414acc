"""The window of the lessons, open, with its first lesson."""

import pytest
from pytestqt.qtbot import QtBot

from signs_studio.ui.lessons.lessons_window import LessonsWindow
from signs_studio.ui.shell.main_window import MainWindow
from tests.ui.conftest import ENGINE_TIMEOUT_MS


@pytest.fixture
def lessons(qtbot: QtBot, ready_window: MainWindow) -> LessonsWindow:
    """The window with the first lesson, computed in a few steps."""
    with qtbot.waitSignal(ready_window.lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        ready_window.lessons.open("minimise")
    window = ready_window.lessons.window
    assert window is not None
    return window
