"""Declaration of the panel: the comparison of the ticked runs, a view in the middle."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.comparison.compare_view import CompareView
    from signs_studio.ui.state.workspace import Workspace


class _Compare(QObject):
    """Has the view compare the runs that are ticked, and follow them."""

    def __init__(self, view: CompareView, workspace: Workspace) -> None:
        super().__init__(view)
        # These are told of ticks too, and whenever a record is there that was to be read.
        workspace.run_colours.changed.connect(view.show_runs)
        workspace.library.changed.connect(view.show_runs)
        workspace.library.record_arrived.connect(view.show_runs)
        workspace.controller.data_changed.connect(view.show_runs)
        workspace.run_feed.snapshot_changed.connect(view.show_progress)
        view.show_runs()


def _import_modules() -> None:
    import signs_studio.ui.comparison.compare_view  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.comparison.compare_view import CompareView

    view = CompareView(workspace)
    return BuiltPanel(
        widget=view,
        connect=partial(_Compare, view, workspace),
        set_theme=view.set_theme,
    )


PANEL = Panel(
    name="compare",
    title=Message("panels", "Compare"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="compare",
    waiting=Message("panels", "Runs will be compared here."),
)
