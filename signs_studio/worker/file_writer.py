"""Writing files that a person asked for, on the data thread."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.data.plain_text import plain_text
from signs_studio.errors import PersonError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signs_studio.worker.data_thread import DataThread


class FileWriter(QObject):
    """Makes and writes files: pictures and reports take a second or two to be drawn.

    Args:
        thread: Does the work.

    Signals:
        written: A file is there, whole; carries its path.
        refused: It cannot be written; carries the sentence.
        failed: Something broke; carries a sentence and the traceback.
    """

    written = Signal(object)
    refused = Signal(str)
    failed = Signal(str, str)

    def __init__(self, thread: DataThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread

    def write(self, path: Path, write: Callable[[Path], None]) -> None:
        """Has a file written.

        Args:
            path: The file.
            write: Makes its content and writes it, on the thread; may raise ``OSError`` and
                ``PersonError``.
        """

        def task() -> None:
            try:
                write(path)
                self.written.emit(path)
            except PersonError as error:
                self.refused.emit(str(error))
            except OSError as error:
                refusal = Message(
                    "worker", "{name} could not be written: {reason}. Choose another place."
                )
                name, reason = plain_text(path.name), plain_text(system_reason(error), 200)
                self.refused.emit(refusal.text(name=name, reason=reason))
            except Exception:
                message = Message(
                    "worker", "{name} could not be saved because of an error in Signs Studio."
                )
                name = plain_text(path.name)
                self.failed.emit(message.text(name=name), traceback.format_exc())

        self._thread.submit(task)
