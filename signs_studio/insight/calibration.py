"""The temperature at which the predictions of a network are calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from signs_studio.insight.question import Lane, StandaloneQuestion
from signs_studio.runs.calibration import fit_temperature

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels
    from signs_studio.insight.question import Progress


@dataclass(frozen=True, eq=False)
class TemperatureWanted(StandaloneQuestion):
    """Asks for the temperature that makes the true classes most likely.

    Attributes:
        probabilities: Softmax output, (N, classes) float32 in 0..1, without NaN.
        labels: True classes, (N,) int32.
    """

    probabilities: NDArray[np.float32]
    labels: Labels
    lane: ClassVar[Lane] = Lane.STUDY

    def answer(self, progress: Progress) -> float:
        """Returns the temperature, as ``fit_temperature`` does."""
        return fit_temperature(self.probabilities, self.labels, on_part=progress.step)
