"""Training of a changed recipe beside the run that it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.recipe.draft import validate

if TYPE_CHECKING:
    from signs_studio.diagnosis.dead_unit_cures import RecipeVariant
    from signs_studio.ui.state.workspace import Workspace


class TwinTrainer(QObject):
    """Edits the recipe, trains it as a run of its own, and ticks both runs, to be compared.

    Args:
        workspace: Has run, recipe and selection.
    """

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._live_changes = workspace.live_changes
        self._selection = workspace.selection
        self._notifications = workspace.notifications

    @property
    def can_train(self) -> bool:
        """Whether a twin of the run on show may be trained now."""
        return self._controller.can_start() and self._controller.record is not None

    def train(self, variant: RecipeVariant) -> None:
        """Trains a twin; does nothing where none may be trained."""
        record, recipe = self._controller.record, validate(variant.draft).recipe
        if record is None or recipe is None or not self.can_train:
            return
        title = self.tr("try {change}").format(change=str(variant.title))
        self._live_changes.take_recipe(variant.draft, title=title)
        self._controller.train(recipe)
        twin = self._controller.record
        if twin is None or twin.key == record.key:
            return
        self._selection.tick_runs((record.key, twin.key))
        words = self.tr("A twin is trained with {change}; both runs are chosen in the list.")
        self._notifications.said.emit(words.format(change=str(variant.title)))
