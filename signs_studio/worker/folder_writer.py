"""Saving kept pictures as a folder, on the data thread."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
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
            folder: A new or an empty one.
            pictures: (height, width, 3) uint8 each, brought to the size of the first.
            signs: Name of the class of each.
        """

        def task() -> None:
            try:
                from signs_studio.data.photographs.writer import write_folder

                write_folder(_dataset_of(pictures, signs, name=folder.name), folder)
                self.written.emit(folder, len(pictures))
            except PersonError as error:
                self.refused.emit(str(error))
            except Exception:
                message = Message(
                    "worker",
                    "The pictures could not be saved because of an error in Signs Studio: they are "
                    "still here.",
                )
                self.failed.emit(str(message), traceback.format_exc())

        self._thread.submit(task)


def _dataset_of(
    pictures: Sequence[NDArray[np.uint8]], signs: Sequence[str], *, name: str
) -> Dataset:
    """Returns data without test pictures, which are set aside whenever it is opened."""
    import numpy as np

    from signs_studio.data.dataset import Dataset
    from signs_studio.data.photographs.fitting import fit_picture

    height, width, channels = pictures[0].shape
    shape = (height, width, channels)
    class_names = tuple(dict.fromkeys(signs))
    labels = np.array([class_names.index(sign) for sign in signs], np.int32)
    train_x = np.stack([fit_picture(each, shape=shape, fit="pad") for each in pictures])
    return Dataset(
        name=name,
        source=name,
        train_x=train_x,
        train_y=labels,
        test_x=train_x[:0],
        test_y=labels[:0],
        class_names=class_names,
    )
