"""Distributions of every layer's numbers over the epochs that were seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.insight.weights import WeightsSeen

MAX_EPOCHS = 400
"""Most epochs that are held; of more, every second one is let go."""


class Distributions(NamedTuple):
    """Quantiles of one kind of number over the epochs.

    Attributes:
        epochs: How many had been trained, ascending, (E,) int64.
        weights: (E, layers, quantiles) float64.
        activations: The same.
    """

    epochs: NDArray[np.int64]
    weights: NDArray[np.float64]
    activations: NDArray[np.float64]


class SeenDistributions:
    """Holds the distributions of the epochs of one run whose weights were looked at."""

    def __init__(self) -> None:
        self._seen: dict[int, WeightsSeen] = {}

    def add(self, epochs: int, seen: WeightsSeen) -> None:
        """Holds the distributions after so many epochs."""
        self._seen[epochs] = seen
        if len(self._seen) > MAX_EPOCHS:
            kept = sorted(self._seen)[::2]
            self._seen = {each: self._seen[each] for each in kept}

    def forget(self) -> None:
        """Holds none: another run is looked at."""
        self._seen.clear()

    def up_to(self, epochs: int) -> Distributions:
        """Returns those after up to so many epochs, of which there is one at least."""
        held = sorted(each for each in self._seen if each <= epochs)
        return Distributions(
            np.array(held, np.int64),
            np.stack([self._seen[each].weights for each in held]),
            np.stack([self._seen[each].activations for each in held]),
        )
