"""The menus View and Help: sizes of words, the presenter, panes, shortcuts and versions."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QFontInfo, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSlider,
    QSplitter,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio import __version__
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.ui.plots.plots_panel import PlotsPanel
from signs_studio.ui.recipe.layer_marks import KindMark
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.widgets.contrast import contrast
from tests.records import make_run
from tests.ui.plots.conftest import add_epoch
from tests.ui.run_lists import put_away

FOREGROUNDS = ("text", "muted", "accent", "train", "test", "right", "wrong", "error")


def trigger(window: MainWindow, name: str) -> None:
    window.actions_by_name[name].trigger()
    QApplication.processEvents()


def least_word(window: QWidget) -> int:
    kinds = (QLabel, QAbstractButton, QLineEdit, QComboBox)
    words = [w for kind in kinds for w in window.findChildren(kind) if w.isVisible()]
    return min(QFontInfo(word.font()).pixelSize() for word in words)


def arrow_of(box: QComboBox) -> QRect:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    style = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxArrow
    return box.style().subControlRect(style[0], option, style[1], box)


def handle_of(slider: QSlider) -> QRect:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(handle[0], option, handle[1], slider)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_presenter_and_back(ready_window: MainWindow, theme: str) -> None:
    window = ready_window
    window.appearance.set_theme(theme)
    window.resize(1800, 1000)
    QApplication.processEvents()
    recipe = window.findChild(QWidget, "recipe_panel")
    assert recipe is not None
    font, colours = window.font(), window.appearance.theme
    assert window.actions_by_name["presenter"].shortcut() == QKeySequence("F12")
    trigger(window, "presenter")
    assert least_word(window) >= window.height() / 50
    assert not recipe.isVisible()
    shown = window.appearance.theme
    for name in FOREGROUNDS:
        for ground in (shown.window, shown.surface, shown.sunken):
            assert contrast(getattr(shown, name), ground) >= 7, name
    assert contrast(shown.on_accent, shown.accent) >= 7
    trigger(window, "presenter")
    assert recipe.isVisible()
    assert window.appearance.theme == colours
    assert window.font() == font
    assert window.appearance.scale == 1


@pytest.mark.parametrize("way", ["larger", "presenter"])
def test_the_room_that_larger_words_took_comes_back(
    qtbot: QtBot, ready_window: MainWindow, way: str
) -> None:
    window = ready_window
    window.resize(1280, 800)
    QApplication.processEvents()
    table = window.findChild(QTableView, "runs_table")
    assert isinstance(table, QTableView)
    put_away(window.controller, [make_run(number, epochs=2) for number in (1, 2)])
    assert table.model().rowCount() == 2
    splitters = [s for s in window.findChildren(QSplitter) if "splitter" in s.objectName()]

    def room() -> list[list[int]]:
        rows = [table.rowHeight(row) for row in range(table.model().rowCount())]
        return [rows, *(splitter.sizes() for splitter in splitters)]

    before = room()
    for _ in range(6 if way == "larger" else 1):
        trigger(window, way)
    assert room() != before
    trigger(window, "normal_size" if way == "larger" else way)
    qtbot.waitUntil(lambda: room() == before)


def test_a_form_that_comes_late_does_not_disturb_the_presenter(
    make_window: Callable[..., MainWindow],
) -> None:
    window = make_window(on_shown=lambda window: trigger(window, "presenter"))
    recipe = window.findChild(QWidget, "recipe_panel")
    assert recipe is not None
    assert not recipe.isVisible()
    trigger(window, "presenter")
    assert recipe.isVisible()
    assert recipe.width() > 100


def test_sizes_that_are_set_in_the_presenter_stay_there(ready_window: MainWindow) -> None:
    window = ready_window
    trigger(window, "larger")
    font, scale = window.font(), window.appearance.scale
    trigger(window, "presenter")
    projected = window.font()
    for name, sign in (("smaller", -1), ("normal_size", 0), ("larger", 1)):
        trigger(window, name)
        change = window.font().pointSizeF() - projected.pointSizeF()
        assert (change > 0) - (change < 0) == sign, name
        assert window.appearance.scale == scale
    trigger(window, "presenter")
    assert window.font() == font
    trigger(window, "presenter")
    assert window.font() == projected


def thickness(widget: QWidget, colour: str, *, left: int) -> int:
    """How many pixels of about a colour lie under each other in a column of a widget, at most."""
    image, wanted = widget.grab().toImage(), QColor(colour).getRgb()
    best = count = 0
    for down in range(image.height()):
        pairs = zip(image.pixelColor(left, down).getRgb(), wanted, strict=True)
        count = count + 1 if max(abs(one - other) for one, other in pairs) < 32 else 0
        best = max(best, count)
    return best


def test_curves_are_seen_from_the_last_row(ready_window: MainWindow) -> None:
    window = ready_window
    recipe = window.editor.validation.recipe
    plots, plot = window.findChild(PlotsPanel), window.findChild(QWidget, "cost_plot")
    assert recipe is not None
    assert isinstance(plots, PlotsPanel)
    assert plot is not None
    record = RunRecord(run_id=1, recipe=recipe, origin=DataReference("", ""))
    for _ in range(20):
        add_epoch(record, cost=1.0, test_cost=2.0)
    plots.show_run(record)
    legend = window.findChild(QWidget, "cost_train_legend")
    assert legend is not None
    trigger(window, "presenter")
    for height in (640, 800, 1000, 2160):
        window.resize(1800, height)
        window.appearance.set_projected(height)
        plots.refresh()
        QApplication.processEvents()
        colour = window.appearance.theme.train
        assert thickness(legend, colour, left=2) >= 3, height
        assert thickness(plot, colour, left=plot.width() // 2) >= 3, height


def test_what_stands_beside_words_grows_with_them_and_goes_back(ready_window: MainWindow) -> None:
    window = ready_window

    def sizes() -> list[int]:
        stop, box = window.findChild(QAbstractButton, "stop"), window.findChild(QCheckBox)
        preset = window.findChild(QComboBox, "preset")
        assert stop is not None
        assert box is not None
        assert isinstance(preset, QComboBox)
        return [
            stop.iconSize().width(),
            QFontInfo(stop.font()).pixelSize(),
            box.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, box),
            arrow_of(preset).width(),
        ]

    before = sizes()
    window.appearance.scale = 2.3
    window.appearance.apply()
    QApplication.processEvents()
    inputs_changed = sizes()
    assert all(large > 1.8 * usual for large, usual in zip(inputs_changed, before, strict=True))
    assert window.actions_by_name["normal_size"].shortcut() == QKeySequence("Ctrl+0")
    trigger(window, "normal_size")
    assert sizes() == before


def test_all_keeps_its_proportions_in_a_window_that_is_enlarged(ready_window: MainWindow) -> None:
    window = ready_window
    window.resize(1600, 1000)
    slider = window.findChild(QSlider, "tile_size")
    sign = window.findChild(QComboBox, "filter_sign")
    assert isinstance(slider, QSlider)
    assert isinstance(sign, QComboBox)
    usual = slider.width(), sign.maximumWidth()
    marks = [mark for mark in window.findChildren(KindMark) if mark.isVisible()]
    assert len(marks) > 2, "of the input, of layers and of the softmax"
    splitters = [s for s in window.findChildren(QSplitter) if s.isVisible()]
    lines = [splitter.handleWidth() for splitter in splitters]
    for _ in range(7):
        handle = handle_of(slider)
        assert handle.width() == handle.height()
        assert slider.rect().contains(handle), "all of it is seen"
        assert len({mark.mapTo(window, QPoint()).x() for mark in marks}) == 1, "in one column"
        assert [splitter.handleWidth() for splitter in splitters] == lines
        trigger(window, "larger")
    assert slider.width() > 1.8 * usual[0]
    assert sign.maximumWidth() > 1.8 * usual[1]
    trigger(window, "normal_size")
    assert (slider.width(), sign.maximumWidth()) == usual


def test_panes_are_gone_through_in_the_order_of_reading(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    window = ready_window
    with qtbot.waitActive(window):
        window.activateWindow()
    panes = ["ControlBar", "RecipePanel", "PlotsPanel", "RunsPanel", "PicturesPanel"]

    def walk(action: str) -> list[str]:
        seen = []
        for _ in panes:
            trigger(window, action)
            widget = QApplication.focusWidget()
            while widget is not None and type(widget).__name__ not in panes:
                widget = widget.parentWidget()
            seen.append(type(widget).__name__)
        return seen

    window.findChild(QAbstractButton, "train").setFocus()
    assert walk("next_pane") == [*panes[1:], panes[0]]
    assert walk("previous_pane") == panes[::-1]


def test_every_key_is_listed_and_the_version_is_said(ready_window: MainWindow) -> None:
    window = ready_window
    trigger(window, "shortcuts")
    listed = window.findChild(QWidget, "shortcuts")
    assert listed is not None
    assert listed.isVisible()
    words = {label.text() for label in listed.findChildren(QLabel)}
    native = QKeySequence.SequenceFormat.NativeText
    menus = window.menuBar().findChildren(QMenu)
    actions = {*window.actions(), *(action for menu in menus for action in menu.actions())}
    keys = {key: action.text() for action in actions for key in action.shortcuts()}
    assert {QKeySequence("Ctrl+Z"), QKeySequence("F5")} <= {*keys}
    keys |= {shortcut.key(): "a panel's" for shortcut in window.findChildren(QShortcut)}
    assert QKeySequence("S") in keys, "the switches of the plots have keys"
    for key, name in keys.items():
        if not key.isEmpty():
            assert any(key.toString(native) in text.split(", ") for text in words), name
    assert "Enter" in words, "a run's recipe is taken by it"
    trigger(window, "about")
    version = window.findChild(QLabel, "about_version")
    made_with = window.findChild(QLabel, "about_made_with")
    assert isinstance(version, QLabel)
    assert isinstance(made_with, QLabel)
    assert version.text() == f"Signs Studio {__version__}"
    assert "TensorFlow" in made_with.text()


def test_a_letter_chooses_in_a_list_and_does_nothing_else(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    window = ready_window
    with qtbot.waitActive(window):
        window.activateWindow()
    lists = [box for box in window.findChildren(QComboBox) if box.isVisible()]
    names = {box.objectName() for box in lists if not box.isEditable()}
    assert {"layer_1_activation", "optimizer", "preset", "filter_sign", "sort_order"} <= names
    recipe = window.findChild(QWidget, "recipe_panel")
    assert recipe is not None
    switches = [
        button
        for button in window.findChildren(QAbstractButton)
        if button.isCheckable() and not recipe.isAncestorOf(button)
    ]
    activation = window.findChild(QComboBox, "layer_1_activation")
    assert isinstance(activation, QComboBox)
    activation.setFocus()
    QTest.keyClick(activation, "s")
    assert activation.currentText() == "Sigmoid"
    before = {button: button.isChecked() for button in switches}
    for name in [*sorted(names - {"preset"}), "preset"]:  # Last: it replaces the layers.
        box = window.findChild(QComboBox, name)
        assert isinstance(box, QComboBox)
        box.setFocus()
        for letter in sorted({box.itemText(place)[0].lower() for place in range(box.count())}):
            QTest.keyClick(box, letter)
        assert box.hasFocus(), name
        assert {button: button.isChecked() for button in before} == before, name
