"""Declaration of the panel: the test pictures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel
from signs_studio.ui.pictures.grid_saver import GridSaver

if TYPE_CHECKING:
    from signs_studio.ui.pictures.pictures_panel import PicturesPanel
    from signs_studio.ui.state.workspace import Workspace


class _Pictures(QObject):
    """Has the pictures of the data shown, and what the run says of them, or said in the past."""

    def __init__(self, panel: PicturesPanel, workspace: Workspace) -> None:
        super().__init__(panel)
        self._panel = panel
        self._controller = workspace.controller
        self._predictions = workspace.shown_predictions
        self._controller.data_changed.connect(self._show_data)
        GridSaver(panel, workspace)
        self._predictions.changed.connect(self._show_predictions)
        self._show_data()

    def _show_data(self) -> None:
        self._panel.show_data(self._controller.dataset)
        self._show_predictions()

    def _show_predictions(self) -> None:
        shown = self._predictions
        self._panel.show_snapshot(shown.snapshot, is_past=shown.past_epoch is not None)


def _import_modules() -> None:
    import signs_studio.ui.pictures.pictures_panel  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.pictures.pictures_panel import PicturesPanel

    panel = PicturesPanel(workspace.selection)
    return BuiltPanel(
        widget=panel,
        connect=partial(_Pictures, panel, workspace),
        set_theme=panel.set_theme,
    )


PANEL = Panel(
    name="pictures",
    title=Message("panels", "Pictures"),
    dock=Dock.RIGHT,
    build=_build,
    needs=_import_modules,
    waiting=Message("panels", "The test pictures will be shown here."),
)
