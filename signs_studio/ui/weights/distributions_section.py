"""Section of the weights view: distributions of weights and activations over the epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from signs_studio.insight.distributions import Distributions, DistributionsWanted
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.state.live_answer import LiveAnswer
from signs_studio.ui.weights.distributions_view import DistributionsView
from signs_studio.wording.networks import layer_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_LISTED = 8
"""Epochs that are listed one by one, at most."""


class DistributionsSection(QWidget):
    """Shows the distributions up to the epoch that is looked at, as a run is trained.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._known: tuple[RunRecord, Distributions] | None = None
        self._words = Prose("distributions_words", role="muted")
        self._view = DistributionsView()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        layout.addWidget(self._words)
        self._live = LiveAnswer("distributions", self._question, workspace=workspace, watched=self)
        self._live.changed.connect(self._show)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours."""
        self._view.set_theme(theme)

    def _question(self) -> DistributionsWanted | None:
        controller = self._controller
        dataset, record, past = controller.dataset, controller.record, controller.past
        if dataset is None or record is None:
            return None
        known = None
        if self._known is not None and self._known[0] is record:
            known = self._known[1]
        return DistributionsWanted(
            dataset=dataset,
            checkpoints=(lambda _: ()) if past is None else past.checkpoints,
            known=known,
        )

    def _show(self) -> None:
        found: Distributions | None = self._live.answer
        record = self._controller.record
        self._view.setVisible(found is not None)
        if found is None or record is None:
            self._words.setText(self._live.words)
            return
        self._known = record, found
        names = layer_names(record.recipe.layers, with_activations=True)
        self._view.show_distributions(found, names)
        words = self.tr(
            "Line: the median; bands: the middle half, the middle 80 % and all numbers. "
            "Activations are for {count} test pictures, of the softmax layer its logits."
        ).format(count=f"{found.pictures:,}")
        if self._controller.past is None:
            words += " " + self.tr(
                "This run is not kept on the disk, so that no epoch before this one is known."
            )
        elif len(found.epochs) > 1:
            words += " " + self.tr(
                "Drawn are the epochs whose weights are kept ({epochs}) and this one; between "
                "them, lines are straight."
            ).format(epochs=_listed(found.epochs[:-1].tolist()))
        self._words.setText(words)


def _listed(epochs: Sequence[int]) -> str:
    """Returns numbers of epochs: all, or the first and the last ones."""
    words = [f"{epoch:,}" for epoch in epochs]
    if len(words) > _LISTED:
        words[_LISTED // 2 : -_LISTED // 2] = ["\N{HORIZONTAL ELLIPSIS}"]
    return ", ".join(words)
