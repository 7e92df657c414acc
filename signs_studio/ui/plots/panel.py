"""Declaration of the panel: the curves of a run, a view in the middle."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.plots.plots_panel import PlotsPanel
    from signs_studio.ui.state.workspace import Workspace


class _Curves(QObject):
    """Has the run drawn, and kept up to date."""

    def __init__(self, plots: PlotsPanel, workspace: Workspace) -> None:
        super().__init__(plots)
        self._plots = plots
        self._controller = workspace.controller
        self._controller.record_changed.connect(self._show_run)
        workspace.run_feed.grown.connect(plots.refresh)
        self._show_run()

    def _show_run(self) -> None:
        self._plots.show_run(self._controller.record)


def _import_modules() -> None:
    import signs_studio.ui.plots.plots_panel  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.plots.plots_panel import PlotsPanel

    plots = PlotsPanel(workspace.selection, workspace.run_colours)
    return BuiltPanel(
        widget=plots,
        connect=partial(_Curves, plots, workspace),
        set_theme=plots.set_theme,
        switches=plots.switches,
    )


PANEL = Panel(
    name="curves",
    title=Message("panels", "Curves"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="curves",
    waiting=Message("panels", "The cost of every epoch will be drawn here."),
)
