"""Changes of a picture, and where along a change the answer becomes another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.insight.pixels import as_shares
from signs_studio.insight.question import NetworkQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Pictures
    from signs_studio.engine.training.state import Network
    from signs_studio.insight.question import Progress

_GREY = 0.5
_NOISE_SEED = 0
_SCANNED, _SCANNED_TURNS = 51, 73
"""Amounts of a change at which the network is asked; of turns, one every 5 degrees."""
_WINDOW_NUMBERS = 1 << 20


class Perturbation(StrEnum):
    """Kinds of changes, in the order in which they are made."""

    TURN = "turn"
    SHIFT = "shift"
    BLUR = "blur"
    DIM = "dim"
    COVER = "cover"
    NOISE = "noise"


RANGES: Mapping[Perturbation, tuple[float, float]] = {
    Perturbation.TURN: (-180.0, 180.0),
    Perturbation.SHIFT: (-0.5, 0.5),
    Perturbation.BLUR: (0.0, 0.125),
    Perturbation.DIM: (0.0, 1.0),
    Perturbation.COVER: (0.0, 1.0),
    Perturbation.NOISE: (0.0, 0.5),
}
"""Least and largest amount of each; 0 changes nothing. Degrees counter-clockwise; share of the
width to the right; standard deviation of a Gaussian as a share of the longer side; share of the
light that is gone; share of the longer side that a grey square in the middle covers; standard
deviation of Gaussian noise, in 0..1."""


def changed(
    picture: NDArray[np.float32], amounts: Mapping[Perturbation, float]
) -> NDArray[np.float32]:
    """Returns a changed picture, (height, width, channels) float32 in 0..1.

    Beyond its border, the nearest pixel is seen.

    Args:
        picture: (height, width, channels) float32 in 0..1.
        amounts: Within ``RANGES``; what is not there is not done.
    """
    height, width, _ = picture.shape
    side = max(height, width)
    turn, shift = (amounts.get(each, 0.0) for each in (Perturbation.TURN, Perturbation.SHIFT))
    result = _moved(picture, degrees=turn, right=shift * width) if turn or shift else picture
    if amounts.get(Perturbation.BLUR):
        result = _blurred(result, amounts[Perturbation.BLUR] * side)
    result = result * np.float32(1 - amounts.get(Perturbation.DIM, 0.0))
    covered = round(amounts.get(Perturbation.COVER, 0.0) * side)
    if covered:
        top, left = (height - covered) // 2, (width - covered) // 2
        result[max(top, 0) : top + covered, max(left, 0) : left + covered] = _GREY
    if amounts.get(Perturbation.NOISE):
        noise = np.random.default_rng(_NOISE_SEED).standard_normal(picture.shape, np.float32)
        result = result + np.float32(amounts[Perturbation.NOISE]) * noise
    return np.clip(result, 0, 1).astype(np.float32)


def _moved(picture: NDArray[np.float32], *, degrees: float, right: float) -> NDArray[np.float32]:
    """Returns a picture turned about its middle, then shifted, read bilinearly."""
    height, width, _ = picture.shape
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    y = np.arange(height)[:, None] - (height - 1) / 2
    x = np.arange(width)[None, :] - (width - 1) / 2 - right
    # Each pixel is read where it comes from. Rows count downwards: that turns counter-clockwise.
    from_x = np.clip(cos * x - sin * y + (width - 1) / 2, 0, width - 1)
    from_y = np.clip(sin * x + cos * y + (height - 1) / 2, 0, height - 1)
    left, top = np.floor(from_x).astype(int), np.floor(from_y).astype(int)
    beside, below = (from_x - left)[..., None], (from_y - top)[..., None]
    right_of, under = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    upper = picture[top, left] * (1 - beside) + picture[top, right_of] * beside
    lower = picture[under, left] * (1 - beside) + picture[under, right_of] * beside
    moved: NDArray[np.float64] = upper * (1 - below) + lower * below
    return moved.astype(np.float32)


def _blurred(picture: NDArray[np.float32], deviation: float) -> NDArray[np.float32]:
    """Returns a picture under a Gaussian of so many pixels."""
    reach = max(1, math.ceil(3 * deviation))
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (offsets / deviation) ** 2)
    weights /= weights.sum()
    result = picture.astype(np.float64)
    for axis in (0, 1):
        places = np.arange(picture.shape[axis])
        total = np.zeros_like(result)
        for offset, weight in zip(offsets.tolist(), weights.tolist(), strict=True):
            at = np.clip(places + offset, 0, picture.shape[axis] - 1)
            total += weight * result.take(at, axis)
        result = total
    return result.astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Flip:
    """A place on a slider where the answer becomes another.

    Attributes:
        amount: Of the first place, away from no change, at which it is another.
        sign: Index of the class that is read from there on.
    """

    amount: float
    sign: int


@dataclass(frozen=True, eq=False, kw_only=True)
class ChangedPicture:
    """A changed picture, and what is read along the whole range of one of its changes.

    Attributes:
        picture: (height, width, channels) float32 in 0..1.
        probabilities: Of its classes, (classes,) float32.
        change: The change whose range was scanned.
        amounts: Where, (S,) float32, rising, 0 among them.
        scanned: Probabilities there, the other changes as they are, (S, classes) float32.
    """

    picture: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    change: Perturbation
    amounts: NDArray[np.float32]
    scanned: NDArray[np.float32]

    @property
    def flips(self) -> tuple[Flip, ...]:
        """Every place where the answer becomes another, going away from 0 on either side."""
        read = np.nan_to_num(self.scanned).argmax(axis=1)
        middle = int(np.argmin(np.abs(self.amounts)))
        found = []
        for way in (range(middle, 0, -1), range(middle, len(read) - 1)):
            step = way.step
            for place in way:
                if read[place] != read[place + step]:
                    amount = float(self.amounts[place + step])
                    found.append(Flip(amount=amount, sign=int(read[place + step])))
        return tuple(sorted(found, key=lambda flip: flip.amount))


def scanned_amounts(change: Perturbation) -> NDArray[np.float32]:
    """Returns the amounts of a change at which the network is asked, rising, 0 among them."""
    low, high = RANGES[change]
    count = _SCANNED_TURNS if change is Perturbation.TURN else _SCANNED
    return np.linspace(low, high, count).astype(np.float32)


@dataclass(frozen=True, eq=False, kw_only=True)
class ChangedPictureWanted(NetworkQuestion):
    """Asks what is read in a changed picture.

    Attributes:
        picture: (height, width, channels), uint8 in 0..255 or float32 in 0..1.
        amounts: The changes.
        change: The one whose whole range is scanned.
    """

    picture: Pictures
    amounts: Mapping[Perturbation, float]
    change: Perturbation

    def answer(self, network: Network, progress: Progress) -> ChangedPicture:
        """Changes the picture, and has it read."""
        from signs_studio.engine.evaluation import predictions

        picture = as_shares(self.picture)
        amounts = scanned_amounts(self.change)
        settings = [
            dict(self.amounts),
            *(dict(self.amounts) | {self.change: amount} for amount in amounts.tolist()),
        ]
        made, read = [], []
        for place, each in enumerate(settings):
            progress.step(place, len(settings))
            made.append(changed(picture, each))
            if len(made) * picture.size >= _WINDOW_NUMBERS or place == len(settings) - 1:
                read.append(predictions(network, np.stack(made)))
                made = []
        probabilities = np.concatenate(read)
        return ChangedPicture(
            picture=changed(picture, settings[0]),
            probabilities=probabilities[0],
            change=self.change,
            amounts=amounts,
            scanned=probabilities[1:],
        )
