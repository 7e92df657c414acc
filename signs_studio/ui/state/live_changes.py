"""The recipe that is edited and the run that is on: what of the one reaches the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.recipe.changes import live_fields
from signs_studio.recipe.live_edits import differs_live_only, live_edits
from signs_studio.worker.run_state import ACTIVE_STATES, RunState

if TYPE_CHECKING:
    from collections.abc import Collection

    from signs_studio.recipe.draft import Draft
    from signs_studio.ui.state.draft_editor import DraftEditor
    from signs_studio.ui.state.notifications import Notifications
    from signs_studio.worker.run_controller import RunController


class LiveChanges(QObject):
    """Lets a run that is on go on with what is edited, as far as a run can be changed.

    Args:
        controller: Of the run.
        editor: Of the recipe.
        messages: Told where a recipe cannot be taken.
    """

    def __init__(
        self,
        controller: RunController,
        editor: DraftEditor,
        *,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._editor = editor
        self._notifications = notifications

    @property
    def fields(self) -> Collection[str] | None:
        """Names of the fields that can be changed now; None where no run is on, and all can."""
        if self._controller.state not in ACTIVE_STATES:
            return None
        trained = self._controller.recipe_in_training
        return live_fields(trained).keys() if trained is not None and self._is_to_change else ()

    def can_become(self, draft: Draft) -> bool:
        """Returns True if ``draft`` may be taken now: a run that is on follows few changes."""
        if self._controller.state not in ACTIVE_STATES:
            return True
        recipe = self._controller.recipe_in_training
        return (
            self._is_to_change
            and recipe is not None
            and differs_live_only(self._editor.draft, draft, recipe=recipe)
        )

    def apply(self) -> None:
        """Has the run go on with the recipe as it is edited by now, from its next epoch on."""
        recipe = self._controller.recipe_in_training
        if recipe is None or not self._is_to_change:
            return
        for field, text in live_edits(self._editor.draft, recipe).items():
            self._controller.change(field, text)

    def take_recipe(self, draft: Draft, *, title: str) -> bool:
        """Edits a whole recipe in place of the one before, unless a run is on, which is of that.

        Args:
            draft: The recipe.
            title: Name of the edit in the menu of undo.

        Returns:
            False where a run is on, which is said.
        """
        if self._controller.state in ACTIVE_STATES:
            self._notifications.said.emit(
                self.tr("A run is on: press Stop to take another recipe.")
            )
            return False
        self._editor.edit(draft, title=title)
        return True

    @property
    def _is_to_change(self) -> bool:
        return self._controller.state in (RunState.RUNNING, RunState.PAUSED)
