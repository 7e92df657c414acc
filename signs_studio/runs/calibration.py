"""Calibration: how far the confidence of predictions is the share of them that is right.

Pure NumPy. A network is calibrated by a temperature: its logits are divided by one number, chosen
by maximum likelihood, which changes how sure it is and never what it predicts. Logits are not
needed: logarithms of probabilities differ from them by a constant of each picture, which the
softmax takes out.

Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from signs_studio.data.array_types import Labels

BINS = 10
"""Bins of confidence, as many as is usual: (0, 0.1], (0.1, 0.2] … (0.9, 1]."""
MIN_TEMPERATURE, MAX_TEMPERATURE = 0.1, 10.0
"""Range in which temperatures are fitted, and may be chosen."""

_SMALLEST = float(np.finfo(np.float32).tiny)
"""In place of probabilities that single precision rounded to 0, whose logarithm is infinite."""
_WINDOW_NUMBERS = 1 << 17
"""Probabilities that are computed with at a time, which takes one to two milliseconds."""
_TOLERANCE = 1e-6
_MAX_ROUNDS = 60


@dataclass(frozen=True, eq=False, kw_only=True)
class Calibration:
    """Sums over predictions, from which their calibration follows; those of parts can be added.

    Attributes:
        count: Pictures of each bin of confidence, (BINS,) int64.
        right: Those of them that are predicted correctly, (BINS,) int64.
        confidence: Sum of their confidences, (BINS,) float64.
        log_likelihood: Sum of the natural logarithms of the true classes' probabilities, 0 or less.
    """

    count: NDArray[np.int64]
    right: NDArray[np.int64]
    confidence: NDArray[np.float64]
    log_likelihood: float

    def __add__(self, other: Calibration) -> Calibration:
        return Calibration(
            count=self.count + other.count,
            right=self.right + other.right,
            confidence=self.confidence + other.confidence,
            log_likelihood=self.log_likelihood + other.log_likelihood,
        )

    @property
    def pictures(self) -> int:
        """Number of pictures."""
        return int(self.count.sum())

    @property
    def expected_error(self) -> float:
        """Expected calibration error, 0..1; 0 where there are no pictures.

        Mean, over the pictures, of the distance between the accuracy of a bin and its mean
        confidence.
        """
        gaps = np.abs(self.right - self.confidence)
        return float(gaps.sum() / max(self.pictures, 1))

    @property
    def negative_log_likelihood(self) -> float:
        """Mean cross-entropy of the true classes, in nats; 0 where there are no pictures."""
        return -self.log_likelihood / max(self.pictures, 1)


def windows(probabilities: NDArray[np.float32]) -> Iterator[slice]:
    """Yields parts of some predictions, each of which takes a millisecond or two to compute with.

    Args:
        probabilities: Of all pictures, (N, classes) float32.
    """
    step = max(_WINDOW_NUMBERS // max(probabilities.shape[1], 1), 1)
    for first in range(0, len(probabilities), step):
        yield slice(first, first + step)


def empty_calibration() -> Calibration:
    """Returns the calibration of no pictures."""
    none = np.zeros(BINS, np.int64)
    return Calibration(count=none, right=none, confidence=np.zeros(BINS), log_likelihood=0.0)


def calibration(
    probabilities: NDArray[np.float32], labels: Labels, *, temperature: float = 1.0
) -> Calibration:
    """Returns the calibration of predictions.

    Args:
        probabilities: Softmax output, (N, classes) float32 in 0..1, without NaN.
        labels: True classes, (N,) int32 in 0..classes-1.
        temperature: What logits are divided by, above 0; 1 leaves them as they are.
    """
    logs = _logarithms(probabilities)
    scaled = logs / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    shares = np.exp(scaled)
    totals = shares.sum(axis=1)
    # The most likely class has the logit 0.
    confidence = 1.0 / totals
    true = scaled[np.arange(len(labels)), labels]
    places = np.searchsorted(np.linspace(0.0, 1.0, BINS + 1)[1:-1], confidence)
    # That of the probabilities: logarithms may tie where those did not.
    right = probabilities.argmax(axis=1) == labels
    return Calibration(
        count=np.bincount(places, minlength=BINS),
        right=np.bincount(places[right], minlength=BINS),
        confidence=np.bincount(places, weights=confidence, minlength=BINS).astype(np.float64),
        log_likelihood=float((true - np.log(totals)).sum()),
    )


def fit_temperature(
    probabilities: NDArray[np.float32],
    labels: Labels,
    *,
    on_part: Callable[[int, int], None] | None = None,
) -> float:
    """Returns the temperature at which the true classes are most likely.

    The negative log likelihood is convex in the reciprocal of the temperature, so that Newton's
    method finds it, kept within bounds that close in by bisection.

    Args:
        probabilities: As of ``calibration``.
        labels: The same.
        on_part: Called with how many parts of the work are done, and of how many at most.

    Returns:
        Within ``MIN_TEMPERATURE`` and ``MAX_TEMPERATURE``; 1 for no pictures.
    """
    parts = list(windows(probabilities))
    if not parts:
        return 1.0
    low, high = 1 / MAX_TEMPERATURE, 1 / MIN_TEMPERATURE
    inverse = 1.0
    for number in range(_MAX_ROUNDS):
        slope = curvature = 0.0
        for place, part in enumerate(parts):
            if on_part is not None:
                on_part(number * len(parts) + place, _MAX_ROUNDS * len(parts))
            steep, bent = _derivatives(_logarithms(probabilities[part]), labels[part], inverse)
            slope, curvature = slope + steep, curvature + bent
        low, high = (inverse, high) if slope < 0 else (low, inverse)
        step = slope / curvature if curvature > 0 else np.inf * np.sign(slope)
        wanted = inverse - step
        following = wanted if low < wanted < high else (low + high) / 2
        if abs(following - inverse) <= _TOLERANCE * inverse:
            break
        inverse = following
    return float(1 / inverse)


def _derivatives(logs: NDArray[np.float64], labels: Labels, inverse: float) -> tuple[float, float]:
    """Returns the derivatives of the summed negative log likelihood by the inverse temperature."""
    scaled = inverse * logs
    scaled -= scaled.max(axis=1, keepdims=True)
    shares = np.exp(scaled)
    shares /= shares.sum(axis=1, keepdims=True)
    means = (shares * logs).sum(axis=1)
    variances = (shares * logs * logs).sum(axis=1) - means * means
    return float((means - logs[np.arange(len(labels)), labels]).sum()), float(variances.sum())


def _logarithms(probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.log(np.maximum(probabilities.astype(np.float64), _SMALLEST))
