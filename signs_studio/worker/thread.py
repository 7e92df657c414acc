"""Threads that take work from the GUI thread, and what is done on them."""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from signs_studio.data.reading.cancellation import Cancellation, ReadingCancelledError
from signs_studio.errors import PersonError
from signs_studio.runs.events import RunFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signs_studio.data.dataset import Dataset, Pictures
    from signs_studio.diagnosis.doctor import Doctor
    from signs_studio.engine.training.trainer import Trainer
    from signs_studio.recipe.settings import Augmentation, Recipe
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.devices import Device
    from signs_studio.worker.mailbox import Mailbox


NICENESS = 10
"""How much nicer than the GUI thread those that work are, as Linux counts it."""


class TaskThread(QThread):
    """Does tasks one after another, in the order in which they were handed over.

    Whatever work there is, the window gets a processor first: on Linux the thread is nicer than the
    one it was made on, and so are all that are begun on it, as TensorFlow's are.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()

    def submit(self, task: Callable[[], None]) -> None:
        """Hands over a task, which must let nothing escape that is raised in it."""
        self._tasks.put(task)

    def run(self) -> None:
        """Works until ``finish``; on the thread itself."""
        _be_nice()
        while (task := self._tasks.get()) is not None:
            task()

    def finish(self, wait_ms: int) -> bool:
        """Ends the thread after its tasks; False when it still runs after ``wait_ms``."""
        self._tasks.put(None)
        return self.wait(wait_ms)


class DataThread(TaskThread):
    """Opens and draws pictures; imports large modules.

    Signals:
        opened: A ``Dataset`` is there.
        refused: A file cannot be used; carries the sentence.
        cancelled: Opening a file was cancelled.
        opening_changed: ``is_opening`` may have changed.
        failed: Something broke; carries a sentence and the traceback.
        imported: The modules are there that were to be imported.
    """

    opened = Signal(object)
    refused = Signal(str)
    cancelled = Signal()
    opening_changed = Signal()
    failed = Signal(str, str)
    imported = Signal()

    _file_ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancellation = Cancellation()
        self._openings = 0
        # This object lives on the GUI thread, which counts.
        self._file_ended.connect(self._on_self_file_ended)

    @property
    def is_opening(self) -> bool:
        """Whether a file is being opened or waits to be."""
        return self._openings > 0

    def import_modules(self, *names: str) -> None:
        """Imports modules so large that the GUI thread, which needs them, would stand still."""

        def task() -> None:
            try:
                for name in names:
                    importlib.import_module(name)
                self.imported.emit()
            except Exception as error:
                self.failed.emit(
                    f"A part of Signs Studio could not be loaded ({type(error).__name__}): set it "
                    "up again with the README's command.",
                    traceback.format_exc(),
                )

        self.submit(task)

    def start_reader(self) -> None:
        """Starts the process in which files are opened, so that the first need not wait for it."""

        def task() -> None:
            from signs_studio.data.reading.client import start_reader

            # Where it cannot be started, opening a file will say so.
            with suppress(OSError):
                start_reader()

        self.submit(task)

    def open_file(self, path: Path) -> None:
        """Reads SIGNS-layout data from a file or folder."""
        cancellation = self._cancellation

        def read() -> Dataset:
            try:
                from signs_studio.data.hdf5.source import load_hdf5

                dataset = load_hdf5(path, cancellation=cancellation)
                # Here, so that the GUI thread does not wait for the disk.
                _ = dataset.shown_x
            finally:
                self._file_ended.emit()
            return dataset

        self._openings += 1
        self.opening_changed.emit()
        self._open(read)

    def cancel(self) -> None:
        """Breaks off every opening of a file that was asked for, on the GUI thread."""
        self._cancellation.cancel()
        self._cancellation = Cancellation()

    def finish(self, wait_ms: int) -> bool:
        """Breaks off what is opened and ends; False when it still runs after ``wait_ms``."""
        self.cancel()
        return super().finish(wait_ms)

    def _on_self_file_ended(self) -> None:
        self._openings -= 1
        self.opening_changed.emit()

    def draw_hands(self) -> None:
        """Draws the built-in pictures."""

        def draw() -> Dataset:
            from signs_studio.data.hands.source import built_in_hands

            return built_in_hands()

        self._open(draw)

    def _open(self, source: Callable[[], Dataset]) -> None:
        def task() -> None:
            try:
                self.opened.emit(source())
            except ReadingCancelledError:
                self.cancelled.emit()
            except PersonError as error:
                self.refused.emit(str(error))
            except Exception:
                self.failed.emit(
                    "The pictures could not be opened because of an error in Signs Studio: the "
                    "data that was open is still there.",
                    traceback.format_exc(),
                )

        self.submit(task)


class EngineThread(TaskThread):
    """Loads TensorFlow and trains: the only thread that touches the engine.

    Whatever is raised on it, even what would end a program, is told and survived: a window that
    waits for an engine that is gone would wait for ever.

    Signals:
        engine_loaded: TensorFlow is ready; carries an ``Engine``.
        engine_failed: It cannot be loaded; carries a sentence and the traceback.
        preview_drawn: Pictures that were augmented, or None where that failed.
    """

    engine_loaded = Signal(object)
    engine_failed = Signal(str, str)
    preview_drawn = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer: Trainer | None = None
        self._doctor: Doctor | None = None
        # XLA compiles on the calling thread and needs a stack like the main thread's.
        self.setStackSize(64 * 1024 * 1024)

    def load_engine(self) -> None:
        """Imports TensorFlow, which takes seconds."""

        def task() -> None:
            try:
                from signs_studio.engine.loading import load_tensorflow

                self.engine_loaded.emit(load_tensorflow())
            except BaseException as error:
                self.engine_failed.emit(
                    f"TensorFlow could not be loaded ({type(error).__name__}): set Signs Studio up "
                    "again with the README's command, then press Reset.",
                    traceback.format_exc(),
                )

        self.submit(task)

    def draw_preview(self, pictures: Pictures, augmentation: Augmentation, *, drawing: int) -> None:
        """Shows what augmentation does to some pictures, after what is under way."""

        def task() -> None:
            try:
                from signs_studio.engine.preview import preview_augmentation

                drawn = preview_augmentation(pictures, augmentation, drawing=drawing)
                self.preview_drawn.emit(drawn)
            except BaseException:
                traceback.print_exc()
                self.preview_drawn.emit(None)

        self.submit(task)

    def start_run(
        self,
        recipe: Recipe,
        dataset: Dataset,
        *,
        run_id: int,
        mailbox: Mailbox,
        control: RunControl,
        device: Device | None = None,
    ) -> None:
        """Trains from the first weights, on the default device if none is named."""

        def task() -> None:
            self._trainer = self._doctor = None
            try:
                from signs_studio.diagnosis.doctor import Doctor
                from signs_studio.engine.training.trainer import Trainer

                self._trainer = Trainer(recipe, dataset, device=device)
                self._doctor = Doctor.of(recipe, dataset)
            except PersonError as error:
                mailbox.put(RunFailed(run_id=run_id, message=str(error), details=""))
            except BaseException as error:
                mailbox.put(_broken(run_id, error))
            else:
                self._train(recipe.epochs, run_id=run_id, mailbox=mailbox, control=control)

        self.submit(task)

    def continue_run(
        self, epochs: int, *, run_id: int, mailbox: Mailbox, control: RunControl
    ) -> None:
        """Trains on from where the last run ended, optimizer state and all."""
        self.submit(lambda: self._train(epochs, run_id=run_id, mailbox=mailbox, control=control))

    def _train(self, epochs: int, *, run_id: int, mailbox: Mailbox, control: RunControl) -> None:
        try:
            if self._trainer is None or self._doctor is None:
                raise RuntimeError("there is no run to go on with")
            emit = self._doctor.listening(mailbox.put)
            self._trainer.run(run_id=run_id, epochs=epochs, emit=emit, control=control)
        except BaseException as error:
            mailbox.put(_broken(run_id, error))


def _be_nice() -> None:
    """Leaves this thread, and those that it begins, what other threads leave of the processors."""
    # Elsewhere niceness is a whole process's.
    if sys.platform == "linux":
        thread = threading.get_native_id()
        # A sandbox may forbid it; the thread works all the same.
        with suppress(OSError):
            niceness = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, niceness + NICENESS)


def _broken(run_id: int, error: BaseException) -> RunFailed:
    return RunFailed(
        run_id=run_id,
        message=f"The run broke off because of an error in Signs Studio ({type(error).__name__}): "
        "press Reset to start again.",
        details=traceback.format_exc(),
    )
