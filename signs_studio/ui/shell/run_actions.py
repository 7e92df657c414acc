"""The actions of a run: which can be taken now, what they are called, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from signs_studio.runs.run_names import run_name
from signs_studio.ui.shell.actions import tip_of, train_titles
from signs_studio.ui.state.curation_step import CurationStep
from signs_studio.ui.widgets.tooltips import tooltip
from signs_studio.worker.run_state import ACTIVE_STATES, RunState

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoCommand

    from signs_studio.recipe.draft import Draft
    from signs_studio.ui.shell.train_readiness import TrainReadiness
    from signs_studio.ui.state.workspace import Workspace


class RunActions(QObject):
    """Connects the actions of the menu Run, and undo and redo, with the run.

    Args:
        workspace: Of the window.
        readiness: Says what keeps a run from starting, and whether one goes on.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        readiness: TrainReadiness,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._readiness = readiness
        # Train was pressed while other data was being made.
        self._trains_next = False
        self._controller = workspace.controller
        self._editor = workspace.editor
        self._actions = workspace.actions
        controller = self._controller
        for name, slot in (
            ("train", self._on_train_triggered),
            ("train_more", self._on_train_more_triggered),
            ("pause", self._on_pause_triggered),
            ("step", self._on_step_triggered),
            ("stop", controller.stop),
            ("reset", controller.reset),
            ("undo", workspace.live_changes.apply),
            ("redo", workspace.live_changes.apply),
        ):
            self._actions[name].triggered.connect(slot)
        readiness.changed.connect(self._show)
        # Not before all that follow the data have heard of it.
        workspace.curation.changed.connect(
            self._on_curation_changed, Qt.ConnectionType.QueuedConnection
        )
        # The stack's own actions follow these signals too, and were connected before.
        for changed in (
            workspace.undo_stack.canUndoChanged,
            workspace.undo_stack.canRedoChanged,
            workspace.undo_stack.indexChanged,
        ):
            changed.connect(self._show_undo)
        self._show()

    def _show(self) -> None:
        """Enables what can be done now, and names it."""
        actions, state = self._actions, self._controller.state
        can_train = not self._readiness.blocker
        is_on, is_paused = state in ACTIVE_STATES, state is RunState.PAUSED
        can_wait = state is RunState.RUNNING or is_paused
        actions["train"].setEnabled(is_paused or can_train)
        actions["train_more"].setEnabled(self._readiness.goes_on and can_train)
        actions["pause"].setEnabled(can_wait)
        actions["pause"].setChecked(is_paused)
        actions["step"].setEnabled(is_paused or can_train)
        actions["stop"].setEnabled(can_wait or state is RunState.REOPENING)
        actions["reset"].setEnabled(is_on or state in (RunState.FINISHED, RunState.FAILED))
        self._name_train()
        self._show_undo()

    def _name_train(self) -> None:
        """Calls the action what it does now: train, resume or train more."""
        controller, readiness = self._controller, self._readiness
        left = readiness.epochs_left
        is_paused = controller.state is RunState.PAUSED
        title = "resume" if is_paused or left else "more" if readiness.goes_on else "train"
        train = self._actions["train"]
        train.setText(train_titles()[title])
        if is_paused:
            train.setToolTip(tooltip(self.tr("Go on with the run"), train))
        elif left and not readiness.blocker:
            words = self.tr("Go on with the run to epoch {epoch}")
            goal = f"{len(controller.record or ()) + left:,}"
            train.setToolTip(tooltip(words.format(epoch=goal), train))
        else:
            train.setToolTip(readiness.blocker or tooltip(self._train_tip(), train))

    def _train_tip(self) -> str:
        record = self._controller.record
        if self._readiness.goes_on or record is None or self._controller.recipe_in_training is None:
            return tip_of("train")
        words = self.tr("Train a new network, in place of that of {run}")
        return words.format(run=run_name(record.run_id))

    def _show_undo(self) -> None:
        """Enables undo and redo, while a run is on only of what it can go on with."""
        stack, editor = self._workspace.undo_stack, self._editor
        for name, command, draft in (
            ("undo", stack.to_undo, editor.undone),
            ("redo", stack.to_redo, editor.redone),
        ):
            self._actions[name].setEnabled(command is not None and self._is_free(command, draft))

    def _is_free(self, command: QUndoCommand, draft: Draft | None) -> bool:
        """Returns whether a command may be undone or redone now, which would bring this draft."""
        if draft is not None:
            return self._workspace.live_changes.can_become(draft)
        is_on = self._controller.state in ACTIVE_STATES
        return not is_on or (isinstance(command, CurationStep) and command.only_renames)

    def _on_train_triggered(self) -> None:
        recipe = self._editor.validation.recipe
        if self._controller.state is RunState.PAUSED:
            self._controller.resume()
        elif self._workspace.curation.is_preparing:
            # A run on the data of before would be stopped by what is about to come.
            self._trains_next = True
            self._workspace.notifications.said.emit(self.tr("The data is being prepared…"))
        elif recipe is not None:
            self._workspace.notifications.said.emit("")
            self._controller.train(recipe)

    def _on_curation_changed(self) -> None:
        if self._trains_next and not self._workspace.curation.is_preparing:
            self._trains_next = False
            self._actions["train"].trigger()

    def _on_train_more_triggered(self) -> None:
        recipe = self._editor.validation.recipe
        if recipe is not None:
            self._workspace.notifications.said.emit("")
            self._controller.train_more(recipe)

    def _on_pause_triggered(self) -> None:
        if self._controller.state is RunState.PAUSED:
            self._controller.resume()
        else:
            self._controller.pause()
        # A click has pressed the button, which tells whether the run waits by now.
        self._show()

    def _on_step_triggered(self) -> None:
        recipe = self._editor.validation.recipe
        if self._controller.state is RunState.PAUSED:
            # It goes on, whatever is being typed.
            recipe = self._controller.recipe_in_training
        if recipe is not None:
            self._workspace.notifications.said.emit("")
            self._controller.step(recipe)
