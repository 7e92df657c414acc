"""The thread that trains."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from signs_studio.errors import PersonError
from signs_studio.messages import Message
from signs_studio.runs.events import RunFailed, RunFinished, RunPaused
from signs_studio.worker.reopening import reopen
from signs_studio.worker.task_thread import TaskThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.data.dataset import Dataset
    from signs_studio.diagnosis.doctor import Doctor
    from signs_studio.engine.training.state import Network
    from signs_studio.engine.training.trainer import Trainer
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.devices import Device
    from signs_studio.runs.events import Event
    from signs_studio.runs.store.keeper import RunKeeper
    from signs_studio.worker.mailbox import Mailbox
    from signs_studio.worker.run_keeping import BeginKeeping, RunKeeping


class EngineThread(TaskThread):
    """Loads TensorFlow and trains.

    Whatever is raised on it, even what would end a program, is told and survived: a window that
    waits for an engine that is gone would wait for ever.

    Signals:
        engine_loaded: TensorFlow is ready; carries an ``Engine``.
        engine_failed: It cannot be loaded; carries a sentence and the traceback.
        reopening_progressed: How many epochs of a run that is reopened are trained again, and of
            how many.
        reopened: The ``Reopened``, or why there is none.
    """

    engine_loaded = Signal(object)
    engine_failed = Signal(str, str)
    reopening_progressed = Signal(int, int)
    reopened = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer: Trainer | None = None
        self._doctor: Doctor | None = None
        self._keeper: RunKeeper | None = None
        # XLA compiles on the calling thread and needs a stack like the main thread's.
        self.setStackSize(64 * 1024 * 1024)

    def load_engine(self) -> None:
        """Imports TensorFlow, which takes seconds."""

        def task() -> None:
            try:
                from signs_studio.engine.loading import load_tensorflow

                self.engine_loaded.emit(load_tensorflow())
            except BaseException as error:
                message = Message(
                    "worker",
                    "TensorFlow could not be loaded ({error}): set Signs Studio up again with the "
                    "README's command, then press Reset.",
                ).format(error=type(error).__name__)
                self.engine_failed.emit(str(message), traceback.format_exc())

        self.submit(task)

    def network(self) -> Network | None:
        """Returns the network as it stands after the last epoch that is kept; on any thread."""
        trainer = self._trainer
        return trainer.network() if trainer is not None else None

    def keeper(self) -> RunKeeper | None:
        """Returns what keeps the run, if anything does; on any thread."""
        return self._keeper

    def start_run(
        self,
        recipe: Recipe,
        dataset: Dataset,
        *,
        mailbox: Mailbox,
        control: RunControl,
        device: Device | None = None,
        begin_keeping: BeginKeeping = lambda: None,
    ) -> None:
        """Trains from the first weights, on the default device if none is named."""

        def task() -> None:
            self._trainer = self._doctor = self._keeper = None
            try:
                from signs_studio.diagnosis.doctor import Doctor
                from signs_studio.engine.training.trainer import Trainer

                self._trainer = Trainer(recipe, dataset, device=device)
                self._doctor = Doctor.of(recipe, dataset)
                self._keeper = begin_keeping()
            except PersonError as error:
                mailbox.put(RunFailed(message=error.message, details=""))
            except BaseException as error:
                mailbox.put(_broken(error))
            else:
                self._train(recipe.epochs, mailbox=mailbox, control=control)

        self.submit(task)

    def continue_run(self, epochs: int, *, mailbox: Mailbox, control: RunControl) -> None:
        """Trains on from where the last run ended, optimizer state and all."""
        self.submit(lambda: self._train(epochs, mailbox=mailbox, control=control))

    def reopen_run(
        self, key: str, dataset: Dataset, *, keeping: RunKeeping, control: RunControl
    ) -> None:
        """Gets a kept run ready to be looked at and gone on with, for ``reopened``.

        Args:
            key: Of the run.
            dataset: What it learnt from.
            keeping: Keeps what follows.
            control: Ends it early where it is stopped.
        """

        def task() -> None:
            self._trainer = self._doctor = self._keeper = None
            made = reopen(
                key,
                dataset,
                keeping=keeping,
                control=control,
                on_progress=self.reopening_progressed.emit,
            )
            self._trainer, self._doctor, self._keeper = made.trainer, made.doctor, made.keeper
            self.reopened.emit(made.outcome)

        self.submit(task)

    def forget_run(self) -> RunKeeper | None:
        """Has no network any more, on any thread while nothing is trained.

        Returns:
            What kept the run, if anything did.
        """
        keeper = self._keeper
        self._trainer = self._doctor = self._keeper = None
        return keeper

    def offer_checkpoint(self, control: RunControl) -> None:
        """Has kept what training goes on from, with what is asked for; while nothing is trained."""
        if self._trainer is not None and self._keeper is not None:
            source = self._trainer.checkpoint_source(control.changes)
            self._keeper.offer(source, epochs=self._trainer.epochs)

    def _train(self, epochs: int, *, mailbox: Mailbox, control: RunControl) -> None:
        try:
            if self._trainer is None or self._doctor is None:
                raise RuntimeError("there is no run to go on with")
            emit = self._doctor.listening(self._keeping(mailbox.put, control))
            self._trainer.run(epochs=epochs, emit=emit, control=control)
        except BaseException as error:
            mailbox.put(_broken(error))

    def _keeping(
        self, emit: Callable[[Event], None], control: RunControl
    ) -> Callable[[Event], None]:
        """Returns an ``emit`` for the run, which keeps its events and what it goes on from."""
        trainer, keeper = self._trainer, self._keeper
        if trainer is None or keeper is None:
            return emit
        listen = keeper.listening(emit, trainer.checkpoint_source)

        def on_event(event: Event) -> None:
            if isinstance(event, RunPaused | RunFinished | RunFailed):
                # Before anyone hears that nothing is trained any more.
                self.offer_checkpoint(control)
            listen(event)

        return on_event


def _broken(error: BaseException) -> RunFailed:
    return RunFailed(
        message=Message(
            "worker",
            "The run broke off because of an error in Signs Studio ({error}): press Reset to start "
            "again.",
        ).format(error=type(error).__name__),
        details=traceback.format_exc(),
    )
