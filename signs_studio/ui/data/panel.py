"""The data card as a view in the middle of the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel

if TYPE_CHECKING:
    from signs_studio.ui.data.data_card import DataCard
    from signs_studio.ui.state.workspace import Workspace


class _Data(QObject):
    """Has the card show the data that is open, and what the run says of its test pictures."""

    def __init__(self, card: DataCard, workspace: Workspace) -> None:
        super().__init__(card)
        self._card = card
        self._curation = workspace.curation
        self._predictions = workspace.shown_predictions
        self._curation.changed.connect(self._show_data)
        self._predictions.changed.connect(self._show_predictions)
        self._show_data()
        self._show_predictions()

    def _show_data(self) -> None:
        self._card.show_data()

    def _show_predictions(self) -> None:
        self._card.show_snapshot(self._predictions.snapshot)


def _import_modules() -> None:
    import signs_studio.ui.data.data_card  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.data.data_card import DataCard
    from signs_studio.ui.state.label_doubts import LabelDoubts

    card = DataCard(
        curation=workspace.curation,
        selection=workspace.selection,
        inspection=workspace.inspection,
        doubts=LabelDoubts(
            workspace.curation,
            controller=workspace.controller,
            editor=workspace.editor,
            parent=workspace.curation,
        ),
    )
    return BuiltPanel(
        widget=card,
        connect=partial(_Data, card, workspace),
        set_theme=card.set_theme,
    )


PANEL = Panel(
    name="data",
    title=Message("panels", "Data"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="data",
    waiting=Message("panels", "The data will be described here."),
)
