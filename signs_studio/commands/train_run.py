"""A run without a window: the engine on a thread of its own, signals answered on the main one.

So a signal is answered at any moment, also while TensorFlow loads or compiles.
"""

from __future__ import annotations

import signal
import threading
import traceback
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from signs_studio import signals
from signs_studio.errors import UsageError
from signs_studio.messages import Message
from signs_studio.runs.control import RunControl
from signs_studio.runs.devices import default_device, find_device
from signs_studio.runs.events import RunFailed, RunFinished, RunStarted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.commands.train_report import PlainReport
    from signs_studio.data.array_types import Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.recipe.changes import Change
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.devices import Device, Engine
    from signs_studio.runs.events import Event
    from signs_studio.runs.record import RunRecord

# A signal that comes just as the main thread begins to wait is answered only when it wakes up.
_SIGNAL_WAIT_S = 0.2


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


def train(
    record: RunRecord,
    dataset: Dataset,
    changes: list[Change],
    *,
    device: str | None,
    pictures: Pictures | None,
    report: PlainReport,
    interruption: Interruption,
) -> tuple[RunFinished | RunFailed, NDArray[np.float32] | None]:
    """Trains on a thread, records and reports on this one.

    Args:
        record: Of the run; takes its events.
        dataset: What is learnt from.
        changes: Made while it is trained.
        device: Id of the device that was asked for, or None.
        pictures: Pictures to be read by the trained network, of the shape and dtype of the
            dataset's; or None.
        report: Told every event.
        interruption: Answers signals.

    Returns:
        How it ended, and the probabilities of each picture's signs, (N, classes) in 0..1; None
        where none were asked for, or the run failed.

    Raises:
        UsageError: There is no such device.
    """
    said = interruption.said
    # Now: while TensorFlow's libraries are loaded, standard error is no terminal.
    report.say(Message("report", "TensorFlow is loading"))
    work = _Work(record.recipe, dataset, changes, device, pictures)
    threading.Thread(
        target=_run_engine, args=(work, interruption.control, said), name="engine", daemon=True
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
                case _Probabilities(values):
                    assert end is not None
                    return end, values
                case Message():
                    report.say(came)
                case RunFinished() | RunFailed():
                    record.apply(came)
                    end = came
                    if pictures is None or isinstance(end, RunFailed):
                        return end, None
                case _:
                    record.apply(came)
                    interruption.running |= isinstance(came, RunStarted)
                    report.say(came)
    finally:
        interruption.control.stop()


@dataclass(frozen=True, eq=False)
class _Work:
    recipe: Recipe
    dataset: Dataset
    changes: Sequence[Change]
    device: str | None
    pictures: Pictures | None


@dataclass(frozen=True, eq=False)
class _Probabilities:
    values: NDArray[np.float32]


if TYPE_CHECKING:
    Said = Event | Message | Exception | _Probabilities


def _run_engine(work: _Work, control: RunControl, said: SimpleQueue[Said]) -> None:
    """Loads TensorFlow and trains, on the engine's thread; whatever is raised is said as well."""
    try:
        from signs_studio.diagnosis.doctor import Doctor
        from signs_studio.engine.loading import TENSORFLOW_MISSING, load_tensorflow

        try:
            engine = load_tensorflow()
        except ImportError:
            details = traceback.format_exc()
            said.put(RunFailed(message=TENSORFLOW_MISSING, details=details))
            return
        from signs_studio.engine.insight import predictions
        from signs_studio.engine.training.trainer import Trainer

        device = _choose(engine, work.device)
        trainer = Trainer(work.recipe, work.dataset, work.changes, device=device)
        emit = Doctor.of(work.recipe, work.dataset).listening(said.put)
        trainer.run(epochs=work.recipe.epochs, emit=emit, control=control)
        if work.pictures is not None:
            said.put(_Probabilities(predictions(trainer.network(), work.pictures)))
    except Exception as error:
        said.put(error)


def _choose(engine: Engine, asked: str | None) -> Device:
    """Returns the device to train on; raises ``UsageError`` where there is no such device."""
    if asked is None:
        return default_device(engine.devices)
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
