"""Saving kept pictures as a folder, on the data thread."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.worker.data_thread import DataThread


class FolderWriter(QObject):
    """Writes pictures, a folder a class.

    Args:
        thread: Does the work.

    Signals:
        written: A folder, and how many pictures were written into it.
        refused: They cannot be written; carries the sentence.
        failed: Something broke; carries a sentence and the traceback.
    """

    written = Signal(object, int)
    refused = Signal(str)
    failed = Signal(str, str)

    def __init__(self, thread: DataThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread

    def write(
        self, folder: Path, pictures: Sequence[NDArray[np.uint8]], signs: Sequence[str]
    ) -> None:
        """Writes pictures.

        Args:
            folder: Where the folders of the classes go; what is there stays.
            pictures: (side, side, 3) uint8 each.
            signs: Name of the class of each.
        """

        def task() -> None:
            try:
                from signs_studio.data.photographs.writer import write_folder

                write_folder(folder, pictures, signs)
                self.written.emit(folder, len(pictures))
            except PersonError as error:
                self.refused.emit(str(error))
            except OSError as error:
                message = Message(
                    "worker",
                    "The pictures could not be saved ({reason}): choose another folder.",
                )
                self.refused.emit(message.text(reason=system_reason(error)))
            except Exception:
                message = Message(
                    "worker",
                    "The pictures could not be saved because of an error in Signs Studio: they are "
                    "still here.",
                )
                self.failed.emit(str(message), traceback.format_exc())

        self._thread.submit(task)
