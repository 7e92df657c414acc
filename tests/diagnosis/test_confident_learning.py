"""Doubtful labels, against cleanlab's own."""

import numpy as np
import pytest
from cleanlab.count import get_confident_thresholds
from cleanlab.filter import find_label_issues

from signs_studio.diagnosis.confident_learning import confident_thresholds, doubtful_labels


def judged(
    seed: int, *, count: int = 400, classes: int = 5, noise: float = 0.1
) -> tuple[np.ndarray, np.ndarray]:
    """Labels of which some are wrong, and probabilities as of a fair network."""
    rng = np.random.default_rng(seed)
    true = rng.integers(0, classes, count)
    logits = rng.normal(size=(count, classes))
    logits[np.arange(count), true] += rng.gamma(2.0, 1.5, count)
    exponents = np.exp(logits)
    labels = np.where(rng.random(count) < noise, rng.integers(0, classes, count), true)
    probabilities = exponents / exponents.sum(axis=1, keepdims=True)
    return labels.astype(np.int32), probabilities.astype(np.float32)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("classes", [2, 5])
def test_the_same_labels_are_doubtful_in_the_same_order(seed: int, classes: int) -> None:
    labels, probabilities = judged(seed, classes=classes)
    np.testing.assert_allclose(
        confident_thresholds(labels, probabilities),
        get_confident_thresholds(labels, probabilities),
        rtol=1e-5,
    )
    pictures, seem = doubtful_labels(labels, probabilities)
    issues = find_label_issues(
        labels,
        probabilities,
        return_indices_ranked_by="self_confidence",
        filter_by="confident_learning",
        n_jobs=1,
    )
    assert len(pictures) > 5
    assert pictures.tolist() == issues.tolist()
    assert (seem != labels[pictures]).all()


def test_a_class_without_pictures_seems_to_be_none() -> None:
    labels = np.array([0, 0, 1, 1, 1], np.int32)
    probabilities = np.array(
        [[0.9, 0.1, 0], [0.8, 0.2, 0], [0.1, 0.9, 0], [0.9, 0.1, 0], [0.2, 0.1, 0.7]], np.float32
    )
    pictures, seem = doubtful_labels(labels, probabilities)
    assert (pictures.tolist(), seem.tolist()) == ([3], [0])
