"""How many epochs a run is to have."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class RunGoal:
    """Goal of a run, which a stop or a single step may end short of it.

    Attributes:
        epochs: How many epochs the run is to have in all.
        asked: Number of epochs in the recipe for which that was decided.
    """

    epochs: int = 0
    asked: int = 0

    @classmethod
    def of_new(cls, asked: int) -> RunGoal:
        """Returns the goal of a new run.

        Args:
            asked: Number of epochs in its recipe.
        """
        return cls(epochs=asked, asked=asked)

    def left(self, *, trained: int, asked: int) -> int:
        """Returns how many epochs a run is short of its goal; 0 where it came that far.

        Another number of epochs than the one for which the goal was decided is another goal.

        Args:
            trained: Epochs of the run.
            asked: Number of epochs in the recipe that it would go on with.
        """
        if trained >= self.epochs:
            return 0
        goal = self.epochs if asked == self.asked else asked
        return max(goal - trained, 0)

    def at_least(self, epochs: int) -> RunGoal:
        """Returns the goal of a run that is about to have so many epochs in any case."""
        return replace(self, epochs=max(self.epochs, epochs))
