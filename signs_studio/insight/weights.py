"""First weights of a network as pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from signs_studio.insight.dead_units import can_die, probe_pictures, silent_units
from signs_studio.insight.question import NetworkQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.engine.training.state import Network, State
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.layer_kinds.kind import Shape

PAGE = 64
"""Units whose weights are shown at a time."""
MAX_SIDE = 64
"""Pixels of a weight picture's longer side; of larger ones, squares of pixels are averaged."""


class WeightsKind(StrEnum):
    """Weights of a layer, and their changes."""

    WEIGHTS = "weights"
    LAST_EPOCH = "last_epoch"
    SINCE_START = "since_start"


class Start(NamedTuple):
    """All that the first weights of a run depend on beside its layers.

    Attributes:
        initializer: A choice of ``INITIALIZER``.
        seed: The recipe's seed.
    """

    initializer: str
    seed: int


@dataclass(frozen=True, eq=False, kw_only=True)
class WeightsSeen:
    """The first layer that has weights, seen through them.

    Attributes:
        layer: Its index among the network's layers.
        kind: What ``pictures`` are.
        units: How many units or filters it has.
        first: Index of the first of those on show.
        pictures: Of each on show, (units, height, width, channels) float32; where what the layer
            is given is no picture, (units, 1, numbers, 1). None where there is no change to show:
            before the first epoch, and where the epoch before is not known.
        dead: Indices of the units that are dead for all probes.
        probes: How many test pictures they were probed with.
        maps: What each filter on show gives for the chosen picture, (filters, height, width)
            float32; None where the layer is no convolution.
    """

    layer: int
    kind: WeightsKind
    units: int
    first: int
    pictures: NDArray[np.float32] | None
    dead: frozenset[int]
    probes: int
    maps: NDArray[np.float32] | None


@dataclass(frozen=True, eq=False, kw_only=True)
class WeightsWanted(NetworkQuestion):
    """Asks how the first weights look.

    Attributes:
        kind: Weights, or their change.
        first: Index of the first unit on show; up to ``PAGE`` are.
        start: Of the run.
        picture: The chosen picture, (1, height, width, channels), uint8 in 0..255 or float32 in
            0..1.
        test_pictures: Some of them are probes, by which dead units are found.
    """

    kind: WeightsKind
    first: int
    start: Start
    picture: Pictures
    test_pictures: Pictures

    @property
    def needs_before(self) -> bool:
        """True of the change of the last epoch."""
        return self.kind is WeightsKind.LAST_EPOCH

    def answer(self, network: Network, progress: Progress) -> WeightsSeen:
        """Returns what is seen; of a network that has no layer with weights there is none."""
        from signs_studio.engine.evaluation import activations, kernels
        from signs_studio.engine.network.forward import given_shapes

        own = kernels(network.layers, network.state())
        progress.step(1, 4)
        layer = next(index for index, kernel in enumerate(own) if kernel is not None)
        kernel = own[layer]
        assert kernel is not None  # It was looked for.
        picture_shape: Shape = self.picture.shape[1:]
        shapes = given_shapes(network.layers, picture_shape)
        shown = self._change(network, kernel, layer=layer, picture_shape=picture_shape)
        progress.step(2, 4)
        probes = probe_pictures(self.test_pictures, shapes[1:])
        outputs = activations(network, probes)
        progress.step(3, 4)
        is_conv = kernel.ndim == 4
        part = slice(self.first, self.first + PAGE)
        dead: frozenset[int] = frozenset()
        if can_die(network.layers[layer]):
            dead = frozenset(np.flatnonzero(silent_units(outputs[layer])).tolist())
        pictures = maps = None
        if shown is not None:
            pictures = shrunk(unit_pictures(shown, shapes[: layer + 1])[part])
        if is_conv:
            given = activations(network, self.picture)[layer][0]
            maps = shrunk(np.moveaxis(given, -1, 0)[part][..., None])[..., 0]
        return WeightsSeen(
            layer=layer,
            kind=self.kind,
            units=kernel.shape[-1] if is_conv else kernel.shape[0],
            first=self.first,
            pictures=pictures,
            dead=dead,
            probes=len(probes),
            maps=maps,
        )

    def _change(
        self, network: Network, kernel: NDArray[np.float32], *, layer: int, picture_shape: Shape
    ) -> NDArray[np.float32] | None:
        """Returns the weights of a layer, or their change; None where there is none."""
        from signs_studio.engine.evaluation import kernels
        from signs_studio.engine.network.forward import draw_weights

        match self.kind:
            case WeightsKind.WEIGHTS:
                return kernel
            case WeightsKind.SINCE_START:
                first = draw_weights(
                    self.start.initializer,
                    layers=network.layers[: layer + 1],
                    picture_shape=picture_shape,
                    seed=self.start.seed,
                )
                return kernel - first[layer]["kernel"]
            case WeightsKind.LAST_EPOCH if network.before is not None:
                before: State = network.before()
                earlier = kernels(network.layers, before)[layer]
                assert earlier is not None  # The layers are the same.
                return kernel - earlier
        return None


def unit_pictures(kernel: NDArray[np.float32], given: Sequence[Shape]) -> NDArray[np.float32]:
    """Returns the weights of each unit in the places of the pixels that they are multiplied with.

    Args:
        kernel: Of a dense layer (units, inputs), of a convolution (height, width, channels,
            filters).
        given: Shapes of what the network's layers are given for one picture, up to this layer.

    Returns:
        (units, height, width, channels) float32; of a dense layer that is given no picture,
        (units, 1, inputs, 1).
    """
    if kernel.ndim == 4:
        return np.moveaxis(kernel, -1, 0)
    inputs = kernel.shape[1]
    # Numbers in a row were a picture before they were flattened.
    shape = next(
        (each for each in reversed(given) if len(each) == 3 and math.prod(each) == inputs),
        (1, inputs, 1),
    )
    return kernel.reshape(len(kernel), *shape)


def shrunk(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Averages squares of pixels until no side is longer than ``MAX_SIDE``.

    Args:
        pictures: (N, height, width, channels).
    """
    count, height, width, channels = pictures.shape
    side = -(-max(height, width) // MAX_SIDE)
    if side <= 1:
        return pictures
    high, wide = -(-height // side), -(-width // side)
    spare = (0, 0), (0, high * side - height), (0, wide * side - width), (0, 0)
    # At the right and at the bottom a square may be a part of one.
    padded = np.pad(pictures, spare, constant_values=np.nan)
    squares = padded.reshape(count, high, side, wide, side, channels)
    means: NDArray[np.float32] = np.nanmean(squares, axis=(2, 4)).astype(np.float32)
    return means
