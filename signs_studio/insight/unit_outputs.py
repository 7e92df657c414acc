"""Outputs of all layers for one picture, and their dead units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from signs_studio.data.streamed import in_windows
from signs_studio.insight.dead_units import can_die, silent_units
from signs_studio.insight.question import Lane, NetworkQuestion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.streamed import StreamedPictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress
    from signs_studio.recipe.layer_kinds.kind import Layer

_WINDOW_BYTES = 1 << 20


@dataclass(frozen=True, eq=False, kw_only=True)
class UnitOutputs:
    """The output of a layer for one picture.

    Attributes:
        layer: The layer.
        values: (units,) float32; of convolutions and pools, (rows, columns, filters).
        dead: Whether each unit or filter is dead for every test picture, (units,) bool.
    """

    layer: Layer
    values: NDArray[np.float32]
    dead: NDArray[np.bool_]

    @property
    def inactive(self) -> int:
        """Number of units that give 0 for this picture and are not dead."""
        return int(np.count_nonzero(silent_units(self.values[None]) & ~self.dead))


@dataclass(frozen=True, eq=False, kw_only=True)
class UnitOutputsWanted(NetworkQuestion):
    """Asks for the output of every layer.

    Attributes:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        test_pictures: (N, height, width, channels), by which dead units are found.
    """

    lane: ClassVar[Lane] = Lane.SLOW

    picture: Pictures
    test_pictures: Pictures | StreamedPictures

    def answer(self, network: Network, progress: Progress) -> tuple[UnitOutputs, ...]:
        """Computes them; the last layer's are the logits.

        Raises:
            DataError: The test pictures cannot be read any more.
        """
        from signs_studio.engine.evaluation import activations

        values = [each[0] for each in activations(network, self.picture[None])]
        # Of the other layers none is dead, and one that has given a number for any picture lives.
        dead = [
            silent_units(each[None]) if can_die(layer) else np.zeros(each.shape[-1], np.bool_)
            for layer, each in zip(network.layers, values, strict=True)
        ]
        count = len(self.test_pictures)
        for rows, pictures in in_windows(self.test_pictures, nbytes=_WINDOW_BYTES):
            progress.step(rows.start, count)
            if not any(each.any() for each in dead):
                break
            outputs = activations(network, pictures)
            for each, some in zip(dead, outputs, strict=True):
                np.logical_and(each, silent_units(some), out=each)
        return tuple(
            UnitOutputs(layer=layer, values=own, dead=silent)
            for layer, own, silent in zip(network.layers, values, dead, strict=True)
        )
