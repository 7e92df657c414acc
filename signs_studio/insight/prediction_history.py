"""Predictions for one test picture after every epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from signs_studio.insight.question import Lane, StandaloneQuestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.insight.question import Progress
    from signs_studio.runs.store.kept_predictions import KeptPredictions


@dataclass(frozen=True, eq=False, kw_only=True)
class PredictionHistory:
    """Probabilities of one test picture.

    Attributes:
        epochs: Of which there are any, counted from 1, (E,) int64, rising.
        probabilities: Of its classes after each, (E, classes) float32.
    """

    epochs: NDArray[np.int64]
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, eq=False, kw_only=True)
class PredictionHistoryWanted(StandaloneQuestion):
    """Asks for the probabilities of a test picture after every epoch that is kept.

    Attributes:
        predictions: Those of the run.
        picture: Index in the test set.
    """

    lane: ClassVar[Lane] = Lane.SLOW

    predictions: KeptPredictions
    picture: int

    def answer(self, progress: Progress) -> PredictionHistory:
        """Reads them from the disk.

        Raises:
            PersonError: The file cannot be read, or holds no probabilities.
        """
        epochs, probabilities = self.predictions.of_picture(self.picture, progress.step)
        return PredictionHistory(epochs=epochs + 1, probabilities=probabilities)
