"""The training pictures that the network takes for most alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.insight.neighbours import FeatureCache, NeighboursWanted
from signs_studio.ui.figures.photographs_view import PhotographsView
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.inspect.answer_page import AnswerPage
from signs_studio.ui.inspect.inspect_figures import neighbours_figure
from signs_studio.ui.state.selection import SetName
from signs_studio.ui.widgets.wrapping import breakable

if TYPE_CHECKING:
    from signs_studio.insight.neighbours import Neighbours
    from signs_studio.insight.question import Question
    from signs_studio.ui.state.chosen_picture import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme

_LINES = 14


class NeighboursPage(AnswerPage):
    """Shows the nearest five."""

    def __init__(self, picture: ChosenPicture, workspace: Workspace) -> None:
        super().__init__("neighbours", picture, workspace)
        self._cache = FeatureCache()
        self._wall = PhotographsView()
        self._summary = words_label("inspect_neighbours_summary", role="heading")
        self._note = words_label("inspect_neighbours_note", role="muted")
        self._note.setText(
            self.tr(
                "The nearest training pictures by what the last hidden layer gives, nearest first: "
                "under each its class and its distance (Euclidean). Green and whole: of the same "
                "class as the picture; red and dashed: of another."
            )
        )
        self.body.addWidget(self._summary)
        self.body.addWidget(self._note)
        self.body.addWidget(self._wall)
        self.body.addStretch(1)
        workspace.controller.record_changed.connect(self._forget_features)
        workspace.controller.data_changed.connect(self._forget_features)
        self.fit_font()

    def fit_font(self) -> None:
        """Gives the pictures the room that words need by now."""
        self._wall.setFixedHeight(_LINES * self.fontMetrics().height())

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._wall.set_theme(theme)

    def question(self) -> Question | None:
        """Returns what is to be asked."""
        pixels, dataset, chosen = self.picture.pixels, self.picture.dataset, self.picture.chosen
        if pixels is None or dataset is None or chosen is None:
            return None
        return NeighboursWanted(
            picture=pixels,
            train_pictures=dataset.train_x,
            own_place=chosen.place if chosen.of is SetName.TRAIN else None,
            cache=self._cache,
        )

    def show_answer(self, answer: Neighbours) -> None:
        """Shows them."""
        dataset, true_class = self.picture.dataset, self.picture.true_class
        if dataset is None or true_class is None:
            return
        alike = int((dataset.train_y[answer.places] == true_class).sum())
        words = self.tr("{alike} of the {count} nearest are of class {sign}, as it is.")
        sign = dataset.class_names[true_class]
        words = words.format(alike=alike, count=len(answer.places), sign=sign)
        self._summary.setText(breakable(words))
        figure = neighbours_figure(
            answer, dataset.train_y, dataset.class_names, true_class=true_class
        )
        self._wall.show_figure(figure)

    def _forget_features(self) -> None:
        # Another run may have been trained for as many epochs.
        self._cache = FeatureCache()
