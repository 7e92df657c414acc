"""The test pictures as a panel of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.ui.state.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.state.workspace import Workspace


def _import_modules() -> None:
    import signs_studio.ui.pictures.pictures_panel  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.pictures.pictures_panel import PicturesPanel

    controller, panel = workspace.controller, PicturesPanel(workspace.selection)

    def show_data() -> None:
        panel.show_data(controller.dataset)

    controller.data_changed.connect(show_data)
    workspace.run_feed.snapshot_changed.connect(panel.show_snapshot)
    show_data()
    return BuiltPanel(widget=panel, set_theme=panel.set_theme)


PANEL = Panel(
    name="pictures",
    title=Message("panels", "Pictures"),
    dock=Dock.RIGHT,
    build=_build,
    needs=_import_modules,
    waiting=Message("panels", "The test pictures will be shown here."),
)
