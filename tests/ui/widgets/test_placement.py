"""Whatever the settings hold, both windows open, can be used, and leave sound values behind."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QSettings, QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMainWindow, QSplitter
from pytestqt.qtbot import QtBot

from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.widgets.placement import WINDOW_SIZE, restore_splitter
from tests.ui.conftest import small_draft

FAR = 2**31 - 1
WINDOWS = ("window", "lessons")
SPLITTERS = ("columns", "middle", "lessons_columns", "lessons_right")


def place(
    left: int, top: int, right: int, bottom: int, *, screen: int = 0, state: int = 0
) -> QByteArray:
    """A place as ``saveGeometry`` writes it; ``state`` is 1 maximised, 2 on the full screen."""
    area = QApplication.primaryScreen().size()
    rectangle = (left, top, right, bottom)
    numbers = (*rectangle, *rectangle, screen, state & 1, state >> 1, area.width(), *rectangle)
    return QByteArray(struct.pack(">IHH4i4iiBBi4i", 0x1D9D0CB, 3, 0, *numbers))


def splitter_state(*sizes: int, handle: int = 6, collapsible: int = 0) -> QByteArray:
    """What ``QSplitter.saveState`` writes, and was saved in earlier versions."""
    content = struct.pack(f">iiI{len(sizes)}i", 0xFF, 1, len(sizes), *sizes)
    return QByteArray(content + struct.pack(">?i?i?", collapsible, handle, 1, 1, 1))


HOSTILE: dict[str, Callable[[], tuple[object, object]]] = {
    "16 million pixels": lambda: (
        place(0, 0, 16_777_215, 16_777_215),
        splitter_state(*[16_777_215] * 3, handle=16_777_215),
    ),
    "negative": lambda: (place(-9000, -9000, -8000, -8000), "-300 -1 -500"),
    "past all numbers": lambda: (place(-FAR, -FAR, FAR, FAR), f"{FAR} {FAR} {FAR}"),
    "beyond the first number": lambda: (place(-FAR - 1, -FAR - 1, -FAR, -FAR), "99999 0 0"),
    "a screen that is gone": lambda: (place(9000, 9000, 9800, 9600, screen=5), "1 1 1 1 1 1"),
    "gone and maximised": lambda: (
        place(-FAR, -FAR, FAR, FAR, screen=5, state=1),
        splitter_state(0, 0, 0, collapsible=1),
    ),
    "nothing large": lambda: (place(10, 10, 9, 9), "0 0 0"),
    "cut short": lambda: (place(0, 0, 900, 700)[:30], splitter_state(300, 500, 400)[:9]),
    "text": lambda: ("wide", "wide"),
    "lists": lambda: (["1", "2"], ["300", "500", "400"]),
    "numbers": lambda: (3.5, 7),
    "other types": lambda: (QPoint(3, 4), QSize(5, 6)),
    "bytes of no sense": lambda: (QByteArray(b"\xff" * 66), QByteArray(b"\xff" * 66)),
}
DAMAGED = {
    "wrong bytes": b"\x00\xff[[[\n=\x80\n[geometry]\nwindow=@ByteArray(\\x1\xd9\xd0\xcb\nlessons=@",
    "wrong types": b"[geometry]\nwindow=@Variant(\\0\\0\\0\\x7f\\xff\\xff)\nlessons=@Rect(1 2 3)\n"
    b"[sizes]\ncolumns=@Invalid()\nmiddle=@Point(x)\n[lessons]\nsolved=@Size()\nlast=@Date(9)\n",
    "deep": b"[General]\nrecipe=" + b"[" * 99_999 + b"\n[lessons]\nsolved=" + b"{" * 99_999 + b"\n",
}


def columns_of(window: MainWindow) -> QSplitter:
    splitter = window.findChild(QSplitter, "columns_splitter")
    assert isinstance(splitter, QSplitter)
    return splitter


def assert_usable(window: QMainWindow) -> None:
    QApplication.processEvents()
    screen = window.screen().availableGeometry()
    least = window.minimumSizeHint()
    assert least.width() < 2000
    assert least.height() < 1500
    # Out of sight, the screen is smaller than the window is at first.
    assert window.width() <= max(screen.width(), WINDOW_SIZE.width())
    assert window.height() <= max(screen.height(), WINDOW_SIZE.height())
    assert screen.contains(window.pos() + QPoint(20, 20))
    for splitter in window.findChildren(QSplitter):
        assert splitter.handleWidth() < 30
        parts = [splitter.widget(index) for index in range(splitter.count())]
        assert all(part.width() > 10 and part.height() > 10 for part in parts if part.isVisible())


def assert_opens_and_leaves_sound_values(
    make_window: Callable[[], MainWindow], preferences: Preferences
) -> None:
    window = make_window()
    window.lessons.open()
    lessons = window.lessons.window
    assert lessons is not None
    for shown in (window, lessons):
        assert_usable(shown)
    places = {"window": window.saveGeometry(), "lessons": lessons.saveGeometry()}
    assert window.close()
    for name in WINDOWS:
        assert preferences.geometry(name) == places[name]
    for name in SPLITTERS:
        assert 2 <= len(preferences.sizes(name)) <= 3
        assert sum(preferences.sizes(name)) < 4000


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_places_and_sizes(
    make_window: Callable[[], MainWindow], preferences: Preferences, tmp_path: Path, kind: str
) -> None:
    geometry, sizes = HOSTILE[kind]()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    for name in WINDOWS:
        settings.setValue(f"geometry/{name}", geometry)
    for name in SPLITTERS:
        settings.setValue(f"sizes/{name}", sizes)
        # Where earlier versions kept them.
        settings.setValue(f"geometry/{name}", sizes)
    settings.sync()
    assert_opens_and_leaves_sound_values(make_window, preferences)


def test_sizes_that_do_not_fit_the_parts_change_none(qtbot: QtBot) -> None:
    splitter = QSplitter()
    qtbot.addWidget(splitter)
    for _ in range(2):
        splitter.addWidget(QLabel())
    splitter.resize(406, 100)
    splitter.show()
    splitter.setSizes([100, 300])
    before = splitter.sizes()
    for sizes in ([300], [300, 100, 1], [0, 0], []):
        restore_splitter(splitter, sizes)
        assert splitter.sizes() == before
    restore_splitter(splitter, [300, 100])
    assert splitter.sizes()[0] > 290


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_of_settings(
    make_window: Callable[[], MainWindow], preferences: Preferences, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "settings.ini").write_bytes(content)
    assert preferences.solved_tasks() == {}
    assert_opens_and_leaves_sound_values(make_window, preferences)


def test_every_remembered_value_may_be_anything(
    make_window: Callable[[], MainWindow], preferences: Preferences, tmp_path: Path
) -> None:
    window = make_window()
    window.lessons.open()
    window.close()
    path = str(tmp_path / "settings.ini")
    names = QSettings(path, QSettings.Format.IniFormat).allKeys()
    assert {"recipe", "device", "theme", "scale", "lessons/last", "lessons/dialect"} <= {*names}
    assert {f"sizes/{name}" for name in SPLITTERS} <= {*names}
    assert {"switches/log_cost", "switches/smooth", "switches/findings_head"} <= {*names}
    for value in ("9" * 5000, QByteArray(b"\0\xff"), ["a", {"b": -1}]):
        settings = QSettings(path, QSettings.Format.IniFormat)
        for name in (*names, "lessons/solved"):
            settings.setValue(name, value)
        settings.sync()
        assert_opens_and_leaves_sound_values(make_window, preferences)


def test_folded_findings_stay_so(make_window: Callable[[], MainWindow]) -> None:
    for before, after in ((False, True), (True, False), (False, False)):
        window = make_window()
        head = window.findChild(QAbstractButton, "findings_head")
        assert isinstance(head, QAbstractButton)
        assert head.isChecked() is not before
        head.setChecked(not after)
        window.close()


@pytest.mark.parametrize(
    "corners", [(1500, 700, 2700, 1500), (-500, -300, 700, 500), (0, 0, 2500, 1400)]
)
def test_a_remembered_place_that_reaches_beyond_is_moved_onto_the_screen(
    make_window: Callable[[], MainWindow], tmp_path: Path, corners: tuple[int, int, int, int]
) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    for name in WINDOWS:
        settings.setValue(f"geometry/{name}", place(*corners))
    settings.sync()
    window = make_window()
    window.lessons.open()
    QApplication.processEvents()
    for shown in (window, window.lessons.window):
        assert shown is not None
        assert shown.screen().availableGeometry().contains(shown.frameGeometry())


def test_a_bad_value_costs_no_other(
    make_window: Callable[[], MainWindow], preferences: Preferences
) -> None:
    window = make_window()
    window.editor.edit(small_draft(), title="test")
    # As wide as all of them need, and more: narrower, they scroll.
    window.resize(1030, 710)
    QApplication.processEvents()
    columns_of(window).setSizes([320, 450, 258])
    QApplication.processEvents()
    window.close()
    before = preferences.sizes("columns")
    preferences.save({"sizes/middle": "-1 3", "scale": "1e400"})

    again = make_window()
    assert again.editor.draft == small_draft()
    assert again.size() == window.size()
    assert before == [320, 450, 258]
    assert columns_of(again).sizes() == before
