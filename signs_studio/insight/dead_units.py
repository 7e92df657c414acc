"""Dead units: units of ReLU that give 0 for every picture, and so do not learn any more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.recipe.layer_kinds.kind import Layer, Shape

_MAX_PROBES = 256
_PROBED_NUMBERS = 1 << 21
"""Numbers that all layers may give for the probes together, which is 8 MB."""


def can_die(layer: Layer) -> bool:
    """Returns whether the units of a layer may die: those of ReLU alone have no slope at 0.

    Others may give 0 too, as pools of what is 0 do, and are not dead.
    """
    return layer.settings.get("activation") == "relu"


def silent_units(outputs: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Returns whether each unit gives nothing but 0, (units,) bool.

    Args:
        outputs: Of a layer, (N, units), or of filters (N, height, width, units).
    """
    gives = np.asarray(outputs.any(axis=tuple(range(outputs.ndim - 1))))
    return np.logical_not(gives)


def probe_pictures(pictures: Pictures, outputs: Sequence[Shape]) -> Pictures:
    """Returns some pictures of a set, evenly spread, as many as can be probed with in little time.

    Args:
        pictures: (N, height, width, channels).
        outputs: Shape of what each layer gives for one picture.
    """
    numbers = max(sum(math.prod(shape) for shape in outputs), 1)
    count = min(len(pictures), _MAX_PROBES, max(_PROBED_NUMBERS // numbers, 1))
    places = np.linspace(0, len(pictures) - 1, count).round().astype(np.intp)
    return pictures[places]
