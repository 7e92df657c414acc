"""What a snapshot says of each picture: which sign was read, how surely, and whether rightly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.dataset import Labels

BARS = 10
"""As many classes as a person can compare at a glance."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Reading:
    """The most likely class of each picture.

    Attributes:
        predicted: The class read, (N,) intp in 0..classes-1; the lowest where several tie.
        confidence: Its probability, (N,) float32 in 0..1; 0 where the network gave no number.
        right: Whether it is the true class, (N,) bool.
    """

    predicted: NDArray[np.intp]
    confidence: NDArray[np.float32]
    right: NDArray[np.bool_]


def read(probabilities: NDArray[np.float32], labels: Labels) -> Reading:
    """Take the most likely class of each picture.

    Args:
        probabilities: Softmax output, (N, classes) float32 in 0..1. Where a network diverges, some
            may be NaN.
        labels: True classes, (N,) int32 in 0..classes-1.
    """
    predicted = probabilities.argmax(axis=1)
    # One flat gather is several times faster than max(axis=1) over a few columns.
    places = np.arange(len(predicted)) * probabilities.shape[1] + predicted
    confidence = np.nan_to_num(probabilities.ravel()[places])
    return Reading(predicted=predicted, confidence=confidence, right=predicted == labels)


@dataclass(frozen=True, eq=False, kw_only=True)
class Turned:
    """What differs between one reading and the next.

    Attributes:
        to_right: Pictures read correctly that were not before, (M,) intp.
        to_wrong: How many are not any more.
    """

    to_right: NDArray[np.intp]
    to_wrong: int


def turned(before: Reading, after: Reading) -> Turned:
    """Compare two readings of the same pictures."""
    return Turned(
        to_right=np.flatnonzero(after.right & ~before.right),
        to_wrong=int(np.count_nonzero(before.right & ~after.right)),
    )


def telling_picture(reading: Reading, pictures: NDArray[np.intp]) -> int:
    """Choose the picture to look at first: the error that the network is surest of.

    Where it makes no error, the picture it is least sure of.

    Args:
        reading: What is read.
        pictures: Numbers of those to choose from, (M,) intp, at least one.
    """
    wrong = pictures[~reading.right[pictures]]
    if len(wrong):
        return int(wrong[reading.confidence[wrong].argmax()])
    return int(pictures[reading.confidence[pictures].argmin()])


def classes_to_show(probabilities: NDArray[np.float32], true_class: int) -> list[int]:
    """Choose the classes whose bars are shown for one picture.

    All of them in their own order where they are few, so that bars grow in place while the network
    learns; else the most likely first, always with the true class among them.

    Args:
        probabilities: One picture's softmax output, (classes,) float32 in 0..1.
        true_class: What the picture is, 0..classes-1.

    Returns:
        At most ``BARS`` different classes.
    """
    if len(probabilities) <= BARS:
        return list(range(len(probabilities)))
    likeliest: list[int] = np.argsort(-probabilities, kind="stable")[:BARS].tolist()
    return likeliest if true_class in likeliest else [*likeliest[:-1], true_class]
