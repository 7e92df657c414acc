"""Size of gradients and updates of each layer over the epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.figures import Curve, FunctionPlot
from signs_studio.messages import Message
from signs_studio.numbers import format_significant
from signs_studio.ui.figures.function_plot_view import FunctionPlotView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.learning.section import Section
from signs_studio.wording.networks import layer_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.state.workspace import Workspace

_MOST_POINTS = 100
"""Of more epochs, means are shown: the last step of each was with another batch, and they jump."""
_GUIDE = 1e-3
_LINES = 15


def size_plot(
    sizes: NDArray[np.floating],
    names: Sequence[str],
    *,
    title: str,
    y_label: str,
    guide: float | None = None,
    epoch: int | None = None,
) -> FunctionPlot:
    """Returns a plot of one number of each layer over the epochs, by powers of ten.

    Of many epochs, a point is the geometric mean of some.

    Args:
        sizes: (epochs, layers); NaN where there is none, as of a layer that learns nothing.
        names: Of the layers.
        title: What it shows.
        y_label: What the numbers are.
        guide: A number to compare with; None for none.
        epoch: The epoch that is looked at, counted from 1; None for none.
    """
    count = len(sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = np.where(sizes > 0, np.log10(sizes), np.nan)
    places = np.arange(count, dtype=np.float64)
    if count > _MOST_POINTS:
        firsts = np.arange(0, count, -(-count // _MOST_POINTS))
        many = np.diff(firsts, append=count)
        powers = np.add.reduceat(powers, firsts, axis=0) / many[:, np.newaxis]
        places = firsts + (many - 1) / 2
    epochs = (places + 1.0).tolist()
    curves = [
        Curve(name, epochs, powers[:, layer].tolist())
        for layer, name in enumerate(names)
        if np.isfinite(powers[:, layer]).any()
    ]
    ends = [1.0, float(max(count, 2))]
    if guide is not None:
        words = Message("learning", "{guide}: a rule of thumb").text(
            guide=format_significant(guide)
        )
        curves.append(Curve(words, ends, [float(np.log10(guide))] * 2, is_guide=True))
    heights = [y for curve in curves for y in curve.y if np.isfinite(y)] or [-4.0, 0.0]
    low, high = np.floor(2 * min(heights)) / 2 - 0.1, np.ceil(2 * max(heights)) / 2 + 0.1
    if epoch is not None:
        words = Message("learning", "epoch {epoch}").text(epoch=epoch)
        curves.append(Curve(words, [float(epoch)] * 2, [low, high], is_guide=True))
    return FunctionPlot(
        title=title,
        x_label=Message("learning", "Epoch").text(),
        y_label=y_label,
        curves=tuple(curves),
        x_range=(ends[0], ends[1]),
        y_range=(low, high),
        y_log=True,
    )


class GradientsSection(Section):
    """Two plots over the epochs, and what they mean.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._shown_predictions = workspace.shown_predictions
        self._words = Prose("gradients_words")
        self._update_note = Prose("update_note", role="muted")
        self._gradient_note = Prose("gradient_note", role="muted")
        self._update_note.setText(
            self.tr(
                "How far the last step of an epoch moved a layer's weights, as a share of their "
                "own length. A rule of thumb is 0.001: far above, a layer is thrown about, and a "
                "lower learning rate may help; far below, it learns slowly, or has learnt. Weights "
                "of dead units do not move, and make it smaller. Optimizers such as Adam divide by "
                "the size of the gradient, so that a small one may move weights as far."
            )
        )
        self._gradient_note.setText(
            self.tr(
                "Root mean square of the gradient over all weights of a layer in the same step, so "
                "that many weights or dead units make it small too. Where it shrinks by powers of "
                "ten with every layer from the last to the first, gradients vanish; where it "
                "grows, they explode."
            )
        )
        self._updates, self._gradients = FunctionPlotView(), FunctionPlotView()
        self.column.addWidget(self._words)
        self.add_figure(self._updates, lines=_LINES)
        self.column.addWidget(self._update_note)
        self.add_figure(self._gradients, lines=_LINES)
        self.column.addWidget(self._gradient_note)
        self._past_epoch = workspace.shown_predictions.past_epoch
        self._pace = workspace.live_budget.pace(self)
        self._pace.due.connect(self._on_pace_due)
        workspace.run_feed.grown.connect(self._pace.request)
        workspace.run_feed.ended.connect(self.refresh)
        self._controller.record_changed.connect(self.refresh)
        self._shown_predictions.changed.connect(self._on_shown_predictions_changed)

    def refresh(self) -> None:
        """Draws all epochs of the run on show, as soon as they are in sight."""
        self._pace.hurry()

    def _draw(self) -> None:
        record = self._controller.record
        has = record is not None and bool(record.diagnostics.layers)
        for widget in (self._updates, self._update_note, self._gradients, self._gradient_note):
            widget.setVisible(has)
        self._words.setVisible(not has)
        if record is None or not has:
            self._words.setText(
                self.tr("Train first: after every epoch, each layer has a point here.")
                if record is None or not len(record)
                else self.tr("This run was trained before its gradients were measured.")
            )
            return
        names = layer_names(record.recipe.layers)
        self._updates.show_figure(
            size_plot(
                record.diagnostics.series("update"),
                names,
                title=self.tr("Update size of each layer"),
                y_label=self.tr("Update / weights"),
                guide=_GUIDE,
                epoch=self._past_epoch,
            )
        )
        self._gradients.show_figure(
            size_plot(
                record.diagnostics.series("gradient"),
                names,
                title=self.tr("Gradient size of each layer"),
                y_label=self.tr("Gradient (RMS)"),
                epoch=self._past_epoch,
            )
        )

    def _on_pace_due(self) -> None:
        self._pace.begin()
        self._draw()
        self._pace.end()

    def _on_shown_predictions_changed(self) -> None:
        if self._shown_predictions.past_epoch != self._past_epoch:
            self._past_epoch = self._shown_predictions.past_epoch
            self.refresh()
