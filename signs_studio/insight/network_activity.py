"""Activity of a network for one picture, and its connections, no more than can be drawn."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.insight.dead_units import can_die, probe_pictures, silent_units
from signs_studio.insight.question import NetworkQuestion

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.layer_kinds.kind import Shape
    from signs_studio.recipe.network_stages import Stage

MAX_UNITS = 32
"""Units of a column that are told of: as many as a column has room for, and more."""
_MAP_SIDE = 32


@dataclass(frozen=True, eq=False)
class StageActivity:
    """Activity of one stage of a network but that of the picture.

    Attributes:
        units: Indices of the units that are told of, from the first.
        values: Activation of each, (units,) float32; of a filter, that of largest magnitude.
        maps: What each filter gives, (units, height, width) float32, of at most ``_MAP_SIDE``
            pixels a side; None for units that give a number.
        limit: The largest magnitude among them.
        silent: Those that are dead for all pictures of the sample.
        weights: Weight of the connection from each unit that is told of in the stage before, (units
            , units before) float32; of a map or the picture, the sum over all of its places.
    """

    units: tuple[int, ...]
    values: NDArray[np.float32]
    maps: NDArray[np.float32] | None
    limit: float
    silent: frozenset[int]
    weights: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class NetworkActivity:
    """Activity of a network for one picture.

    Attributes:
        stages: Activity of each of ``network_stages`` but the first. That of the last is before
            the softmax.
        probabilities: Softmax output, (classes,) float32 in 0..1.
        sample: Number of pictures by which dead units were found.
    """

    stages: tuple[StageActivity, ...]
    probabilities: NDArray[np.float32]
    sample: int


@dataclass(frozen=True, eq=False)
class ActivityWanted(NetworkQuestion):
    """Asks for the activity of a network for one picture.

    Attributes:
        stages: Stages of the network, that of the picture first.
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        test_pictures: (N, height, width, channels). Some of them are read too, evenly spread, to
            find units that are dead.
    """

    stages: tuple[Stage, ...]
    picture: Pictures
    test_pictures: Pictures

    def answer(self, network: Network, progress: Progress) -> NetworkActivity:  # noqa: ARG002
        """Returns the activity, of at most ``MAX_UNITS`` units of each stage."""
        from signs_studio.engine.evaluation import activations, unit_weights
        from signs_studio.engine.network.forward import given_shapes

        shapes = given_shapes(network.layers, self.picture.shape)
        probes = probe_pictures(self.test_pictures, shapes[1:])
        probed = activations(network, probes)
        outputs = [each[0] for each in activations(network, self.picture[np.newaxis])]
        probabilities = _softmax(outputs[-1])
        told: list[StageActivity] = []
        units_before: tuple[int, ...] = ()
        for before, stage in itertools.pairwise(self.stages):
            assert stage.shown is not None
            dead: frozenset[int] = frozenset()
            if can_die(network.layers[stage.layers[0]]):
                dead = frozenset(np.flatnonzero(silent_units(probed[stage.layers[0]])).tolist())
            units = units_told(stage.units, dead)
            if stage is self.stages[-1] and stage.units > MAX_UNITS:
                likeliest = np.argsort(-probabilities, kind="stable")[:MAX_UNITS]
                units = tuple(sorted(likeliest.tolist()))
            kernel, _ = unit_weights(network, stage.layers[0], units)
            shown = outputs[stage.shown][..., list(units)]
            weights = connection_weights(kernel, before.shape, is_picture=before.shown is None)
            told.append(
                StageActivity(
                    units=units,
                    values=_values(shown),
                    maps=_maps(shown),
                    limit=float(np.max(np.abs(np.nan_to_num(shown)), initial=0.0)),
                    silent=dead.intersection(units),
                    weights=weights if before.shown is None else weights[:, list(units_before)],
                )
            )
            units_before = units
        return NetworkActivity(tuple(told), probabilities, len(probes))


def units_told(count: int, dead: Collection[int] = ()) -> tuple[int, ...]:
    """Returns the units of a stage that are told of, ascending: of many, evenly spread ones.

    Args:
        count: Number of its units.
        dead: Those that are dead, one of which is told of at least.
    """
    return tuple(sorted(with_one_of(dead, spread(count)[:MAX_UNITS])))


@lru_cache(maxsize=64)
def spread(count: int) -> tuple[int, ...]:
    """Returns all units of a stage in an order whose beginnings are evenly spread, however long.

    It is the van der Corput sequence, which follows from the number of units alone: those that are
    drawn in little room are also drawn in more, and do not change while a network learns.

    Args:
        count: Number of its units, 1 or more.
    """
    bits = (count - 1).bit_length()
    reversed_bits = (int(f"{place:0{bits}b}"[::-1], 2) for place in range(1 << bits))
    return tuple(dict.fromkeys(count * each >> bits for each in reversed_bits))


def with_one_of(wanted: Collection[int], units: Sequence[int]) -> tuple[int, ...]:
    """Returns units with one of those that are wanted among them, in place of the last one.

    Args:
        wanted: Of several, the first; none may be wanted.
        units: From the one that is to stay longest.
    """
    if not wanted or not set(units).isdisjoint(wanted):
        return tuple(units)
    return (*units[:-1], min(wanted))


def connection_weights(
    kernel: NDArray[np.float32], source_shape: Shape, *, is_picture: bool
) -> NDArray[np.float32]:
    """Returns one weight for each pair of units, which is a sum where there are many.

    Args:
        kernel: (units, inputs), or of filters (units, height, width, inputs).
        source_shape: Shape of what the units of the stage before give: their number comes last.
        is_picture: Whether that is the picture, which counts as one unit.

    Returns:
        (units, units before) float32.
    """
    if is_picture:
        source_shape = (1,)
    sums: NDArray[np.float32] = kernel.reshape(len(kernel), -1, source_shape[-1]).sum(axis=1)
    return sums


def _values(shown: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = shown.reshape(-1, shown.shape[-1])
    largest = np.argmax(np.abs(flat), axis=0)
    values: NDArray[np.float32] = flat[largest, np.arange(flat.shape[1])]
    return values


def _maps(shown: NDArray[np.float32]) -> NDArray[np.float32] | None:
    if shown.ndim == 1:
        return None
    step = -(-max(shown.shape[:2]) // _MAP_SIDE)
    maps: NDArray[np.float32] = np.ascontiguousarray(np.moveaxis(shown[::step, ::step], 2, 0))
    return maps


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    exponents = np.exp(logits - logits.max())
    result: NDArray[np.float32] = exponents / exponents.sum()
    return result
