"""Costs of a network with other weights than its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.engine.devices import find_devices
from signs_studio.engine.network.forward import layer_outputs, to_float
from signs_studio.engine.network.layers import LAYER_OPS
from signs_studio.engine.training.compile_key import compile_key_of
from signs_studio.engine.training.passes import evaluate_logits
from signs_studio.engine.training.state import arrays_of, first_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.data.array_types import Labels, Pictures
    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.state import Network
    from signs_studio.recipe.layer_kinds.kind import Layer
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.checkpoint import NamedArrays

_DEVICE = "CPU:0"
_CHUNK = 256
"""Pictures that are read at a time: those of the widest layer need not all be there at once."""


class WeightCosts:
    """Computes the mean cross-entropy of the same pictures for one set of weights after another.

    Args:
        network: Whose layers they are; its own weights are left as they are.
        pictures: (N, height, width, channels), uint8 in 0..255 or float32 in 0..1.
        labels: Their classes, (N,) int32.
    """

    def __init__(self, network: Network, pictures: Pictures, labels: Labels) -> None:
        import tensorflow as tf

        self._layers: Sequence[Layer] = network.layers
        state = network.state()
        with tf.device(_DEVICE):
            self._chunks = [
                (
                    to_float(tf.constant(pictures[start : start + _CHUNK])),
                    tf.constant(labels[start : start + _CHUNK]),
                )
                for start in range(0, len(labels), _CHUNK)
            ]
        self._count = len(labels)
        self.own: NamedArrays = arrays_of(state, network.layers)

    @property
    def learnt(self) -> tuple[str, ...]:
        """Names of the arrays that are learnt, such as ``layers.0.kernel``."""
        return _names(self._layers, "variables")

    def cost(self, arrays: NamedArrays) -> float:
        """Returns the mean cross-entropy.

        Args:
            arrays: Of the network by name; those that are not among them are its own.
        """
        import tensorflow as tf

        found = {**self.own, **arrays}
        total = 0.0
        with tf.device(_DEVICE):
            variables, statistics = (
                [
                    tuple(
                        tf.constant(found[f"layers.{index}.{name}"])
                        for name in getattr(LAYER_OPS[layer.kind], kind)
                    )
                    for index, layer in enumerate(self._layers)
                ]
                for kind in ("variables", "statistics")
            )
            for pictures, labels in self._chunks:
                outputs, _ = layer_outputs(
                    self._layers, variables=variables, statistics=statistics, pictures=pictures
                )
                summed, _, _ = evaluate_logits(outputs[-1], labels)
                total += float(summed)
        return total / self._count


def first_arrays(recipe: Recipe, dataset: Dataset) -> NamedArrays:
    """Returns the arrays of a network before its first step.

    Args:
        recipe: What is trained.
        dataset: What it learns from.
    """
    import tensorflow as tf

    cpu = next(each for each in find_devices() if not each.is_gpu)
    key = compile_key_of(recipe, dataset, device=cpu)
    with tf.device(cpu.id):
        return arrays_of(first_state(recipe, key), key.layers)


def _names(layers: Sequence[Layer], kind: str) -> tuple[str, ...]:
    return tuple(
        f"layers.{index}.{name}"
        for index, layer in enumerate(layers)
        for name in getattr(LAYER_OPS[layer.kind], kind)
    )
