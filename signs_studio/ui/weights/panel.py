"""Declaration of the panel: the weights of the network, a view in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.state.workspace import Workspace


def _import_modules() -> None:
    import signs_studio.ui.weights.weights_panel  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.weights.weights_panel import WeightsPanel

    view = WeightsPanel(workspace)
    return BuiltPanel(widget=view, set_theme=view.set_theme, switches=view.switches)


PANEL = Panel(
    name="weights",
    title=Message("panels", "Weights"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="weights",
    waiting=Message("panels", "The weights of the network will be shown here."),
)
