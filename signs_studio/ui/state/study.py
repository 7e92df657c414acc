"""An answer that takes a while, computed when a person wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signs_studio.insight.question import NetworkQuestion, Refused
from signs_studio.ui.state.absences import why_no_engine

if TYPE_CHECKING:
    from signs_studio.insight.question import Question
    from signs_studio.worker.run_controller import RunController


class Study(QObject):
    """Asks a question when it is told to, shows how far it is, and can be stopped.

    An answer about a network is forgotten with its run, every answer with the data.

    Args:
        asker: Name of whoever asks, another for each question on show.
        controller: Is asked.

    Signals:
        changed: Any attribute is another.

    Attributes:
        question: What was asked last; None where that is forgotten or stopped.
        answer: The answer to it; None where there is none.
        epochs: How many epochs the network had been trained that it is about; None where there is
            no answer, or it is about none.
        progress: How many of how many steps are done; None while nothing is asked.
        words: Why there is no answer, for a person; empty where there is nothing to say.
    """

    changed = Signal()

    def __init__(
        self, asker: str, controller: RunController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._asker = asker
        self._controller = controller
        self.question: Question | None = None
        self.answer: Any = None
        self.epochs: int | None = None
        self.progress: tuple[int, int] | None = None
        self.words = ""
        controller.answered.connect(self._on_controller_answered)
        controller.answer_progressed.connect(self._on_controller_answer_progressed)
        controller.state_changed.connect(self._on_controller_state_changed)
        controller.record_changed.connect(self._on_controller_record_changed)
        controller.data_changed.connect(self.forget)

    @property
    def is_running(self) -> bool:
        """True while the answer is being computed."""
        return self.progress is not None

    def start(self, question: Question, *, epoch: int | None = None) -> None:
        """Asks, in place of what was asked before; without TensorFlow, ``words`` say so.

        Args:
            question: The question.
            epoch: As of ``RunController.ask``.
        """
        self.forget()
        self.words = why_no_engine(self._controller)
        if not self.words:
            self.question, self.progress = question, (0, 1)
            self._controller.ask(question, self._asker, epoch=epoch)
        self.changed.emit()

    def stop(self) -> None:
        """Has no answer computed any more; one that is there stays."""
        if self.is_running:
            self._controller.withdraw(self._asker)
            self.question = self.progress = None
            self.changed.emit()

    def forget(self) -> None:
        """Stops, and has no answer any more."""
        self.stop()
        if self.question is not None or self.words:
            self.question = self.answer = self.epochs = None
            self.words = ""
            self.changed.emit()

    def _on_controller_state_changed(self) -> None:
        if self.question is None:
            # What it was that was missing may be there.
            self.forget()

    def _on_controller_record_changed(self) -> None:
        if isinstance(self.question, NetworkQuestion):
            self.forget()

    def _on_controller_answered(self, question: Question, answer: Any, epochs: int | None) -> None:
        if question is not self.question:
            return
        self.progress = None
        if isinstance(answer, Refused):
            self.words = str(answer.message)
        elif answer is None:
            self.words = self.tr("This could not be computed.")
        else:
            self.answer, self.epochs = answer, epochs
        self.changed.emit()

    def _on_controller_answer_progressed(self, question: Question, done: int, of: int) -> None:
        if question is self.question and self.is_running:
            self.progress = done, of
            self.changed.emit()
