"""The thread on which kept runs are listed, read, labelled and removed."""

from __future__ import annotations

import traceback
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError, system_reason
from signs_studio.messages import Message
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


class StoreThread(TaskThread):
    """Does what is asked of the store, one thing after another: a disk may take its time.

    Signals:
        failed: Something could not be done; carries a sentence, and the traceback where something
            broke.
    """

    failed = Signal(str, str)

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_finished = False
        # This object lives on the GUI thread, on which whoever asks is answered.
        self._ended.connect(self._on_self_ended)

    def ask(
        self,
        work: Callable[[], _T],
        *,
        then: Callable[[_T], object],
        otherwise: Callable[[], object] | None = None,
    ) -> None:
        """Has something done, from the GUI thread; nothing after ``finish``.

        Args:
            work: Does it, on the thread; may raise ``OSError`` or ``PersonError``.
            then: Called with its result, on the GUI thread.
            otherwise: Called there instead, after ``failed``, where ``work`` raised.
        """
        if self._is_finished:
            # An answer that was on its way asks for more: nobody would end the thread again.
            return

        def task() -> None:
            answer: Callable[[], object] | None = otherwise
            try:
                answer = partial(then, work())
            except PersonError as error:
                self.failed.emit(str(error), "")
            except OSError as error:
                message = Message(
                    "worker",
                    "The kept runs cannot be reached ({reason}): see to the disk they are on.",
                ).format(reason=system_reason(error))
                self.failed.emit(str(message), "")
            except Exception:
                message = Message(
                    "worker",
                    "The kept runs could not be looked into because of an error in Signs Studio.",
                )
                self.failed.emit(str(message), traceback.format_exc())
            if answer is not None:
                self._ended.emit(answer)

        self.submit(task)
        if not self.isRunning():
            self.start()

    def finish(self, wait_ms: int) -> bool:
        """Ends the thread after its tasks, for good; False when it still runs after ``wait_ms``."""
        self._is_finished = True
        return super().finish(wait_ms)

    def _on_self_ended(self, answer: Callable[[], object]) -> None:
        answer()
