"""Embedding: test pictures as points, by what the last hidden layer gives for them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.figures import Scatter
from signs_studio.insight.hidden_embedding import EmbeddingKind, PcaWanted, TsneWanted
from signs_studio.insight.loss_landscape import sample
from signs_studio.messages import Message
from signs_studio.numbers import NO_BREAK, format_percent
from signs_studio.ui.figures.scatter_view import ScatterView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.learning.section import Section
from signs_studio.ui.state.live_answer import LiveAnswer
from signs_studio.ui.state.study import Study
from signs_studio.ui.study_bar import StudyBar
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox
from signs_studio.ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.data.dataset import Dataset
    from signs_studio.insight.hidden_embedding import HiddenEmbedding
    from signs_studio.ui.state.workspace import Workspace

_LINES = 22
_FIELD = "picture"


def embedding_figure(
    embedding: HiddenEmbedding, dataset: Dataset, *, chosen: int | None, epochs: int | None
) -> Scatter:
    """Returns the points of an embedding.

    Args:
        embedding: What was computed.
        dataset: Whose test pictures they are.
        chosen: Index in the test set of the picture that is chosen; None for none.
        epochs: After how many epochs the network stood; None where nobody knows.
    """
    labels = dataset.test_y[embedding.places]
    at = np.flatnonzero(embedding.places == chosen) if chosen is not None else np.empty(0)
    if math.isnan(embedding.share):
        axis = Message("learning", "t-SNE {place} (no unit)")
        labels_of_axes = [axis.text(place=place) for place in (1, 2)]
    else:
        axis = Message("learning", "Principal component {place}")
        labels_of_axes = [axis.text(place=place) for place in (1, 2)]
    return Scatter(
        title=Message("learning", "Test pictures after epoch {epochs}").text(epochs=epochs or 0),
        x_label=labels_of_axes[0],
        y_label=labels_of_axes[1],
        x=embedding.points[:, 0],
        y=embedding.points[:, 1],
        groups=labels,
        names=dataset.class_names,
        groups_name=Message("learning", "True sign").text(),
        marked=embedding.predicted != labels,
        marked_name=Message("learning", "read wrongly").text(),
        chosen=int(at[0]) if len(at) else None,
        field=_FIELD,
    )


class EmbeddingSection(Section):
    """Follows the run by its principal components; t-SNE takes longer and is asked for.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._selection = workspace.selection
        self._shown_predictions = workspace.shown_predictions
        self._about = Prose("embedding_about", role="muted")
        self._about.setText(
            self.tr(
                "Each point is a test picture: those lie close together for which the last hidden "
                "layer gives similar numbers. Click on one to look at it."
            )
        )
        self._method = QuietComboBox()
        self._method.setObjectName("embedding_method")
        self._method.setAccessibleName(self.tr("Method"))
        self._method.addItem(self.tr("PCA, live"), EmbeddingKind.PCA)
        self._method.addItem(self.tr("t-SNE"), EmbeddingKind.TSNE)
        row = WrappingRow()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._method)
        self._study = Study("t-sne", self._controller, self)
        self._bar = StudyBar(
            self._study, title=self.tr("Compute t-SNE"), object_name="compute_tsne"
        )
        self._scatter = ScatterView()
        self._words = Prose("embedding_words")
        self.column.addWidget(self._about)
        self.column.addLayout(row)
        self.column.addWidget(self._bar)
        self.add_figure(self._scatter, lines=_LINES)
        self.column.addWidget(self._words)
        self._live = LiveAnswer("embedding", self._question, workspace=workspace, watched=self)
        self._live.changed.connect(self.refresh)
        self._study.changed.connect(self.refresh)
        self._method.currentIndexChanged.connect(self._on_method_current_index_changed)
        self._bar.started.connect(self._on_bar_started)
        self._scatter.number_chosen.connect(self._on_scatter_number_chosen)
        self._selection.picture_changed.connect(self._refresh_if_visible)
        self.refresh()

    def refresh(self) -> None:
        """Shows the points that there are."""
        is_tsne = self._is_tsne
        self._bar.setVisible(is_tsne)
        source = self._study if is_tsne else self._live
        embedding: HiddenEmbedding | None = source.answer
        dataset = self._controller.dataset
        has = embedding is not None and dataset is not None
        self._scatter.setVisible(has)
        if embedding is None or dataset is None:
            self._words.setText(self._live.words)
            self._words.setVisible(not is_tsne)
            return
        self._scatter.show_figure(
            embedding_figure(
                embedding, dataset, chosen=self._selection.test_picture, epochs=source.epochs
            )
        )
        self._words.setText(self._said(embedding, dataset))
        self._words.setVisible(True)

    def _said(self, embedding: HiddenEmbedding, dataset: Dataset) -> str:
        wrong = np.count_nonzero(embedding.predicted != dataset.test_y[embedding.places])
        of = len(dataset.test_y)
        words = self.tr("{count} pictures, {wrong} of them read wrongly.").format(
            count=f"{len(embedding.places):,}", wrong=f"{wrong:,}"
        )
        if len(embedding.places) < of:
            words += " " + self.tr("They are a sample of {of}.").format(of=f"{of:,}")
        if math.isnan(embedding.share):
            words += " " + self.tr(
                "t-SNE keeps neighbours together: how large groups are, and how far apart, means "
                "little."
            )
        else:
            words += " " + self.tr(
                "The plane keeps {share} of the variance of the layer's {units} numbers; it "
                "turns with the epochs no more than it must."
            ).format(
                share=format_percent(embedding.share, 0, space=NO_BREAK),
                units=f"{embedding.units:,}",
            )
        return words

    @property
    def _is_tsne(self) -> bool:
        return EmbeddingKind(self._method.currentData()) is EmbeddingKind.TSNE

    def _places(self, dataset: Dataset) -> np.ndarray:
        # Only those can be chosen that can be looked at.
        return sample(len(dataset.shown_x))

    def _question(self) -> PcaWanted | None:
        dataset = self._controller.dataset
        if dataset is None or self._is_tsne:
            return None
        return PcaWanted(dataset, self._places(dataset))

    def _on_method_current_index_changed(self) -> None:
        self._live.ask()
        self.refresh()

    def _on_bar_started(self) -> None:
        dataset, record = self._controller.dataset, self._controller.record
        if dataset is not None and record is not None and len(record):
            self._study.start(
                TsneWanted(dataset, self._places(dataset)),
                epoch=self._shown_predictions.past_epoch,
            )

    def _on_scatter_number_chosen(self, _field: str, index: float) -> None:
        source = self._study if self._is_tsne else self._live
        embedding: HiddenEmbedding | None = source.answer
        if embedding is not None:
            self._selection.choose_picture(int(embedding.places[int(index)]))
