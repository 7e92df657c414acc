"""Declaration of the panel: how a network learns, a view in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.state.workspace import Workspace


def _import_modules() -> None:
    import signs_studio.ui.learning.learning_view  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.learning.learning_view import LearningView

    view = LearningView(workspace)
    return BuiltPanel(widget=view, set_theme=view.set_theme, switches=view.switches)


PANEL = Panel(
    name="learning",
    title=Message("panels", "Learning"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="learning",
    waiting=Message("panels", "How the network learns will be shown here."),
)
