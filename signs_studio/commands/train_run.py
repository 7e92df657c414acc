"""A run without a window: the engine on a thread of its own, signals answered on the main one.

So a signal is answered at any moment, also while TensorFlow loads or compiles.
"""

from __future__ import annotations

import signal
import threading
import traceback
from dataclasses import dataclass, replace
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from signs_studio import signals
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import UsageError
from signs_studio.messages import Message
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import default_device, find_device
from signs_studio.runs.events import FinishReason, RunFailed, RunFinished, RunStarted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.commands.train_report import PlainReport
    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.diagnosis.doctor import Doctor
    from signs_studio.engine.training.trainer import Trainer
    from signs_studio.recipe.changes import Change
    from signs_studio.runs.devices import Device, Engine
    from signs_studio.runs.events import Event
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.keeper import RunKeeper
    from signs_studio.runs.store.store import RunStore

# A signal that comes just as the main thread begins to wait is answered only when it wakes up.
_SIGNAL_WAIT_S = 0.2
# What the disk has not taken by then is lost.
_CLOSE_WAIT_S = 60.0


class Interruption:
    """Answers signals: the first stops the run after its epoch, a second Ctrl-C leaves at once.

    Attributes:
        said: What the engine says, and that the run was told to stop.
        control: Of the run.
        running: Whether the run has begun. TensorFlow cannot be stopped half-loaded: before, the
            first signal leaves at once.
        status: Exit status where a signal stopped the run.
    """

    def __init__(self) -> None:
        self.said: SimpleQueue[Said] = SimpleQueue()
        self.control = RunControl()
        self.running = False
        self.status = 0

    def on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Stops the run, or leaves."""
        # A terminal that is closed sends SIGHUP twice: of others than Ctrl-C a second means no
        # more than the first.
        if not self.running or (self.status and number == signal.SIGINT):
            signals.leave(number)
        if not self.status:
            self.status = signals.exit_status(number)
            self.control.stop()
            stopping = Message("report", "Stopping after this epoch; Ctrl-C again leaves at once")
            self.said.put(stopping)


@dataclass(frozen=True, eq=False)
class Training:
    """A run to be trained, with its data.

    Attributes:
        record: Of the run; ``train`` applies its events.
        dataset: What is learnt from.
        device: Id of the device that was asked for, or None.
        pictures: Pictures to be read by the trained network, of the shape and dtype of the
            dataset's; or None.
    """

    record: RunRecord
    dataset: Dataset
    device: str | None = None
    pictures: Pictures | None = None


@dataclass(frozen=True, eq=False)
class NewTraining(Training):
    """A run from its first weights on.

    Attributes:
        changes: Made while it is trained.
        store: Where it is kept; None where it is not.
    """

    changes: Sequence[Change] = ()
    store: RunStore | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class ResumedTraining(Training):
    """A kept run that goes on.

    Attributes:
        store: Where it is kept.
        more: How many epochs to train beyond those of the record; None for as many as are left of
            its own, which may end it earlier.
    """

    store: RunStore
    more: int | None = None


def not_kept_message(reason: str) -> Message:
    """Returns a sentence on a run that the disk does not take.

    Args:
        reason: In the system's words.
    """
    return Message(
        "commands", "The run is not kept ({reason}): make room or name another place with --home."
    ).format(reason=plain_text(reason, 200))


def train(
    training: Training, *, report: PlainReport, interruption: Interruption
) -> tuple[RunFinished | RunFailed, NDArray[np.float32] | None]:
    """Trains on a thread, records and reports on this one.

    Args:
        training: What to train.
        report: Told every event.
        interruption: Answers signals.

    Returns:
        How it ended, and the probabilities of each picture's signs, (N, classes) in 0..1; None
        where none were asked for, or the run failed.

    Raises:
        UsageError: There is no such device.
        StoreError: The kept run cannot be gone on with.
    """
    said, record = interruption.said, training.record
    # Now: while TensorFlow's libraries are loaded, standard error is no terminal.
    report.say(Message("report", "TensorFlow is loading"))
    threading.Thread(
        target=_run_engine, args=(training, interruption.control, said), name="engine", daemon=True
    ).start()
    end: RunFinished | RunFailed | None = None
    try:
        while True:
            try:
                came = said.get(timeout=_SIGNAL_WAIT_S)
            except Empty:
                continue
            match came:
                case Exception():
                    raise came
                case _Done(probabilities):
                    assert end is not None
                    return end, probabilities
                case _Warning(words):
                    report.warn(words)
                case Message():
                    report.say(came)
                case RunFinished() | RunFailed():
                    record.apply(came)
                    end = came
                case _:
                    record.apply(came)
                    interruption.running |= isinstance(came, RunStarted)
                    report.say(came)
    finally:
        interruption.control.stop()


@dataclass(frozen=True, eq=False)
class _Done:
    """All is done; the probabilities of the training's pictures, where there are any."""

    probabilities: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class _Warning:
    """Something is not as it should be, while the run goes on."""

    words: Message


if TYPE_CHECKING:
    Said = Event | Message | Exception | _Done | _Warning


