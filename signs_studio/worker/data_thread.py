"""The thread on which pictures are opened and drawn, and large modules imported."""

from __future__ import annotations

import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signs_studio.data.reading.cancellation import Cancellation, ReadingCancelledError
from signs_studio.errors import PersonError
from signs_studio.messages import Message
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from signs_studio.data.data_source import DataSource
    from signs_studio.data.dataset import Dataset

_PROGRESS_STEP = 0.01
_PREVIEW_PICTURES = 12


def import_sources() -> None:
    """Imports what every opening of pictures needs."""
    import numpy.random  # noqa: F401

    import signs_studio.data.opening  # noqa: F401


class DataThread(TaskThread):
    """Opens and draws pictures; imports large modules.

    Signals:
        opened: A ``Dataset``, and what was handed over as ``asked``.
        refused: The pictures cannot be used; carries the sentence.
        mapping_needed: It does not follow which arrays of a file are the pictures; carries the
            ``MappingNeededError``, and what was handed over as ``asked``.
        previewed: A mapping, the ``Dataset`` of its first pictures or None, and why there is none.
        cancelled: Opening or drawing pictures was cancelled.
        opening_changed: ``is_opening`` may have changed.
        progressed: The share of the pictures that is read or drawn, up to 1.0.
        failed: Something broke; carries a sentence and the traceback.
        loaded: A function has returned that was handed to ``load``.
    """

    opened = Signal(object, object)
    refused = Signal(str)
    mapping_needed = Signal(object, object)
    previewed = Signal(object, object, str)
    cancelled = Signal()
    opening_changed = Signal()
    progressed = Signal(float)
    failed = Signal(str, str)
    loaded = Signal(object)

    _opening_ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancellation = Cancellation()
        self._previewing = Cancellation()
        self._openings = 0
        # This object lives on the GUI thread, which counts.
        self._opening_ended.connect(self._on_self_opening_ended)

    @property
    def is_opening(self) -> bool:
        """True if pictures are being opened or drawn, or wait to be."""
        return self._openings > 0

    def load(self, needs: Callable[[], object]) -> None:
        """Imports modules so large that the GUI thread, which needs them, would stand still.

        Args:
            needs: Imports them; carried by ``loaded`` once it has returned.
        """

        def task() -> None:
            try:
                needs()
                self.loaded.emit(needs)
            except Exception as error:
                message = Message(
                    "worker",
                    "A part of Signs Studio could not be loaded ({error}): set it up again with "
                    "the README's command.",
                ).format(error=type(error).__name__)
                self.failed.emit(str(message), traceback.format_exc())

        self.submit(task)

    def start_reader(self) -> None:
        """Starts the process in which files are opened, so that the first need not wait for it."""

        def task() -> None:
            from signs_studio.data.reading.client import start_reader

            # Where it cannot be started, opening a file will say so.
            with suppress(OSError):
                start_reader()

        self.submit(task)

    def open(self, source: DataSource, asked: DataSource | None = None) -> None:
        """Reads or draws pictures.

        Args:
            source: What, and how.
            asked: Handed back with what comes of it.
        """
        cancellation = self._cancellation
        shares = {0.0}

        def tell(share: float) -> None:
            # In whole percents: a person reads no more of them.
            if share - max(shares) >= _PROGRESS_STEP and not cancellation.is_cancelled:
                shares.add(share)
                self.progressed.emit(share)

        def read() -> Dataset:
            try:
                from signs_studio.data.opening import open_source

                dataset = open_source(source, progress=tell, cancellation=cancellation)
                # Here, so that the GUI thread does not wait for the disk.
                _ = dataset.shown_x, dataset.fingerprint
                cancellation.check()
            finally:
                self._opening_ended.emit()
            return dataset

        self._openings += 1
        self.opening_changed.emit()
        self._open(read, asked)

    def preview_mapping(self, paths: Sequence[Path], mapping: Mapping[str, str]) -> None:
        """Reads the first pictures that a mapping would give, in place of those asked for before.

        Args:
            paths: The files.
            mapping: Keys of arrays by their roles.
        """
        self._previewing.cancel()
        cancellation = self._previewing = Cancellation()

        def task() -> None:
            try:
                from signs_studio.data.opening import open_pictures

                # Not all of a file is read to look at the first few.
                how: dict[str, Any] = {"mapping": dict(mapping), "limit": _PREVIEW_PICTURES}
                dataset = open_pictures(*paths, cancellation=cancellation, **how)
                self.previewed.emit(mapping, dataset, "")
            except ReadingCancelledError:
                pass
            except PersonError as error:
                self.previewed.emit(mapping, None, str(error))
            except Exception:
                message = Message("worker", "The preview failed because of an error.")
                self.previewed.emit(mapping, None, str(message))
                self.failed.emit(str(message), traceback.format_exc())

        self.submit(task)

    def cancel_preview(self) -> None:
        """Breaks off the preview that was asked for last."""
        self._previewing.cancel()

    def cancel(self) -> None:
        """Breaks off all that is opened or drawn or waits to be; on the GUI thread."""
        self._cancellation.cancel()
        self._cancellation = Cancellation()

    def finish(self, wait_ms: int) -> bool:
        """Breaks off what is opened and ends; False when it still runs after ``wait_ms``."""
        self.cancel()
        self.cancel_preview()
        return super().finish(wait_ms)

    def _on_self_opening_ended(self) -> None:
        self._openings -= 1
        self.opening_changed.emit()

    def _open(self, read: Callable[[], Dataset], asked: object) -> None:
        def task() -> None:
            try:
                self.opened.emit(read(), asked)
            except ReadingCancelledError:
                self.cancelled.emit()
            except PersonError as error:
                # msgspec comes with it, which a start need not wait for.
                from signs_studio.data.mapping import MappingNeededError

                if isinstance(error, MappingNeededError):
                    self.mapping_needed.emit(error, asked)
                else:
                    self.refused.emit(str(error))
            except Exception:
                message = Message(
                    "worker",
                    "The pictures could not be opened because of an error in Signs Studio: the "
                    "data that was open is still there.",
                )
                self.failed.emit(str(message), traceback.format_exc())

        self.submit(task)
