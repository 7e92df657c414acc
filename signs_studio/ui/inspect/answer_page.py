"""A page of the view that shows the answer to one question, and asks only while it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from signs_studio.ui.forms.card_section import words_label
from signs_studio.ui.forms.fields_form import GRID
from signs_studio.ui.state.live_answer import LiveAnswer

if TYPE_CHECKING:
    from signs_studio.insight.question import Question
    from signs_studio.ui.state.chosen_picture import ChosenPicture
    from signs_studio.ui.state.workspace import Workspace
    from signs_studio.ui.widgets.theme import Theme


class AnswerPage(QWidget):
    """Has what a person sets above the answer, or above the words why there is none.

    Args:
        name: Of the page.
        picture: Which the question is about.
        workspace: Of the window.

    Attributes:
        controls: Takes what a person sets.
        body: Takes what shows the answer.
        footer: Takes what is seen beneath it, with or without an answer.
        picture: As given.
        live: Asks, and has the answer.
    """

    def __init__(self, name: str, picture: ChosenPicture, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName(f"inspect_{name}")
        self.picture = picture
        self.controls = QVBoxLayout()
        self.controls.setSpacing(GRID)
        self.footer = QVBoxLayout()
        shown = QWidget()
        self.body = QVBoxLayout(shown)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GRID)
        self._words = words_label(f"inspect_{name}_words", role="muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._words)
        self._stack.addWidget(shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self.controls)
        layout.addWidget(self._stack, 1)
        layout.addLayout(self.footer)
        self.live = LiveAnswer(f"inspect {name}", self._asked, workspace=workspace, watched=self)
        self.live.changed.connect(self._on_live_changed)
        picture.changed.connect(self._on_picture_changed)

    def question(self) -> Question | None:
        """Returns what is to be asked about the picture, whose pixels are there."""
        raise NotImplementedError

    def why_not(self) -> str:
        """Returns why there is nothing to ask about this picture, for a person."""
        return ""

    def show_answer(self, answer: Any) -> None:
        """Shows an answer to a question of ``question``."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Draws in these colours from now on."""
        raise NotImplementedError

    def fit_font(self) -> None:
        """Gives what is shown the room that words need by now."""

    def changeEvent(self, event: QEvent) -> None:
        """Gives what is shown the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit_font()

    def _asked(self) -> Question | None:
        return None if self.picture.pixels is None else self.question()

    def _on_picture_changed(self) -> None:
        self.live.refresh()
        # Of a picture that nothing is asked about, there is nothing to hear.
        self._on_live_changed()

    def _on_live_changed(self) -> None:
        answer = self.live.answer
        self._stack.setCurrentIndex(0 if answer is None else 1)
        if answer is None:
            self._words.setText(self.live.words or self.why_not())
        else:
            self.show_answer(answer)
