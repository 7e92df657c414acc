"""Recipes that leave the window, and those that come into it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.errors import RecipeError, system_reason
from signs_studio.files import write_whole
from signs_studio.recipe.draft import draft_of
from signs_studio.runs.run_names import run_name
from signs_studio.wording.recipes import recipe_title

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from signs_studio.recipe.recipe import Recipe
    from signs_studio.ui.recipe.share_dialog import ShareDialog
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.banner import Banner

_FILE_NAME = "recipe.json"


class RecipeExchange(QObject):
    """Does what the actions ``share_recipe`` and ``open_recipe`` ask for, and takes recipes.

    What is seldom needed is imported then, not before the start.

    Args:
        workspace: Of the window.
        banner: Hidden once a recipe is taken.
        window: Dialogs are shown above it.
    """

    def __init__(self, workspace: Workspace, *, banner: Banner, window: QWidget) -> None:
        super().__init__(window)
        self._editor = workspace.editor
        self._controller = workspace.controller
        self._live_changes = workspace.live_changes
        self._notifications = workspace.notifications
        self._banner = banner
        self._window = window
        workspace.actions["open_recipe"].triggered.connect(self._on_open_recipe_triggered)
        workspace.actions["share_recipe"].triggered.connect(self._on_share_recipe_triggered)

    def take_file(self, path: Path) -> bool:
        """Takes the recipe of a file, or says why it cannot be taken.

        Returns:
            False where the file is not meant to be a recipe; nothing is said then.
        """
        from signs_studio.recipe.sharing.reading import is_recipe_file, read_recipe

        is_meant = is_recipe_file(path)
        if is_meant:
            self._take(partial(read_recipe, path))
        return is_meant

    def take_text(self, text: str) -> bool:
        """Takes the recipe that a text holds, or says why it cannot be taken.

        Returns:
            False where the text is not meant to be a recipe; nothing is said then.
        """
        from signs_studio.recipe.sharing.reading import holds_recipe, recipe_from_text

        is_meant = holds_recipe(text)
        if is_meant:
            self._take(partial(recipe_from_text, text))
        return is_meant

    def _take(self, read: Callable[[], Recipe]) -> None:
        try:
            recipe = read()
        except RecipeError as error:
            self._notifications.went_wrong.emit(str(error), "")
            return
        self._banner.hide()
        if self._live_changes.take_recipe(draft_of(recipe), title=self.tr("take a recipe")):
            words = self.tr("Recipe taken: {recipe}")
            self._notifications.said.emit(words.format(recipe=recipe_title(recipe)))

    def _choices(self, edited: Recipe) -> list[tuple[str, Recipe]]:
        """Returns the recipe as it is edited, and that of the run on show where it is another."""
        choices = [(self.tr("As it is edited now"), edited)]
        record = self._controller.record
        if record is not None and record.recipe != edited:
            words = self.tr("As {run} was trained")
            choices.append((words.format(run=run_name(record.run_id)), record.recipe))
        return choices

    def _save(self, dialog: ShareDialog, recipe: Recipe) -> None:
        from signs_studio.recipe.sharing.file import recipe_to_json
        from signs_studio.ui.widgets.file_dialog import FileDialog

        chooser = FileDialog(dialog, self.tr("Save the recipe"))
        filters = self.tr("Recipes (*.json);;All files (*)")
        chosen = chooser.choose_place(_FILE_NAME, filters=filters, suffix="json")
        if chosen is None:
            return
        try:
            write_whole(chosen, recipe_to_json(recipe))
        except OSError as error:
            words = self.tr("The recipe could not be saved there: {reason}. Choose another place.")
            dialog.show_problem(words.format(reason=system_reason(error)))
        else:
            dialog.show_saved()

    def _on_open_recipe_triggered(self) -> None:
        from signs_studio.recipe.sharing.reading import read_recipe
        from signs_studio.ui.widgets.file_dialog import FileDialog

        dialog = FileDialog(self._window, self.tr("Open a recipe"))
        filters = self.tr("Recipes (*.json *.txt);;All files (*)")
        chosen = dialog.choose_file(filters=filters)
        if chosen is not None:
            self._take(partial(read_recipe, chosen))

    def _on_share_recipe_triggered(self) -> None:
        from signs_studio.ui.recipe.share_dialog import ShareDialog

        checked = self._editor.validation
        if checked.recipe is None:
            words = self.tr("The recipe cannot be shared as it stands. {problem}")
            problem = str(checked.errors[0].located)
            self._notifications.went_wrong.emit(words.format(problem=problem), "")
            return
        dialog = ShareDialog(self._choices(checked.recipe), self._window)
        dialog.save_wanted.connect(partial(self._save, dialog))
        dialog.open()
