"""Metrics of predictions: confusion matrix, precision, recall and F1, and how sure an accuracy is.

Pure NumPy. A class that is never predicted has no precision, and one that never occurs no recall:
both count as 0, as with scikit-learn's ``zero_division=0``.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels

CONFIDENCE = 0.95
"""Confidence of every interval that a person is told."""


class Interval(NamedTuple):
    """An interval of shares, 0..1."""

    low: float
    high: float


@dataclass(frozen=True, eq=False, kw_only=True)
class ClassMetrics:
    """Metrics of each class.

    Attributes:
        precision: Share of the pictures predicted as a class that are of it, (classes,) float64
            in 0..1.
        recall: Share of the pictures of a class that are predicted as it, (classes,) float64.
        f1: Harmonic mean of the two, (classes,) float64.
        support: Pictures of each class, (classes,) int64.
    """

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]
    support: NDArray[np.int64]


def confusion_matrix(
    labels: Labels, predicted: NDArray[np.intp], *, classes: int
) -> NDArray[np.int64]:
    """Returns how many pictures of each class are predicted as each.

    Args:
        labels: True classes, (N,) int32 in 0..classes-1.
        predicted: Predicted classes, (N,) intp in 0..classes-1.
        classes: How many classes there are.

    Returns:
        Counts, (true class, predicted class) int64.
    """
    pairs = labels.astype(np.int64) * classes + predicted
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def class_metrics(confusion: NDArray[np.int64]) -> ClassMetrics:
    """Returns the metrics of each class.

    Args:
        confusion: Counts, (true class, predicted class) int64, as of ``confusion_matrix``.
    """
    return metrics_of_counts(
        right=np.diagonal(confusion),
        support=confusion.sum(axis=1),
        predicted=confusion.sum(axis=0),
    )


def metrics_of_counts(
    *, right: NDArray[np.int64], support: NDArray[np.int64], predicted: NDArray[np.int64]
) -> ClassMetrics:
    """Returns the metrics of each class, for which no whole confusion matrix is needed.

    Args:
        right: Pictures of each class that are predicted as it, (classes,) int64.
        support: Pictures of each class, (classes,) int64.
        predicted: Pictures predicted as each class, (classes,) int64.
    """
    return ClassMetrics(
        precision=_shares(right, predicted),
        recall=_shares(right, support),
        f1=_shares(2 * right, support + predicted),
        support=support,
    )


def confusion_among(
    labels: Labels, predicted: NDArray[np.intp], chosen: NDArray[np.intp], *, classes: int
) -> NDArray[np.int64]:
    """Returns the rows of some classes of a confusion matrix.

    Args:
        labels: As of ``confusion_matrix``.
        predicted: The same.
        chosen: Indices of the classes, (K,) intp, each once.
        classes: How many there are in all.

    Returns:
        Counts, (K true classes, K predicted classes and one more) int64: in the last column is what
        is predicted as any other.
    """
    count = len(chosen)
    places = np.full(classes, count, np.intp)
    places[chosen] = np.arange(count)
    rows = places[labels]
    pairs = rows * (count + 1) + places[predicted]
    counted = np.bincount(pairs[rows < count], minlength=count * (count + 1))
    return counted.reshape(count, count + 1)


def wilson_interval(right: int, count: int, confidence: float = CONFIDENCE) -> Interval:
    """Returns Wilson's score interval of a share: an accuracy, say, of which a sample is known.

    Unlike the usual "plus or minus", it stays within 0..1 and holds for few pictures and for
    accuracies near 1. Of no pictures at all nothing is known, and it is 0..1.

    Args:
        right: Pictures that are predicted correctly, 0..count.
        count: Pictures in all.
        confidence: In how many of all samples the interval holds the true share, between 0 and 1.
    """
    low, high = wilson_bounds(np.array([right]), np.array([count]), confidence)
    return Interval(float(low[0]), float(high[0]))


def wilson_bounds(
    right: NDArray[np.int64], count: NDArray[np.int64], confidence: float = CONFIDENCE
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns the lower and the upper ends of many intervals of ``wilson_interval``.

    Args:
        right: Pictures that are predicted correctly, of any shape, int64.
        count: Pictures in all, of the same shape or one that broadcasts to it.
        confidence: As of ``wilson_interval``.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    of = np.maximum(count, 1)
    share, weight = right / of, z * z / of
    middle = share + weight / 2
    reach = z * np.sqrt(share * (1 - share) / of + weight / (4 * of))
    # The ends of a whole or an empty share are exact, whatever rounding makes of them; of no
    # pictures nothing is known.
    low = np.where(right == 0, 0.0, (middle - reach) / (1 + weight))
    high = np.where(right == count, 1.0, (middle + reach) / (1 + weight))
    return low, high


def accuracy_interval(accuracy: float, count: int) -> Interval:
    """Returns the interval of an accuracy, 0..1, that was measured on so many pictures."""
    return wilson_interval(round(accuracy * count), count)


def evaluation(confusion: NDArray[np.int64], class_names: Sequence[str]) -> dict[str, Any]:
    """Returns everything that is known of predictions as plain values, fit for JSON.

    Args:
        confusion: Counts, (true class, predicted class) int64.
        class_names: A name for each class.

    Returns:
        ``accuracy``, its ``interval`` [low, high] of ``CONFIDENCE``, the names of the ``classes``,
        the ``confusion`` matrix by rows of the true class, and ``per_class`` a mapping with
        ``class``, ``precision``, ``recall``, ``f1`` and ``support`` for each.
    """
    count, right = int(confusion.sum()), int(np.trace(confusion))
    each = class_metrics(confusion)
    columns = (each.precision, each.recall, each.f1, each.support)
    rows = zip(class_names, *(column.tolist() for column in columns), strict=True)
    keys = ("class", "precision", "recall", "f1", "support")
    return {
        "accuracy": right / count if count else 0.0,
        "interval": list(wilson_interval(right, count)),
        "classes": list(class_names),
        "confusion": confusion.tolist(),
        "per_class": [dict(zip(keys, row, strict=True)) for row in rows],
    }


def _shares(parts: NDArray[np.int64], of: NDArray[np.int64]) -> NDArray[np.float64]:
    shares = np.zeros(len(of), np.float64)
    return np.divide(parts, of, out=shares, where=of > 0)
