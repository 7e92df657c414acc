"""How long a cost has not fallen: what both an early stop and a lower learning rate wait for."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class PlateauCounter:
    """A cost watched epoch by epoch. It follows from the costs alone, so that a replay agrees.

    Attributes:
        best: The lowest cost so far.
        waited: Epochs since then, or since patience last ran out.
        count: How often patience ran out.
    """

    best: float = math.inf
    waited: int = 0
    count: int = 0

    def after(self, cost: float, *, patience: int, min_delta: float = 0.0) -> PlateauCounter:
        """Returns what is known after one more epoch.

        Args:
            cost: The cost after the epoch.
            patience: After so many epochs without a lower cost, ``count`` grows by one.
            min_delta: A cost must be lower by more than this to count as lower.
        """
        if cost < self.best - min_delta:
            return PlateauCounter(cost, 0, self.count)
        if self.waited + 1 >= patience:
            return PlateauCounter(self.best, 0, self.count + 1)
        return PlateauCounter(self.best, self.waited + 1, self.count)
