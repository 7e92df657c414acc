"""Calibration is that of scikit-learn, and the temperature the best of a fine grid."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss

from signs_studio.runs.calibration import (
    BINS,
    MAX_TEMPERATURE,
    MIN_TEMPERATURE,
    calibration,
    empty_calibration,
    fit_temperature,
    windows,
)


def drawn(
    seed: int, *, count: int = 500, classes: int = 5, sharpness: float = 2.0
) -> tuple[np.ndarray, np.ndarray]:
    """Predictions of a network that is the surer, the larger the sharpness, and their labels."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(count, classes)) * 2
    shares = softmax(logits)
    drawn = rng.random((count, 1))
    labels = (shares.cumsum(axis=1)[:, :-1] < drawn).sum(axis=1).astype(np.int32)
    return softmax(sharpness * logits).astype(np.float32), labels


def softmax(logits: np.ndarray) -> np.ndarray:
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_bins_and_likelihood_are_those_of_scikit_learn(seed: int, temperature: float) -> None:
    probabilities, labels = drawn(seed)
    shares = softmax(np.log(probabilities.astype(np.float64)) / temperature)
    confidence, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    accuracy, means = calibration_curve(right, confidence, n_bins=BINS)

    found = calibration(probabilities, labels, temperature=temperature)

    filled = found.count > 0
    assert found.pictures == len(labels)
    np.testing.assert_allclose(found.right[filled] / found.count[filled], accuracy)
    np.testing.assert_allclose(found.confidence[filled] / found.count[filled], means)
    assert found.negative_log_likelihood == pytest.approx(
        log_loss(labels, shares, labels=range(5)), rel=1e-6
    )
    error = np.abs(accuracy - means) @ found.count[filled] / len(labels)
    assert found.expected_error == pytest.approx(error)


def test_the_calibration_of_parts_adds_up() -> None:
    probabilities, labels = drawn(1, count=90_000, classes=3)
    parts = list(windows(probabilities))
    assert len(parts) > 1
    total = sum(
        (calibration(probabilities[part], labels[part]) for part in parts), empty_calibration()
    )
    whole = calibration(probabilities, labels)
    np.testing.assert_array_equal(total.count, whole.count)
    np.testing.assert_array_equal(total.right, whole.right)
    assert total.negative_log_likelihood == pytest.approx(whole.negative_log_likelihood)
    assert total.expected_error == pytest.approx(whole.expected_error)


@pytest.mark.parametrize("sharpness", [0.4, 1.0, 3.0])
def test_the_temperature_is_the_best_of_a_fine_grid(sharpness: float) -> None:
    probabilities, labels = drawn(7, sharpness=sharpness)
    logits = np.log(probabilities.astype(np.float64))
    grid = np.linspace(0.15, 5, 1000)
    rows = np.arange(len(labels))
    losses = [-np.log(softmax(logits / each)[rows, labels]).mean() for each in grid]

    found = fit_temperature(probabilities, labels)

    assert found == pytest.approx(grid[int(np.argmin(losses))], abs=grid[1] - grid[0])
    fitted = calibration(probabilities, labels, temperature=found)
    assert fitted.negative_log_likelihood <= min(losses) + 1e-9
    assert fitted.expected_error < 0.06


def test_what_has_no_best_temperature_has_that_at_the_end_of_the_range() -> None:
    labels = np.array([0, 1], np.int32)
    right = np.array([[1, 0], [0, 1]], np.float32) * 0.8 + 0.1
    assert fit_temperature(right, labels) == pytest.approx(MIN_TEMPERATURE, rel=1e-4)
    assert fit_temperature(right[::-1], labels) == pytest.approx(MAX_TEMPERATURE, rel=1e-4)
    assert fit_temperature(right[:0], labels[:0]) == 1.0


def test_probabilities_of_nought_have_a_likelihood() -> None:
    certain = np.array([[1, 0], [0, 1]], np.float32)
    found = calibration(certain, np.array([0, 0], np.int32))
    assert found.right.tolist() == [0] * 9 + [1]
    assert 40 < found.negative_log_likelihood < 50
