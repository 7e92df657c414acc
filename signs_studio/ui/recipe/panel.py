"""Declaration of the panel: the recipe."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from signs_studio.insight.augmentation_preview import PreviewWanted
from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel
from signs_studio.ui.state.absences import why_no_engine

if TYPE_CHECKING:
    from signs_studio.insight.question import Question
    from signs_studio.recipe.draft import Draft
    from signs_studio.ui.recipe.recipe_panel import RecipePanel
    from signs_studio.ui.state.workspace import Workspace


class _RecipeForm(QObject):
    """Has the form show the recipe that is edited, and edit it."""

    def __init__(self, form: RecipePanel, workspace: Workspace) -> None:
        super().__init__(form)
        self._form = form
        self._workspace = workspace
        controller, actions = workspace.controller, workspace.actions
        form.data_section.open_clicked.connect(actions["open_data"].trigger)
        form.data_section.hands_clicked.connect(actions["built_in_hands"].trigger)
        # A window of one view has nothing to choose.
        if "view_data" in actions:
            form.data_section.card_clicked.connect(actions["view_data"].trigger)
        form.edited.connect(self._on_form_edited)
        form.editing_finished.connect(workspace.live_changes.apply)
        form.asked.connect(controller.ask)
        workspace.editor.changed.connect(self._show_draft)
        controller.answered.connect(self._on_controller_answered)
        controller.data_changed.connect(self._on_controller_data_changed)
        for changed in (
            workspace.editor.changed,
            controller.state_changed,
            controller.data_changed,
            controller.record_changed,
        ):
            changed.connect(self._show_what_can_be_changed)
        self._on_controller_data_changed()
        self._show_what_can_be_changed()

    def _show_draft(self) -> None:
        editor = self._workspace.editor
        self._form.show_draft(
            editor.draft,
            validation=editor.validation,
            dataset=self._workspace.controller.dataset,
        )

    def _show_what_can_be_changed(self) -> None:
        self._form.set_live(self._workspace.live_changes.fields)
        self._form.set_no_preview(why_no_engine(self._workspace.controller))

    def _on_form_edited(self, draft: Draft, title: str, merge_key: str) -> None:
        self._workspace.editor.edit(draft, title=title, merge_key=merge_key)

    def _on_controller_data_changed(self) -> None:
        self._form.data_section.show_data(self._workspace.controller.dataset)
        self._show_draft()

    def _on_controller_answered(self, question: Question, answer: Any, _epochs: int | None) -> None:
        if isinstance(question, PreviewWanted):
            self._form.show_preview(answer)


def _build(workspace: Workspace) -> BuiltPanel:
    # Imported now: before the window is shown, every module that it does without counts.
    from signs_studio.ui.recipe.recipe_panel import RecipePanel

    form = RecipePanel()
    return BuiltPanel(
        widget=form,
        connect=partial(_RecipeForm, form, workspace),
        set_theme=form.set_theme,
    )


PANEL = Panel(
    name="recipe",
    title=Message("panels", "Recipe"),
    dock=Dock.LEFT,
    build=_build,
)
