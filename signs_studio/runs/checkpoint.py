"""All that training goes on from, as plain arrays and numbers.

A ``Trainer`` makes one, and ``Trainer.resume`` goes on from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.recipe.changes import Change
    from signs_studio.recipe.plateau import PlateauCounter
    from signs_studio.recipe.recipe import Recipe

    NamedArrays = Mapping[str, NDArray[Any]]
    """The arrays of a network and its optimizer by name.

    ``steps`` is () int64; ``layers.0.kernel`` and its like are what a layer has learnt or keeps,
    float32; ``slots.0.kernel.0`` and its like are what the optimizer remembers for a variable, in
    the order of its rule, float32 of the variable's shape or () float64.
    """


class CheckpointError(PersonError):
    """A checkpoint that training cannot go on from."""


@dataclass(frozen=True, eq=False, kw_only=True)
class BestEpoch:
    """The epoch that early stopping would bring back.

    Attributes:
        epochs: How many epochs had been trained.
        arrays: The network's and the optimizer's arrays.
        probabilities: Predictions of the test set, (test pictures, classes) float32 in 0..1.
    """

    epochs: int
    arrays: NamedArrays
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, eq=False, kw_only=True)
class Checkpoint:
    """A training between two epochs. All in it is plain: it may be pickled, sent and stored.

    The random numbers of a run follow from its seed, its steps and its epochs, which are in here.

    Attributes:
        recipe: What the next epoch is trained with, but for ``changes`` that are due with it.
        changes: Changes that are still to come, known or asked for, in order.
        epochs: Epochs that were trained.
        kept_epochs: After how many of them the arrays stood: fewer where early stopping brought the
            best ones back.
        arrays: The network's and the optimizer's arrays.
        plateau: What the schedule waits for.
        stopping: What early stopping waits for.
        best: What early stopping would bring back, if anything.
        target_reached: Whether the run's target cost ended it once already.
    """

    recipe: Recipe
    changes: tuple[Change, ...]
    epochs: int
    kept_epochs: int
    arrays: NamedArrays
    plateau: PlateauCounter
    stopping: PlateauCounter
    best: BestEpoch | None
    target_reached: bool
