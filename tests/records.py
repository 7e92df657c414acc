"""Ends of runs, for records in tests."""

from signs_studio.runs.events import FinishReason, RunFinished
from signs_studio.runs.record import RunRecord


def end_by_patience(record: RunRecord, *, kept_epochs: int) -> None:
    """Ends a run whose weights of an earlier epoch, counted from 1, are brought back."""
    numbers = ("cost", "test_cost", "train_accuracy", "test_accuracy")
    record.apply(
        RunFinished(
            reason=FinishReason.PATIENCE,
            epochs=len(record),
            kept_epochs=kept_epochs,
            **{name: float(record.series(name)[kept_epochs - 1]) for name in numbers},
            seconds=1.0,
        )
    )
