"""Ends of a run before its last epoch: target cost and early stopping.

The criteria are those of ``recipe.stopping``. The time limit, and bringing the best epoch's weights
back, are the trainer's.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signs_studio.recipe.plateau import PlateauCounter
from signs_studio.runs.events import FinishReason

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.engine.training.state import State
    from signs_studio.recipe.stopping import StoppingCriteria


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
class Stopping:
    """The stopping criteria of a run watched epoch by epoch.

    Early stopping is after Keras' ``EarlyStopping``, with the best weights restored.

    Attributes:
        counter: How long the test cost has not fallen.
        best: The epoch of its lowest so far; None before the first that was watched.
        target_reached: Whether the target cost ended a run already: it does so once.
        reason: Why the run ends with the last epoch; ``COMPLETED`` where nothing but the number of
            epochs ends it.
    """

    counter: PlateauCounter = field(default_factory=PlateauCounter)
    best: KeptEpoch | None = None
    target_reached: bool = False
    reason: FinishReason = FinishReason.COMPLETED

    def after(
        self, epoch: KeptEpoch, *, cost: float, test_cost: float, criteria: StoppingCriteria
    ) -> Stopping:
        """Returns what is known after one more epoch.

        Args:
            epoch: The epoch, which is kept if its test cost is the lowest.
            cost: Its cost on the training pictures.
            test_cost: Its cost on the test pictures.
            criteria: The recipe's; one that is 0 is off.
        """
        known = replace(self, reason=FinishReason.COMPLETED)
        if criteria.patience:
            counter = self.counter.after(test_cost, patience=criteria.patience)
            best = epoch if counter.best < self.counter.best else self.best
            known = replace(known, counter=counter, best=best)
            if counter.count > self.counter.count:
                known = replace(known, reason=FinishReason.PATIENCE)
        if criteria.target_cost and not self.target_reached and cost <= criteria.target_cost:
            known = replace(known, target_reached=True, reason=FinishReason.TARGET_COST)
        return known


@dataclass
class TrainingClock:
    """The time that a run has taken.

    Attributes:
        seconds: All of it, compiling included.
        training_seconds: Without compiling. How long an epoch took that was compiled first, the
            next one tells.
        last_seconds: How long the last epoch took, compiling included; 0 before the first.
    """

    seconds: float = 0.0
    training_seconds: float = 0.0
    last_seconds: float = 0.0
    _not_timed: int = 0

    def add_epoch(self, seconds: float, *, compiles: bool) -> None:
        """Counts one more epoch.

        Args:
            seconds: How long it took.
            compiles: Whether it was compiled first.
        """
        self.seconds += seconds
        self.last_seconds = seconds
        self._not_timed += 1
        if not compiles:
            self.training_seconds += self._not_timed * seconds
            self._not_timed = 0
