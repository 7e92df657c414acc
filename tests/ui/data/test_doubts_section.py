"""The label detective of the data card, in a real window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from signs_studio.data.curation import with_label_noise
from signs_studio.numbers import format_confidence
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.label_doubts import LabelDoubts
from signs_studio.ui.widgets.theme import load_theme
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, small_dataset, small_draft
from tests.ui.pictures.test_pictures_panel import colours_of


def button(window: MainWindow, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    assert found is not None
    return found


def click(window: MainWindow, name: str) -> None:
    QTest.mouseClick(button(window, name), Qt.MouseButton.LeftButton)


@pytest.fixture
def searched(qtbot: QtBot, ready_window: MainWindow) -> MainWindow:
    """A window whose data card has found labels that were made wrong."""
    clean = small_dataset(shape=(8, 8, 3), train=60)
    noisy = replace(with_label_noise(clean, share=0.1, seed=1), name="noisy", source="a test")
    ready_window.controller.set_data(noisy)
    draft = small_draft().with_field("learning_rate", "0.02")
    ready_window.editor.edit(draft, title="test")
    ready_window.actions_by_name["view_data"].trigger()
    epochs = ready_window.findChild(QLineEdit, "doubts_epochs")
    assert epochs is not None
    epochs.setText("15")
    click(ready_window, "find_doubts")
    qtbot.waitUntil(lambda: button(ready_window, "relabel").isVisible(), timeout=ENGINE_TIMEOUT_MS)
    return ready_window


def test_the_rule_by_which_a_label_is_doubtful_is_said_with_its_numbers(
    searched: MainWindow,
) -> None:
    rule, found = (searched.findChild(QLabel, f"doubts_{name}") for name in ("why", "words"))
    assert rule is not None
    assert found is not None
    assert "no less probable than it is on average" in rule.text()
    doubts = searched.findChild(LabelDoubts)
    assert doubts is not None
    thresholds = doubts.thresholds
    assert len(thresholds) == 3
    for end in (min(thresholds.values()), max(thresholds.values())):
        assert format_confidence(end) in found.text()


def test_a_doubtful_label_is_not_marked_as_a_wrong_answer(searched: MainWindow) -> None:
    grid, doubts = searched.findChild(QListView, "doubts_grid"), searched.findChild(LabelDoubts)
    dataset = searched.controller.dataset
    assert grid is not None
    assert doubts is not None
    assert doubts.doubts is not None
    assert dataset is not None
    model, names = grid.model(), dataset.class_names
    for row in range(3):
        index = model.index(row, 0)
        picture = model.picture(row)
        doubt = doubts.doubts[picture]
        words = (
            f"picture {picture + 1}: labelled as {names[doubt.given]}, seems to be "
            f"{names[doubt.seems]}, {format_confidence(doubt.probability)}"
        )
        assert index.data(Qt.ItemDataRole.AccessibleTextRole) == words
        grid.scrollTo(index)
        for name in ("light", "dark"):
            searched.appearance.set_theme(name)
            theme = load_theme(name)
            seen = colours_of(grid.viewport(), grid.visualRect(index))
            assert theme.border in seen
            assert not seen & {theme.right, theme.wrong}


def test_doubtful_labels_are_corrected_left_out_and_taken_back(
    qtbot: QtBot, searched: MainWindow
) -> None:
    controller, grid = searched.controller, searched.findChild(QListView, "doubts_grid")
    noisy, clean = controller.dataset, small_dataset(shape=(8, 8, 3), train=60)
    assert grid is not None
    assert noisy is not None
    found = [grid.model().picture(row) for row in range(grid.model().rowCount())]
    wrong = np.flatnonzero(noisy.train_y != clean.train_y).tolist()
    assert len(found) > 3
    assert set(found) <= set(wrong)

    def train_y() -> np.ndarray:
        assert controller.dataset is not None
        return controller.dataset.train_y

    first, second, *others = found
    name = clean.class_names[clean.train_y[first]]
    assert button(searched, "relabel").text() == f"Relabel as “{name}”"
    click(searched, "relabel")
    qtbot.waitUntil(lambda: train_y()[first] == clean.train_y[first])
    assert np.count_nonzero(train_y() != clean.train_y) == len(wrong) - 1
    assert grid.model().picture(0) == second
    click(searched, "leave_doubt_out")
    qtbot.waitUntil(lambda: len(train_y()) == 59)
    np.testing.assert_array_equal(
        train_y() != np.delete(clean.train_y, second),
        np.isin(np.delete(np.arange(60), second), sorted(set(wrong) - {first, second})),
    )
    click(searched, "leave_doubts_out")
    qtbot.waitUntil(lambda: len(train_y()) == 59 - len(others))
    assert not grid.isVisible()
    split = searched.findChild(QLabel, "split_words")
    assert split is not None
    assert "Labels that were corrected: 1." in split.text()
    assert f"Training pictures that are left out: {1 + len(others)}." in split.text()
    click(searched, "take_doubts_back")
    qtbot.waitUntil(lambda: len(train_y()) == 60)
    assert split.text() == "The pictures are split as they were when the data was opened."
    np.testing.assert_array_equal(train_y(), noisy.train_y)
    assert grid.model().rowCount() == len(found)
    undo, redo = (searched.actions_by_name[name] for name in ("undo", "redo"))
    assert undo.text().endswith("take corrections back")
    undo.trigger()
    qtbot.waitUntil(lambda: len(train_y()) == 59 - len(others))
    assert undo.text().endswith(f"leave {len(others)} pictures out")
    undo.trigger()
    assert undo.text().endswith("leave a picture out")
    undo.trigger()
    qtbot.waitUntil(lambda: len(train_y()) == 60)
    assert undo.text().endswith("relabel a picture")
    assert np.count_nonzero(train_y() != clean.train_y) == len(wrong) - 1
    undo.trigger()
    qtbot.waitUntil(lambda: np.array_equal(train_y(), noisy.train_y))
    assert grid.model().rowCount() == len(found)
    redo.trigger()
    qtbot.waitUntil(lambda: train_y()[first] == clean.train_y[first])
    # In another split, the pictures are elsewhere.
    searched.workspace.curation.change(
        replace(searched.workspace.curation.wanted, test_share=0.4, seed=3), title="test"
    )
    qtbot.waitUntil(lambda: not grid.isVisible())
    assert "corrected in another split" in split.text()
    undo.trigger()
    qtbot.waitUntil(grid.isVisible)
    assert grid.model().rowCount() == len(found) - 1
    assert "Labels that were corrected: 1." in split.text()
    assert "corrected in another split" not in split.text()


def test_a_search_can_be_stopped_and_needs_a_recipe_and_tensorflow(
    qtbot: QtBot, ready_window: MainWindow
) -> None:
    ready_window.actions_by_name["view_data"].trigger()
    epochs = ready_window.findChild(QLineEdit, "doubts_epochs")
    assert epochs is not None
    epochs.setText("10000")
    find, title = button(ready_window, "find_doubts"), "Find doubtful labels"
    why_not = ready_window.findChild(QLabel, "find_doubts_words")
    assert why_not is not None
    assert find.text() == title
    find.click()
    assert find.text() == "Stop"
    find.click()
    assert find.text() == title
    # What else takes the thread gets it.
    epochs.setText("1")
    find.click()
    qtbot.waitUntil(lambda: find.text() == title, timeout=ENGINE_TIMEOUT_MS)
    assert ready_window.controller.state is RunState.READY
    assert not why_not.isVisible()
    ready_window.editor.edit(small_draft().with_field("layers", "x"), title="wrong")
    assert not find.isEnabled()
    assert "recipe" in why_not.text()
    assert why_not.isVisible()
    ready_window.editor.edit(small_draft(), title="right")
    assert find.isEnabled()
    ready_window.controller.engine_ready = False
    ready_window.controller.state_changed.emit()
    assert not find.isEnabled()
    assert "TensorFlow" in why_not.text()
