"""The parts of the window that drive the run and tell of it, none of which is seen itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.ui.shell.keeping_trouble import KeepingTrouble
from signs_studio.ui.shell.run_actions import RunActions
from signs_studio.ui.shell.run_notifications import RunNotifications
from signs_studio.ui.shell.run_status import RunStatus
from signs_studio.ui.shell.train_readiness import TrainReadiness

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.shell.control_bar import ControlBar
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.banner import Banner


def add_run_behaviour(
    workspace: Workspace, *, control_bar: ControlBar, banner: Banner, window: QWidget
) -> None:
    """Adds the parts as children of ``window``, and its undo stack after them.

    Args:
        workspace: Of the window.
        control_bar: Shows the run.
        banner: Says where the run cannot be kept.
        window: Owns the parts and the undo stack.
    """
    readiness = TrainReadiness(workspace, window)
    RunActions(workspace, readiness=readiness, parent=window)
    RunStatus(control_bar, workspace, readiness=readiness, parent=window)
    RunNotifications(workspace, window)
    KeepingTrouble(workspace.controller.keeping, banner, window)
    # Children are destroyed in their order, and a stack of undos speaks once more as it is
    # destroyed: after the actions, so that they hear no more of it.
    workspace.undo_stack.setParent(window)
