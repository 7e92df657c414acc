"""One batch in four steps: forward, cost, backward, update, with the numbers of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.figures import Photographs
from signs_studio.insight.explained_batch import ExplainedBatchWanted
from signs_studio.insight.pixels import as_bytes, as_shares
from signs_studio.ui.figures.photographs_view import PhotographsView
from signs_studio.ui.figures.table_view import TableView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.learning.batch_figures import (
    cost_words,
    gradients_table,
    outputs_table,
    shapes_table,
    update_table,
    weight_words,
)
from signs_studio.ui.learning.section import Section
from signs_studio.ui.state.live_answer import LiveAnswer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.data.dataset import Dataset
    from signs_studio.insight.explained_batch import ExplainedBatch
    from signs_studio.ui.state.workspace import Workspace

_PICTURE_LINES = 9


class BatchSection(Section):
    """Follows the run: the step explained is the first after the epoch that is looked at.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._words = Prose("batch_words")
        self._photographs = PhotographsView()
        self._cost_heading = Prose("cost_heading", role="heading")
        self._cost_heading.setText(self.tr("2. Cost: how wrong it is"))
        self._cost = Prose("batch_cost")
        self._weight = Prose("batch_weight")
        self._shapes, self._outputs, self._gradients, self._update = (TableView() for _ in range(4))
        self.column.addWidget(self._words)
        self.add_figure(self._shapes)
        self.add_figure(self._photographs, lines=_PICTURE_LINES)
        self.add_figure(self._outputs)
        self.column.addWidget(self._cost_heading)
        self.column.addWidget(self._cost)
        self.add_figure(self._gradients)
        self.add_figure(self._update)
        self.column.addWidget(self._weight)
        self._live = LiveAnswer("batch", self._question, workspace=workspace, watched=self)
        self._live.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the step."""
        batch: ExplainedBatch | None = self._live.answer
        dataset = self._controller.dataset
        has = batch is not None and dataset is not None
        for widget in (
            self._shapes,
            self._photographs,
            self._outputs,
            self._cost_heading,
            self._cost,
            self._gradients,
            self._update,
            self._weight,
        ):
            widget.setVisible(has)
        if batch is None or dataset is None:
            self._words.setText(self._live.words)
            return
        words = self.tr(
            "The step that follows epoch {epoch}: {count} training pictures go through the network "
            "together."
        )
        words = words.format(epoch=f"{self._live.epochs or 0:,}", count=f"{batch.batch:,}")
        if batch.has_chance:
            words += " " + self.tr("Training may draw other chances for dropout and augmentation.")
        self._words.setText(words)
        names = dataset.class_names
        self._shapes.show_figure(shapes_table(batch))
        self._photographs.show_figure(self._pictures(batch, dataset))
        self._outputs.show_figure(outputs_table(batch, names))
        self._cost.setText(cost_words(batch, names))
        self._gradients.show_figure(gradients_table(batch))
        self._update.show_figure(update_table(batch))
        self._weight.setText(weight_words(batch, names))

    def _pictures(self, batch: ExplainedBatch, dataset: Dataset) -> Photographs:
        caption = self.tr("Picture {place} shows {name}")
        return Photographs(
            title="",
            pictures=tuple(as_bytes(as_shares(each.picture)) for each in batch.examples),
            captions=tuple(
                caption.format(place=place, name=dataset.class_names[each.label])
                for place, each in enumerate(batch.examples, start=1)
            ),
        )

    def _question(self) -> ExplainedBatchWanted | None:
        dataset, record = self._controller.dataset, self._controller.record
        if dataset is None or record is None:
            return None
        return ExplainedBatchWanted(dataset=dataset, record=record.copy())
