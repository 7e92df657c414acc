"""All that training changes: as tensors, and as plain arrays by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from signs_studio.engine.network.forward import draw_weights, given_shapes
from signs_studio.engine.network.layers import LAYER_OPS, array_shapes
from signs_studio.engine.network.optimizers import init_slots
from signs_studio.messages import Message
from signs_studio.runs.checkpoint import CheckpointError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import tensorflow as tf

    from signs_studio.engine.network.op import Arrays
    from signs_studio.engine.training.compile_key import CompileKey
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape
    from signs_studio.recipe.optimizers import Optimizer
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.checkpoint import NamedArrays


class State(NamedTuple):
    """All that training changes, as tensors.

    Attributes:
        steps: Steps taken since training began, () int64.
        variables: What each layer has learnt, layer by layer, float32.
        slots: What the optimizer remembers for each variable, variable by variable.
        statistics: What each layer keeps without learning it, layer by layer, float32.
    """

    steps: tf.Tensor
    variables: tuple[Arrays, ...]
    slots: tuple[tuple[tf.Tensor, ...], ...]
    statistics: tuple[Arrays, ...]


class Network(NamedTuple):
    """A network as it stands after an epoch.

    Attributes:
        layers: All layers, the softmax layer's dense one last.
        epochs: How many epochs had been trained.
        state: Returns what the layers have learnt and keep, on any thread; it may have to be cut
            out of other epochs' first.
        before: The same of the epoch before, where that is at hand; else None.
    """

    layers: Sequence[Layer]
    epochs: int
    state: Callable[[], State]
    before: Callable[[], State] | None = None


def first_state(recipe: Recipe, key: CompileKey) -> State:
    """Returns the state before the first step, on the device of this scope."""
    import tensorflow as tf

    weights = draw_weights(
        recipe.initializer,
        layers=key.layers,
        picture_shape=key.picture_shape,
        seed=recipe.seed,
    )
    ops = [LAYER_OPS[layer.kind] for layer in key.layers]
    variables, statistics = (
        tuple(
            tuple(tf.constant(own[name]) for name in names)
            for own, names in zip(weights, named, strict=True)
        )
        for named in ([op.variables for op in ops], [op.statistics for op in ops])
    )
    return State(
        steps=tf.constant(0, tf.int64),
        variables=variables,
        slots=tuple(
            tuple(map(tf.constant, init_slots(recipe.optimizer, tuple(variable.shape))))
            for variable in tf.nest.flatten(variables)
        ),
        statistics=statistics,
    )


def arrays_of(state: State, layers: Sequence[Layer]) -> NamedArrays:
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


def state_of(arrays: NamedArrays, key: CompileKey, optimizer: Optimizer) -> State:
    """Makes a state of its arrays, on the device of this scope.

    Args:
        arrays: As of ``arrays_of``.
        key: Of the network whose arrays they are.
        optimizer: Whose slots are among them.

    Raises:
        CheckpointError: When an array is missing, or has another shape or dtype.
    """
    import tensorflow as tf

    for name, form in _forms(key, optimizer).items():
        array = arrays.get(name)
        if array is None or (array.shape, array.dtype) != form:
            raise CheckpointError(
                Message(
                    "engine",
                    "The weights that were kept are damaged: they are not those of the network "
                    "that they were kept with. Train its recipe again from the start.",
                )
            )
    names = _names(key.layers, slots=len(init_slots(optimizer, ())))
    state: State = tf.nest.map_structure(lambda name: tf.constant(arrays[name]), names)
    return state


def _forms(key: CompileKey, optimizer: Optimizer) -> dict[str, tuple[Shape, np.dtype[Any]]]:
    """Returns shape and dtype of every array of a state by name."""
    forms: dict[str, tuple[Shape, np.dtype[Any]]] = {"steps": ((), np.dtype(np.int64))}
    slots = init_slots(optimizer, ())
    given = given_shapes(key.layers, key.picture_shape)
    for index, (layer, before) in enumerate(zip(key.layers, given, strict=False)):
        for name, shape in array_shapes(layer, before).items():
            forms[f"layers.{index}.{name}"] = (shape, np.dtype(np.float32))
            if name in LAYER_OPS[layer.kind].variables:
                for place, slot in enumerate(slots):
                    # Only scalars are float64.
                    of_slot = () if slot.dtype == np.float64 else shape
                    forms[f"slots.{index}.{name}.{place}"] = (of_slot, slot.dtype)
    return forms


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
