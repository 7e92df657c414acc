"""Predicted class of each picture, its confidence, and whether it is the true one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels


@dataclass(frozen=True, eq=False, kw_only=True)
class Predictions:
    """The most likely class of each picture.

    Attributes:
        predicted: Indices, (N,) intp in 0..classes-1; the lowest where several tie.
        confidence: Its probability, (N,) float32 in 0..1; 0 where the network gave no number.
        right: Whether it is the true class, (N,) bool.
    """

    predicted: NDArray[np.intp]
    confidence: NDArray[np.float32]
    right: NDArray[np.bool_]


def predict_classes(probabilities: NDArray[np.float32], labels: Labels) -> Predictions:
    """Returns the most likely class of each picture.

    Args:
        probabilities: Softmax output, (N, classes) float32 in 0..1. Where a network diverges, some
            may be NaN.
        labels: True classes, (N,) int32 in 0..classes-1.
    """
    predicted = probabilities.argmax(axis=1)
    # One flat gather is several times faster than max(axis=1) over a few columns.
    places = np.arange(len(predicted)) * probabilities.shape[1] + predicted
    confidence = np.nan_to_num(probabilities.ravel()[places])
    return Predictions(predicted=predicted, confidence=confidence, right=predicted == labels)


@dataclass(frozen=True, eq=False, kw_only=True)
class Turned:
    """Differences between the predictions of one epoch and those of a later one.

    Attributes:
        to_right: Pictures predicted correctly that were not before, (M,) intp.
        to_wrong: How many are not any more.
    """

    to_right: NDArray[np.intp]
    to_wrong: int


def turned(before: Predictions, after: Predictions) -> Turned:
    """Compares two predictions of the same pictures."""
    return Turned(
        to_right=np.flatnonzero(after.right & ~before.right),
        to_wrong=int(np.count_nonzero(before.right & ~after.right)),
    )


def telling_picture(predictions: Predictions, pictures: NDArray[np.intp]) -> int:
    """Returns the picture to look at first: the error that the network is surest of.

    Where it makes no error, the picture it is least sure of.

    Args:
        predictions: Of all pictures.
        pictures: Indices of those to choose from, (M,) intp, at least one.
    """
    wrong = pictures[~predictions.right[pictures]]
    if len(wrong):
        return int(wrong[predictions.confidence[wrong].argmax()])
    return int(pictures[predictions.confidence[pictures].argmin()])
