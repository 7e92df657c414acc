"""Confident learning: which labels are doubtful, from probabilities out of sample.

Source: Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels",
Journal of Artificial Intelligence Research 70, 2021.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels

_ROUNDING = 1e-6


def confident_thresholds(
    labels: Labels, probabilities: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Returns the mean probability that pictures of each class have of it, (classes,) float64.

    A class without pictures has a threshold above 1, which none reaches.

    Args:
        labels: The class of each picture as it is given, (N,) int32.
        probabilities: Of each class, by networks that did not learn from the picture,
            (N, classes) in 0..1.
    """
    classes = probabilities.shape[1]
    own = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    counts = np.bincount(labels, minlength=classes)
    sums = np.bincount(labels, weights=own, minlength=classes)
    return np.where(counts > 0, sums / np.maximum(counts, 1), 2.0)


def doubtful_labels(
    labels: Labels, probabilities: NDArray[np.floating]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns the pictures whose label is doubtful, the most doubtful first.

    One is doubtful where another class has at least the probability that is usual for its own
    pictures (and the largest of those), and is the most probable one.

    Args:
        labels: As of ``confident_thresholds``.
        probabilities: The same.

    Returns:
        Indices of the pictures by the probability of their label, least first, and the class that
        each seems to be, (M,) int64 each.
    """
    confident = probabilities >= confident_thresholds(labels, probabilities) - _ROUNDING
    seems = np.where(confident, probabilities, -1.0).argmax(axis=1)
    is_doubtful = confident.any(axis=1) & (seems != labels)
    is_doubtful &= probabilities.argmax(axis=1) != labels
    doubtful = np.flatnonzero(is_doubtful)
    own = probabilities[doubtful, labels[doubtful]]
    doubtful = doubtful[np.argsort(own, kind="stable")]
    return doubtful, seems[doubtful]
