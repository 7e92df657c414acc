"""A run that is changed from the form while it is on, in a real window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset, small_draft


def line(window: MainWindow, name: str) -> QLineEdit:
    found = window.findChild(QWidget, name)
    if isinstance(found, QComboBox):
        found = found.lineEdit()
    assert isinstance(found, QLineEdit)
    return found


def retype(window: MainWindow, name: str, text: str) -> QLineEdit:
    found = line(window, name)
    found.selectAll()
    QTest.keyClicks(found, text)
    return found


def click(window: MainWindow, name: str) -> None:
    found = window.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found


def made(window: MainWindow) -> list[tuple[int, str, object]]:
    record = window.controller.record
    assert record is not None
    return [(change.epoch, change.field, change.value) for change in record.changes]


@pytest.fixture
def paused(qtbot: QtBot, ready_window: MainWindow) -> MainWindow:
    """A window whose run, of 3 tanh and a dropout, waits after its first epoch."""
    window = ready_window
    window.editor.edit(
        small_draft(epochs=1000).with_field("layers", "3:tanh,dropout:0.1"), title="test"
    )
    step(qtbot, window)
    return window


def step(qtbot: QtBot, window: MainWindow) -> None:
    record = window.controller.record
    before = len(record) if record is not None else 0
    click(window, "step")

    def done() -> bool:
        now = window.controller.record
        waits = window.controller.state is RunState.PAUSED
        return waits and now is not None and len(now) == before + 1

    qtbot.waitUntil(done, timeout=ENGINE_TIMEOUT_MS)


def test_what_is_typed_counts_from_the_next_epoch(qtbot: QtBot, paused: MainWindow) -> None:
    found = retype(paused, "learning_rate", "1e-3")
    step(qtbot, paused)
    assert made(paused) == [], "it was not meant yet"
    QTest.keyClick(found, Qt.Key.Key_Return)
    step(qtbot, paused)
    assert made(paused) == [(2, "learning_rate", 0.001)]
    rate = retype(paused, "layer_2_rate", "0.3")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    size = retype(paused, "batch_size", "12")
    QTest.keyClick(size, Qt.Key.Key_Return)
    step(qtbot, paused)
    assert sorted(made(paused)[1:]) == [(3, "batch_size", 12), (3, "layers.1.rate", 0.3)]
    message = paused.findChild(QLabel, "message")
    assert isinstance(message, QLabel)
    assert "From epoch 4" in message.text()


def test_leaving_a_field_means_what_is_in_it(qtbot: QtBot, paused: MainWindow) -> None:
    paused.activateWindow()
    found = line(paused, "beta_1")
    found.setFocus()
    qtbot.waitUntil(found.hasFocus)
    retype(paused, "beta_1", "0.5")
    line(paused, "beta_2").setFocus()
    step(qtbot, paused)
    assert made(paused) == [(1, "beta_1", 0.5)]


def test_undo_of_a_change_is_another_change(qtbot: QtBot, paused: MainWindow) -> None:
    undo, redo = action(paused, "action_undo"), action(paused, "action_redo")
    assert not undo.isEnabled(), "what came before the run stays"
    before = paused.editor.draft
    QTest.keyClick(retype(paused, "learning_rate", "0.01"), Qt.Key.Key_Return)
    step(qtbot, paused)
    assert undo.isEnabled()
    undo.trigger()
    assert paused.editor.draft == before
    assert not undo.isEnabled()
    assert redo.isEnabled()
    step(qtbot, paused)
    redo.trigger()
    step(qtbot, paused)
    assert made(paused) == [
        (1, "learning_rate", 0.01),
        (2, "learning_rate", 0.05),
        (3, "learning_rate", 0.01),
    ]


def test_a_change_of_the_data_is_not_undone_under_a_run(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    curation, undo = ready_window.workspace.curation, action(ready_window, "action_undo")
    curation.change(replace(curation.wanted, label_noise=0.1), title="make labels wrong")
    qtbot.waitUntil(lambda: not curation.is_preparing)
    noisy = ready_window.controller.dataset
    assert undo.isEnabled()
    assert undo.text().endswith("make labels wrong")
    ready_window.editor.edit(small_draft(epochs=1000), title="epochs")
    step(qtbot, ready_window)
    assert not undo.isEnabled()
    click(ready_window, "stop")
    qtbot.waitUntil(undo.isEnabled, timeout=ENGINE_TIMEOUT_MS)
    undo.trigger()
    undo.trigger()
    qtbot.waitUntil(lambda: ready_window.controller.dataset is curation.original)
    assert noisy is not curation.original
    message = ready_window.findChild(QLabel, "message")
    assert message is not None
    assert message.text().endswith(" pictures. Run 1 is in the list of runs.")
    # It is news with the data that takes the place of what the run has learnt from, and no longer.
    for end in (" pictures. Run 1 is in the list of runs.", " pictures"):
        ready_window.controller.set_data(small_dataset())
        assert message.text().endswith(end)


def test_a_name_that_was_given_under_a_run_is_undone_under_it(
    qtbot: QtBot, paused: MainWindow
) -> None:
    curation, undo = paused.workspace.curation, action(paused, "action_undo")
    before = paused.editor.draft
    QTest.keyClick(retype(paused, "learning_rate", "0.01"), Qt.Key.Key_Return)
    names = paused.controller.dataset.class_names if paused.controller.dataset else ()
    with qtbot.waitSignal(paused.controller.data_changed):
        assert curation.rename_class(1, "one")
    assert undo.isEnabled()
    with qtbot.waitSignal(paused.controller.data_changed):
        undo.trigger()
    assert paused.controller.dataset is not None
    assert paused.controller.dataset.class_names == names
    assert paused.controller.state is RunState.PAUSED
    undo.trigger()
    assert paused.editor.draft == before
    assert not undo.isEnabled()


def test_train_waits_for_data_that_is_being_made(qtbot: QtBot, ready_window: MainWindow) -> None:
    curation, controller = ready_window.workspace.curation, ready_window.controller
    ready_window.editor.edit(small_draft(epochs=2), title="epochs")
    curation.change(replace(curation.wanted, test_share=0.4), title="change the split")
    click(ready_window, "train")
    assert controller.state is RunState.READY
    qtbot.waitUntil(lambda: controller.state is RunState.FINISHED, timeout=ENGINE_TIMEOUT_MS)
    assert controller.record is not None
    assert controller.dataset is not None
    assert controller.record.origin.is_of(controller.dataset)
    assert curation.choices.test_share == 0.4


def test_a_change_that_makes_no_sense_changes_nothing(qtbot: QtBot, paused: MainWindow) -> None:
    QTest.keyClick(retype(paused, "learning_rate", "fast"), Qt.Key.Key_Return)
    error = paused.findChild(QLabel, "learning_rate_error")
    assert isinstance(error, QLabel)
    assert "Learning rate must be a number" in error.text()
    QTest.keyClick(retype(paused, "beta_1", "0.5"), Qt.Key.Key_Return)
    step(qtbot, paused)
    assert made(paused) == [(1, "beta_1", 0.5)]


def test_changes_are_told_in_the_runs_table(qtbot: QtBot, paused: MainWindow) -> None:
    QTest.keyClick(retype(paused, "learning_rate", "0.01"), Qt.Key.Key_Return)
    step(qtbot, paused)
    table = paused.findChild(QTableView, "runs_table")
    assert isinstance(table, QTableView)

    def tip() -> str:
        return str(table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole))

    qtbot.waitUntil(lambda: "From epoch 2: Learning rate 0.01" in tip())


def test_a_changed_run_is_trained_on_as_it_was_changed(qtbot: QtBot, paused: MainWindow) -> None:
    QTest.keyClick(retype(paused, "learning_rate", "0.01"), Qt.Key.Key_Return)
    step(qtbot, paused)
    with qtbot.waitSignal(paused.run_shown, timeout=ENGINE_TIMEOUT_MS):
        click(paused, "stop")
    train = paused.findChild(QAbstractButton, "train")
    assert isinstance(train, QAbstractButton)
    assert train.text() == "Resume"
    assert line(paused, "epochs").isEnabled()


def test_augmentation_is_previewed_by_the_engine(qtbot: QtBot, ready_window: MainWindow) -> None:
    window = ready_window
    click(window, "augmentation_section")
    row = window.findChild(QWidget, "pictures_after")
    before = window.findChild(QWidget, "pictures_before")
    assert isinstance(row, QWidget)
    assert isinstance(before, QWidget)
    QApplication.processEvents()

    def same() -> bool:
        return row.grab().toImage() == before.grab().toImage()

    qtbot.waitUntil(same, timeout=ENGINE_TIMEOUT_MS)
    retype(window, "noise", "0.4")
    qtbot.waitUntil(lambda: not same(), timeout=ENGINE_TIMEOUT_MS)
    step(qtbot, window)
    words = window.findChild(QLabel, "preview_words")
    assert isinstance(words, QLabel)
    assert "below as training sees them" in words.text(), "also while a run is on"
    retype(window, "noise", "0")
    qtbot.waitUntil(same, timeout=ENGINE_TIMEOUT_MS)
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        click(window, "stop")
    assert "below as training sees them" in words.text()
