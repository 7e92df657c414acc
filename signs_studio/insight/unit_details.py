"""All that is to be known of one unit of a network: its weights, and what excites it."""

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
    from signs_studio.data.dataset import Dataset
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress

EXCITING = 9
"""Pictures that are told of, those that excite a unit most."""
_WINDOW_BYTES = 1 << 21


@dataclass(frozen=True, eq=False, kw_only=True)
class UnitDetails:
    """Weights and outputs of a unit; those of a filter at the place where it is largest.

    Attributes:
        layer: Index of its layer.
        unit: Index among the units of the layer.
        weights: (inputs,) or (height, width, inputs) float32.
        bias: Its bias.
        value: Its activation for the picture.
        gradient: Of that activation with respect to the picture, (height, width, channels) float32,
            per 1.0 of a number in 0..1.
        strongest: Index in the test set and activation of the test pictures that excite it most,
            at most ``EXCITING``; where it is dead, those of the largest W x + b, and that.
        active: Number of test pictures for which its activation is above 0.
        tested: Number of all test pictures.
        is_dead: Whether it is dead for every picture of both sets.
        largest_sum: The largest W x + b over all test pictures, and over all training pictures
            too where a unit that may be dead is silent for the former.
        pictures: Number of pictures that this is the largest of.
    """

    layer: int
    unit: int
    weights: NDArray[np.float32]
    bias: float
    value: float
    gradient: NDArray[np.float32]
    strongest: tuple[tuple[int, float], ...]
    active: int
    tested: int
    is_dead: bool
    largest_sum: float
    pictures: int


@dataclass(frozen=True, eq=False)
class UnitWanted(NetworkQuestion):
    """Asks for the details of a unit of a dense layer or a convolution.

    Attributes:
        dataset: Has the pictures of both sets; those for training are read where a unit that may
            be dead is silent for all others.
        picture: The picture looked at, (1, height, width, channels).
        layer: Index of its layer.
        unit: Index of the unit.
    """

    lane: ClassVar[Lane] = Lane.SLOW

    dataset: Dataset
    picture: Pictures
    layer: int
    unit: int

    def answer(self, network: Network, progress: Progress) -> UnitDetails:
        """Computes the details.

        Raises:
            NotWantedError: They are not wanted any more.
            DataError: Pictures cannot be read any more.
        """
        from signs_studio.engine.evaluation import unit_gradient, unit_outputs, unit_weights

        kernel, bias = unit_weights(network, self.layer, (self.unit,))
        _, value = unit_outputs(network, self.picture, layer=self.layer, unit=self.unit)
        gradient = unit_gradient(network, self.picture, layer=self.layer, unit=self.unit)
        sums, values = self._outputs(network, progress, of_training=False)
        largest, pictures = float(sums.max(initial=-np.inf)), len(sums)
        is_dead = can_die(network.layers[self.layer]) and _is_silent(values)
        if is_dead:
            more, trained = self._outputs(network, progress, of_training=True)
            largest = max(largest, float(more.max(initial=-np.inf)))
            is_dead, pictures = _is_silent(trained), pictures + len(trained)
        telling = sums if is_dead else values
        order = np.argsort(-telling, kind="stable")[:EXCITING].tolist()
        return UnitDetails(
            layer=self.layer,
            unit=self.unit,
            weights=kernel[0],
            bias=float(bias[0]),
            value=float(value[0]),
            gradient=gradient[0],
            strongest=tuple((index, float(telling[index])) for index in order),
            active=int(np.count_nonzero(values > 0)),
            tested=len(values),
            is_dead=is_dead,
            largest_sum=largest,
            pictures=pictures,
        )

    def _outputs(
        self, network: Network, progress: Progress, *, of_training: bool
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Returns weighted sums and activations for a whole set, both (N,) float32."""
        from signs_studio.engine.evaluation import unit_outputs

        pictures = self.dataset.train_x if of_training else self.dataset.test_x
        sums = np.empty(len(pictures), np.float32)
        values = np.empty(len(pictures), np.float32)
        for rows, some in in_windows(pictures, nbytes=_WINDOW_BYTES):
            sums[rows], values[rows] = unit_outputs(network, some, layer=self.layer, unit=self.unit)
            progress.step(rows.stop, len(pictures))
        return sums, values


def _is_silent(values: NDArray[np.float32]) -> bool:
    return bool(silent_units(values[:, np.newaxis])[0])
