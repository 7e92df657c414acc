"""The lesson that is open: what is in its fields, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from signs_studio.fields.declared import NumberField
from signs_studio.lessons.catalogue import find_lesson, lesson_names, lesson_text
from signs_studio.lessons.lesson import DIALECTS
from signs_studio.lessons.program import program
from signs_studio.numbers import format_number
from signs_studio.ui.widgets.throttle import Throttle
from signs_studio.worker.lesson_thread import LessonAnswer, LessonRequest, LessonThread
from signs_studio.worker.run_state import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.lessons.lesson import Inputs
    from signs_studio.messages import Message
    from signs_studio.worker.run_controller import RunController

# As long as a person stops between one digit and the next.
TYPING_PAUSE_MS = 350
DRAG_INTERVAL_MS = 60
# Until a page that was just opened is painted: what computes takes Python's lock and a processor.
PAGE_FIRST_MS = 40


class LessonSession(QObject):
    """Has the open lesson computed again whenever something in its fields changes.

    Nothing is computed that nobody sees: it begins when ``resume`` is called.

    Args:
        controller: Says when TensorFlow is loaded, and which pictures are open.

    Signals:
        opened: There is another lesson.
        typed: ``texts`` or ``dialect`` have changed, with ``errors``.
        answered: The ``LessonAnswer`` to the fields as they are, or were a moment ago.
        refused: It cannot be computed; carries the sentence.
        failed: Something of ours is broken; carries a sentence and the traceback.
        state_changed: ``code``, ``is_computing`` or what is waited for may have changed.

    Attributes:
        name: The open lesson's; empty before there is one.
        dialect: A name in ``DIALECTS``.
        texts: What is in the fields, by name.
        errors: What is wrong with it, by name; what is wrong with all together has no name.
        code: The program of the values that were right last; what is being typed is not in it.
        is_computing: Whether an answer is still to come.
    """

    opened = Signal()
    typed = Signal()
    answered = Signal(object)
    refused = Signal(str)
    failed = Signal(str, str)
    state_changed = Signal()

    def __init__(self, controller: RunController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.dialect = "tf2"
        self.texts: dict[str, str] = {}
        self.errors: dict[str, Message] = {}
        self.code = ""
        self.is_computing = False
        self._controller = controller
        self._inputs: Inputs | None = None
        self._settled: dict[str, Inputs | None] = {}
        self._left: dict[str, dict[str, str]] = {}
        self._asked: LessonRequest | None = None
        self._is_paused = True
        self._thread = LessonThread(self)
        self._thread.answered.connect(self._on_thread_answered)
        self._thread.refused.connect(self._on_thread_refused)
        self._thread.failed.connect(self._on_thread_failed)
        self._thread.start()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._ask)
        self._handing_over = QTimer(self, singleShot=True)
        self._handing_over.timeout.connect(self._on_handing_over_timeout)
        self._dragging = Throttle(DRAG_INTERVAL_MS, self)
        self._dragging.due.connect(self._ask)
        controller.state_changed.connect(self._on_controller_state_changed)
        controller.data_changed.connect(self._on_controller_data_changed)

    # ---- commands

    def open(self, name: str) -> None:
        """Opens a lesson, with the values it was left with, or those that it has at first.

        Raises:
            UsageError: There is none of that name.
        """
        text, lesson = lesson_text(name), find_lesson(name)
        self.name, self._text, self._lesson = name, text, lesson
        self._forget()
        # It may have been left with something that is wrong.
        self._settled.setdefault(name, lesson.validate(lesson.default_texts).inputs)
        self._read(self._left.get(name, lesson.default_texts))
        self.opened.emit()
        self._ask(wait_ms=PAGE_FIRST_MS)

    def go(self, steps: int) -> None:
        """Opens the lesson so many further on; at either end it stays."""
        names = lesson_names()
        place = names.index(self.name) + steps
        if 0 <= place < len(names):
            self.open(names[place])

    def type(self, field: str, text: str, *, pause: bool = True) -> None:
        """Puts something into a field.

        Args:
            field: Its name.
            text: What is typed.
            pause: Whether more may follow at once, as while it is being typed.
        """
        self._read({**self.texts, field: text})
        self.typed.emit()
        if pause:
            self._typing.start()
        else:
            self._ask()

    def set_number(self, field: str, value: float) -> None:
        """Puts a number into a field that was chosen in a figure, as near as the field takes."""
        for each in self._lesson.fields:
            if each.name == field and isinstance(each, NumberField):
                within = min(max(value, each.minimum), each.maximum)
                text = format_number(round(within) if each.whole else within)
                if text != self.texts[field]:
                    self._read({**self.texts, field: text})
                    self.typed.emit()
                    self._dragging.request()

    def reset(self) -> None:
        """Puts the values back that the fields had at first."""
        self._read(self._lesson.default_texts)
        self.typed.emit()
        self._ask()

    def set_dialect(self, name: str) -> None:
        """Has the lesson written and computed in another dialect: one of ``DIALECTS``."""
        if name in DIALECTS and name != self.dialect:
            self.dialect = name
            if self.name:
                self._forget()
                self.typed.emit()
                self._ask()

    def pause(self) -> None:
        """Breaks off what is computed, until ``resume``."""
        self._is_paused = True
        if self.is_computing:
            self._forget()
            self.state_changed.emit()

    def resume(self) -> None:
        """Goes on: what has changed meanwhile is computed."""
        self._is_paused = False
        self._catch_up(wait_ms=PAGE_FIRST_MS)

    def close(self, wait_ms: int) -> bool:
        """Ends the thread; False when it still runs after ``wait_ms``."""
        return self._thread.finish(wait_ms)

    # ---- questions

    def is_thread_running(self) -> bool:
        """Returns True if the thread has not ended yet."""
        return self._thread.isRunning()

    @property
    def waits_for_engine(self) -> bool:
        """True if nothing can be computed because TensorFlow is still being loaded."""
        return self._controller.state is RunState.LOADING_ENGINE

    @property
    def wrong_titles(self) -> tuple[str, ...]:
        """Titles of the fields in which something is wrong."""
        return tuple(str(field.title) for field in self._lesson.fields if field.name in self.errors)

    @property
    def waits_for_data(self) -> bool:
        """True if nothing can be computed because the pictures are still being read or drawn."""
        return bool(self.name) and self._lesson.uses_data and self._controller.dataset is None

    @property
    def engine_is_missing(self) -> bool:
        """True if nothing can be computed because TensorFlow could not be loaded."""
        return not self._controller.engine_ready and not self.waits_for_engine

    # ---- inside

    def _read(self, texts: Mapping[str, str]) -> None:
        """Takes these texts, and finds out what is wrong with them."""
        self.texts = self._left[self.name] = dict(texts)
        validation = self._lesson.validate(self.texts)
        self.errors = dict(validation.errors)
        self._inputs = validation.inputs

    def _forget(self) -> None:
        """Waits for no answer any more."""
        self._handing_over.stop()
        self._thread.forget()
        self._asked = None
        self.is_computing = False

    def _ask(self, *, wait_ms: int = 0) -> None:
        """Has the program written of the values that were right last, and computed if all are."""
        self._typing.stop()
        inputs = self._settled[self.name] = self._inputs or self._settled[self.name]
        if inputs is None:
            # A lesson's own first values cannot be used together; the errors say why.
            return
        dataset = self._controller.dataset if self._lesson.uses_data else None
        path = dataset.path if dataset is not None else None
        asked = LessonRequest(
            name=self.name,
            lesson=self._lesson,
            text=self._text,
            dialect=self.dialect,
            inputs=inputs,
            data=dataset,
            source=str(path.absolute()) if path is not None else "",
        )
        self.code = program(
            asked.lesson,
            asked.text,
            dialect=asked.dialect,
            inputs=asked.inputs,
            source=asked.source,
        )
        if self.errors:
            # The answer to what was right before may still come.
            self.state_changed.emit()
        elif self._is_paused or self.waits_for_data or not self._controller.engine_ready:
            self._forget()
            self.state_changed.emit()
        else:
            self._asked = asked
            self._handing_over.start(wait_ms)
            self.is_computing = True
            self.state_changed.emit()

    def _catch_up(self, *, wait_ms: int = 0) -> None:
        """Asks for what could not be computed before."""
        if self.name and self._asked is None and not self._is_paused:
            self._ask(wait_ms=wait_ms)

    def _is_awaited(self, request: LessonRequest) -> bool:
        """Returns True if an answer to this is still wanted."""
        return self._asked is not None and request.is_of(self._asked)

    def _settle(self, request: LessonRequest) -> None:
        """Has nothing more to wait for, if this was the latest; once its answer was told."""
        if request is self._asked:
            self.is_computing = False
            self.state_changed.emit()

    def _on_handing_over_timeout(self) -> None:
        if self._asked is not None:
            self._thread.compute(self._asked)

    def _on_thread_answered(self, answer: LessonAnswer) -> None:
        if self._is_awaited(answer.request):
            self.answered.emit(answer)
            self._settle(answer.request)

    def _on_thread_refused(self, request: LessonRequest, sentence: str) -> None:
        if self._is_awaited(request):
            self.refused.emit(sentence)
            self._settle(request)

    def _on_thread_failed(self, request: LessonRequest, sentence: str, details: str) -> None:
        if self._is_awaited(request):
            self.failed.emit(sentence, details)
            self._settle(request)

    def _on_controller_state_changed(self) -> None:
        self._catch_up()
        self.state_changed.emit()

    def _on_controller_data_changed(self) -> None:
        if self.name and self._lesson.uses_data:
            self._ask()
