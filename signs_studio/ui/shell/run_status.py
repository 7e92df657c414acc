"""The run in the control bar: how far it has come, or what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.recipe.settings import EPOCHS
from signs_studio.runs.throughput import measure_throughput
from signs_studio.ui.wording.train_blocker import train_blocker
from signs_studio.worker.run_controller import RunState

if TYPE_CHECKING:
    from signs_studio.ui.shell.control_bar import ControlBar
    from signs_studio.ui.state.workspace import Workspace


class RunStatus(QObject):
    """Keeps the control bar up to date.

    Args:
        control_bar: Shows the run.
        workspace: Of the window.
    """

    def __init__(
        self, control_bar: ControlBar, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._control_bar = control_bar
        self._controller = workspace.controller
        self._editor = workspace.editor
        workspace.editor.changed.connect(self._show)
        self._controller.state_changed.connect(self._show)
        self._controller.data_changed.connect(self._show)
        self._controller.history_changed.connect(self._show)
        workspace.run_feed.grown.connect(self._on_run_feed_grown)
        workspace.run_feed.ended.connect(self._show_progress)
        self._show()

    def _show(self) -> None:
        controller, recipe = self._controller, self._editor.validation.recipe
        blocker = train_blocker(
            controller.state,
            engine_ready=controller.engine_ready,
            dataset=controller.dataset,
            validation=self._editor.validation,
        )
        left = controller.epochs_left(recipe) if recipe is not None else 0
        self._show_progress()
        self._control_bar.show_state(
            controller.state,
            compiling=controller.compiling,
            epochs_left=0 if blocker else left,
        )
        words = self._state_words(blocker)
        if words:
            self._control_bar.show_words(words)

    def _show_progress(self) -> None:
        controller, record = self._controller, self._controller.history
        if record is None:
            goal = self._wanted_epochs
            self._control_bar.show_progress(epochs=0, last_epoch=goal, pace=None, running=False)
            return
        self._control_bar.show_progress(
            epochs=len(record),
            last_epoch=controller.goal,
            pace=measure_throughput(record, last_epoch=controller.goal),
            # A single step does not go on to the goal.
            running=controller.state is RunState.RUNNING and not controller.is_stepping,
        )

    @property
    def _wanted_epochs(self) -> int | None:
        """Number of epochs in the form, whatever else is wrong; None if that is wrong itself."""
        try:
            return int(EPOCHS.parse(self._editor.draft[EPOCHS.name]))
        except ValueError:
            return None

    def _state_words(self, blocker: str) -> str:
        match self._controller.state:
            case RunState.PAUSED:
                return self.tr("Paused")
            case RunState.STOPPING:
                return self.tr("Stopping after this epoch…")
            case RunState.RUNNING if self._controller.compiling:
                return self.tr("TensorFlow is compiling this network: a moment…")
            case RunState.RUNNING:
                return ""
        return blocker

    def _on_run_feed_grown(self) -> None:
        if not self._state_words(""):
            self._show_progress()
