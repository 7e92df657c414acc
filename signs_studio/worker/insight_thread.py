"""The thread that answers questions about a network while another one trains it."""

from __future__ import annotations

import threading
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError, system_reason
from signs_studio.insight.question import NetworkQuestion, NotWantedError, Progress, Refused
from signs_studio.messages import Message
from signs_studio.runs.control import RunControl
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Question
    from signs_studio.worker.run_past import RunPast


class _Asked(NamedTuple):
    """A question and the network that it is about.

    Attributes:
        question: The question.
        asker: Who asked.
        network: As it stood when it was asked; None where there was none, or none is needed.
        epoch: After how many epochs the network stood that it is about, of ``past``; None for
            ``network``.
        past: Of the run on show.
        run: How many runs had been forgotten before.
        control: Breaks off what is trained again for it.
    """

    question: Question
    asker: str
    network: Network | None
    epoch: int | None
    past: RunPast | None
    run: int
    control: RunControl

    @property
    def place(self) -> tuple[type[Question], str]:
        """Of those with the same one, only the newest is answered."""
        return type(self.question), self.asker

    @property
    def is_about_run(self) -> bool:
        """Whether another run has another answer."""
        return isinstance(self.question, NetworkQuestion)


class InsightThread(TaskThread):
    """Answers the newest question first; of those of one kind and asker only the newest that waits.

    Each is about the network as it stood when it was asked, or after any epoch before that. Nothing
    changes such a network, so that no lock is held while it is answered. While nothing is asked,
    the thread sleeps.

    Args:
        network: Returns the network in training, or None where there is none.
        past: Returns the past of that run, or None where it has none.

    Signals:
        answered: A question, its answer, and after how many epochs the network stood that it is
            about. The answer is ``Refused`` where a person is to know why there is none, and None
            where it failed, was withdrawn or asked anew meanwhile, or where there was no network to
            ask; epochs are None where there was none, or the question needs none.
        progressed: A question that takes long, and how many of how many steps are done.
        repeating: Training is repeated up to an epoch, and how far that is, in percent.
        repeated: It is over; carries why it failed, as a sentence, or nothing.
    """

    answered = Signal(object, object, object)
    progressed = Signal(object, int, int)
    repeating = Signal(int, int)
    repeated = Signal(str)
    _computed = Signal(object, object)

    def __init__(
        self,
        network: Callable[[], Network | None],
        past: Callable[[], RunPast | None] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        # Training is repeated on it, for which XLA compiles and needs a stack like the main one.
        self.setStackSize(64 * 1024 * 1024)
        self._network = network
        self._past = past
        self._run = 0
        self._lock = threading.Lock()
        self._waiting: dict[tuple[type[Question], str], _Asked] = {}
        self._answering: _Asked | None = None
        self._computed.connect(self._on_self_computed)

    def ask(self, question: Question, asker: str = "", *, epoch: int | None = None) -> None:
        """Asks, in place of what the same asker asked of the same kind and still waits for.

        Args:
            question: The question.
            asker: A name of whoever asks.
            epoch: After how many epochs the network stood that it is about; None for as it stands
                now. Where its weights are not kept, training is repeated up to it, unless the same
                asker asks anew meanwhile.
        """
        is_about_run = isinstance(question, NetworkQuestion)
        network = self._network() if is_about_run else None
        is_past = is_about_run and epoch is not None
        if is_past and network is not None and network.epochs != epoch:
            network = None
        asked = _Asked(
            question=question,
            asker=asker,
            network=network,
            epoch=epoch if is_past and network is None else None,
            past=self._past() if is_past or _needs_before(question) else None,
            run=self._run,
            control=RunControl(),
        )
        with self._lock:
            # As the last one: it is the newest.
            self._waiting.pop(asked.place, None)
            self._waiting[asked.place] = asked
            if self._answering is not None and self._answering.place == asked.place:
                self._answering.control.stop()
        self.submit(self._answer_newest)

    def withdraw(self, asker: str) -> None:
        """Answers nothing more of what somebody asked."""
        self._withdraw(lambda asked: asked.asker == asker)

    def forget_run(self) -> None:
        """Answers no more of what was asked about the run's networks, on the GUI thread."""
        self._run += 1
        self._withdraw(lambda asked: asked.is_about_run)

    def finish(self, wait_ms: int) -> bool:
        """Ends the thread after the answer that it is at; False when it still runs by then."""
        self._withdraw(lambda _: True)
        return super().finish(wait_ms)

    def _withdraw(self, is_unwanted: Callable[[_Asked], bool]) -> None:
        with self._lock:
            kept = {
                place: asked for place, asked in self._waiting.items() if not is_unwanted(asked)
            }
            self._waiting = kept
            if self._answering is not None and is_unwanted(self._answering):
                self._answering.control.stop()

    def _answer_newest(self) -> None:
        with self._lock:
            if not self._waiting:
                return  # What was asked had been asked anew before its turn, or is not wanted.
            _, asked = self._waiting.popitem()
            self._answering = asked
        try:
            answer = self._answer(asked)
        except NotWantedError:
            answer = None
        except PersonError as error:
            answer = Refused(error.message)
        except BaseException:
            traceback.print_exc()
            answer = None
        with self._lock:
            self._answering = None
        self._computed.emit(asked, answer)

    def _answer(self, asked: _Asked) -> Any:
        question = asked.question
        progress = Progress(asked.control, partial(self.progressed.emit, question))
        if not isinstance(question, NetworkQuestion):
            return question.answer(progress)
        network = self._network_of(asked)
        return None if network is None else question.answer(network, progress)

    def _network_of(self, asked: _Asked) -> Network | None:
        network, past = asked.network, asked.past
        if asked.epoch is not None and past is not None:
            network = self._past_network(asked, past, asked.epoch)
        if network is None or past is None or not _needs_before(asked.question):
            return network
        if network.before is None and network.epochs:
            before = self._past_network(asked, past, network.epochs - 1)
            network = network if before is None else network._replace(before=before.state)
        return network

    def _past_network(self, asked: _Asked, past: RunPast, epoch: int) -> Network | None:
        told = -1

        def on_progress(done: int, of: int) -> None:
            nonlocal told
            # An epoch may take less time than it takes to tell of it.
            percent = 100 * done // max(of, 1)
            if percent != told:
                told = percent
                # Whoever asked knows of the epoch that was asked for alone.
                self.repeating.emit(asked.epoch or epoch, percent)

        problem = ""
        try:
            return past.network(epoch, control=asked.control, on_progress=on_progress)
        except OSError as error:
            words = Message("worker", "The weights of epoch {epoch} cannot be read: {reason}.")
            problem = words.text(epoch=epoch, reason=system_reason(error))
            return None
        except PersonError as error:
            problem = str(error)
            return None
        finally:
            self.repeated.emit(problem)

    def _on_self_computed(self, asked: _Asked, answer: Any) -> None:
        """On the thread that asks: there, it is known whether the run is still on show."""
        if not asked.is_about_run or asked.run == self._run:
            epochs = asked.epoch if asked.network is None else asked.network.epochs
            self.answered.emit(asked.question, answer, epochs)


def _needs_before(question: Question) -> bool:
    return isinstance(question, NetworkQuestion) and question.needs_before
