"""The wheel scrolls; it changes no input, whichever has the focus."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from signs_studio.lessons.catalogue import lesson_names
from signs_studio.recipe.presets import PRESETS
from signs_studio.ui.forms.folded_section import FoldedSection
from signs_studio.ui.shell.main_window import MainWindow

INPUTS = (QComboBox, QAbstractSlider, QAbstractSpinBox, QLineEdit, QTabBar, QAbstractButton)


def value(widget: QWidget) -> object:
    match widget:
        case QComboBox():
            return widget.currentIndex(), widget.currentText()
        case QAbstractSlider():
            return widget.value()
        case QLineEdit():
            return widget.text()
        case QAbstractSpinBox():
            return widget.text()
        case QTabBar():
            return widget.currentIndex()
        case QAbstractButton():
            return widget.isChecked()
    raise TypeError(widget)


def roll(widget: QWidget, notches: int) -> None:
    """Turns the wheel over the middle of a widget."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def inputs_of(window: QWidget) -> Iterator[QWidget]:
    for kind in INPUTS:
        for widget in window.findChildren(kind):
            if widget.isVisible() and not isinstance(widget, QScrollBar):
                yield widget


def assert_keeps_all_values(window: QWidget) -> int:
    inputs = list(inputs_of(window))
    for widget in inputs:
        before = value(widget)
        for focus in (False, True):
            if focus:
                widget.setFocus(Qt.FocusReason.TabFocusReason)
            for notches in (1, -1, -1):
                roll(widget, notches)
                assert value(widget) == before, (type(widget).__name__, widget.objectName())
        widget.clearFocus()
        # Nor does it take the focus from what is being typed into.
        assert not widget.focusPolicy() & ~Qt.FocusPolicy.StrongFocus, widget.objectName()
    return len(inputs)


def test_no_input_of_any_window_changes(ready_window: MainWindow) -> None:
    ready_window.editor.edit(PRESETS["convnet"].draft, title="test")
    draft = ready_window.editor.draft
    for button in ready_window.findChildren(QAbstractButton):
        if button.objectName().endswith("_more"):
            button.click()
    for section in ready_window.findChildren(FoldedSection):
        section.open()
    QApplication.processEvents()
    named = {widget.objectName() for widget in inputs_of(ready_window)}
    assert {
        "preset",
        "filter_sign",
        "sort_order",
        "tile_size",
        "learning_rate",
        "optimizer",
    } <= named
    assert {"layer_1_activation", "layer_1_padding", "schedule", "batch_size"} <= named
    assert_keeps_all_values(ready_window)
    assert ready_window.editor.draft == draft
    ready_window.actions_by_name["view_data"].trigger()
    QApplication.processEvents()
    named = {widget.objectName() for widget in inputs_of(ready_window)}
    assert {"test_share", "label_noise", "split_seed", "browse_sign"} <= named
    assert_keeps_all_values(ready_window)
    for name in lesson_names():
        ready_window.lessons.open(name)
        QApplication.processEvents()
        lessons = ready_window.lessons.window
        assert lessons is not None
        assert assert_keeps_all_values(lessons) > 3


@pytest.mark.parametrize("notches", [1, -1])
def test_the_open_list_of_an_input_scrolls(ready_window: MainWindow, notches: int) -> None:
    sign = ready_window.findChild(QComboBox, "filter_sign")
    assert isinstance(sign, QComboBox)
    sign.addItems([str(number) for number in range(200)])
    sign.setCurrentIndex(100)
    sign.showPopup()
    QApplication.processEvents()
    bar = sign.view().verticalScrollBar()
    before = bar.value()
    roll(sign.view().viewport(), notches)
    assert (bar.value() - before) * notches < 0
    assert sign.currentIndex() == 100
    sign.hidePopup()
