"""Declaration of the panel: confusion matrix and metrics, a view in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.state.workspace import Workspace


def _import_modules() -> None:
    import signs_studio.ui.matrix.matrix_panel  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.matrix.matrix_panel import MatrixPanel

    view = MatrixPanel(workspace)
    return BuiltPanel(widget=view, set_theme=view.set_theme, switches=view.switches)


PANEL = Panel(
    name="matrix",
    title=Message("panels", "Matrix"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="matrix",
    waiting=Message("panels", "What the network confuses will be shown here."),
)
