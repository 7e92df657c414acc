"""The declaration of a layer's operation, and what it is called with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import tensorflow as tf

    from signs_studio.engine.network.random import StepRandom
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape

Arrays = tuple[Any, ...]
"""The variables or the statistics of one layer, as tensors, in the order of its rule's names."""


@dataclass(frozen=True)
class Training:
    """State of a training step, which layers are given while the network trains.

    Attributes:
        chance: The random numbers of the step.
        numbers: The recipe's live numbers by name (``compile_key.live_numbers``), each () float64.
    """

    chance: StepRandom
    numbers: Mapping[str, tf.Tensor]


@dataclass(frozen=True, kw_only=True)
class Call:
    """All that a layer is called with, but for the values that come in.

    Attributes:
        layer: Its kind and settings.
        index: Its place in the network, from 0.
        variables: What it has learnt, float32.
        statistics: What it keeps without learning it, float32.
        training: What it is told while training, or None where it only reads.
    """

    layer: Layer
    index: int
    variables: Arrays
    statistics: Arrays
    training: Training | None


Apply = Callable[["tf.Tensor", Call], "tuple[tf.Tensor, Arrays]"]
"""(values, call) to (values, statistics), both as they are after the layer."""


@dataclass(frozen=True, kw_only=True)
class LayerOp:
    """The operation of a kind of layer.

    Attributes:
        apply: The computation.
        variables: Names of what it learns.
        statistics: Names of what it keeps without learning it.
        shapes: Shapes of both by name, from the layer and the shape of what it is given for one
            picture; None where each is one number a channel.
        is_slow_under_xla: Whether a processor computes it faster without XLA.
    """

    apply: Apply = field(kw_only=False)
    variables: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()
    shapes: Callable[[Layer, Shape], Mapping[str, Shape]] | None = None
    is_slow_under_xla: bool = False


def activate(name: str, sums: tf.Tensor) -> tf.Tensor:
    """Returns the activations of weighted sums.

    Args:
        name: A choice of ``ACTIVATION``.
        sums: Weighted sums, of any shape.
    """
    import tensorflow as tf

    functions: dict[str, Any] = {
        "relu": tf.nn.relu,
        "tanh": tf.nn.tanh,
        "sigmoid": tf.nn.sigmoid,
        "leaky_relu": tf.nn.leaky_relu,
        "elu": tf.nn.elu,
        "selu": tf.nn.selu,
        "gelu": tf.nn.gelu,
        "silu": tf.nn.silu,
        "softplus": tf.nn.softplus,
        "linear": lambda sums: sums,
    }
    return functions[name](sums)
