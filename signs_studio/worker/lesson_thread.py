"""The thread on which lessons are computed, beside the one that trains."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError
from signs_studio.messages import Message
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.data.dataset import Dataset
    from signs_studio.figures import Figure
    from signs_studio.lessons.lesson import Inputs, Lesson
    from signs_studio.lessons.text import LessonText

# A point that is dragged asks again and again. What takes less than this is computed to its end, so
# that the figure follows; what takes longer gives way.
PATIENCE_S = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class LessonRequest:
    """A lesson to be computed.

    Attributes:
        name: The lesson's.
        lesson: What it declares.
        text: Its words and code.
        dialect: A name in ``lessons.lesson.DIALECTS``.
        inputs: What is in its fields.
        data: The open pictures.
        source: Their file or folder; empty for the built-in ones.
    """

    name: str
    lesson: Lesson
    text: LessonText
    dialect: str
    inputs: Inputs
    data: Dataset | None = None
    source: str = ""

    def is_of(self, other: LessonRequest) -> bool:
        """Returns whether both ask for the same lesson in the same dialect."""
        return (self.name, self.dialect) == (other.name, other.dialect)


@dataclass(frozen=True, kw_only=True, eq=False)
class LessonAnswer:
    """The answer to a request.

    Attributes:
        request: What was asked.
        program: The code that was run.
        printed: What it printed.
        failure: Why TensorFlow refused, in plain words; None where it did not.
        figures: What to show of it.
        solved: Which tasks it solves, from 0.
    """

    request: LessonRequest
    program: str
    printed: str
    failure: Message | None
    figures: tuple[Figure, ...]
    solved: frozenset[int]


class LessonThread(TaskThread):
    """Computes the latest of what was asked; TensorFlow must have been loaded.

    A request that waits is replaced by the next one. One that is being computed gives way to that
    of another lesson at once, and to one of its own after a second: before the next turn of a loop
    of its code.

    Signals:
        answered: A ``LessonAnswer``; each is of a later request than the one before.
        refused: The ``LessonRequest`` that cannot be computed, and a sentence on why.
        failed: The ``LessonRequest`` that broke something of ours, a sentence and the traceback.
    """

    answered = Signal(object)
    refused = Signal(object, str)
    failed = Signal(object, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # What is waited for. Only the GUI thread writes it, so that no request is lost.
        self._wanted: LessonRequest | None = None
        # XLA compiles on the calling thread and needs a stack like the main thread's.
        self.setStackSize(64 * 1024 * 1024)

    def compute(self, request: LessonRequest) -> None:
        """Asks for an answer, on the GUI thread; what has not begun of before is forgotten."""
        self._wanted = request
        self.submit(partial(self._compute, request))

    def forget(self) -> None:
        """Breaks off what is computed, on the GUI thread; nothing is answered any more."""
        self._wanted = None

    def finish(self, wait_ms: int) -> bool:
        """Breaks off what is computed and ends; False when it still runs after ``wait_ms``."""
        self.forget()
        return super().finish(wait_ms)

    def _compute(self, request: LessonRequest) -> None:
        patient_until = time.monotonic() + PATIENCE_S

        def give_way() -> None:
            """Breaks the program off where nobody waits for it any more."""
            wanted = self._wanted
            if wanted is request:
                return
            is_other = wanted is None or not wanted.is_of(request)
            if is_other or time.monotonic() > patient_until:
                raise _SupersededError

        if request is not self._wanted:
            return
        try:
            self.answered.emit(answer(request, give_way))
        except _SupersededError:
            pass
        except PersonError as error:
            self.refused.emit(request, str(error))
        except BaseException as error:
            message = Message(
                "worker",
                "The lesson could not be computed because of an error in Signs Studio ({error}): "
                "take other values.",
            ).format(error=type(error).__name__)
            self.failed.emit(request, str(message), traceback.format_exc())


class _SupersededError(BaseException):
    """Nobody waits for it any more; no ``Exception``, which the lesson might take for its own."""


def answer(request: LessonRequest, on_iteration: Callable[[], None]) -> LessonAnswer:
    """Computes an answer on this thread, and gives back what TensorFlow would keep of it.

    Args:
        request: What is asked.
        on_iteration: As of ``lessons.program.run``, which raises the same.
    """
    from signs_studio.engine.release import release_graphs_of, restart_names
    from signs_studio.lessons.program import FILES, run

    values: dict[str, Any] = {}
    try:
        outcome = run(
            request.lesson,
            request.text,
            dialect=request.dialect,
            inputs=request.inputs,
            data=request.data,
            source=request.source,
            on_iteration=on_iteration,
            values=values,
        )
        return LessonAnswer(
            request=request,
            program=outcome.program,
            printed=outcome.printed,
            failure=outcome.failure,
            figures=request.lesson.show(outcome),
            solved=frozenset(n for n, solves in enumerate(request.lesson.tasks) if solves(outcome)),
        )
    finally:
        release_graphs_of(FILES)
        # The program's functions refer to its values, and these to the functions.
        values.clear()
        restart_names()
