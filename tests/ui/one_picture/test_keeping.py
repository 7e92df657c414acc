"""Pictures kept as labelled ones: counted, saved, trained on, and not lost unasked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from signs_studio.data.photographs.fitting import fit_picture
from signs_studio.ui.one_picture.one_picture_view import OnePictureView
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.widgets.elided_label import ElidedLabel
from tests.ui.conftest import ENGINE_TIMEOUT_MS, answer, question, type_into_file_dialogs

OpenPhotographs = Callable[..., list[Path]]


def click(view: OnePictureView, name: str) -> None:
    found = view.findChild(QPushButton, name)
    assert found is not None
    assert found.isEnabled()
    found.click()


def counts(view: OnePictureView) -> str:
    label = view.findChild(QLabel, "kept_counts")
    assert label is not None
    return label.text() if label.isVisible() else ""


def keep(qtbot: QtBot, window: MainWindow, view: OnePictureView, sign: str) -> None:
    box = view.findChild(QComboBox, "keep_class")
    assert box is not None
    box.setEditText(sign)
    with qtbot.waitSignal(window.workspace.kept_pictures.changed):
        click(view, "keep_picture")


def test_kept_pictures_are_counted_by_class_and_taken_back(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    (path,) = open_photographs()
    box = view.findChild(QComboBox, "keep_class")
    assert box is not None
    assert [box.itemText(i) for i in range(box.count())] == ["0", "1", "2"]
    assert counts(view) == ""
    for sign in ("2", "2", "thumb"):
        keep(qtbot, ready_window, view, sign)
    assert counts(view) == "Kept: 2: 2, thumb: 1"
    assert [box.itemText(i) for i in range(box.count())] == ["0", "1", "2", "thumb"]
    kept = ready_window.workspace.kept_pictures.all[-1]
    wanted = fit_picture(np.asarray(Image.open(path)), shape=(256, 256, 3))
    np.testing.assert_array_equal(kept.pixels, wanted)
    click(view, "take_back_kept")
    assert counts(view) == "Kept: 2: 2"
    box.setEditText("  ")
    button = view.findChild(QPushButton, "keep_picture")
    assert button is not None
    assert not button.isEnabled(), "it has no name"


def test_the_class_follows_the_answer_until_a_person_chooses(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    window = ready_window
    open_photographs(2)
    box, answer_label = (
        view.findChild(QComboBox, "keep_class"),
        view.findChild(ElidedLabel, "answer"),
    )
    assert box is not None
    assert answer_label is not None
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()
    qtbot.waitUntil(lambda: answer_label.words == f"y = {box.currentText()}")
    for name in ("2", "1", "0"):
        view.keep_bar.suggest(name)
        assert box.currentText() == name
    box.setCurrentIndex(1)
    box.activated.emit(1)
    view.keep_bar.suggest("2")
    assert box.currentText() == "1", "a person chose it"
    window.workspace.photographs.choose(1)
    qtbot.waitUntil(lambda: answer_label.isVisible())
    qtbot.waitUntil(lambda: answer_label.words == f"y = {box.currentText()}")


def test_what_was_kept_is_marked_and_the_next_photograph_follows(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    open_photographs(2)
    photographs, strip = ready_window.workspace.photographs, view.thumbnails
    kept_as = view.findChild(ElidedLabel, "kept_as")
    assert kept_as is not None

    def marks() -> list[bool]:
        return [bool(strip.item(row).text()) for row in range(strip.count())]

    assert marks() == [False, False]
    keep(qtbot, ready_window, view, "2")
    assert photographs.chosen == 1
    assert marks() == [True, False]
    assert "kept as 2" in strip.item(0).toolTip()
    assert not kept_as.isVisible()
    qtbot.waitUntil(lambda: view.findChild(QPushButton, "keep_picture").isEnabled())
    keep(qtbot, ready_window, view, "1")
    assert photographs.chosen == 1, "it is the last"
    assert marks() == [True, True]
    assert kept_as.isVisible()
    assert kept_as.words == "kept as 1"
    click(view, "take_back_kept")
    assert marks() == [True, False]
    assert not kept_as.isVisible()


def test_what_is_typed_is_not_completed_to_another_class(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    open_photographs()
    keep(qtbot, ready_window, view, "30")
    box = view.findChild(QComboBox, "keep_class")
    assert box is not None
    box.lineEdit().selectAll()
    QTest.keyClicks(box, "3")
    with qtbot.waitSignal(ready_window.workspace.kept_pictures.changed):
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert counts(view) == "Kept: 30: 1, 3: 1"


def test_they_are_added_to_the_training_pictures(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    window = ready_window
    open_photographs()
    for sign in ("1", "four"):
        keep(qtbot, window, view, sign)
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()
    before = window.controller.dataset
    assert before is not None
    with qtbot.waitSignal(window.controller.data_changed):
        click(view, "add_kept")
    assert question(window) is None
    after = window.controller.dataset
    assert after is not None
    assert after.class_names == (*before.class_names, "four")
    assert len(after.train_y) == len(before.train_y) + 2
    assert sorted(after.train_y.tolist()) == sorted([*before.train_y.tolist(), 1, 3])
    assert after.test_x is before.test_x
    button = view.findChild(QPushButton, "add_kept")
    assert button is not None
    assert not button.isEnabled(), "they are among them"
    window.controller.set_data(replace(before, source="elsewhere"))
    assert button.isEnabled(), "in other data they are not"
    window.controller.set_data(replace(before))
    assert button.isEnabled(), "nor in the same file opened again"


def test_what_is_kept_while_others_are_added_is_still_to_be_added(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    window = ready_window
    before = window.controller.dataset
    assert before is not None
    open_photographs()
    keep(qtbot, window, view, "1")
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS):
        window.train()
    with qtbot.waitSignal(window.workspace.curation.prepared):
        click(view, "add_kept")
        keep(qtbot, window, view, "2")
    (still,) = window.workspace.kept_pictures.to_add
    assert still.sign == "2"
    with qtbot.waitSignal(window.controller.data_changed):
        click(view, "add_kept")
    after = window.controller.dataset
    assert after is not None
    assert after.train_y[len(before.train_y) :].tolist() == [1, 2]
    assert window.workspace.kept_pictures.to_add == ()


def test_kept_pictures_follow_their_class_when_it_is_renamed(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    window = ready_window
    open_photographs()
    keep(qtbot, window, view, "1")
    with qtbot.waitSignal(window.controller.data_changed):
        assert window.workspace.curation.rename_class(1, "one")
    assert counts(view) == "Kept: one: 1"
    with qtbot.waitSignal(window.controller.data_changed):
        click(view, "add_kept")
    assert window.controller.dataset is not None
    assert window.controller.dataset.class_names == ("0", "one", "2")


def test_kept_pictures_follow_a_class_that_undo_takes_away_and_redo_brings_back(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    window, curation = ready_window, ready_window.workspace.curation
    open_photographs()
    keep(qtbot, window, view, "new")
    with qtbot.waitSignal(window.controller.data_changed):
        click(view, "add_kept")
    with qtbot.waitSignal(window.controller.data_changed):
        assert curation.rename_class(3, "other")
    assert counts(view).startswith("Kept: other: 1")
    for actions in (("undo", "undo"), ("redo",)):
        for name in actions:
            window.actions_by_name[name].trigger()
        qtbot.waitUntil(lambda: not curation.is_preparing)
    assert window.controller.dataset is not None
    assert window.controller.dataset.class_names == ("0", "1", "2", "new")
    assert counts(view).startswith("Kept: new: 1")


def test_a_set_is_collected_from_nothing_saved_and_opened(
    qtbot: QtBot,
    ready_window: MainWindow,
    view: OnePictureView,
    open_photographs: OpenPhotographs,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    window = ready_window
    open_photographs()
    click(view, "new_set")
    box = view.findChild(QComboBox, "keep_class")
    assert box is not None
    assert box.count() == 0
    assert "new set" in counts(view)
    for sign in ("yes", "yes", "no", "no"):
        keep(qtbot, window, view, sign)
    folder = tmp_path / "mine"
    type_into_file_dialogs(monkeypatch, folder)
    with qtbot.waitSignal(window.controller.data_changed, timeout=20_000):
        click(view, "save_kept")
    assert not window.workspace.kept_pictures.has_unsaved
    dataset = window.controller.dataset
    assert dataset is not None
    assert dataset.path == folder
    assert sorted(dataset.class_names) == ["no", "yes"]
    assert len(dataset.train_y) + len(dataset.test_y) == 4


def test_what_is_in_no_folder_is_not_lost_unasked(
    qtbot: QtBot, ready_window: MainWindow, view: OnePictureView, open_photographs: OpenPhotographs
) -> None:
    window = ready_window
    open_photographs()
    keep(qtbot, window, view, "1")
    click(view, "new_set")
    assert question(window) is not None
    answer(window, "keep")
    assert counts(view) == "Kept: 1: 1"
    assert not window.close()
    assert question(window) is not None
    answer(window, "keep")
    assert window.isVisible()
    assert not window.close()
    answer(window, "agree")
    assert not window.isVisible()
