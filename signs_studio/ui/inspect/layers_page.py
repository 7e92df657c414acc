"""What each layer gives for the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.insight.unit_outputs import UnitOutputsWanted
from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.inspect.answer_page import AnswerPage
from signs_studio.ui.inspect.layers_sheet import LayersSheet
from signs_studio.wording.networks import dead_for

if TYPE_CHECKING:
    from signs_studio.insight.question import Question
    from signs_studio.insight.unit_outputs import UnitOutputs
    from signs_studio.ui.state.chosen_picture import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme


class LayersPage(AnswerPage):
    """Shows every unit and every filter."""

    def __init__(self, picture: ChosenPicture, workspace: Workspace) -> None:
        super().__init__("layers", picture, workspace)
        self._sheet = LayersSheet()
        self._note = words_label("inspect_layers_note", role="muted")
        self.body.addWidget(self._note)
        self.body.addWidget(self._sheet)
        self.body.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        self._sheet.set_theme(theme)

    def question(self) -> Question | None:
        """Returns what is to be asked."""
        pixels, dataset = self.picture.pixels, self.picture.dataset
        if pixels is None or dataset is None:
            return None
        return UnitOutputsWanted(picture=pixels, test_pictures=dataset.test_x)

    def show_answer(self, answer: tuple[UnitOutputs, ...]) -> None:
        """Paints the layers."""
        dataset = self.picture.dataset
        tested = 0 if dataset is None else len(dataset.test_y)
        words = self.tr(
            "A square is a unit, a map a filter: what it gives for this picture. One that is "
            "crossed out is {dead}: it gives 0."
        )
        self._note.setText(words.format(dead=dead_for(tested)))
        self._sheet.show_outputs(answer, self.picture.class_names, tested=tested)
