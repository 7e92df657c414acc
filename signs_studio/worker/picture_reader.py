"""Reading single photographs, and fitting them to what a network takes, on the data thread."""

from __future__ import annotations

import threading
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.data.reading.cancellation import Cancellation, ReadingCancelledError
from signs_studio.errors import PersonError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import DTypeLike, NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.worker.data_thread import DataThread

THUMBNAIL_SIDE = 64
CUT_SIDE = 256
"""Longer side of a picture that is kept: as large as photographs are ever brought to."""
PICTURES_MAX = 200
"""Photographs of one opening."""

Crop = tuple[float, float, float] | None
"""Left edge, top edge and width of a part, in pixels of the photograph; None for its middle."""


@dataclass(frozen=True, eq=False, kw_only=True)
class PictureRead:
    """A photograph that was read.

    Attributes:
        path: Its file.
        pixels: (height, width, 3) uint8.
        thumbnail: Its centre, (64, 64, 3) uint8.
    """

    path: Path
    pixels: NDArray[np.uint8]
    thumbnail: Pictures


@dataclass(frozen=True, eq=False, kw_only=True)
class FitWanted:
    """Asks for a part of a photograph as a network sees it.

    Attributes:
        pixels: (height, width, 3) uint8.
        crop: The part; its height follows from ``shape``.
        shape: Height, width and channels of the network's pictures.
        dtype: Their type: uint8 in 0..255 or float32 in 0..1.
    """

    pixels: NDArray[np.uint8]
    crop: Crop
    shape: tuple[int, int, int]
    dtype: DTypeLike


class PictureReader(QObject):
    """Hands the work to the data thread and its results back to the GUI thread.

    Args:
        thread: Does the work.

    Signals:
        picture_read: A ``PictureRead``.
        reading_changed: ``is_reading`` may have changed.
        picture_read_again: A ``PictureRead``, of ``read_again``.
        refused: Files cannot be used; carries the sentences.
        fitted: A ``FitWanted``, and the picture, (height, width, channels).
        cut: What was handed over as ``asked``, and the picture, (height, width, 3) uint8.
        failed: Something broke; carries a sentence and the traceback.
    """

    picture_read = Signal(object)
    reading_changed = Signal()
    picture_read_again = Signal(object)
    refused = Signal(str)
    fitted = Signal(object, object)
    cut = Signal(object, object)
    failed = Signal(str, str)

    _reading_ended = Signal()

    def __init__(self, thread: DataThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread
        self._cancellation = Cancellation()
        self._again = Cancellation()
        self._readings = 0
        # This object lives on the GUI thread, which counts.
        self._reading_ended.connect(self._on_self_reading_ended)
        self._lock = threading.Lock()
        self._to_fit: FitWanted | None = None

    @property
    def is_reading(self) -> bool:
        """True while photographs are being read, or wait to be; not again."""
        return self._readings > 0

    def read(self, paths: Sequence[Path]) -> None:
        """Reads photographs, the first ones where they are very many."""
        cancellation = self._cancellation
        if len(paths) > PICTURES_MAX:
            message = Message("worker", "These are {count} pictures: the first {most} were opened.")
            self.refused.emit(message.text(count=len(paths), most=PICTURES_MAX))

        def read_each() -> None:
            refusals = []
            try:
                for path in paths[:PICTURES_MAX]:
                    cancellation.check()
                    try:
                        self.picture_read.emit(_read(path, cancellation))
                    except PersonError as error:
                        refusals.append(str(error))
            finally:
                self._reading_ended.emit()
            if refusals:
                self.refused.emit("\n".join(refusals))

        self._readings += 1
        self.reading_changed.emit()
        self._submit(read_each)

    def read_again(self, path: Path) -> None:
        """Reads a photograph whose pixels were let go; ``cancel`` lets it be."""
        cancellation = self._again

        def read_it() -> None:
            try:
                self.picture_read_again.emit(_read(path, cancellation))
            except PersonError as error:
                self.refused.emit(str(error))

        self._submit(read_it)

    def fit(self, wanted: FitWanted) -> None:
        """Fits a photograph, in place of one that still waits for it."""
        with self._lock:
            is_waiting = self._to_fit is not None
            self._to_fit = wanted
        if not is_waiting:
            self._submit(self._fit_newest)

    def cut_out(
        self, pixels: NDArray[np.uint8], crop: Crop, *, ratio: float, asked: object
    ) -> None:
        """Cuts a part out of a photograph, and brings it to ``CUT_SIDE``.

        Args:
            pixels: (height, width, 3) uint8.
            crop: The part.
            ratio: Its height over its width.
            asked: Carried by ``cut``.
        """
        height = round(CUT_SIDE * min(1.0, ratio))
        width = round(CUT_SIDE * min(1.0, 1 / ratio))

        def cut_it() -> None:
            self.cut.emit(asked, _fit(pixels, crop, shape=(height, width, 3), dtype="uint8"))

        self._submit(cut_it)

    def cancel(self) -> None:
        """Breaks off what is being read, on the GUI thread."""
        self._cancellation.cancel()
        self._cancellation = Cancellation()

    def finish(self) -> None:
        """Breaks off all readings, of which none may follow."""
        self._cancellation.cancel()
        self._again.cancel()

    def _on_self_reading_ended(self) -> None:
        self._readings -= 1
        self.reading_changed.emit()

    def _fit_newest(self) -> None:
        with self._lock:
            wanted, self._to_fit = self._to_fit, None
        if wanted is not None:
            fitted = _fit(wanted.pixels, wanted.crop, shape=wanted.shape, dtype=wanted.dtype)
            self.fitted.emit(wanted, fitted)

    def _submit(self, work: Callable[[], None]) -> None:
        def task() -> None:
            try:
                work()
            except ReadingCancelledError:
                pass
            except Exception:
                message = Message(
                    "worker",
                    "The picture could not be used because of an error in Signs Studio: choose "
                    "another one.",
                )
                self.failed.emit(str(message), traceback.format_exc())

        self._thread.submit(task)


def _read(path: Path, cancellation: Cancellation) -> PictureRead:
    from signs_studio.data.opening import open_picture

    pixels = open_picture(path, cancellation=cancellation)
    shape = (THUMBNAIL_SIDE, THUMBNAIL_SIDE, 3)
    return PictureRead(
        path=path, pixels=pixels, thumbnail=_fit(pixels, None, shape=shape, dtype="uint8")
    )


def _fit(
    pixels: NDArray[np.uint8], crop: Crop, *, shape: tuple[int, int, int], dtype: DTypeLike
) -> Pictures:
    import numpy as np

    from signs_studio.data.photographs.fitting import fit_picture

    return fit_picture(pixels, crop=crop, shape=shape, dtype=np.dtype(dtype))
