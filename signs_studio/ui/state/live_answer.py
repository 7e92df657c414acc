"""The answer to a question about the run on show, asked again as the run goes on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signs_studio.insight.question import Refused
from signs_studio.ui.state.absences import why_no_data, why_no_engine
from signs_studio.worker.run_state import ACTIVE_STATES, RunState

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from signs_studio.insight.question import Question
    from signs_studio.ui.state.workspace import Workspace


class LiveAnswer(QObject):
    """Asks one question at a time about the network that is looked at, while a widget is seen.

    The network is that of the latest epoch, or of the epoch of the past that is looked at. While a
    run is on, the next question is asked after an epoch, at the pace of ``LiveBudget``.

    Args:
        asker: Name of whoever asks, another for each question on show.
        question: Returns what is to be asked; None where there is nothing to ask.
        workspace: Has the run and the selection.
        watched: Nothing is asked while it is hidden.

    Signals:
        changed: ``answer`` is another, or ``words``.

    Attributes:
        answer: Answer to a question of ``question``; None where there is none.
        epochs: How many epochs the network had been trained that it is about; None where there is
            no answer, or it is about none.
        words: Why there is no answer, for a person; empty where there is one.
    """

    changed = Signal()

    def __init__(
        self,
        asker: str,
        question: Callable[[], Question | None],
        *,
        workspace: Workspace,
        watched: QWidget,
    ) -> None:
        super().__init__(watched)
        self._asker = asker
        self._question = question
        self._controller = controller = workspace.controller
        self._shown_predictions = workspace.shown_predictions
        self._pace = workspace.live_budget.pace(watched)
        self._pace.due.connect(self._on_pace_due)
        self.answer: Any = None
        self.epochs: int | None = None
        self.words = ""
        self._asked: Question | None = None
        self._asked_at = 0.0
        self._past_epoch = workspace.shown_predictions.past_epoch
        controller.data_changed.connect(self.refresh)
        controller.record_changed.connect(self.refresh)
        controller.state_changed.connect(self._on_controller_state_changed)
        controller.answered.connect(self._on_controller_answered)
        controller.answer_progressed.connect(self._on_controller_answer_progressed)
        controller.repeating.connect(self._on_controller_repeating)
        controller.repeated.connect(self._on_controller_repeated)
        workspace.run_feed.grown.connect(self._ask_on)
        workspace.run_feed.ended.connect(self._ask_on)
        workspace.shown_predictions.changed.connect(self._on_shown_predictions_changed)
        self.refresh()

    def refresh(self) -> None:
        """Forgets the answer, and asks anew."""
        self._forget()
        self.ask()

    def ask(self) -> None:
        """Asks anew, and keeps the answer until the next one is there."""
        self._asked = None
        self._pace.hurry()

    def _ask_on(self) -> None:
        """Asks as the run goes on, unless the past is looked at, which stays as it is."""
        if self._past_epoch is None:
            self._pace.request()

    def _on_pace_due(self) -> None:
        question = self._question() if self._why_not() == "" else None
        if question is None:
            self._say(self._why_not())
            return
        self._pace.begin()
        self._asked, self._asked_at = question, time.monotonic()
        if self.answer is None:
            self._say(self.tr("The answer is on its way."))
        self._controller.ask(question, self._asker, epoch=self._past_epoch)

    def _why_not(self) -> str:
        """Returns why nothing can be asked; empty where it can."""
        controller = self._controller
        words = why_no_data(controller) or why_no_engine(controller)
        if words:
            return words
        if controller.state is RunState.REOPENING:
            return self.tr("The run is being reopened.")
        if controller.record is None:
            return self.tr("Train first: then what the network has learnt is shown here.")
        if not len(controller.record) and controller.state in ACTIVE_STATES:
            return self.tr("The first epoch is being trained.")
        return ""

    def _say(self, words: str) -> None:
        if self.answer is None and words != self.words:
            self.words = words
            self.changed.emit()

    def _forget(self) -> None:
        had = self.answer is not None
        if self._asked is not None:
            self._controller.withdraw(self._asker)
        self._asked, self.answer, self.epochs, self.words = None, None, None, ""
        if had:
            self.changed.emit()

    def _on_shown_predictions_changed(self) -> None:
        if self._shown_predictions.past_epoch != self._past_epoch:
            self._past_epoch = self._shown_predictions.past_epoch
            # Training may have to be repeated first, and an answer is shown with its own epoch.
            self.refresh()

    def _on_controller_state_changed(self) -> None:
        if self.answer is None and self._asked is None:
            self._pace.request()

    def _on_controller_answered(self, question: Question, answer: Any, epochs: int | None) -> None:
        if question is not self._asked:
            return
        self._asked = None
        if isinstance(answer, Refused):
            self.answer, self.epochs, self.words = None, None, str(answer.message)
        elif answer is None:
            self.answer, self.epochs = None, None
            self.words = self._why_not() or self.tr("There is no answer for this network.")
        else:
            self.answer, self.epochs, self.words = answer, epochs, ""
        self._pace.end(elsewhere_s=time.monotonic() - self._asked_at)
        self.changed.emit()

    def _on_controller_answer_progressed(self, question: Question, done: int, of: int) -> None:
        if question is self._asked:
            words = self.tr("{percent} % of the answer is there.")
            self._say(words.format(percent=100 * done // max(of, 1)))

    def _on_controller_repeating(self, epoch: int, percent: int) -> None:
        if self._asked is not None and epoch == self._past_epoch:
            words = self.tr(
                "Training is repeated up to epoch {epoch}, for its weights: {percent} %"
            )
            self._say(words.format(epoch=f"{epoch:,}", percent=percent))

    def _on_controller_repeated(self, problem: str) -> None:
        if self._asked is not None and problem:
            self._say(problem)
