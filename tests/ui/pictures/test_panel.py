"""The pictures' panel, as the shell builds it."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from signs_studio.ui.pictures.panel import PANEL
from signs_studio.ui.state.appearance import Appearance
from signs_studio.ui.state.draft_editor import DraftEditor
from signs_studio.ui.state.preferences import Preferences
from signs_studio.ui.state.recent_data import RecentData
from signs_studio.ui.state.undo_stack import UndoStack
from signs_studio.ui.state.workspace import make_workspace
from signs_studio.worker.data_thread import DataThread
from signs_studio.worker.run_controller import RunController
from tests.ui.pictures.conftest import MakeDataset, MakeSnapshot


def test_a_panel_that_is_built_late_shows_the_predictions_there_are(
    qtbot: QtBot,
    preferences: Preferences,
    look_of_before: None,  # noqa: ARG001 - asked for to be restored
    make_dataset: MakeDataset,
    make_snapshot: MakeSnapshot,
) -> None:
    parent = QObject()
    undo_stack = UndoStack(parent)
    controller = RunController(parent)
    workspace = make_workspace(
        controller,
        DraftEditor(preferences.draft(), undo_stack, parent),
        undo_stack=undo_stack,
        data_thread=DataThread(parent),
        recent_data=RecentData("", parent),
        appearance=Appearance(theme_name="light", scale=1.0, parent=parent),
        preferences=preferences,
        actions={"save_grid": QAction(parent)},
        parent=parent,
    )
    controller.dataset = make_dataset()
    controller.snapshot = make_snapshot(controller.dataset, seed=6)
    built = PANEL.build(workspace)
    qtbot.addWidget(built.widget)
    assert built.connect is not None
    built.connect()
    epoch = built.widget.findChild(QLabel, "snapshot_epoch")
    assert epoch is not None
    assert "7" in epoch.text()
