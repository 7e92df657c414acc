"""Recipes that leave the window, and those that are opened, dropped and pasted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import Recipe
from signs_studio.recipe.sharing.file import recipe_to_json
from signs_studio.recipe.sharing.line import recipe_to_line
from signs_studio.recipe.sharing.reading import read_recipe
from signs_studio.runs.record import DataReference, RunRecord
from signs_studio.ui.shell.main_window import MainWindow
from signs_studio.ui.widgets.qr_code import QrCode
from signs_studio.worker.run_state import RunState
from tests.ui.conftest import ENGINE_TIMEOUT_MS, type_into_file_dialogs


def preset_recipe(name: str) -> Recipe:
    recipe = validate(PRESETS[name].draft).recipe
    assert recipe is not None
    return recipe


def drop(window: MainWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def paste(window: MainWindow, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    window.actions_by_name["paste"].trigger()


def words(window: MainWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    return found.text() if isinstance(found, QLabel) else ""


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    window = make_window()
    window.editor.edit(PRESETS["article"].draft, title="test")
    return window


def test_a_pasted_line_is_taken_and_undone(window: MainWindow) -> None:
    paste(window, "SIGNS1-AAAA")
    assert "damaged" in words(window, "banner_message")
    assert window.editor.draft == PRESETS["article"].draft
    paste(window, f"look: “{recipe_to_line(preset_recipe('convnet'))}”\n")
    assert window.editor.draft == PRESETS["convnet"].draft
    assert words(window, "message") == "Recipe taken: ConvNet"
    banner = window.findChild(QLabel, "banner_message")
    assert banner is not None
    assert not banner.isVisible(), "what was wrong before no longer is"
    window.actions_by_name["undo"].trigger()
    assert window.editor.draft == PRESETS["article"].draft


@pytest.mark.parametrize("name", ["epochs", "learning_rate"])
def test_a_field_with_the_focus_leaves_a_line_to_the_window(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    field = window.findChild(QWidget, name)
    assert field is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    field.setFocus()
    QGuiApplication.clipboard().setText(recipe_to_line(preset_recipe("quick")))
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.editor.draft == PRESETS["quick"].draft


def test_a_dropped_recipe_is_known_by_what_it_holds(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    named = tmp_path / "holiday.h5"
    named.write_bytes(recipe_to_json(preset_recipe("quick")))
    drop(window, named)
    assert window.editor.draft == PRESETS["quick"].draft
    named.write_bytes(recipe_to_json(preset_recipe("wide")).replace(b"256", b"-256"))
    drop(window, named)
    assert "“holiday.h5”: Layer 1: Units must be" in words(window, "banner_message")
    # Under a recipe's name, but none: it may be pictures, for all that is known.
    large = tmp_path / "recipe.json"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    with qtbot.waitSignal(window.data_thread.refused, timeout=ENGINE_TIMEOUT_MS):
        drop(window, large)
    assert "recipe.json" in words(window, "banner_message")
    assert window.editor.draft == PRESETS["quick"].draft


def test_a_recipe_is_opened(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "recipe.json"
    type_into_file_dialogs(monkeypatch, path)
    path.write_bytes(bytes(5000))
    window.actions_by_name["open_recipe"].trigger()
    assert words(window, "banner_message") == (
        "“recipe.json”: This is no recipe that was saved by Signs Studio."
    )
    path.write_text(recipe_to_line(preset_recipe("dropout")))
    window.actions_by_name["open_recipe"].trigger()
    assert window.editor.draft == PRESETS["dropout"].draft


def test_no_recipe_is_taken_while_a_run_is_on(window: MainWindow) -> None:
    window.controller.state = RunState.PAUSED
    paste(window, recipe_to_line(preset_recipe("quick")))
    window.controller.state = RunState.READY
    assert window.editor.draft == PRESETS["article"].draft
    assert "press Stop" in words(window, "message")


class TestSharing:
    @staticmethod
    def opened(window: MainWindow) -> QDialog:
        window.actions_by_name["share_recipe"].trigger()
        dialog = window.findChild(QDialog, "share_recipe")
        assert isinstance(dialog, QDialog)
        return dialog

    def test_what_is_shared_is_what_is_edited(self, window: MainWindow) -> None:
        window.editor.edit(window.editor.draft.with_field("seed", "77"), title="test")
        recipe = window.editor.validation.recipe
        assert recipe is not None
        dialog = self.opened(window)
        copy = dialog.findChild(QAbstractButton, "share_copy")
        choice = dialog.findChild(QComboBox, "share_choice")
        assert copy is not None
        assert choice is not None
        assert choice.isHidden(), "there is one recipe"
        copy.click()
        assert QGuiApplication.clipboard().text() == recipe_to_line(recipe)
        dialog.reject()

    def test_the_recipe_of_the_run_on_show_can_be_chosen(self, window: MainWindow) -> None:
        run = RunRecord(run_id=3, recipe=preset_recipe("quick"), origin=DataReference("", ""))
        window.controller.record = run
        dialog = self.opened(window)
        window.controller.record = None
        choice = dialog.findChild(QComboBox, "share_choice")
        line = dialog.findChild(QPlainTextEdit, "share_line")
        code = dialog.findChild(QrCode, "share_code")
        assert choice is not None
        assert line is not None
        assert code is not None
        assert line.toPlainText() == recipe_to_line(preset_recipe("article"))
        modules = code.modules
        choice.setCurrentIndex(1)
        assert choice.currentText() == "As Run 3 was trained"
        assert line.toPlainText() == recipe_to_line(preset_recipe("quick"))
        assert code.modules != modules
        dialog.reject()

    def test_a_file_is_saved_or_why_not_is_said(
        self, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        dialog = self.opened(window)
        save = dialog.findChild(QAbstractButton, "share_save")
        problem = dialog.findChild(QLabel, "share_problem")
        assert save is not None
        assert problem is not None
        type_into_file_dialogs(monkeypatch, tmp_path / "mine.json")
        monkeypatch.setattr("signs_studio.ui.shell.recipe_exchange.write_whole", fail)
        save.click()
        assert "No space left" in problem.text()
        assert not problem.isHidden()
        monkeypatch.undo()
        type_into_file_dialogs(monkeypatch, tmp_path / "mine.json")
        save.click()
        assert problem.isHidden()
        assert save.text() == "Saved"
        assert read_recipe(tmp_path / "mine.json") == preset_recipe("article")
        dialog.reject()

    def test_a_recipe_that_is_wrong_is_not_shared(self, window: MainWindow) -> None:
        window.editor.edit(window.editor.draft.with_field("seed", "none"), title="test")
        window.actions_by_name["share_recipe"].trigger()
        assert window.findChild(QDialog, "share_recipe") is None
        assert "as it stands. Seed must be" in words(window, "banner_message")


def fail(_path: Path, _content: bytes) -> None:
    raise OSError(28, "No space left on device")
