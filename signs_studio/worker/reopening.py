"""Getting a kept run ready to be looked at and gone on with, on the engine's thread."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.errors import PersonError, system_reason
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signs_studio.data.dataset import Dataset
    from signs_studio.diagnosis.doctor import Doctor
    from signs_studio.engine.training.resuming import Resumed
    from signs_studio.engine.training.trainer import Trainer
    from signs_studio.fields.declared import FieldValue
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.events import Snapshot
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.keeper import RunKeeper
    from signs_studio.runs.store.stored_run import StoredRun
    from signs_studio.worker.run_keeping import RunKeeping

_PROGRESS_INTERVAL_S = 0.1


@dataclass(frozen=True, eq=False, kw_only=True)
class Reopened:
    """A kept run that is on show again.

    Attributes:
        record: All that is known of it.
        snapshot: What its kept weights read in the test pictures; None before its first epoch.
        pending: What was asked for before its next epoch, by field.
        goal: How many epochs it is to have in all: as many as it has where it was about to end when
            it was cut short.
        can_go_on: Whether it can be trained on.
        note: What a person is to know of it; None where there is nothing to say.
    """

    record: RunRecord
    snapshot: Snapshot | None
    pending: Mapping[str, FieldValue]
    goal: int
    can_go_on: bool
    note: Message | None


@dataclass(frozen=True, eq=False, kw_only=True)
class NotReopened:
    """A kept run that could not be reopened.

    Attributes:
        message: Why; None where a person did not want it any more.
        details: The traceback of an error that nobody expected, else empty.
    """

    message: Message | None
    details: str = ""


class Reopening(NamedTuple):
    """What the engine's thread holds of a run that was reopened; nothing where that failed."""

    outcome: Reopened | NotReopened
    trainer: Trainer | None = None
    doctor: Doctor | None = None
    keeper: RunKeeper | None = None


def reopen(
    key: str,
    dataset: Dataset,
    *,
    keeping: RunKeeping,
    control: RunControl,
    on_progress: Callable[[int, int], None],
) -> Reopening:
    """Reopens a kept run; nothing is raised.

    One that another process trains can be looked at as it is now, but not gone on with.

    Args:
        key: Of the run.
        dataset: What it learnt from.
        keeping: Keeps what follows.
        control: Ends it early where it is stopped.
        on_progress: Called now and then with how many epochs are trained again, and of how many.
    """
    from signs_studio.engine.training.resuming import ResumingStoppedError, resume_stored

    keeper, note = None, None
    try:
        try:
            keeper = keeping.begin_again(key)
        except PersonError as error:
            note = error.message
        except OSError as error:
            note = Message(
                "worker",
                "The run can be looked at but not gone on with, for it could not be kept: "
                "{reason}.",
            ).format(reason=system_reason(error))
        run = keeping.store().open(key)
        told = _now_and_then(on_progress)
        resumed = resume_stored(run, dataset, control=control, on_progress=told)
        return _reopened(run, dataset, resumed=resumed, keeper=keeper, note=note)
    except ResumingStoppedError:
        outcome = NotReopened(message=None)
    except PersonError as error:
        outcome = NotReopened(message=error.message)
    except OSError as error:
        message = Message("worker", "The run cannot be read: {reason}.")
        outcome = NotReopened(message=message.format(reason=system_reason(error)))
    except BaseException as error:
        message = Message(
            "worker",
            "The run could not be reopened because of an error in Signs Studio ({error}). It is "
            "kept as it is.",
        )
        outcome = NotReopened(
            message=message.format(error=type(error).__name__), details=traceback.format_exc()
        )
    if keeper is not None:
        keeper.close(0)
    return Reopening(outcome)


def _reopened(
    run: StoredRun,
    dataset: Dataset,
    *,
    resumed: Resumed,
    keeper: RunKeeper | None,
    note: Message | None,
) -> Reopening:
    trainer, record = resumed.trainer, resumed.record
    outcome = Reopened(
        record=record,
        snapshot=_snapshot(run, trainer, dataset),
        pending=trainer.pending_changes,
        goal=resumed.goal,
        can_go_on=keeper is not None and not record.diverged,
        note=note or resumed.warning,
    )
    return Reopening(outcome, trainer, resumed.doctor, keeper)


def _snapshot(run: StoredRun, trainer: Trainer, dataset: Dataset) -> Snapshot | None:
    """Returns what the kept weights read: as it was kept, else computed again."""
    from signs_studio.engine.evaluation import predictions
    from signs_studio.runs.events import Snapshot

    network = trainer.network()
    if not network.epochs:
        return None
    epoch = network.epochs - 1
    probabilities = run.probabilities(epoch)
    if probabilities is None:
        probabilities = predictions(network, dataset.test_x)
    probabilities.flags.writeable = False
    return Snapshot(epoch=epoch, probabilities=probabilities)


def _now_and_then(on_progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
    due = 0.0

    def told(epochs: int, of: int) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due or epochs == of:
            due = now + _PROGRESS_INTERVAL_S
            on_progress(epochs, of)

    return told
