"""All that training goes on from, as plain arrays and numbers, out of a trainer and into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signs_studio.engine.network.layers import LAYER_OPS
from signs_studio.engine.network.optimizers import init_slots
from signs_studio.engine.training.passes import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from signs_studio.recipe.changes import Change
    from signs_studio.recipe.kinds.kind import Layer
    from signs_studio.recipe.optimizers import Optimizer
    from signs_studio.recipe.plateau import PlateauCounter
    from signs_studio.recipe.settings import Recipe

    Arrays = Mapping[str, NDArray[Any]]
    """The arrays of a ``State`` by name.

    ``steps`` is () int64; ``layers.0.kernel`` and its like are what a layer has learnt or keeps,
    float32; ``slots.0.kernel.0`` and its like are what the optimizer remembers for a variable, in
    the order of its rule, float32 of the variable's shape or () float64.
    """


@dataclass(frozen=True, eq=False, kw_only=True)
class BestEpoch:
    """The epoch that early stopping would bring back.

    Attributes:
        epochs: How many epochs had been trained.
        arrays: The network's and the optimizer's arrays.
        probabilities: Predictions of the test set, (test pictures, classes) float32 in 0..1.
    """

    epochs: int
    arrays: Arrays
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, eq=False, kw_only=True)
class Checkpoint:
    """A training between two epochs. All in it is plain: it may be pickled, sent and stored.

    The random numbers of a run follow from its seed, its steps and its epochs, which are in here.

    Attributes:
        recipe: What the next epoch is trained with, but for ``changes`` that are due with it.
        changes: Known changes that are still to come, in order.
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
    arrays: Arrays
    plateau: PlateauCounter
    stopping: PlateauCounter
    best: BestEpoch | None
    target_reached: bool


def arrays_of(state: State, layers: Sequence[Layer]) -> Arrays:
    """Copies the arrays of a state.

    Args:
        state: The state.
        layers: All layers, the softmax layer's dense one last.
    """
    import tensorflow as tf

    names = _names(layers, slots=len(state.slots[0]))
    tensors = tf.nest.flatten(state)
    return {
        name: tensor.numpy() for name, tensor in zip(tf.nest.flatten(names), tensors, strict=True)
    }


def state_of(arrays: Arrays, layers: Sequence[Layer], optimizer: Optimizer) -> State:
    """Makes a state of its arrays, on the device of this scope.

    Args:
        arrays: As of ``arrays_of``.
        layers: All layers, the softmax layer's dense one last.
        optimizer: Whose slots are among them.

    Raises:
        KeyError: When an array of these layers is missing.
    """
    import tensorflow as tf

    names = _names(layers, slots=len(init_slots(optimizer, ())))
    state: State = tf.nest.map_structure(lambda name: tf.constant(arrays[name]), names)
    return state


def _names(layers: Sequence[Layer], *, slots: int) -> State:
    """The names of a state's arrays, in their places."""
    import tensorflow as tf

    variables, statistics = (
        tuple(
            tuple(f"layers.{index}.{name}" for name in getattr(LAYER_OPS[layer.kind], kind))
            for index, layer in enumerate(layers)
        )
        for kind in ("variables", "statistics")
    )
    of_slots = tuple(
        tuple(f"slots.{name.removeprefix('layers.')}.{place}" for place in range(slots))
        for name in tf.nest.flatten(variables)
    )
    return State(steps="steps", variables=variables, slots=of_slots, statistics=statistics)
