"""Integrated gradients: how much each pixel adds to a class's logit.

Sundararajan, Taly and Yan 2017, "Axiomatic Attribution for Deep Networks".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from signs_studio.data.streamed import in_windows
from signs_studio.insight.pixels import as_shares
from signs_studio.insight.question import Lane, NetworkQuestion
from signs_studio.insight.target_class import target_class

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.data.streamed import StreamedPictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress

TOLERANCE = 0.01
"""Largest difference between the sum and what it should be, as a share of the latter."""
_FIRST_STEPS, _MAX_STEPS = 16, 4096
_WINDOW_NUMBERS = 1 << 20
"""Numbers in the pictures of a path that are in hand at a time."""


class Baseline(StrEnum):
    """Pictures from which the path to the explained one begins."""

    BLACK = "black"
    GREY = "grey"
    MEAN = "mean"


@dataclass(frozen=True, eq=False, kw_only=True)
class IntegratedGradients:
    """The attribution of each pixel.

    Attributes:
        sign: Index of the class.
        attributions: What each number of the picture adds to the logit, (height, width, channels)
            float32.
        difference: The class's logit for the picture, less that for the baseline.
        total: Sum of the attributions, which should be ``difference``.
        steps: Points of the path at which the gradient was computed.
    """

    sign: int
    attributions: NDArray[np.float32]
    difference: float
    total: float
    steps: int

    @property
    def error(self) -> float:
        """Distance of the sum from what it should be, as a share of the latter."""
        distance = abs(self.total - self.difference)
        return distance / abs(self.difference) if self.difference else float(distance > 0)

    @property
    def is_complete(self) -> bool:
        """True if the sum is what it should be, within ``TOLERANCE``."""
        return self.error <= TOLERANCE


def baseline_picture(
    baseline: Baseline, shape: tuple[int, ...], mean: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """Returns the picture that a path begins from, float32 in 0..1.

    Args:
        baseline: Which.
        shape: Height, width and channels.
        mean: The mean picture, which ``Baseline.MEAN`` needs.
    """
    if baseline is Baseline.MEAN and mean is not None:
        return mean
    return np.full(shape, 0.5 if baseline is Baseline.GREY else 0.0, np.float32)


def mean_picture(pictures: Pictures | StreamedPictures, progress: Progress) -> NDArray[np.float32]:
    """Returns the mean of pictures, (height, width, channels) float32 in 0..1.

    Args:
        pictures: (N, height, width, channels), in memory or not, at least one.
        progress: Is told how many have been read.

    Raises:
        DataError: They cannot be read any more.
    """
    total = np.zeros(pictures.shape[1:])
    for rows, some in in_windows(pictures):
        progress.step(rows.start, len(pictures))
        total += some.sum(axis=0, dtype=np.float64)
    scale = 255.0 if pictures.dtype == np.uint8 else 1.0
    return (total / (scale * len(pictures))).astype(np.float32)


@dataclass(frozen=True, eq=False, kw_only=True)
class IntegratedGradientsWanted(NetworkQuestion):
    """Asks for the attribution of each pixel.

    The integral is a sum over midpoints of equal steps, which are doubled until the sum of the
    attributions is the difference of logits within ``TOLERANCE``, or they are 4,096.

    Attributes:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        sign: Index of the class; None for the one that the network reads.
        baseline: Which picture the path begins from.
        mean_of: (N, height, width, channels), pictures whose mean is the baseline, where it is to
            be the mean.
    """

    lane: ClassVar[Lane] = Lane.SLOW

    picture: Pictures
    sign: int | None = None
    baseline: Baseline = Baseline.BLACK
    mean_of: Pictures | StreamedPictures | None = None

    def answer(self, network: Network, progress: Progress) -> IntegratedGradients:
        """Computes the attributions.

        Raises:
            DataError: The pictures of the mean cannot be read any more.
        """
        from signs_studio.engine.evaluation import activations

        picture = as_shares(self.picture)
        mean = None if self.mean_of is None else mean_picture(self.mean_of, progress)
        start = baseline_picture(self.baseline, picture.shape, mean)
        sign = target_class(network, picture, self.sign)
        logits = activations(network, np.stack([start, picture]))[-1][:, sign]
        difference = float(logits[1]) - float(logits[0])
        steps = _FIRST_STEPS
        while True:
            gradient = _mean_gradient(
                network, progress, path=(start, picture), sign=sign, steps=steps
            )
            attributions = (picture - start) * gradient
            result = IntegratedGradients(
                sign=sign,
                attributions=attributions.astype(np.float32),
                difference=difference,
                total=float(attributions.sum(dtype=np.float64)),
                steps=steps,
            )
            # Where the network diverged, no number of steps would do.
            if result.is_complete or 2 * steps > _MAX_STEPS or not np.isfinite(result.total):
                return result
            steps *= 2


def _mean_gradient(
    network: Network,
    progress: Progress,
    *,
    path: tuple[NDArray[np.float32], NDArray[np.float32]],
    sign: int,
    steps: int,
) -> NDArray[np.float64]:
    """Returns the mean of a logit's gradients at the midpoints of so many steps of a path."""
    from signs_studio.engine.evaluation import picture_gradient

    start, end = path
    places = ((np.arange(steps) + 0.5) / steps).astype(np.float32)
    total = np.zeros(end.shape)
    window = max(1, _WINDOW_NUMBERS // end.size)
    for first in range(0, steps, window):
        progress.step(first, steps)
        shares = places[first : first + window, None, None, None]
        gradients = picture_gradient(network, start + shares * (end - start), sign)
        total += gradients.sum(axis=0, dtype=np.float64)
    return total / steps
