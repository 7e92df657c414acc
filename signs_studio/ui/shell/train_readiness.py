"""Readiness to train the recipe that is edited, and whether the run goes on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.ui.shell.train_blocker import train_blocker

if TYPE_CHECKING:
    from signs_studio.ui.state.workspace import Workspace


class TrainReadiness(QObject):
    """Follows the run, the data and the recipe that is edited.

    Args:
        workspace: Of the window.

    Signals:
        changed: One of the attributes, or the state of the run, may be another.

    Attributes:
        blocker: Reason in words why no run can be started now; empty where none keeps it.
        goes_on: Whether training goes on with the finished run rather than a new one.
        epochs_left: Epochs that the finished run is short of its goal; 0 where it does not go on.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._editor = workspace.editor
        self._judge()
        for signal in (
            self._editor.changed,
            self._controller.state_changed,
            self._controller.data_changed,
            self._controller.record_changed,
        ):
            signal.connect(self._on_source_changed)

    def _judge(self) -> None:
        controller, validation = self._controller, self._editor.validation
        recipe = validation.recipe
        self.blocker = train_blocker(
            controller.state,
            engine_ready=controller.engine_ready,
            dataset=controller.dataset,
            validation=validation,
        )
        self.goes_on = recipe is not None and controller.continues(recipe)
        self.epochs_left = controller.epochs_left(recipe) if recipe is not None else 0

    def _on_source_changed(self) -> None:
        self._judge()
        self.changed.emit()
