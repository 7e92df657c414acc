"""Tab in a whole window: to every input, on from each, and never somewhere by itself."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.lessons.catalogue import lesson_names
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.findings import Finding, FindingKind
from signs_studio.ui.pictures.pictures_panel import PicturesPanel
from signs_studio.ui.plots.findings_strip import FindingsStrip
from signs_studio.ui.plots.plots_panel import PlotsPanel
from signs_studio.ui.recipe.recipe_panel import RecipePanel
from signs_studio.ui.runs.runs_panel import RunsPanel
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, open_lesson, show_data_card, small_draft


def walk(qtbot: QtBot, window: QWidget, key: Qt.Key, *, start: str) -> list[QWidget]:
    """The inputs that Tab leads to, from one of them until it is there again."""
    first = window.findChild(QWidget, start)
    assert first is not None
    window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    met = [first]
    for _ in range(200):
        QTest.keyClick(met[-1], key)
        focused = window.focusWidget()
        if focused is first:
            return met
        assert focused not in met, f"trapped at {focused.objectName()}"
        met.append(focused)
    raise AssertionError("Tab does not come back")


def stops_of(window: QMainWindow) -> set[QWidget]:
    """All that Tab should lead to."""
    return {
        widget
        for widget in window.centralWidget().findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
    }


def test_tab_leads_to_every_input_and_on(qtbot: QtBot, ready_window: MainWindow) -> None:
    for section in ("schedule_section", "augmentation_section"):
        button = ready_window.findChild(QWidget, section)
        assert button is not None
        QTest.keyClick(button, Qt.Key.Key_Space)
    forward = walk(qtbot, ready_window, Qt.Key.Key_Tab, start="open_data_button")
    inputs = stops_of(ready_window)
    assert {w.objectName() for w in inputs ^ set(forward)} == set()
    assert len(inputs) > 30
    backward = walk(qtbot, ready_window, Qt.Key.Key_Backtab, start="open_data_button")
    names = [w.objectName() for w in forward]
    assert [w.objectName() for w in (backward[0], *backward[:0:-1])] == names
    recipe = ["preset", "add_layer", "optimizer", "schedule", "warmup_epochs", "seed", "noise"]
    assert [name for name in names if name in recipe] == recipe


def test_tab_leads_through_the_data_card(qtbot: QtBot, ready_window: MainWindow) -> None:
    show_data_card(qtbot, ready_window)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        met = walk(qtbot, ready_window, key, start="class_list")
        assert {w.objectName() for w in stops_of(ready_window) ^ set(met)} == set()
    names = [w.objectName() for w in walk(qtbot, ready_window, Qt.Key.Key_Tab, start="view_data")]
    card = ["class_list", "browse_sign", "browse_grid", "test_share", "label_noise", "copy_pairs"]
    assert [name for name in names if name in card] == card


def test_a_pane_begins_where_tab_reaches_it(qtbot: QtBot, ready_window: MainWindow) -> None:
    window = ready_window
    window.editor.edit(PRESETS["article"].draft, title="test")
    strip = window.findChild(FindingsStrip)
    assert isinstance(strip, FindingsStrip)
    # Its head was made before what stands above it, and can be reached now.
    strip.show_findings([Finding(FindingKind.RISING, 2)])
    train = window.findChild(QWidget, "train")
    assert train is not None
    window.activateWindow()
    train.setFocus()
    qtbot.waitUntil(train.hasFocus)
    begins = []
    for kind in (RecipePanel, PlotsPanel, RunsPanel, PicturesPanel):
        window.actions_by_name["next_pane"].trigger()
        begins.append((window.findChild(kind), window.focusWidget()))
    met = walk(qtbot, window, Qt.Key.Key_Tab, start="train")
    for pane, begin in begins:
        first = next(widget for widget in met if widget is pane or pane.isAncestorOf(widget))
        assert begin.objectName() == first.objectName()


def test_tab_leads_through_every_lesson_with_its_figures(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    for name in lesson_names():
        window = open_lesson(qtbot, ready_window, name)
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            met = walk(qtbot, window, key, start="lesson_list")
            assert {w.objectName() for w in stops_of(window) ^ set(met)} == set(), name


def test_the_focus_waits_where_a_run_closes_its_input(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    window = ready_window
    window.editor.edit(small_draft(epochs=1_000_000), title="test")
    epochs = window.findChild(QLineEdit, "epochs")
    assert epochs is not None
    window.activateWindow()
    epochs.setFocus()
    qtbot.waitUntil(epochs.hasFocus)
    window.train()
    qtbot.waitUntil(lambda: window.controller.state is RunState.RUNNING, timeout=ENGINE_TIMEOUT_MS)
    assert not epochs.isEnabled()
    panel = window.focusWidget()
    assert panel.objectName() == "recipe_panel"
    QTest.keyClick(panel, Qt.Key.Key_Tab)
    assert window.focusWidget().objectName() == "stopping_section", "on from where it was"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert window.focusWidget().objectName() == "batch_size"
    panel.setFocus()
    window.controller.stop()
    qtbot.waitUntil(lambda: window.controller.state is RunState.FINISHED, timeout=ENGINE_TIMEOUT_MS)
    assert window.focusWidget() is epochs


def test_a_button_with_nothing_left_to_do_hands_the_focus_on(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    window = ready_window
    window.editor.edit(small_draft(epochs=1_000_000), title="test")
    stop, step = (window.findChild(QAbstractButton, name) for name in ("stop", "step"))
    assert stop is not None
    assert step is not None
    window.activateWindow()
    step.setFocus()
    qtbot.waitUntil(step.hasFocus)
    QTest.keyClick(step, Qt.Key.Key_Space)
    assert not step.isEnabled()
    qtbot.waitUntil(lambda: window.controller.state is RunState.PAUSED, timeout=ENGINE_TIMEOUT_MS)
    assert window.focusWidget() is step, "there is something to do there again"
    window.train()
    stop.setFocus()
    qtbot.waitUntil(stop.hasFocus)
    QTest.keyClick(stop, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.controller.state is RunState.FINISHED, timeout=ENGINE_TIMEOUT_MS)
    assert not stop.isEnabled()
    assert window.focusWidget() is window.findChild(QAbstractButton, "train")
