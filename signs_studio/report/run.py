"""All that a report needs to know of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Self

from signs_studio.data.command_line import data_arguments
from signs_studio.data.plain_text import plain_text
from signs_studio.runs.events import RunFinished
from signs_studio.runs.predictions import Predictions, predict_classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.record import RunRecord
    from signs_studio.runs.store.stored_run import StoredRun

_NAME_LIMIT = 80


@dataclass(frozen=True, eq=False, kw_only=True)
class ReportRun:
    """A run that is reported on.

    Attributes:
        record: Its record; nobody else changes it meanwhile.
        name: For a person; whatever it holds is plain text.
        note: Of a person on it; empty for none.
        trained_at: When it was begun; None where nobody knows.
        versions: Of what it was trained with, such as ``{"TensorFlow": "2.21.0"}``.
        probabilities: Softmax output for the test pictures after the kept epoch, (test pictures,
            classes) float32 in 0..1; None where it is not known.
        dataset: What it was trained on; None where that is not at hand.
        data_arguments: Arguments of ``signs-studio train`` that open this data; empty where nobody
            knows them.
    """

    record: RunRecord
    name: str
    note: str = ""
    trained_at: datetime | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    probabilities: NDArray[np.float32] | None = None
    dataset: Dataset | None = None
    data_arguments: tuple[str, ...] = ()

    @classmethod
    def of_stored(cls, run: StoredRun, dataset: Dataset | None) -> Self:
        """Returns what a report tells of a kept run.

        Args:
            run: The run.
            dataset: What it learnt from, where that is at hand.

        Raises:
            OSError: A file of the run cannot be read.
            StoreError: One makes no sense.
        """
        summary, record = run.summary, run.record()
        kept, source = record.kept_epochs, summary.head.opened_from
        return cls(
            record=record,
            name=summary.name,
            note=summary.labels.note,
            trained_at=datetime.fromtimestamp(summary.head.created).astimezone(),
            versions=summary.head.versions,
            probabilities=run.probabilities(kept - 1) if kept else None,
            dataset=dataset,
            data_arguments=() if source is None else tuple(data_arguments(source)),
        )

    @property
    def plain_name(self) -> str:
        """The name on one line."""
        return plain_text(self.name, _NAME_LIMIT)

    @property
    def test_count(self) -> int | None:
        """Number of test pictures; None where nobody knows."""
        if self.dataset is not None:
            return len(self.dataset.test_y)
        return None if self.probabilities is None else len(self.probabilities)

    def predictions(self) -> Predictions | None:
        """Returns what it read in the test pictures; None where these or it are not known."""
        dataset, probabilities = self.dataset, self.probabilities
        if dataset is None or probabilities is None:
            return None
        if probabilities.shape != (len(dataset.test_y), dataset.classes):
            return None
        return predict_classes(probabilities, dataset.test_y)

    def kept_numbers(self) -> dict[str, float] | None:
        """Returns costs and accuracies after the kept epoch, by the names of their series.

        None where no epoch was finished.
        """
        names = ("cost", "test_cost", "train_accuracy", "test_accuracy")
        end, kept = self.record.end, self.record.kept_epochs
        if isinstance(end, RunFinished) and end.kept_epochs == kept:
            return {name: float(getattr(end, name)) for name in names}
        if not kept:
            return None
        return {name: float(self.record.series(name)[kept - 1]) for name in names}
