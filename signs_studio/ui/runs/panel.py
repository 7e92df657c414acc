"""Declaration of the panel: the list of all runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.messages import Message
from signs_studio.recipe.draft import draft_of
from signs_studio.ui.panel import BuiltPanel, Dock, Panel, Remembered

if TYPE_CHECKING:
    from signs_studio.ui.runs.runs_panel import RunsPanel
    from signs_studio.ui.state.workspace import Workspace


class _Runs(QObject):
    """Has the list show the runs, and hands on what is asked for in it."""

    def __init__(self, panel: RunsPanel, workspace: Workspace) -> None:
        super().__init__(panel)
        self._panel = panel
        self._workspace = workspace
        panel.recipe_wanted.connect(self._on_panel_recipe_wanted)
        panel.seeds_wanted.connect(self._on_panel_seeds_wanted)
        panel.open_wanted.connect(self._on_panel_open_wanted)
        workspace.library.changed.connect(panel.show_runs)
        workspace.controller.state_changed.connect(panel.show_progress)
        workspace.run_feed.grown.connect(panel.show_progress)
        workspace.run_colours.changed.connect(self._show_colours)
        workspace.seed_series.changed.connect(self._show_series)
        panel.show_runs()
        self._show_colours()

    def _show_colours(self) -> None:
        self._panel.show_colours(self._workspace.run_colours.by_key)

    def _show_series(self) -> None:
        self._panel.show_series(self._workspace.seed_series.places)

    def _on_panel_open_wanted(self, key: str) -> None:
        reopen = self._workspace.run_opening.reopen
        self._workspace.library.read(key, lambda run: run.summary, then=reopen)

    def _on_panel_seeds_wanted(self, key: str) -> None:
        entry = self._workspace.library.entry(key)
        if entry is not None and entry.recipe is not None:
            self._workspace.seed_series.start(entry.recipe)

    def _on_panel_recipe_wanted(self, key: str) -> None:
        entry = self._workspace.library.entry(key)
        if entry is not None and entry.recipe is not None:
            title = self.tr("take a run's recipe")
            self._workspace.live_changes.take_recipe(draft_of(entry.recipe), title=title)


def _import_modules() -> None:
    import signs_studio.ui.runs.runs_panel  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.runs.runs_panel import RunsPanel

    panel = RunsPanel(workspace)
    return BuiltPanel(
        widget=panel,
        connect=partial(_Runs, panel, workspace),
        set_theme=panel.set_theme,
        switches=panel.switches,
        remembered=Remembered(
            words=lambda: panel.layout_words,
            restore=panel.restore_layout,
            changed=panel.layout_changed,
        ),
    )


PANEL = Panel(
    name="runs",
    title=Message("panels", "Runs"),
    dock=Dock.BELOW,
    build=_build,
    needs=_import_modules,
)
