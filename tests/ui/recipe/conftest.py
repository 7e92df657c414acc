"""A recipe panel as a person uses it."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from signs_studio.recipe.draft import Draft
from signs_studio.recipe.presets import PRESETS
from signs_studio.ui.recipe.recipe_panel import RecipePanel
from signs_studio.ui.state.draft_editor import DraftEditor
from signs_studio.ui.state.undo_stack import UndoStack
from tests.ui.conftest import small_dataset


class Form:
    """A recipe panel wired to an editor as the window wires it."""

    def __init__(self, draft: Draft) -> None:
        self.undo_stack = UndoStack()
        self.editor = DraftEditor(draft, self.undo_stack)
        self.panel = RecipePanel()
        self.panel.edited.connect(self._on_panel_edited)
        self.editor.changed.connect(self.show)
        self.intents = 0
        self.dataset = small_dataset()
        self.show()

    def show(self) -> None:
        self.panel.show_draft(
            self.editor.draft, validation=self.editor.validation, dataset=self.dataset
        )
        # What is new is seen when Qt comes to it, and then has its place.
        for _ in range(3):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def _on_panel_edited(self, draft: Draft, title: str, merge_key: str) -> None:
        self.intents += 1
        self.editor.edit(draft, title=title, merge_key=merge_key)

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        found = self.panel.findChild(kind, name)
        assert isinstance(found, QWidget), name
        return found

    def line(self, name: str) -> QLineEdit:
        found = self.panel.findChild(QWidget, name)
        if isinstance(found, QComboBox):
            found = found.lineEdit()
        assert isinstance(found, QLineEdit)
        return found

    def choose(self, name: str, text: str) -> None:
        combo = self.find(QComboBox, name)
        assert isinstance(combo, QComboBox)
        combo.setCurrentIndex(combo.findData(text))

    def click(self, name: str) -> None:
        found = self.find(QAbstractButton, name)
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def add_layer(self, kind: str) -> None:
        QTest.keyClick(self.find(QAbstractButton, "add_layer"), Qt.Key.Key_Down)
        menu = self.find(QMenu, "layer_kinds")
        assert isinstance(menu, QMenu)
        (action,) = (action for action in menu.actions() if action.data() == kind)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        QApplication.processEvents()

    def text(self, name: str) -> str:
        found = self.find(QLabel, name)
        assert isinstance(found, QLabel)
        return found.text()


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form(PRESETS["article"].draft)
    qtbot.addWidget(form.panel)
    form.panel.show()
    return form