def _run_engine(training: Training, control: RunControl, said: SimpleQueue[Said]) -> None:
    """Loads TensorFlow and trains, on the engine's thread; whatever is raised is said as well."""
    try:
        from signs_studio.engine.loading import TENSORFLOW_MISSING, load_tensorflow

        try:
            engine = load_tensorflow()
        except ImportError:
            details = traceback.format_exc()
            said.put(RunFailed(message=TENSORFLOW_MISSING, details=details))
            said.put(_Done())
            return
        said.put(_train(training, engine, control=control, said=said))
    except Exception as error:
        said.put(error)


def _train(
    training: Training, engine: Engine, *, control: RunControl, said: SimpleQueue[Said]
) -> _Done:
    from signs_studio.engine.evaluation import predictions

    device = _choose(engine, training.device)
    if isinstance(training, ResumedTraining):
        begun = _resume(training, device, said=said)
    else:
        assert isinstance(training, NewTraining)
        begun = _begin(training, engine, device=device, said=said)
    trainer, doctor, keeper = begun.trainer, begun.doctor, begun.keeper
    emit: Callable[[Event], None] = said.put
    if keeper is not None:
        emit = keeper.listening(emit, trainer.checkpoint_source)
    emit = doctor.listening(emit)
    if begun.reason is not FinishReason.COMPLETED:
        emit = partial(_emit_with_reason, begun.reason, emit)
    trainer.run(epochs=begun.epochs, emit=emit, control=control)
    if keeper is not None:
        keeper.offer(trainer.checkpoint_source(), epochs=trainer.epochs)
        keeper.close(_CLOSE_WAIT_S)
    if training.pictures is None:
        return _Done()
    return _Done(predictions(trainer.network(), training.pictures))


@dataclass(frozen=True, eq=False, kw_only=True)
class _Begun:
    """A training that can go on.

    Attributes:
        trainer: Trains it.
        doctor: Watches it, and knows what came before.
        keeper: Keeps it; None where nothing is kept.
        epochs: How many epochs to train.
        reason: Why it ends without any; ``COMPLETED`` where nothing but their number ends it.
    """

    trainer: Trainer
    doctor: Doctor
    keeper: RunKeeper | None
    epochs: int
    reason: FinishReason = FinishReason.COMPLETED


def _begin(
    training: NewTraining, engine: Engine, *, device: Device | None, said: SimpleQueue[Said]
) -> _Begun:
    from signs_studio.diagnosis.doctor import Doctor
    from signs_studio.engine.training.trainer import Trainer

    record, dataset = training.record, training.dataset
    trainer = Trainer(
        record.recipe,
        dataset,
        training.changes,
        device=device or default_device(engine.devices),
    )
    keeper = None
    if training.store is not None:
        keeper = training.store.keep(
            record,
            dataset,
            versions={"tensorflow": engine.version},
            on_trouble=_warning_once(said),
        )
    doctor = Doctor.of(record.recipe, dataset)
    return _Begun(trainer=trainer, doctor=doctor, keeper=keeper, epochs=record.recipe.epochs)


def _resume(training: ResumedTraining, device: Device | None, *, said: SimpleQueue[Said]) -> _Begun:
    """Trains again what is missing in the last checkpoint, silently.

    Raises:
        StoreError: Another process trains the run, or it cannot be gone on with.
    """
    from signs_studio.engine.training.resuming import resume_stored

    def on_progress(done: int, count: int) -> None:
        if done % max(1, count // 100) == 0:
            again = Message("report", "Training {done} of {count} epochs again")
            said.put(again.format(done=done, count=count))

    key, dataset = training.record.key, training.dataset
    keeper = training.store.keep_on(key, on_trouble=_warning_once(said))
    try:
        resumed = resume_stored(
            training.store.open(key), dataset, device=device, on_progress=on_progress
        )
    except BaseException:
        keeper.close(_CLOSE_WAIT_S)
        raise
    if resumed.warning is not None:
        said.put(_Warning(resumed.warning))
    epochs, reason = training.more, FinishReason.COMPLETED
    if epochs is None:
        epochs, reason = resumed.goal - len(resumed.record), resumed.reason
    return _Begun(
        trainer=resumed.trainer,
        doctor=resumed.doctor,
        keeper=keeper,
        epochs=epochs,
        reason=reason,
    )


def _emit_with_reason(reason: FinishReason, emit: Callable[[Event], None], event: Event) -> None:
    emit(replace(event, reason=reason) if isinstance(event, RunFinished) else event)


def _warning_once(said: SimpleQueue[Said]) -> Callable[[str], None]:
    """Returns what takes a keeper's troubles, and says the first of them."""
    told = False

    def on_trouble(reason: str) -> None:
        nonlocal told
        if reason and not told:
            told = True
            said.put(_Warning(not_kept_message(reason)))

    return on_trouble


def _choose(engine: Engine, asked: str | None) -> Device | None:
    """Returns the device that was asked for, if any was.

    Raises:
        UsageError: There is no such device.
    """
    if asked is None:
        return None
    device = find_device(engine.devices, asked)
    if device is None:
        from signs_studio.wording.devices import device_message

        known = ", ".join(f"{device.id} ({device_message(device)})" for device in engine.devices)
        raise UsageError(
            Message(
                "commands",
                "TensorFlow sees no {asked} on this machine: --device can be one of {known}.",
            ).format(asked=asked, known=known)
        )
    return device
