"""Records of runs, and their ends, for tests."""

import numpy as np

from signs_studio.recipe.draft import validate
from signs_studio.recipe.presets import PRESETS
from signs_studio.runs.events import FinishReason, RunFinished
from signs_studio.runs.record import SERIES, DataReference, RunRecord


def make_run(run_id: int, epochs: int) -> RunRecord:
    """Returns a run of the default recipe, whose numbers fall from 0.9 to 0.1."""
    recipe = validate(PRESETS["article"].draft).recipe
    assert recipe is not None
    values = np.linspace(0.9, 0.1, epochs)[np.newaxis].repeat(len(SERIES), axis=0)
    return RunRecord.restored(
        run_id=run_id,
        recipe=recipe,
        origin=DataReference("Hands", "drawn for a test"),
        values=values,
        diverged=False,
    )


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
