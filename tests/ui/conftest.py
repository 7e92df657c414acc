"""A real window on small data, with a memory of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QMessageBox,
    QWidget,
    QWidgetItem,
)
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from signs_studio.recipe.draft import Draft
from signs_studio.recipe.presets import PRESETS
from signs_studio.ui.lessons.lessons_window import LessonsWindow
from signs_studio.ui.panel import Panel
from signs_studio.ui.shell.garbage_collector import GarbageCollector
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.shell.panels import PANELS
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.widgets.file_dialog import FileDialog
from signs_studio.worker.run_state import RunState
from tests.conftest import drawn_dataset

ENGINE_TIMEOUT_MS = 120_000

small_dataset = partial(drawn_dataset, shape=(4, 4, 1), train=24, test=12)


def small_draft(*, epochs: int = 5) -> Draft:
    """A network of three neurons that learns the small data."""
    draft = PRESETS["article"].draft.with_field("layers", "3:tanh")
    return (
        draft.with_field("epochs", str(epochs))
        .with_field("learning_rate", "0.05")
        .with_field("batch_size", "8")
    )


def layout_items() -> list[QWidgetItem]:
    """What PySide has standing for widgets in layouts, which none of our code asks for."""
    return [w for w in Shiboken.getAllValidWrappers() if isinstance(w, QWidgetItem)]


def question(window: QWidget) -> QMessageBox | None:
    """The question that a window asks at the moment."""
    asked = [box for box in window.findChildren(QMessageBox, "question") if box.isVisible()]
    assert len(asked) <= 1, "questions pile up"
    return asked[0] if asked else None


def answer(window: QWidget, choice: str) -> None:
    """Clicks an answer to the question that a window asks: "agree" or "keep"."""
    asked = question(window)
    assert asked is not None, "nothing is asked"
    button = asked.findChild(QAbstractButton, f"question_{choice}")
    assert isinstance(button, QAbstractButton)
    button.click()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def wait_for_threads(window: MainWindow) -> None:
    """Waits until the threads of a window that was left are done: it waits a second or two."""
    assert window.controller.close(ENGINE_TIMEOUT_MS)
    assert window.lessons.close(ENGINE_TIMEOUT_MS)
    assert window.data_thread.wait(ENGINE_TIMEOUT_MS)
    assert window.workspace.inspection.wait(ENGINE_TIMEOUT_MS)
    assert window.saver.finish(ENGINE_TIMEOUT_MS)
    assert window.workspace.library.close(ENGINE_TIMEOUT_MS)


def show_data_card(qtbot: QtBot, window: MainWindow) -> None:
    """Opens the data card on data with near-copies, which it has searched for."""
    dataset = small_dataset(shape=(8, 8, 3))
    pictures = dataset.train_x.copy()
    pictures[:4] = dataset.test_x[:4]
    pictures[5] = pictures[7]
    named = replace(dataset, train_x=pictures, name="0", source="1")
    window.controller.set_data(named)
    window.actions_by_name["view_data"].trigger()
    find = window.findChild(QAbstractButton, "find_copies")
    leave_out = window.findChild(QAbstractButton, "leave_copies_out")
    assert find is not None
    assert leave_out is not None
    find.click()
    qtbot.waitUntil(leave_out.isVisible)


def open_lesson(qtbot: QtBot, window: MainWindow, name: str) -> LessonsWindow:
    """Opens a lesson that computes as little as it can, and waits for its answer."""
    with qtbot.waitSignal(window.lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        window.lessons.open(name)
        lessons = window.lessons.window
        assert lessons is not None
        for field in {"steps", "pictures", "epochs"} & lessons.session.texts.keys():
            lessons.session.type(field, "12", pause=False)
    QApplication.processEvents()
    return lessons


def type_into_file_dialogs(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Has a person who is asked for a file type this path and press Enter."""

    def type_path(dialog: FileDialog) -> int:
        dialog.show()
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(name, QLineEdit)
        name.setText(str(path))
        # A file that is there would be asked about.
        dialog.setOption(FileDialog.Option.DontConfirmOverwrite)
        dialog.accept()
        accepted = dialog.result()
        dialog.hide()
        return accepted

    monkeypatch.setattr(FileDialog, "exec", type_path)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    return Preferences(settings, tmp_path / "home")


@pytest.fixture
def look_of_before(qapp: QApplication) -> Iterator[None]:
    """Gives the application its font and colours back, which a window changes."""
    font, palette, style = qapp.font(), qapp.palette(), qapp.styleSheet()
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def make_window(
    qtbot: QtBot,
    preferences: Preferences,
    look_of_before: None,  # noqa: ARG001 - asked for to be restored
) -> Iterator[Callable[..., MainWindow]]:
    """Opens a window whose threads run but which has no data yet; closes it at the end.

    What it is given is called with the window as soon as that is shown, before its panels are.
    """
    windows: list[MainWindow] = []
    collector = GarbageCollector()

    def make(
        on_shown: Callable[[MainWindow], object] | None = None,
        panels: Sequence[Panel] = PANELS,
    ) -> MainWindow:
        window = MainWindow(preferences, panels=panels)
        windows.append(window)
        if on_shown is not None:
            window.shown.connect(partial(on_shown, window))
        with qtbot.waitSignal(window.panels_built, timeout=ENGINE_TIMEOUT_MS):
            window.show()
        window.data_thread.start()
        window.controller.load_engine()
        return window

    yield make
    for window in windows:
        window.leave()
        wait_for_threads(window)
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collector.give_back()


@pytest.fixture
def ready_window(qtbot: QtBot, make_window: Callable[[], MainWindow]) -> MainWindow:
    """A window with small data, a small recipe, and TensorFlow loaded."""
    window = make_window()
    window.editor.edit(small_draft(), title="test")
    window.controller.set_data(small_dataset())
    qtbot.waitUntil(lambda: window.controller.state is RunState.READY, timeout=ENGINE_TIMEOUT_MS)
    return window
