"""Declaration of the panel: the network with the activity of one picture, a view in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.state.workspace import Workspace


def _import_modules() -> None:
    import signs_studio.ui.network.network_view  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.network.network_view import NetworkView

    view = NetworkView(workspace)
    return BuiltPanel(widget=view, connect=view.follow, set_theme=view.set_theme)


PANEL = Panel(
    name="network",
    title=Message("panels", "Network"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="network",
    waiting=Message("panels", "The network will be drawn here."),
)
