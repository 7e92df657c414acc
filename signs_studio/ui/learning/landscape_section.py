"""Loss landscape: the cost around the weights, in contours, with the path of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.figures import Contours, Point
from signs_studio.insight.loss_landscape import LossLandscapeWanted, PlaneKind
from signs_studio.messages import Message
from signs_studio.numbers import NO_BREAK, format_cost, format_percent
from signs_studio.ui.figures.contours_view import ContoursView
from signs_studio.ui.forms.card_section import Prose
from signs_studio.ui.learning.section import Section
from signs_studio.ui.state.absences import why_no_data, why_no_engine
from signs_studio.ui.state.study import Study
from signs_studio.ui.study_bar import StudyBar
from signs_studio.ui.widgets.quiet_inputs import QuietComboBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from signs_studio.insight.loss_landscape import LossLandscape
    from signs_studio.ui.state.workspace import Workspace

_LINES = 22


def landscape_figure(landscape: LossLandscape, *, epochs: int | None) -> Contours:
    """Returns the contours of a landscape.

    Args:
        landscape: What was computed.
        epochs: After how many epochs the network stood; None where nobody knows.
    """
    if landscape.kind is PlaneKind.PATH:
        axis = Message("learning", "Along direction {place} ({share} of the path)")
        x_label, y_label = (
            axis.text(place=place, share=format_percent(share, 0))
            for place, share in enumerate(landscape.shares, start=1)
        )
    else:
        axis = Message("learning", "Random direction {place} (weight lengths)")
        x_label, y_label = (axis.text(place=place) for place in (1, 2))
    name = Message("learning", "epoch {epoch}")
    path = tuple(Point(name.text(epoch=each.epochs), each.x, each.y) for each in landscape.path)
    at = [each.epochs for each in landscape.path]
    return Contours(
        title=Message("learning", "Cost around the weights").text(),
        x_label=x_label,
        y_label=y_label,
        label=Message(
            "learning", "lines of equal cost, each higher by the same factor; bluer is higher"
        ).text(),
        x=landscape.x,
        y=landscape.y,
        values=landscape.costs,
        path=path,
        path_label=Message("learning", "the run after an epoch").text(),
        chosen=at.index(epochs) if epochs in at else None,
    )


class LandscapeSection(Section):
    """Computes the landscape on demand, of the epoch that is looked at.

    Args:
        workspace: Of the window.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = workspace.controller
        self._shown_predictions = workspace.shown_predictions
        self._study = Study("landscape", self._controller, self)
        self._about = Prose("landscape_about", role="muted")
        self._about.setText(
            self.tr(
                "The weights of a network are a point in a space of very many dimensions. Shown is "
                "the cost over a plane through that point (Li et al. 2018)."
            )
        )
        self._bar = StudyBar(
            self._study, title=self.tr("Compute the landscape"), object_name="compute_landscape"
        )
        self._plane, self._pictures = QuietComboBox(), QuietComboBox()
        for box, name, title, choices in (
            (
                self._plane,
                "landscape_plane",
                self.tr("Plane"),
                (
                    (self.tr("along the path"), PlaneKind.PATH),
                    (self.tr("random directions"), PlaneKind.RANDOM),
                ),
            ),
            (
                self._pictures,
                "landscape_pictures",
                self.tr("Cost of"),
                ((self.tr("training pictures"), False), (self.tr("test pictures"), True)),
            ),
        ):
            box.setObjectName(name)
            box.setAccessibleName(title)
            for words, data in choices:
                box.addItem(words, data)
            self._bar.add_choice(title, box)
        self._contours = ContoursView()
        self._words = Prose("landscape_words")
        self.column.addWidget(self._about)
        self.column.addWidget(self._bar)
        self.add_figure(self._contours, lines=_LINES)
        self.column.addWidget(self._words)
        self._bar.started.connect(self._on_bar_started)
        self._study.changed.connect(self.refresh)
        self._controller.record_changed.connect(self._refresh_if_visible)
        self._controller.state_changed.connect(self._refresh_if_visible)
        workspace.run_feed.grown.connect(self._refresh_if_visible)
        self._shown: LossLandscape | None = None
        self.refresh()

    def refresh(self) -> None:
        """Shows what was computed, and whether it can be asked for."""
        self._bar.set_why_not(self._why_not())
        landscape: LossLandscape | None = self._study.answer
        self._contours.setVisible(landscape is not None)
        self._words.setVisible(landscape is not None)
        if landscape is None or landscape is self._shown:
            self._shown = landscape
            return
        self._shown = landscape
        self._contours.show_figure(landscape_figure(landscape, epochs=self._study.epochs))
        self._words.setText(self._said(landscape))

    def _said(self, landscape: LossLandscape) -> str:
        own = [each.cost for each in landscape.path if each.epochs == self._study.epochs]
        pictures = f"{landscape.pictures:,}"
        if landscape.pictures < landscape.of:
            pictures = self.tr("a sample of {count}").format(count=pictures)
        words = self.tr("Cost {cost} after epoch {epoch}, over {pictures} pictures.").format(
            cost=format_cost(own[0]) if own else "",
            epoch=f"{self._study.epochs or 0:,}",
            pictures=pictures,
        )
        question = self._study.question
        if isinstance(question, LossLandscapeWanted) and not question.on_test:
            words += " " + self.tr(
                "The training cost in Curves is the mean over the steps of an epoch, during which "
                "the weights still change."
            )
        if landscape.kind is PlaneKind.PATH:
            first, second = (format_percent(each, 0, space=NO_BREAK) for each in landscape.shares)
            return f"{words} " + self.tr(
                "Both axes measure the distance from these weights, on one scale. Direction 1 is "
                "the one in which the weights went farthest: {first} of the path's squared "
                "distances are along it, {second} along direction 2. Each point lies where it is "
                "nearest to the plane, so that its own cost may differ from that beneath it."
            ).format(first=first, second=second)
        return f"{words} " + self.tr(
            "Random directions hardly see which way the weights went: the path looks short in "
            "them. They show how steep it is around: at 1, every unit has moved as far as its "
            "weights are long."
        )

    def _why_not(self) -> str:
        controller = self._controller
        words = why_no_data(controller) or why_no_engine(controller)
        if not words and not controller.record:
            return self.tr("Train first: then the landscape around the weights can be computed.")
        return words

    def _on_bar_started(self) -> None:
        record, dataset = self._controller.record, self._controller.dataset
        if record is None or dataset is None:
            return
        past = self._controller.past
        question = LossLandscapeWanted(
            kind=PlaneKind(self._plane.currentData()),
            recipe=record.recipe,
            dataset=dataset,
            on_test=self._pictures.currentData(),
            checkpoints=list if past is None else past.checkpoints,
        )
        self._study.start(question, epoch=self._shown_predictions.past_epoch)
