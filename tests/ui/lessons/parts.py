"""Parts of the window of the lessons, by name, and what a person does with them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.lessons.lessons_window import LessonsWindow
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.widgets.tick_mark import TickMark


def part(window: QWidget, kind: type, name: str) -> QWidget:
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def line(window: LessonsWindow, name: str) -> QLineEdit:
    found = part(window, QLineEdit, f"lesson_{window.session.name}_{name}")
    assert isinstance(found, QLineEdit)
    return found


def put(window: LessonsWindow, name: str, text: str) -> None:
    """Types, as a person does: the field is emptied first."""
    field = line(window, name)
    field.selectAll()
    QTest.keyClicks(field, text)


def click(window: QWidget, name: str) -> None:
    found = part(window, QAbstractButton, name)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def canvas_of(view: FunctionPlotView) -> QGraphicsView:
    canvas = view.findChild(QGraphicsView)
    assert isinstance(canvas, QGraphicsView)
    return canvas


def printed(window: QWidget) -> str:
    found = part(window, QPlainTextEdit, "lesson_printed")
    assert isinstance(found, QPlainTextEdit)
    return found.toPlainText()


def code(window: QWidget) -> str:
    found = part(window, QPlainTextEdit, "lesson_code")
    assert isinstance(found, QPlainTextEdit)
    return found.toPlainText()


def words(window: QWidget, name: str) -> str:
    found = part(window, QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def is_solved(window: QWidget, task: int) -> bool:
    found = part(window, TickMark, f"task_{task}")
    assert isinstance(found, TickMark)
    return found.is_done


def set_scale(window: MainWindow, scale: float) -> None:
    """Makes words so large at once, as they are by steps of "Larger words"."""
    window.appearance.scale = scale
    window.appearance.apply()
