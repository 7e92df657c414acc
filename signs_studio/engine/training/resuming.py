"""Going on with a kept run, and going back to one of its epochs.

The files of a run are written as it goes, so that its record may be some epochs ahead of its latest
checkpoint. Those are trained again, silently and to the bit, and so is all that lies between an
earlier checkpoint and any epoch that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from signs_studio.diagnosis.doctor import Doctor
from signs_studio.engine.devices import find_devices
from signs_studio.engine.training.trainer import Trainer
from signs_studio.messages import Message
from signs_studio.runs.events import EpochFinished, FinishReason
from signs_studio.runs.store.metadata import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.checkpoint import Checkpoint
    from signs_studio.runs.control import RunControl
    from signs_studio.runs.devices import Device
    from signs_studio.runs.events import Event
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.stored_run import StoredRun

    Progress = Callable[[int, int], None]


class ResumingStoppedError(Exception):
    """Raised where a person did not want to wait until a run was resumed."""


class Resumed(NamedTuple):
    """A kept run that can be gone on with.

    Attributes:
        trainer: Stands after the last epoch of ``record``, with the weights that are kept.
        doctor: Watches the run, and knows what came before.
        record: All that is known of the run.
        reason: Why the run would have ended with that epoch where it was cut short; ``COMPLETED``
            where nothing ends it but the number of epochs.
        first_difference: The first epoch, from 0, to which this machine gives other numbers than
            the record has; None where all that were trained again are the same to the bit. The
            record stays as it is, and training goes on from what this machine gives.
    """

    trainer: Trainer
    doctor: Doctor
    record: RunRecord
    reason: FinishReason
    first_difference: int | None

    @property
    def goal(self) -> int:
        """Epochs that the run is to have: no more than it has where it was about to end."""
        was_about_to_end = self.reason is not FinishReason.COMPLETED
        return len(self.record) if was_about_to_end else self.record.goal

    @property
    def warning(self) -> Message | None:
        """A sentence on what is not as it was; None where all is."""
        if self.first_difference is None:
            return None
        return Message(
            "engine",
            "From epoch {epoch} on, this machine gives slightly other numbers than the one that "
            "trained the run: it goes on with those of this machine.",
        ).format(epoch=self.first_difference + 1)


def resume_stored(
    run: StoredRun,
    dataset: Dataset,
    *,
    device: Device | None = None,
    control: RunControl | None = None,
    on_progress: Progress = lambda _epochs, _of: None,
) -> Resumed:
    """Resumes a kept run after its last epoch, to the bit.

    A time limit counts anew from there. Where no checkpoint can be read, all is trained again.

    Args:
        run: The run; no other process may train it meanwhile.
        dataset: What it learnt from.
        device: Where to train; None for where it was trained before, if that is here, else for the
            default one.
        control: Ends it where it is stopped.
        on_progress: Called with how many epochs are trained again, and of how many.

    Raises:
        OSError: A file of the run cannot be read.
        PersonError: One makes no sense, the run learnt from other data, or its epochs cannot be
            trained again on this machine.
        ResumingStoppedError: ``control`` stopped it.
    """
    record = run.record()
    differences = _Differences(record)
    trainer, reason = _trained_up_to(
        len(record),
        run=run,
        record=record,
        dataset=dataset,
        device=device,
        checkpoint=run.checkpoint_at_or_before(len(record)),
        ends=True,
        emit=differences.note,
        control=control,
        on_progress=on_progress,
    )
    if record.end is not None:
        reason = FinishReason.COMPLETED
    doctor = Doctor.of_record(record, dataset)
    return Resumed(trainer, doctor, record, reason, differences.first)


def trainer_at(
    run: StoredRun,
    dataset: Dataset,
    *,
    epochs: int,
    device: Device | None = None,
    control: RunControl | None = None,
    on_progress: Progress = lambda _epochs, _of: None,
) -> Trainer:
    """Returns a trainer that stands after an epoch of a kept run, with the weights of that epoch.

    Where early stopping brought better ones back after it, those are not they. Later epochs are
    given by its ``repeat``.

    Args:
        run: The run, which may be trained meanwhile.
        dataset: What it learnt from.
        epochs: How many of its epochs, 0 for the first weights.
        device: As of ``resume_stored``.
        control: As of ``resume_stored``.
        on_progress: As of ``resume_stored``.

    Raises:
        ValueError: The run has fewer epochs.
        OSError, PersonError, ResumingStoppedError: As of ``resume_stored``.
    """
    record = run.record()
    if not 0 <= epochs <= len(record):
        raise ValueError(f"the run has {len(record)} epochs, not {epochs}")
    checkpoint = run.checkpoint_at_or_before(epochs)
    if checkpoint is not None and checkpoint.kept_epochs < checkpoint.epochs == epochs:
        # Better weights are in that one by now.
        checkpoint = run.checkpoint_at_or_before(epochs - 1)
    trainer, _ = _trained_up_to(
        epochs,
        run=run,
        record=record,
        dataset=dataset,
        device=device,
        checkpoint=checkpoint,
        ends=False,
        emit=lambda _event: None,
        control=control,
        on_progress=on_progress,
    )
    return trainer


def _trained_up_to(
    epochs: int,
    *,
    run: StoredRun,
    record: RunRecord,
    dataset: Dataset,
    device: Device | None,
    checkpoint: Checkpoint | None,
    ends: bool,
    emit: Callable[[Event], None],
    control: RunControl | None,
    on_progress: Progress,
) -> tuple[Trainer, FinishReason]:
    name = run.summary.name
    if not record.origin.is_of(dataset):
        raise StoreError(
            Message(
                "engine",
                "{name} learnt from “{data}”, and the pictures that are open are others: open "
                "those first.",
            ).format(name=name, data=record.origin.name)
        )
    device = device or next((d for d in find_devices() if d.name == record.device), None)
    if checkpoint is None:
        trainer = Trainer(record.recipe, dataset, device=device)
    else:
        trainer = Trainer.resume(checkpoint, dataset, device=device)
    first = trainer.epochs

    def on_event(event: Event) -> None:
        emit(event)
        if isinstance(event, EpochFinished):
            on_progress(event.epoch + 1 - first, epochs - first)

    changes = [change for change in record.changes if first <= change.epoch <= epochs]
    reason = trainer.repeat(changes, epochs=epochs, ends=ends, emit=on_event, control=control)
    if reason is FinishReason.STOPPED:
        raise ResumingStoppedError
    if reason is FinishReason.DIVERGED:
        raise StoreError(
            Message(
                "engine",
                "{name} cannot be gone on with here: from epoch {epoch} on this machine gives "
                "other numbers than the one that trained it.",
            ).format(name=name, epoch=trainer.epochs + 1)
        )
    return trainer, reason


class _Differences:
    """Compares epochs that are trained again with those of a record.

    Attributes:
        first: Index of the first one that differs; None where none does.
    """

    def __init__(self, record: RunRecord) -> None:
        self.first: int | None = None
        self._costs = [record.series(name) for name in ("cost", "test_cost")]

    def note(self, event: Event) -> None:
        """Takes an event of an epoch."""
        if isinstance(event, EpochFinished) and self.first is None:
            numbers = [event.cost, event.test_cost]
            if numbers != [float(costs[event.epoch]) for costs in self._costs]:
                self.first = event.epoch
