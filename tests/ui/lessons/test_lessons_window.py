"""The window of the lessons as a person finds it: its room, its keys and its mouse."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.figures import Point
from signs_studio.lessons.catalogue import lesson_names, lesson_text
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.lessons.lesson_list import LessonList
from signs_studio.ui.lessons.lessons_window import LessonsWindow
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.appearance import LARGEST_SCALE
from signs_studio.ui.widgets.elided_label import ElidedLabel
from tests.conftest import drawn_dataset
from tests.ui.conftest import ENGINE_TIMEOUT_MS, open_lesson
from tests.ui.lessons.parts import canvas_of, click, line, part, printed, put, set_scale, words

NO_BAR = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_it_is_opened_by_the_menu_and_kept(qtbot: QtBot, ready_window: MainWindow) -> None:
    action = ready_window.actions_by_name["lessons"]
    assert action.isEnabled()
    with qtbot.waitSignal(ready_window.lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        action.trigger()
    window = ready_window.lessons.window
    assert window is not None
    assert window.isVisible()
    assert window.session.name == lesson_names()[0]
    window.close()
    action.trigger()
    assert ready_window.lessons.window is window
    assert window.isVisible()


def test_tab_goes_as_the_eye_does(lessons: LessonsWindow) -> None:
    def focused() -> str:
        widget = lessons.focusWidget()
        assert widget is not None
        return widget.objectName()

    part(lessons, QWidget, "lesson_list").setFocus()
    names = ("start", "optimizer", "learning_rate", "steps")
    fields = [f"lesson_minimise_{name}" for name in names]
    seen = []
    for _ in range(len(fields) + 2):
        QTest.keyClick(lessons.focusWidget(), Qt.Key.Key_Tab)
        seen.append(focused())
    # The page is scrolled with the keyboard.
    assert seen == ["lesson_page", *fields, "lesson_reset"]


def test_on_the_next_lesson_nothing_is_a_space_away(qtbot: QtBot, lessons: LessonsWindow) -> None:
    with qtbot.waitActive(lessons):
        lessons.activateWindow()
    line(lessons, "steps").setFocus()
    QTest.keyClick(lessons.focusWidget(), Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert lessons.session.name == lesson_names()[1]
    assert lessons.focusWidget() is part(lessons, QScrollArea, "lesson_page")


def test_nothing_is_computed_that_nobody_sees(qtbot: QtBot, lessons: LessonsWindow) -> None:
    lessons.open("overfitting")
    assert lessons.session.is_computing
    lessons.close()
    assert not lessons.session.is_computing
    lessons.session.open("graph")
    assert not lessons.session.is_computing
    with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        lessons.open()
    assert printed(lessons) == "20"
    lessons.close()
    lessons.open()
    assert not lessons.session.is_computing, "what was computed is still on show"


def test_the_ball_is_dragged_and_its_field_follows(qtbot: QtBot, lessons: LessonsWindow) -> None:
    put(lessons, "steps", "1")
    put(lessons, "learning_rate", "0")
    qtbot.waitUntil(lambda: printed(lessons) == "0.0", timeout=ENGINE_TIMEOUT_MS)
    view = lessons.findChild(FunctionPlotView)
    assert isinstance(view, FunctionPlotView)
    handle = view.place_of("start")
    viewport = canvas_of(view).viewport()
    aim = handle + QPoint(120, 0)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=handle)
    QTest.mouseMove(viewport, handle + QPoint(60, 0))
    QTest.mouseMove(viewport, aim)
    reached = float(line(lessons, "start").text())
    assert reached > 0.5
    # It moves along its curve.
    point = view.point("start")
    assert isinstance(point, Point)
    assert point.y == pytest.approx(reached**2 - 10 * reached + 25, abs=0.2)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=aim)
    qtbot.waitUntil(
        lambda: float(printed(lessons)) == pytest.approx(reached, rel=1e-6),
        timeout=ENGINE_TIMEOUT_MS,
    )


def test_the_ball_is_moved_by_keys(lessons: LessonsWindow) -> None:
    view = lessons.findChild(FunctionPlotView)
    assert isinstance(view, FunctionPlotView)
    QTest.keyClick(canvas_of(view), Qt.Key.Key_Right)
    moved = float(line(lessons, "start").text())
    assert moved > 0
    QTest.keyClick(canvas_of(view), Qt.Key.Key_Left)
    assert float(line(lessons, "start").text()) == pytest.approx(0, abs=1e-9)


def test_next_and_previous_by_keyboard(qtbot: QtBot, lessons: LessonsWindow) -> None:
    names = lesson_names()
    lessons.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is lessons.windowHandle())
    with qtbot.waitSignal(lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        QTest.keyClick(lessons, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert lessons.session.name == names[1]
    assert lesson_text(names[1]).title in words(lessons, "lesson_title")
    assert lesson_text(names[1]).title in lessons.windowTitle()
    QTest.keyClick(lessons, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert lessons.session.name == names[0]
    # There is none before the first.
    QTest.keyClick(lessons, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert lessons.session.name == names[0]
    assert not part(lessons, QAbstractButton, "previous_lesson").isEnabled()
    assert "Alt+" in part(lessons, QAbstractButton, "next_lesson").toolTip()


def test_what_is_wrong_with_a_field_comes_into_view(qtbot: QtBot, lessons: LessonsWindow) -> None:
    lessons.resize(1000, 420)
    page = part(lessons, QScrollArea, "lesson_page")
    assert isinstance(page, QScrollArea)
    shown = 0
    for lesson in lesson_names():
        lessons.open(lesson)
        QApplication.processEvents()
        for field in page.findChildren(QLineEdit):
            if not field.isVisible():
                continue
            page.verticalScrollBar().setValue(0)
            page.ensureWidgetVisible(field, 0, 0)
            field.selectAll()
            QTest.keyClicks(field, "?")
            error = part(page, QLabel, f"{field.objectName()}_error")
            if error.isVisible():  # A word may be anything.
                qtbot.waitUntil(lambda error=error: is_in_view(page, error))
                shown += 1
    assert shown > 30


def is_in_view(area: QScrollArea, widget: QWidget) -> bool:
    view = area.viewport()
    return view.rect().contains(QRect(widget.mapTo(view, QPoint()), widget.size()))


def test_words_grow_with_those_of_the_main_window(
    lessons: LessonsWindow, ready_window: MainWindow
) -> None:
    title = part(lessons, QLabel, "lesson_words")
    before = title.fontMetrics().height()
    assert ready_window.actions_by_name["larger"] in lessons.actions()
    for _ in range(3):
        ready_window.appearance.enlarge()
    assert title.fontMetrics().height() > 1.3 * before
    editor = part(lessons, QPlainTextEdit, "lesson_code")
    assert editor.font().pointSizeF() == pytest.approx(title.font().pointSizeF(), rel=0.01)


def test_the_code_is_folded_and_its_room_left_to_the_figures(
    qtbot: QtBot, lessons: LessonsWindow
) -> None:
    figures = part(lessons, QWidget, "lesson_figures")
    before = figures.height()
    click(lessons, "lesson_code_fold")
    assert not part(lessons, QPlainTextEdit, "lesson_code").isVisible()
    qtbot.waitUntil(lambda: figures.height() > before + 100)
    click(lessons, "lesson_code_fold")
    assert part(lessons, QPlainTextEdit, "lesson_code").isVisible()
    qtbot.waitUntil(lambda: figures.height() < before + 100)


def test_with_large_words_the_list_gives_way_and_nothing_is_cut(
    qtbot: QtBot, lessons: LessonsWindow, ready_window: MainWindow
) -> None:
    lessons.resize(1280, 800)
    listed = part(lessons, LessonList, "lesson_list")
    assert listed.isVisible()
    set_scale(ready_window, LARGEST_SCALE)
    qtbot.waitUntil(lambda: not listed.isVisible())
    page = part(lessons, QScrollArea, "lesson_page")
    assert isinstance(page, QScrollArea)
    qtbot.waitUntil(lambda: page.viewport().width() >= page.widget().minimumSizeHint().width())
    shown_code = part(lessons, QPlainTextEdit, "lesson_code")
    assert not shown_code.isVisible()
    # No wider than the screen of a projector, nor higher.
    for name in lesson_names():
        lessons.open(name)
        assert lessons.minimumSizeHint().width() <= 1280, name
        assert lessons.minimumSizeHint().height() <= 800, name
    click(lessons, "lesson_code_fold")
    assert shown_code.isVisible()
    set_scale(ready_window, 1.0)
    qtbot.waitUntil(listed.isVisible)
    assert shown_code.isVisible()


def test_code_that_large_words_folded_comes_back_with_small_ones(
    qtbot: QtBot, lessons: LessonsWindow, ready_window: MainWindow
) -> None:
    lessons.resize(1280, 800)
    shown_code = part(lessons, QPlainTextEdit, "lesson_code")
    set_scale(ready_window, LARGEST_SCALE)
    qtbot.waitUntil(lambda: not shown_code.isVisible())
    set_scale(ready_window, 1.0)
    qtbot.waitUntil(shown_code.isVisible)


def test_nothing_of_any_lesson_is_cut_off(
    qtbot: QtBot, lessons: LessonsWindow, ready_window: MainWindow
) -> None:
    ready_window.controller.set_data(drawn_dataset(shape=(64, 64, 3), classes=6))
    lessons.resize(1280, 800)
    area = part(lessons, QWidget, "lesson_figures")
    page = part(lessons, QScrollArea, "lesson_page")
    assert isinstance(page, QScrollArea)
    for name in lesson_names():
        open_lesson(qtbot, ready_window, name)
        titles = [each for each in area.findChildren(ElidedLabel) if each.isVisible()]
        assert [each.text() for each in titles] == [each.words for each in titles], name
        bars = [
            each.horizontalScrollBar()
            for each in (page, *area.findChildren(QAbstractScrollArea))
            if each.isVisible() and each.horizontalScrollBarPolicy() != NO_BAR
        ]
        assert [bar.maximum() for bar in bars] == [0] * len(bars), name


def test_opened_in_the_largest_words_it_is_no_wider_than_a_projector(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    set_scale(ready_window, LARGEST_SCALE)
    with qtbot.waitSignal(ready_window.lessons.answer_shown, timeout=ENGINE_TIMEOUT_MS):
        ready_window.lessons.open("minimise")
    lessons = ready_window.lessons.window
    assert lessons is not None
    QApplication.processEvents()
    assert lessons.width() == 1280
