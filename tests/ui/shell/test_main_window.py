import json
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.events import FinishReason, RunFinished
from signs_studio.ui.runs.run_columns import INDEX
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.state.appearance import LARGEST_SCALE
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.widgets.elided_label import ElidedLabel
from signs_studio.worker.run_state import RunState
from tests.data.archives.hdf5.mutator import HOSTILE
from tests.full_disk import full_disk
from tests.ui.conftest import (
    ENGINE_TIMEOUT_MS,
    small_dataset,
    small_draft,
    type_into_file_dialogs,
)


def button(window: MainWindow, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def label(window: MainWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.words if isinstance(found, ElidedLabel) else found.text()


def click(window: MainWindow, name: str) -> None:
    QTest.mouseClick(button(window, name), Qt.MouseButton.LeftButton)


def train_to_the_end(qtbot: QtBot, window: MainWindow) -> RunFinished:
    with qtbot.waitSignal(window.run_shown, timeout=ENGINE_TIMEOUT_MS) as shown:
        click(window, "train")
    (terminal,) = shown.args
    assert isinstance(terminal, RunFinished)
    return terminal


def drop(window: MainWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


class TestTraining:
    def test_train_says_why_it_cannot_start(
        self, qtbot: QtBot, make_window: Callable[[], MainWindow]
    ) -> None:
        window = make_window()
        assert not button(window, "train").isEnabled()
        assert "pictures" in button(window, "train").toolTip()
        window.controller.set_data(small_dataset())
        qtbot.waitUntil(button(window, "train").isEnabled, timeout=ENGINE_TIMEOUT_MS)
        window.editor.edit(window.editor.draft.with_field("epochs", "many"), title="test")
        assert not button(window, "train").isEnabled()
        assert "Epochs must be a whole number" in button(window, "train").toolTip()
        assert label(window, "pace") == button(window, "train").toolTip()
        assert label(window, "epoch_counter") == "Epoch 0"
        draft = window.editor.draft.with_field("epochs", "70").with_field("seed", "none")
        window.editor.edit(draft, title="test")
        assert label(window, "epoch_counter") == "Epoch 0 of 70"

    def test_click_on_train_learns_and_shows_it(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        terminal = train_to_the_end(qtbot, ready_window)
        assert terminal.reason is FinishReason.COMPLETED
        assert label(ready_window, "epoch_counter") == "Epoch 5 of 5"
        record = ready_window.controller.record
        assert record is not None
        assert len(record) == 5
        table = ready_window.findChild(QTableView, "runs_table")
        assert isinstance(table, QTableView)
        assert table.model().index(0, INDEX["epochs"]).data() == "5"

    def test_pictures_show_the_predictions_of_the_last_epoch(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        train_to_the_end(qtbot, ready_window)
        snapshot = ready_window.controller.snapshot
        dataset = ready_window.controller.dataset
        assert snapshot is not None
        assert dataset is not None
        right = int((snapshot.probabilities.argmax(axis=1) == dataset.test_y).sum())
        texts = [found.text() for found in ready_window.findChildren(QLabel)]
        assert any(text.startswith(f"{right} of 12 ") for text in texts)

    def test_train_more_goes_on_where_the_run_ended(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        train_to_the_end(qtbot, ready_window)
        assert button(ready_window, "train").text() == "Train more"
        terminal = train_to_the_end(qtbot, ready_window)
        assert terminal.epochs == 10
        assert label(ready_window, "epoch_counter") == "Epoch 10 of 10"

    def test_a_stopped_run_is_finished_or_trained_for_more(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        click(ready_window, "step")
        controller = ready_window.controller
        more = ready_window.findChild(QAction, "action_train_more")
        message = ready_window.findChild(ElidedLabel, "message")
        assert isinstance(more, QAction)
        assert isinstance(message, ElidedLabel)
        qtbot.waitUntil(lambda: controller.state is RunState.PAUSED, timeout=ENGINE_TIMEOUT_MS)
        assert not more.isEnabled()
        with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
            click(ready_window, "stop")

        train = button(ready_window, "train")
        assert (train.text(), more.isEnabled()) == ("Resume", True)
        assert "to epoch 5" in train.toolTip()
        arrow = button(ready_window, "other")
        assert arrow.isVisible()
        assert isinstance(arrow, QToolButton)
        assert arrow.menu().actions() == [more]
        assert label(ready_window, "epoch_counter") == "Epoch 1 of 5"
        assert message.words == "Stopped after 1 of 5 epochs."
        with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
            click(ready_window, "step")
            assert message.words == ""
        assert label(ready_window, "epoch_counter") == "Epoch 2 of 5"
        with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
            click(ready_window, "step")
            pace = label(ready_window, "pace")
            assert "epochs/s" in pace
            assert "left" not in pace, "one epoch is no way to the end"
        with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS) as shown:
            click(ready_window, "train")
            assert message.words == ""  # It is not stopped any more.
        assert shown.args[0].epochs == 5
        assert train.text() == "Train more"
        with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS) as shown:
            assert not arrow.isVisible(), "to train more is all that can be done"
            more.trigger()
            assert message.words == ""
            assert not arrow.isVisible()
        assert shown.args[0].epochs == 10

    def test_another_recipe_is_another_run(self, qtbot: QtBot, ready_window: MainWindow) -> None:
        train_to_the_end(qtbot, ready_window)
        draft = ready_window.editor.draft.with_field("seed", "9")
        ready_window.editor.edit(draft, title="test")
        assert button(ready_window, "train").text() == "Train"
        assert "in place of that of Run 1" in button(ready_window, "train").toolTip()
        assert train_to_the_end(qtbot, ready_window).epochs == 5
        assert len(ready_window.workspace.library.entries) == 2

    def test_reset_then_train_repeats_the_run_to_the_bit(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        train_to_the_end(qtbot, ready_window)
        first = ready_window.controller.record
        click(ready_window, "reset")
        assert ready_window.controller.record is None
        assert label(ready_window, "epoch_counter") == "Epoch 0 of 5"
        train_to_the_end(qtbot, ready_window)
        second = ready_window.controller.record
        assert first is not None
        assert second is not None
        assert first is not second
        np.testing.assert_array_equal(first.series("cost"), second.series("cost"))

    def test_step_pauses_after_one_epoch_and_resume_ends_the_run(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        click(ready_window, "step")
        controller = ready_window.controller
        qtbot.waitUntil(lambda: controller.state is RunState.PAUSED, timeout=ENGINE_TIMEOUT_MS)
        assert controller.record is not None
        assert len(controller.record) == 1
        assert ready_window.actions_by_name["pause"].isChecked()
        assert button(ready_window, "train").text() == "Resume"
        assert "Go on with the run" in button(ready_window, "train").toolTip()
        with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
            click(ready_window, "train")
        assert not ready_window.actions_by_name["pause"].isChecked()
        assert len(controller.record) == 5

    def test_the_main_button_is_the_next_thing_to_press_and_no_button_moves(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        ready_window.editor.edit(small_draft(epochs=1_000_000), title="test")
        controller = ready_window.controller
        main, pause = button(ready_window, "train"), ready_window.actions_by_name["pause"]
        places, titles = [], []

        def appearance() -> None:
            QApplication.processEvents()
            names = ("train", "step", "stop", "reset")
            places.append([button(ready_window, name).geometry() for name in names])
            titles.append((main.text(), main.isEnabled()))

        appearance()
        for press, state in (
            (main.click, RunState.RUNNING),
            (main.click, RunState.PAUSED),
            (pause.trigger, RunState.RUNNING),
            (pause.trigger, RunState.PAUSED),
            (main.click, RunState.RUNNING),
            (button(ready_window, "stop").click, RunState.FINISHED),
        ):
            press()
            qtbot.waitUntil(lambda s=state: controller.state is s, timeout=ENGINE_TIMEOUT_MS)
            assert pause.isChecked() is (state is RunState.PAUSED)
            appearance()
        running, paused = ("Pause", True), ("Resume", True)
        ready, ended = ("Train", True), ("Resume", True)
        assert titles == [ready, running, paused, running, paused, running, ended]
        assert places == [places[0]] * len(places)

    def test_a_double_click_on_train_trains(self, qtbot: QtBot, ready_window: MainWindow) -> None:
        ready_window.editor.edit(small_draft(epochs=1_000_000), title="test")
        controller = ready_window.controller
        main = button(ready_window, "train")
        # What comes of a double click: press, release, double click, release.
        QTest.mouseClick(main, Qt.MouseButton.LeftButton)
        QTest.mouseDClick(main, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(main, Qt.MouseButton.LeftButton)
        assert main.text() == "Pause"
        qtbot.waitUntil(lambda: len(controller.record or ()) > 3, timeout=ENGINE_TIMEOUT_MS)
        assert controller.state is RunState.RUNNING

    def test_progress_is_quiet_at_the_end(self, qtbot: QtBot, ready_window: MainWindow) -> None:
        progress = ready_window.findChild(QProgressBar, "progress")
        assert isinstance(progress, QProgressBar)

        def filled() -> str:
            image = QImage(progress.size(), QImage.Format.Format_RGB32)
            progress.render(image)
            return image.pixelColor(1, 1).name()

        theme = ready_window.appearance.theme
        click(ready_window, "step")
        qtbot.waitUntil(
            lambda: ready_window.controller.state is RunState.PAUSED, timeout=ENGINE_TIMEOUT_MS
        )
        assert (progress.value(), filled()) == (1, theme.muted)
        train_to_the_end(qtbot, ready_window)
        assert (progress.value(), filled()) == (5, theme.divider)
        assert progress.height() == 3
        assert progress.width() == ready_window.width()

    def test_stop_keeps_what_was_learnt(self, qtbot: QtBot, ready_window: MainWindow) -> None:
        ready_window.editor.edit(small_draft(epochs=1_000_000), title="test")
        click(ready_window, "train")
        controller = ready_window.controller
        qtbot.waitUntil(
            lambda: controller.record is not None and len(controller.record) > 3,
            timeout=ENGINE_TIMEOUT_MS,
        )
        with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS) as shown:
            click(ready_window, "stop")
        (terminal,) = shown.args
        assert terminal.reason is FinishReason.STOPPED
        assert controller.record is not None
        assert terminal.epochs == len(controller.record)
        assert controller.state is RunState.FINISHED

    def test_recipe_is_locked_while_a_run_is_on(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        click(ready_window, "step")
        epochs = ready_window.findChild(QLineEdit, "epochs")
        assert isinstance(epochs, QLineEdit)
        assert not epochs.isEnabled()
        assert "Stop" in label(ready_window, "preset_shows")
        with qtbot.waitSignal(ready_window.run_shown, timeout=ENGINE_TIMEOUT_MS):
            click(ready_window, "stop")
        assert epochs.isEnabled()

    def test_a_cost_that_is_not_finite_is_put_into_words(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        draft = small_draft(epochs=50).with_field("layers", "64:linear,64:linear,64:linear")
        draft = draft.with_field("optimizer", "sgd").with_field("learning_rate", "1e6")
        ready_window.editor.edit(draft, title="test")
        terminal = train_to_the_end(qtbot, ready_window)
        assert terminal.reason is FinishReason.DIVERGED
        message = ready_window.findChild(ElidedLabel, "message")
        assert isinstance(message, ElidedLabel)
        assert "no longer a finite number" in message.words
        assert "learning rate" in message.words
        assert ready_window.findChild(QLabel, "banner_message") is None


class TestData:
    def test_a_dropped_file_is_opened(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        train_path, _ = write_signs(small_dataset(seed=3, test=6), tmp_path)
        with qtbot.waitSignal(ready_window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
            drop(ready_window, train_path)
        dataset = ready_window.controller.dataset
        assert dataset is not None
        assert len(dataset.test_y) == 6
        assert "24 training + 6 test" in label(ready_window, "data_counts")

    def test_a_file_that_cannot_be_used_changes_nothing(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        before = ready_window.controller.dataset
        path = tmp_path / "notes.h5"
        path.write_text("not a data file")
        with qtbot.waitSignal(ready_window.data_thread.refused, timeout=ENGINE_TIMEOUT_MS):
            drop(ready_window, path)
        qtbot.waitUntil(lambda: "HDF5" in label(ready_window, "banner_message"))
        assert ready_window.controller.dataset is before
        assert button(ready_window, "train").isEnabled()

    def test_escape_cancels_an_opening_that_never_ends(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        before = ready_window.controller.dataset
        cancel = ready_window.actions_by_name["cancel_opening"]
        assert cancel.shortcut() == QKeySequence(Qt.Key.Key_Escape)
        assert not cancel.isEnabled()
        HOSTILE["an index that claims 2^62 blocks"](tmp_path / "endless.h5")
        drop(ready_window, tmp_path / "endless.h5")
        assert cancel.isEnabled()
        assert "Esc cancels" in label(ready_window, "message")
        with qtbot.waitSignal(ready_window.data_thread.cancelled, timeout=ENGINE_TIMEOUT_MS):
            cancel.trigger()
        qtbot.waitUntil(lambda: "cancelled" in label(ready_window, "message"))
        assert not cancel.isEnabled()
        assert ready_window.controller.dataset is before

    def test_another_file_is_not_kept_waiting_by_one_that_never_ends(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        HOSTILE["an index that claims 2^62 blocks"](tmp_path / "endless.h5")
        write_signs(small_dataset(seed=5, train=30), tmp_path)
        drop(ready_window, tmp_path / "endless.h5")
        with qtbot.waitSignals(
            [ready_window.data_thread.cancelled, ready_window.controller.data_changed],
            timeout=ENGINE_TIMEOUT_MS,
        ):
            drop(ready_window, tmp_path / "train_signs.h5")
        dataset = ready_window.controller.dataset
        assert dataset is not None
        assert len(dataset.train_y) == 30
        assert "cancelled" not in label(ready_window, "message")

    def test_a_file_that_gives_way_to_another_is_not_said_to_be_cancelled(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        for name in ("one.h5", "two.h5"):
            HOSTILE["an index that claims 2^62 blocks"](tmp_path / name)
        drop(ready_window, tmp_path / "one.h5")
        with qtbot.waitSignal(ready_window.data_thread.cancelled, timeout=ENGINE_TIMEOUT_MS):
            drop(ready_window, tmp_path / "two.h5")
        assert label(ready_window, "message") == "Opening two.h5… (Esc cancels)"

    def test_of_several_files_none_is_taken_at_random(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        pair = write_signs(small_dataset(seed=5, train=30), tmp_path)
        before = ready_window.controller.dataset
        with qtbot.waitSignal(ready_window.data_thread.refused, timeout=ENGINE_TIMEOUT_MS):
            drop(ready_window, pair[0], tmp_path / "notes.txt")
        assert ready_window.controller.dataset is before
        with qtbot.waitSignal(ready_window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
            drop(ready_window, *pair)

    def test_data_opened_during_a_run_ends_it(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        folder = tmp_path / "other"
        folder.mkdir()
        write_signs(small_dataset(seed=5, train=30), folder)
        ready_window.editor.edit(small_draft(epochs=1_000_000), title="test")
        click(ready_window, "train")
        with qtbot.waitSignal(ready_window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
            drop(ready_window, folder)
        dataset = ready_window.controller.dataset
        assert dataset is not None
        assert len(dataset.train_y) == 30
        assert ready_window.controller.state is RunState.READY

    def test_labels_from_a_file_are_shown_as_plain_text(
        self, qtbot: QtBot, ready_window: MainWindow, tmp_path: Path
    ) -> None:
        with h5py.File(tmp_path / "one.h5", "w") as file:
            data = small_dataset()
            file["train_set_x"], file["train_set_y"] = data.train_x, data.train_y
            file["test_set_x"], file["test_set_y"] = data.test_x, data.test_y
            file["list_classes"] = np.array([b"<b>a</b>", b"b", b"c"])
        with qtbot.waitSignal(ready_window.controller.data_changed, timeout=ENGINE_TIMEOUT_MS):
            drop(ready_window, tmp_path / "one.h5")
        dataset = ready_window.controller.dataset
        assert dataset is not None
        assert dataset.class_names[0] == "<b>a</b>"


class TestRemembering:
    def test_recipe_place_and_runs_come_back(
        self, qtbot: QtBot, make_window: Callable[[], MainWindow], preferences: Preferences
    ) -> None:
        window = make_window()
        window.controller.set_data(small_dataset())
        window.editor.edit(small_draft(), title="test")
        qtbot.waitUntil(button(window, "train").isEnabled, timeout=ENGINE_TIMEOUT_MS)
        train_to_the_end(qtbot, window)
        record = window.controller.record
        assert record is not None
        window.appearance.set_theme("dark")
        for name in ("log_cost", "smooth"):
            button(window, name).click()
        assert window.leave()

        again = make_window()
        switched = [button(again, name).isChecked() for name in ("log_cost", "smooth")]
        assert switched == [False, True]
        assert again.editor.draft == small_draft()
        assert preferences.theme() == "dark"
        library = again.workspace.library
        qtbot.waitUntil(lambda: bool(library.record_of(record.key)), timeout=ENGINE_TIMEOUT_MS)
        earlier = library.record_of(record.key)
        assert earlier is not None
        np.testing.assert_array_equal(earlier.series("cost"), record.series("cost"))

    @pytest.mark.parametrize("name", ["log_cost", "smooth"])
    def test_a_switch_is_saved_by_itself(
        self,
        qtbot: QtBot,
        make_window: Callable[[], MainWindow],
        preferences: Preferences,
        name: str,
    ) -> None:
        window = make_window()
        # What the window asked to be saved while it was built is out of the way.
        assert window.saver.save(ENGINE_TIMEOUT_MS) == ""
        before = button(window, name).isChecked()
        with qtbot.waitSignal(window.saver.saved, timeout=ENGINE_TIMEOUT_MS):
            button(window, name).click()
        assert preferences.switch(name, default=before) is not before

    def test_a_memory_that_makes_no_sense_is_as_good_as_none(
        self,
        qtbot: QtBot,
        preferences: Preferences,
        tmp_path: Path,
        make_window: Callable[[], MainWindow],
    ) -> None:
        settings = tmp_path / "settings.ini"
        settings.write_text(
            "[General]\nrecipe=[1\nscale=1e400\ntheme=pink\n[plots]\nsmooth=3\n", encoding="utf-8"
        )
        damaged = tmp_path / "home" / "runs" / ("0" * 16)
        damaged.mkdir(parents=True)
        (damaged / "run.json").write_text(json.dumps({"recipe": 3}), encoding="utf-8")
        window = make_window()
        assert window.editor.validation.recipe is not None
        library = window.workspace.library
        qtbot.waitUntil(lambda: bool(library.refused), timeout=ENGINE_TIMEOUT_MS)
        assert library.entries == ()
        assert preferences.scale() == 1.0
        assert not button(window, "smooth").isChecked()


@pytest.mark.parametrize("state", ["loading", "ready", "running", "paused", "finished"])
def test_closing_in_every_state_saves_and_leaves(
    state: str,
    qtbot: QtBot,
    make_window: Callable[[], MainWindow],
    preferences: Preferences,
) -> None:
    window = make_window()
    window.editor.edit(small_draft(epochs=1_000_000), title="test")
    if state != "loading":
        window.controller.set_data(small_dataset())
        qtbot.waitUntil(button(window, "train").isEnabled, timeout=ENGINE_TIMEOUT_MS)
    controller = window.controller
    if state == "running":
        click(window, "train")
    elif state in ("paused", "finished"):
        click(window, "step")
        qtbot.waitUntil(lambda: controller.state is RunState.PAUSED, timeout=ENGINE_TIMEOUT_MS)
    if state == "finished":
        click(window, "stop")
        qtbot.waitUntil(lambda: controller.state is RunState.FINISHED, timeout=ENGINE_TIMEOUT_MS)
    assert window.close()
    assert not window.isVisible()
    assert preferences.draft() == small_draft(epochs=1_000_000)


def test_undo_and_redo_of_the_recipe(ready_window: MainWindow) -> None:
    before = ready_window.editor.draft
    click(ready_window, "add_layer")
    assert len(ready_window.editor.draft.layers) == 2
    ready_window.undo_stack.undo()
    assert ready_window.editor.draft == before
    ready_window.undo_stack.redo()
    assert len(ready_window.editor.draft.layers) == 2


def test_every_input_and_button_has_an_accessible_name(ready_window: MainWindow) -> None:
    inputs = [w for w in ready_window.findChildren(QWidget) if w.focusPolicy() and w.isVisible()]
    named = {type(w).__name__ for w in inputs}
    assert {"QLineEdit", "QPushButton", "QToolButton"} <= named
    nameless = [
        f"{type(w).__name__} {w.objectName()}"
        for w in inputs
        if isinstance(w, QLineEdit | QAbstractButton)
        and not w.objectName().startswith("qt_")
        and not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))
        and not isinstance(w.parent(), QComboBox)
    ]
    assert nameless == []


def test_a_picture_of_the_window_is_saved(ready_window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "window.png"
    assert ready_window.save_picture(path)
    assert path.stat().st_size > 10_000
    assert not ready_window.save_picture(tmp_path / "absent" / "window.png")


def test_a_picture_that_cannot_be_written_leaves_the_one_before_and_is_said(
    ready_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "window.png"
    type_into_file_dialogs(monkeypatch, path)
    ready_window.actions_by_name["save_picture"].trigger()
    before = path.read_bytes()
    ready_window.lessons.open()
    assert ready_window.lessons.window is not None
    with full_disk(2000):
        ready_window.actions_by_name["save_picture"].trigger()
        assert not ready_window.lessons.window.save_picture(path)
    assert "could not be saved" in label(ready_window, "banner_message")
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".saving-*"))
    assert ready_window.lessons.window.save_picture(path)
    assert path.read_bytes() != before


def test_larger_and_smaller_words(ready_window: MainWindow) -> None:
    before = button(ready_window, "train").font().pointSizeF()
    ready_window.actions_by_name["larger"].trigger()
    assert button(ready_window, "train").font().pointSizeF() > before
    ready_window.actions_by_name["smaller"].trigger()
    assert button(ready_window, "train").font().pointSizeF() == pytest.approx(before, rel=0.01)


class TestRoom:
    """Nothing that is said makes the window wider, or is lost."""

    def test_no_sentence_sets_the_width_of_the_window(self, ready_window: MainWindow) -> None:
        window = ready_window
        window.resize(1280, 800)
        before = window.minimumSizeHint().width()
        draft = small_draft().with_field("layers", "global_pool,max_pool,16:relu")
        window.editor.edit(draft, title="test")
        bar = window.findChild(ElidedLabel, "pace")
        assert isinstance(bar, ElidedLabel)
        assert bar.words == button(window, "train").toolTip()
        assert bar.words.startswith("Layer 2: Max pool needs a picture")
        QApplication.processEvents()
        assert window.minimumSizeHint().width() == before
        assert window.width() == 1280

    def test_large_words_fit_into_a_small_screen(
        self, qtbot: QtBot, ready_window: MainWindow
    ) -> None:
        window = ready_window
        window.editor.edit(PRESETS["convnet"].draft, title="test")
        window.controller.set_data(small_dataset(shape=(64, 64, 3)))
        bar = ("train", "step", "stop", "reset", "filter_all", "filter_wrong")

        def cut() -> list[str]:
            inputs = [
                found
                for kind in (QPushButton, QComboBox, QLineEdit)
                for found in window.findChildren(kind)
                if found.objectName() and found.isVisible()
            ]
            low = [w.objectName() for w in inputs if w.height() < w.minimumSizeHint().height()]
            buttons = [button(window, name) for name in bar]
            return low + [b.objectName() for b in buttons if b.width() < b.sizeHint().width()]

        counter = window.findChild(ElidedLabel, "epoch_counter")
        assert isinstance(counter, ElidedLabel)
        scale = 0.0
        while window.appearance.scale != scale:
            scale = window.appearance.scale
            window.resize(1280, 760)
            qtbot.waitUntil(lambda: cut() == [])
            qtbot.waitUntil(lambda: counter.text() == counter.words)
            least = window.minimumSizeHint()
            assert least.width() <= 1280, scale
            assert least.height() <= 760, scale
            window.appearance.enlarge()
        assert scale == LARGEST_SCALE
