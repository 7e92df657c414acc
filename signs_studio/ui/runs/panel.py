"""Declaration of the panel: the table of the last runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.messages import Message
from signs_studio.recipe.draft import draft_of
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.ui.runs.runs_table import RunsTable
    from signs_studio.ui.state.workspace import Workspace


class _Runs(QObject):
    """Has the table show the runs, and hands on what is asked for in it."""

    def __init__(self, table: RunsTable, workspace: Workspace) -> None:
        super().__init__(table)
        self._table = table
        self._workspace = workspace
        table.recipe_wanted.connect(self._on_table_recipe_wanted)
        workspace.controller.record_changed.connect(self._show_runs)
        workspace.run_feed.grown.connect(table.refresh)
        workspace.run_colours.changed.connect(self._show_swatches)
        self._show_runs()
        self._show_swatches()

    def _show_runs(self) -> None:
        controller = self._workspace.controller
        self._table.show_runs(controller.record, controller.earlier)

    def _show_swatches(self) -> None:
        self._table.show_swatches(self._workspace.run_colours.by_key)

    def _on_table_recipe_wanted(self, recipe: Recipe) -> None:
        title = self.tr("take a run's recipe")
        self._workspace.live_changes.take_recipe(draft_of(recipe), title=title)


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.runs.runs_table import RunsTable

    table = RunsTable(workspace.selection)
    return BuiltPanel(widget=table, connect=partial(_Runs, table, workspace))


PANEL = Panel(
    name="runs",
    title=Message("panels", "Runs"),
    dock=Dock.BELOW,
    build=_build,
)
