"""Metrics are those of scikit-learn and SciPy."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import (
    accuracy_score,
    precision_recall_fscore_support,
)
from sklearn.metrics import (
    confusion_matrix as sklearn_confusion_matrix,
)

from signs_studio.runs.metrics import (
    class_metrics,
    confusion_among,
    confusion_matrix,
    evaluation,
    wilson_interval,
)


@given(data=st.data(), classes=st.integers(2, 6), count=st.integers(1, 40))
def test_metrics_are_those_of_scikit_learn(data: st.DataObject, classes: int, count: int) -> None:
    drawn = st.lists(st.integers(0, classes - 1), min_size=count, max_size=count)
    labels, predicted = (np.array(data.draw(drawn)) for _ in "12")
    every = list(range(classes))
    confusion = confusion_matrix(labels.astype(np.int32), predicted, classes=classes)
    assert confusion.dtype == np.int64
    np.testing.assert_array_equal(
        confusion, sklearn_confusion_matrix(labels, predicted, labels=every)
    )
    found = class_metrics(confusion)
    wanted = precision_recall_fscore_support(labels, predicted, labels=every, zero_division=0)
    for ours, theirs in zip(
        (found.precision, found.recall, found.f1, found.support), wanted, strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    chosen = np.unique([labels[0], classes - 1])
    among = confusion_among(labels.astype(np.int32), predicted, chosen, classes=classes)
    np.testing.assert_array_equal(among[:, :-1], confusion[np.ix_(chosen, chosen)])
    np.testing.assert_array_equal(among.sum(axis=1), confusion[chosen].sum(axis=1))
    assert evaluation(confusion, list("abcdef")[:classes])["accuracy"] == pytest.approx(
        accuracy_score(labels, predicted)
    )


@given(count=st.integers(1, 100_000), data=st.data(), confidence=st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_is_scipys(count: int, data: st.DataObject, confidence: float) -> None:
    right = data.draw(st.one_of(st.sampled_from([0, count]), st.integers(0, count)))
    wanted = binomtest(right, count).proportion_ci(confidence_level=confidence, method="wilson")
    assert wilson_interval(right, count, confidence) == pytest.approx(
        (wanted.low, wanted.high), abs=1e-9
    )


def test_of_no_pictures_nothing_is_known() -> None:
    assert wilson_interval(0, 0) == (0, 1)
    told = evaluation(np.zeros((2, 2), np.int64), ["a", "b"])
    assert (told["accuracy"], told["interval"]) == (0, [0, 1])
    assert told["per_class"][0] == {
        "class": "a",
        "precision": 0,
        "recall": 0,
        "f1": 0,
        "support": 0,
    }


def test_an_evaluation_is_plain_enough_for_json() -> None:
    confusion = np.array([[3, 1], [0, 4]])
    told = evaluation(confusion, ["A", "B"])
    assert json.loads(json.dumps(told)) == told
    assert list(told) == ["accuracy", "interval", "classes", "confusion", "per_class"]
    assert told["confusion"] == [[3, 1], [0, 4]]
    assert told["per_class"][1] == {
        "class": "B",
        "precision": 0.8,
        "recall": 1.0,
        "f1": pytest.approx(8 / 9),
        "support": 4,
    }
