"""The ring around what has the focus: to be seen around every control that Tab leads to."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.ui.plots.findings_strip import FindingsStrip
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.widgets.tab_order import scroll_to
from signs_studio.ui.widgets.theme import Theme
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, show_data_card, small_draft

AROUND = 4
"""Pixels around a control in which its ring may be."""
THICKNESS = 2
LEAST_CONTRAST = 3.0
SEEN = 1.2
"""What differs less is the edge of a round corner."""

Pixels = np.ndarray
"""(height, width, 3) float64, red, green and blue in proportion to light, 0..1."""


def picture(window: QWidget, place: QRect) -> Pixels:
    QApplication.processEvents()
    return pixels_of(window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB888))


def pixels_of(image: QImage) -> Pixels:
    """Of an image in ``Format_RGB888``."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    shares = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3) / 255
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def light(colour: QColor) -> Pixels:
    """One pixel of a colour."""
    image = QImage(1, 1, QImage.Format.Format_RGB888)
    image.fill(colour)
    return pixels_of(image)[0, 0]


def contrast(one: Pixels, other: Pixels) -> np.ndarray:
    """As WCAG 2.2 reckons it, pixel by pixel."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    lights = one @ weights + 0.05, other @ weights + 0.05
    return np.asarray(np.maximum(*lights) / np.minimum(*lights))


def problem_of_ring(before: Pixels, after: Pixels, grounds: tuple[Pixels, ...]) -> str:
    """What keeps a person from seeing where the focus is; empty where nothing does.

    In the middle of each side of what has changed, from the outside to the inside: the first that
    stands out from what controls stand on is two pixels of the ring, and there or just inside of it
    something is not what it was.
    """
    changed = contrast(before, after) > SEEN
    if not changed.any():
        return "nothing changes"
    ys, xs = np.nonzero(changed)
    top, bottom, left, right = ys.min(), ys.max(), xs.min(), xs.max()
    if min(bottom - top, right - left) < 2 * AROUND:
        return "only a cursor"
    y, x = (top + bottom) // 2, (left + right) // 2
    for side, was, now in (
        ("above", before[max(top - AROUND, 0) :, x], after[max(top - AROUND, 0) :, x]),
        ("left", before[y, max(left - AROUND, 0) :], after[y, max(left - AROUND, 0) :]),
        ("beneath", before[bottom + AROUND :: -1, x], after[bottom + AROUND :: -1, x]),
        ("right", before[y, right + AROUND :: -1], after[y, right + AROUND :: -1]),
    ):
        stands_out = np.minimum(*(contrast(now, ground) for ground in grounds))
        begin = int(np.argmax(stands_out >= LEAST_CONTRAST))
        ring = stands_out[begin : begin + THICKNESS]
        if (ring < LEAST_CONTRAST).any():
            return f"{side}: a contrast of {ring.round(1)} with what is around"
        inside = slice(begin, begin + 4 * THICKNESS)
        change = contrast(was[inside], now[inside]).max()
        if change < LEAST_CONTRAST:
            return f"{side}: a contrast of {change:.1f} with what was there"
    return ""


def stops(qtbot: QtBot, window: QWidget, first: str) -> Iterator[QWidget]:
    """The controls that Tab leads to, each once, with the focus."""
    begin = window.findChild(QWidget, first)
    assert begin is not None, first
    window.activateWindow()
    begin.setFocus()
    qtbot.waitUntil(begin.hasFocus)
    met: list[QWidget] = []
    while window.focusWidget() not in met:
        met.append(window.focusWidget())
        yield met[-1]
        met[-1].setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(met[-1], Qt.Key.Key_Tab)


def problem_with(window: QWidget, stop: QWidget, theme: Theme) -> str:
    """What is wrong with the ring around a control; empty where nothing is."""
    QApplication.processEvents()  # What came or went has its place.
    scroll_to(stop)
    corner = stop.mapTo(window, QPoint()) - QPoint(AROUND, AROUND)
    size = stop.size() + QSize(2 * AROUND, 2 * AROUND)
    place = QRect(corner, size).intersected(window.rect())
    stop.clearFocus()
    before = picture(window, place)
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    grounds = tuple(light(QColor(name)) for name in (theme.window, theme.surface))
    problem = problem_of_ring(before, picture(window, place), grounds)
    return f"{stop.objectName() or type(stop).__name__}: {problem}" if problem else ""


def problems_of(
    qtbot: QtBot, window: QWidget, first: str, theme: Theme
) -> tuple[list[str], set[str]]:
    """What is wrong with the rings of a window, and the names of the controls that have them."""
    problems, names = [], set()
    for stop in stops(qtbot, window, first):
        names.add(stop.objectName())
        problems.append(problem_with(window, stop, theme))
    return [problem for problem in problems if problem], names


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rings_of_the_main_window(qtbot: QtBot, ready_window: MainWindow, theme: str) -> None:
    window = ready_window
    window.appearance.set_theme(theme)
    # It ends with findings, which have a control of their own.
    draft = small_draft().with_field("learning_rate", "1e3").with_field("optimizer", "sgd")
    window.editor.edit(draft.with_field("flip", "true"), title="test")
    window.train()
    qtbot.waitUntil(lambda: window.controller.state is RunState.FINISHED, timeout=ENGINE_TIMEOUT_MS)
    for name in ("schedule_section", "augmentation_section", "layer_1_more"):
        button = window.findChild(QWidget, name)
        assert button is not None
        QTest.keyClick(button, Qt.Key.Key_Space)
    strip = window.findChild(FindingsStrip)
    assert strip is not None
    strip.show_findings([Finding(FindingKind.RISING, 2)])
    problems, names = problems_of(qtbot, window, "train", window.appearance.theme)
    assert problems == []
    assert {
        *("layer_1_handle", "layer_1_more", "flip", "tile_size", "filter_all", "schedule"),
        *("findings_head", "findings", "runs_table", "picture_grid", "data_card_button"),
    } <= names
    # The arrow keys lead to the other one; the panel keeps the focus of an input that is disabled.
    for name in ("filter_wrong", "recipe_panel"):
        stop = window.findChild(QWidget, name)
        assert stop is not None
        assert problem_with(window, stop, window.appearance.theme) == ""
    for name in ("noise", "batch_size"):
        window.editor.edit(window.editor.draft.with_field(name, "many"), title="test")
        wrong = window.findChild(QWidget, name)
        assert wrong is not None
        assert wrong.property("wrong")
        assert problem_with(window, wrong, window.appearance.theme) == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rings_of_the_data_card(qtbot: QtBot, ready_window: MainWindow, theme: str) -> None:
    window = ready_window
    window.appearance.set_theme(theme)
    show_data_card(qtbot, window)
    first = "browse_train"
    problems, names = problems_of(qtbot, window, first, window.appearance.theme)
    assert problems == []
    assert {
        *("view_data", "class_list", first, "browse_sign", "browse_grid", "test_share"),
        *("label_noise", "split_seed", "leave_copies_out", "copies_test_in_train", "copy_pairs"),
    } <= names


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rings_of_the_lessons(qtbot: QtBot, ready_window: MainWindow, theme: str) -> None:
    ready_window.appearance.set_theme(theme)
    problems, names = [], set()
    for lesson in ("minimise", "placeholders", "linear"):  # Views of all kinds that take keys.
        with qtbot.waitSignal(ready_window.lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
            ready_window.lessons.open(lesson)
        window = ready_window.lessons.window
        assert window is not None
        found, some_names = problems_of(qtbot, window, "lesson_list", ready_window.appearance.theme)
        problems += [f"{lesson}: {problem}" for problem in found]
        names |= some_names
    assert problems == []
    assert {"lesson_list", "lesson_page", "lesson_code", "graph", "matrix", "lesson_table"} <= names
