import numpy as np
import pytest

from signs_studio.errors import LessonError
from signs_studio.figures import FunctionPlot, Matrix, Note
from signs_studio.lessons.catalogue import find_lesson
from signs_studio.lessons.lesson import Outcome
from tests.lessons.conftest import Compute

LESSON = find_lesson("zeros-ones")
QUESTIONS = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], np.float64)


def _train(
    first: np.ndarray, second: np.ndarray, *, labels: list[int], steps: int
) -> tuple[list[float], np.ndarray]:
    """The costs and W1 of gradient descent at a rate of 2, derivatives worked out by hand."""
    w1, b1, w2, b2 = first, np.zeros((4, 1)), second, np.zeros((1, 1))
    costs = []
    for _ in range(steps):
        hidden = 1 / (1 + np.exp(-(w1 @ QUESTIONS + b1)))
        logits = w2 @ hidden + b2
        costs.append(float(np.mean(np.logaddexp(0, logits) - labels * logits)))
        error = (1 / (1 + np.exp(-logits)) - labels) / 4
        back = w2.T @ error * hidden * (1 - hidden)
        w1, b1 = w1 - 2 * back @ QUESTIONS.T, b1 - 2 * back.sum(axis=1, keepdims=True)
        w2, b2 = w2 - 2 * error @ hidden.T, b2 - 2 * error.sum(axis=1, keepdims=True)
    return costs, w1


def _first_weights(outcome: Outcome, start: str) -> tuple[np.ndarray, np.ndarray]:
    make = {"zeros": np.zeros, "ones": np.ones, "random": outcome.values["random"]}[start]
    return np.asarray(make((4, 2)), np.float64), np.asarray(make((1, 4)), np.float64)


def test_the_default_is_what_the_article_prints(compute: Compute, dialect: str) -> None:
    assert compute("zeros-ones", dialect).result == [[0, 0, 0], [1, 1, 1]]


@pytest.mark.parametrize("shape", ["1", "2 3", "3, 2, 2", "1 1 1 1", "4 12"])
def test_tensors_have_the_shape_that_was_asked_for(
    compute: Compute, dialect: str, shape: str
) -> None:
    outcome = compute("zeros-ones", dialect, shape=shape, steps="1")
    zeros, ones = outcome.result
    np.testing.assert_array_equal(zeros, np.zeros(outcome.inputs.shape), strict=True)
    np.testing.assert_array_equal(ones, np.ones(outcome.inputs.shape), strict=True)


@pytest.mark.parametrize("labels", ["0 1 1 0", "0 0 0 1"])
@pytest.mark.parametrize("start", ["zeros", "ones", "random"])
def test_training_is_sgd_as_numpy_does_it(
    compute: Compute, dialect: str, labels: str, start: str
) -> None:
    outcome = compute("zeros-ones", dialect, labels=labels, steps="100")
    costs, weights = outcome.values["trained"][start]
    first, second = _first_weights(outcome, start)
    expected_costs, expected_weights = _train(
        first, second, labels=outcome.inputs.labels, steps=100
    )
    np.testing.assert_allclose(costs, expected_costs, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(weights, expected_weights, rtol=1e-2, atol=1e-3)


def test_only_random_weights_set_the_units_apart(compute: Compute, dialect: str) -> None:
    trained = compute("zeros-ones", dialect).values["trained"]
    for start in ("zeros", "ones"):
        costs, weights = trained[start]
        np.testing.assert_array_equal(weights, np.broadcast_to(weights[0], (4, 2)))
        assert costs[-1] > 0.4, "one unit cannot tell 0 1 and 1 0 from the rest"
    costs, weights = trained["random"]
    assert len(np.unique(weights, axis=0)) == 4
    assert costs[-1] < 0.1


def test_as_many_zeros_as_ones_leave_zero_weights_where_they_are(
    compute: Compute, dialect: str
) -> None:
    costs, weights = compute("zeros-ones", dialect, labels="0 0 1 1").values["trained"]["zeros"]
    np.testing.assert_array_equal(weights, np.zeros((4, 2)))
    assert costs == pytest.approx([np.log(2)] * 500, rel=1e-6)


def test_curves_tensors_and_weights_are_shown(compute: Compute, dialect: str) -> None:
    outcome = compute("zeros-ones", dialect, shape="2, 2, 3", steps="20")
    plot, zeros, ones, *weights, note = LESSON.show(outcome)
    trained = outcome.values["trained"]
    assert isinstance(plot, FunctionPlot)
    assert [curve.name for curve in plot.curves] == ["from zeros", "from ones", "from random"]
    assert [list(curve.y) for curve in plot.curves] == [costs for costs, _ in trained.values()]
    assert {len(curve.x) for curve in plot.curves} == {20}
    assert isinstance(zeros, Matrix)
    assert isinstance(ones, Matrix)
    assert zeros.title == "tf.zeros (2, 2, 3)"
    of_three = LESSON.show(compute("zeros-ones", dialect, steps="1"))[1]
    assert isinstance(of_three, Matrix)
    assert of_three.title == "tf.zeros (3,)"
    assert zeros.values == [[0, 0, 0]] * 4
    assert ones.values == [[1, 1, 1]] * 4
    for matrix, (_, expected) in zip(weights, trained.values(), strict=True):
        assert isinstance(matrix, Matrix)
        np.testing.assert_array_equal(matrix.values, expected)
    assert isinstance(note, Note)
    assert note.text == "The four units are alike after training from: zeros, ones."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"shape": "1000000000"}, "Shape must be up to 4 whole numbers from 1 to 12"),
        ({"shape": "12 12 12"}, "Shape may hold 48 numbers in all"),
        ({"shape": "0"}, "Shape must be"),
        ({"shape": "-1"}, "Shape must be"),
        ({"labels": "0 1"}, "There must be 4 labels, one for each example, but there are 2"),
        ({"labels": "0 1 2 1"}, "Labels must be up to 4 whole numbers from 0 to 1"),
        ({"labels": "0 1 1 0 1"}, "Labels must be up to 4 whole numbers from 0 to 1"),
        ({"steps": "1000000000"}, "Steps must be a whole number from 1 to 1000"),
    ],
)
def test_what_is_no_shape_or_no_label_is_refused(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        LESSON.read(fields)
