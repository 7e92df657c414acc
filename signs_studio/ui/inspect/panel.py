"""Declaration of the panel: the inspector of one picture, a view in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.state.workspace import Workspace


def _import_modules() -> None:
    import signs_studio.ui.inspect.inspect_view  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.inspect.inspect_view import InspectView

    view = InspectView(workspace)
    return BuiltPanel(widget=view, set_theme=view.set_theme, switches=view.tabs)


PANEL = Panel(
    name="inspect",
    title=Message("panels", "Inspect"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="inspect",
    waiting=Message("panels", "A chosen picture will be looked into here."),
)
