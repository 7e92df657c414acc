"""Early stopping: an end once the test cost no longer falls, with the best epoch brought back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signs_studio.recipe.plateau import PlateauCounter

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.engine.training.passes import State


@dataclass(frozen=True, eq=False)
class KeptEpoch:
    """A network after an epoch. Nothing is copied: training leaves states as they are.

    Attributes:
        epochs: How many epochs had been trained.
        state: Returns its state, which may have to be cut out of others first.
        probabilities: Its predictions of the test set, (test pictures, classes) float32 in 0..1.
    """

    epochs: int
    state: Callable[[], State]
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class EarlyStopping:
    """Watches the test cost, epoch by epoch; after Keras' ``EarlyStopping``.

    Attributes:
        counter: How long the test cost has not fallen.
        best: The epoch of its lowest so far; None before the first that was watched.
    """

    counter: PlateauCounter = field(default_factory=PlateauCounter)
    best: KeptEpoch | None = None

    def after(self, epoch: KeptEpoch, *, test_cost: float, patience: int) -> EarlyStopping:
        """Returns what is known after one more epoch; with a patience of 0, nothing is watched."""
        if not patience:
            return self
        counter = self.counter.after(test_cost, patience=patience)
        return replace(
            self, counter=counter, best=epoch if counter.best < self.counter.best else self.best
        )

    def has_run_out_since(self, before: EarlyStopping) -> bool:
        """Whether patience ran out with the epochs between."""
        return self.counter.count > before.counter.count
