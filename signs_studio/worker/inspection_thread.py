"""The thread on which the data that is open is looked into, and made into other data."""

from __future__ import annotations

import traceback
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from signs_studio.data.reading.cancellation import Cancellation, ReadingCancelledError
from signs_studio.errors import PersonError
from signs_studio.messages import Message
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


class InspectionThread(TaskThread):
    """Computes what is asked about data, one thing after another, and begins with the first.

    It is not the thread on which files are opened: nobody waits for a search to open other data.

    Signals:
        failed: An answer cannot be had; carries a sentence, and the traceback where something
            broke.
    """

    failed = Signal(str, str)

    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: set[Cancellation] = set()
        # This object lives on the GUI thread, on which whoever asks is answered.
        self._ended.connect(self._on_self_ended)

    def ask(
        self,
        work: Callable[[Cancellation], _T],
        *,
        then: Callable[[_T], object],
        otherwise: Callable[[], object] | None = None,
    ) -> Cancellation:
        """Has something computed, from the GUI thread.

        Args:
            work: Computes it, on the thread; should break off where its argument is cancelled.
            then: Called with the answer, on the GUI thread, unless it was cancelled.
            otherwise: Called there instead where ``work`` raised, unless it was cancelled.

        Returns:
            Cancels it: no answer comes from then on.
        """
        cancellation = Cancellation()

        def task() -> None:
            answer: Callable[[], object] | None = otherwise
            try:
                cancellation.check()
                answer = partial(then, work(cancellation))
            except ReadingCancelledError:
                answer = None
            except PersonError as error:
                self.failed.emit(str(error), "")
            except Exception:
                message = Message(
                    "worker",
                    "The data could not be looked into because of an error in Signs Studio: it is "
                    "as it was.",
                )
                self.failed.emit(str(message), traceback.format_exc())
            self._ended.emit(cancellation, answer)

        self._asked.add(cancellation)
        self.submit(task)
        if not self.isRunning():
            self.start()
        return cancellation

    def finish(self, wait_ms: int) -> bool:
        """Cancels everything and ends; False when it still runs after ``wait_ms``."""
        for cancellation in self._asked:
            cancellation.cancel()
        return super().finish(wait_ms)

    def _on_self_ended(
        self, cancellation: Cancellation, answer: Callable[[], object] | None
    ) -> None:
        self._asked.discard(cancellation)
        try:
            cancellation.check()
        except ReadingCancelledError:
            return
        if answer is not None:
            answer()
