"""The run in the control bar: how far it has come, or what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.recipe.recipe import EPOCHS
from signs_studio.runs.throughput import measure_throughput
from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from signs_studio.ui.shell.control_bar import ControlBar
    from signs_studio.ui.shell.train_readiness import TrainReadiness
    from signs_studio.ui.state.workspace import Workspace


class RunStatus(QObject):
    """Keeps the control bar up to date.

    Args:
        control_bar: Shows the run.
        workspace: Of the window.
        readiness: Says what keeps a run from starting, and how much one is short of.
    """

    def __init__(
        self,
        control_bar: ControlBar,
        workspace: Workspace,
        *,
        readiness: TrainReadiness,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._control_bar = control_bar
        self._controller = workspace.controller
        self._editor = workspace.editor
        self._readiness = readiness
        self._series = workspace.seed_series
        self._series.changed.connect(self._show_progress)
        readiness.changed.connect(self._show)
        workspace.run_feed.grown.connect(self._on_run_feed_grown)
        workspace.run_feed.ended.connect(self._show_progress)
        self._controller.reopening_progressed.connect(self._on_controller_reopening_progressed)
        self._show()

    def _show(self) -> None:
        controller, blocker = self._controller, self._readiness.blocker
        self._show_progress()
        self._control_bar.show_state(
            controller.state,
            compiling=controller.compiling,
            epochs_left=0 if blocker else self._readiness.epochs_left,
        )
        words = self._state_words(blocker)
        if words:
            self._control_bar.show_words(words)

    def _show_progress(self) -> None:
        controller, record = self._controller, self._controller.record
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
            place=self._series.places.get(record.key, ""),
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
            case RunState.REOPENING:
                return self.tr("Reopening the run: its last epochs are trained again…")
            case RunState.STOPPING:
                return self.tr("Stopping after this epoch…")
            case RunState.RUNNING if self._controller.compiling:
                return self.tr("TensorFlow is compiling this network: a moment…")
            case RunState.RUNNING:
                return ""
        return blocker

    def _on_controller_reopening_progressed(self, epochs: int, of: int) -> None:
        if self._controller.state is RunState.REOPENING:
            self._control_bar.show_progress(epochs=epochs, last_epoch=of, pace=None, running=False)
            self._control_bar.show_words(self._state_words(""))

    def _on_run_feed_grown(self) -> None:
        if not self._state_words(""):
            self._show_progress()
