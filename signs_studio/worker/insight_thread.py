"""The thread that answers questions about a network while another one trains it."""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING, Any, NamedTuple

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


class _Asked(NamedTuple):
    """A question and the network that it is about.

    Attributes:
        question: The question.
        network: As it stood when it was asked; None where there was none, or none is needed.
        run: How many runs had been forgotten before.
    """

    question: Question
    network: Network | None
    run: int


class InsightThread(TaskThread):
    """Answers the newest question first; of those of one kind and asker only the newest that waits.

    Each is about the network as it stood when it was asked, which nothing changes, so that no lock
    is held while it is answered. While nothing is asked, the thread sleeps.

    Args:
        network: Returns the network in training, or None where there is none.

    Signals:
        answered: A question, its answer, and after how many epochs the network stood that it is
            about. The answer is None where it failed, or where there was no network to ask; epochs
            are None where there was none, or the question needs none.
    """

    answered = Signal(object, object, object)
    _computed = Signal(object, object)

    def __init__(
        self, network: Callable[[], Network | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._network = network
        self._run = 0
        self._lock = threading.Lock()
        self._waiting: dict[tuple[type[Question], str], _Asked] = {}
        self._computed.connect(self._on_self_computed)

    def ask(self, question: Question, asker: str = "") -> None:
        """Asks, in place of what the same asker asked of the same kind and still waits for."""
        network = None if isinstance(question, PreviewWanted) else self._network()
        with self._lock:
            # As the last one: it is the newest.
            self._waiting.pop((type(question), asker), None)
            self._waiting[type(question), asker] = _Asked(question, network, self._run)
        self.submit(self._answer_newest)

    def forget_run(self) -> None:
        """Answers no more of what was asked about the run's network, on the GUI thread."""
        self._run += 1
        with self._lock:
            left = {k: asked for k, asked in self._waiting.items() if asked.network is None}
            self._waiting = left

    def finish(self, wait_ms: int) -> bool:
        """Ends the thread after the answer that it is at; False when it still runs by then."""
        with self._lock:
            self._waiting.clear()
        return super().finish(wait_ms)

    def _answer_newest(self) -> None:
        with self._lock:
            if not self._waiting:
                return  # What was asked had been asked anew before its turn, or is not wanted.
            _, asked = self._waiting.popitem()
        try:
            answer = _answer(asked.question, asked.network)
        except BaseException:
            traceback.print_exc()
            answer = None
        self._computed.emit(asked, answer)

    def _on_self_computed(self, asked: _Asked, answer: Any) -> None:
        """On the thread that asks: there, it is known whether the run is still on show."""
        network = asked.network
        if network is None or asked.run == self._run:
            epochs = None if network is None else network.epochs
            self.answered.emit(asked.question, answer, epochs)


def _answer(question: Question, network: Network | None) -> Any:
    from signs_studio.engine import insight

    if isinstance(question, PreviewWanted):
        return insight.preview_augmentation(
            question.pictures, question.augmentation, drawing=question.drawing
        )
    if network is None:
        return None
    match question:
        case PredictionsWanted():
            return insight.predictions(network, question.pictures)
        case ActivationsWanted():
            return insight.activations(network, question.pictures)
        case GradientWanted():
            return insight.picture_gradient(network, question.pictures, question.sign)
