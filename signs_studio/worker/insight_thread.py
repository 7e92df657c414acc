"""The thread that answers questions about a network while another one trains it."""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signs_studio.runs.questions import (
    ActivationsWanted,
    GradientWanted,
    PredictionsWanted,
    PreviewWanted,
)
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.engine.training.state import Network
    from signs_studio.runs.questions import Question


class InsightThread(TaskThread):
    """Answers the newest question first; of questions of one kind only the newest that waits.

    Each is about the network as it stands when its turn comes. While nothing is asked, the thread
    sleeps.

    Args:
        network: Returns the network in training, or None where there is none; called on this
            thread.

    Signals:
        answered: A question and its answer; None for an answer that failed, or where there is no
            network to ask.
    """

    answered = Signal(object, object)

    def __init__(
        self, network: Callable[[], Network | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._network = network
        self._lock = threading.Lock()
        self._waiting: dict[type[Question], Question] = {}

    def ask(self, question: Question) -> None:
        """Asks, in place of what was asked of the same kind and is not being answered yet."""
        with self._lock:
            # As the last one: it is the newest.
            self._waiting.pop(type(question), None)
            self._waiting[type(question)] = question
        self.submit(self._answer_newest)

    def _answer_newest(self) -> None:
        with self._lock:
            if not self._waiting:
                return  # What was asked had been asked anew before its turn.
            _, question = self._waiting.popitem()
        try:
            answer = _answer(question, self._network)
        except BaseException:
            traceback.print_exc()
            answer = None
        self.answered.emit(question, answer)


def _answer(question: Question, find_network: Callable[[], Network | None]) -> Any:
    from signs_studio.engine import insight

    if isinstance(question, PreviewWanted):
        return insight.preview_augmentation(
            question.pictures, question.augmentation, drawing=question.drawing
        )
    network = find_network()
    if network is None:
        return None
    match question:
        case PredictionsWanted():
            return insight.predictions(network, question.pictures)
        case ActivationsWanted():
            return insight.activations(network, question.pictures)
        case GradientWanted():
            return insight.picture_gradient(network, question.pictures, question.sign)
