"""Occlusion: how much the probability of a class falls where a part of the picture is covered.

Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.insight.pixels import as_shares
from signs_studio.insight.question import NetworkQuestion
from signs_studio.insight.target_class import target_class

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress

GREY = 0.5
"""Of the square, in 0..1."""
_PLACES = 16
"""Places of the square along the longer side of a picture."""
_SIDE = 4
"""Steps between two places that the square is wide."""
_WINDOW_NUMBERS = 1 << 20


@dataclass(frozen=True, eq=False, kw_only=True)
class Occlusion:
    """The drop of a probability, by the place of the square.

    Attributes:
        sign: Index of the class.
        drops: Probability of the class for the picture, less that with the square in each place,
            (rows, columns) float32 in -1..1.
        over: For each pixel, the mean drop of all squares that cover it, (height, width) float32.
        probability: That for the picture as it is, 0..1.
        side: Side of the square, in pixels.
        step: Pixels between two places of it.
    """

    sign: int
    drops: NDArray[np.float32]
    over: NDArray[np.float32]
    probability: float
    side: int
    step: int


def square_of(height: int, width: int) -> tuple[int, int]:
    """Returns the side of the square for pictures of a size, and the step between its places."""
    step = max(1, round(max(height, width) / _PLACES))
    return min(_SIDE * step, height, width), step


def covered(picture: NDArray[np.float32], *, top: int, left: int, side: int) -> NDArray[np.float32]:
    """Returns a picture with a grey square, which may reach beyond it.

    Args:
        picture: (height, width, channels) in 0..1.
        top: First row of the square; may be negative.
        left: First column; may be negative.
        side: Its side, in pixels.
    """
    result = picture.copy()
    result[max(top, 0) : max(top + side, 0), max(left, 0) : max(left + side, 0)] = GREY
    return result


@dataclass(frozen=True, eq=False, kw_only=True)
class OcclusionWanted(NetworkQuestion):
    """Asks for the drop of a class's probability under a grey square in many places.

    The square begins in rows and columns that are a multiple of its step from its half beyond the
    border, so that the border is covered as often as the middle.

    Attributes:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        sign: Index of the class; None for the one that the network reads.
    """

    picture: Pictures
    sign: int | None = None

    def answer(self, network: Network, progress: Progress) -> Occlusion:
        """Computes the drops."""
        from signs_studio.engine.evaluation import predictions

        picture = as_shares(self.picture)
        height, width = picture.shape[:2]
        side, step = square_of(height, width)
        tops, lefts = (range(step - side, each, step) for each in (height, width))
        places = [(top, left) for top in tops for left in lefts]
        sign = target_class(network, picture, self.sign)
        own = float(predictions(network, picture[None])[0, sign])
        read = []
        window = max(1, _WINDOW_NUMBERS // picture.size)
        for first in range(0, len(places), window):
            progress.step(first, len(places))
            some = [
                covered(picture, top=top, left=left, side=side)
                for top, left in places[first : first + window]
            ]
            read.append(predictions(network, np.stack(some))[:, sign])
        drops = (own - np.concatenate(read)).astype(np.float32)
        total, count = np.zeros((height, width)), np.zeros((height, width))
        for (top, left), drop in zip(places, drops.tolist(), strict=True):
            under = np.s_[max(top, 0) : top + side, max(left, 0) : left + side]
            total[under] += drop
            count[under] += 1
        return Occlusion(
            sign=sign,
            drops=drops.reshape(len(tops), len(lefts)),
            over=(total / count).astype(np.float32),
            probability=own,
            side=side,
            step=step,
        )
