import numpy as np
import pytest

from signs_studio.errors import LessonError
from signs_studio.figures import Matrix, Table
from signs_studio.lessons.catalogue import find_lesson
from signs_studio.lessons.lesson import Outcome
from tests.lessons.conftest import Compute, read_number

LESSON = find_lesson("linear")


def _arrays(outcome: Outcome) -> list[np.ndarray]:
    return [np.asarray(outcome.values[name], np.float64) for name in ("W", "X", "b")]


@pytest.mark.parametrize("seed", ["0", "7", "2147483647"])
def test_the_result_is_what_numpy_computes_from_the_same_matrices(
    compute: Compute, dialect: str, seed: str
) -> None:
    outcome = compute("linear", dialect, seed=seed)
    weights, inputs, biases = _arrays(outcome)
    assert (weights.shape, inputs.shape, biases.shape) == ((5, 4), (4, 1), (5, 1))
    np.testing.assert_allclose(outcome.result, weights @ inputs + biases, atol=1e-5)


def test_numbers_are_normal_and_the_seed_says_which(compute: Compute, dialect: str) -> None:
    drawn = [
        np.concatenate([each.ravel() for each in _arrays(compute("linear", dialect, seed=seed))])
        for seed in map(str, range(40))
    ]
    numbers = np.concatenate(drawn)
    assert len(np.unique(numbers)) == len(numbers)
    # Four standard errors, of the mean and of the spread.
    assert abs(numbers.mean()) < 4 / np.sqrt(len(numbers))
    assert abs(numbers.std() - 1) < 4 / np.sqrt(2 * len(numbers))
    again = _arrays(compute("linear", dialect, seed="3"))
    np.testing.assert_array_equal(np.concatenate([each.ravel() for each in again]), drawn[3])


def test_the_row_and_the_column_of_the_chosen_cell_are_marked(
    compute: Compute, dialect: str
) -> None:
    outcome = compute("linear", dialect, row="3")
    weights, inputs, biases, outputs, table = LESSON.show(outcome)
    assert isinstance(weights, Matrix)
    assert weights.title == "W (5, 4)"
    assert weights.marked == {(3, 0), (3, 1), (3, 2), (3, 3)}
    assert isinstance(inputs, Matrix)
    assert inputs.marked == {(0, 0), (1, 0), (2, 0), (3, 0)}
    assert isinstance(biases, Matrix)
    assert isinstance(outputs, Matrix)
    assert biases.marked == outputs.marked == {(3, 0)}
    assert outputs.row_field == "row"
    assert outputs.values == outcome.result
    assert isinstance(table, Table)
    *parts, total = (read_number(row[-1]) for row in table.rows)
    assert len(parts) == 5
    assert total == pytest.approx(sum(parts), abs=4e-4)
    assert total == pytest.approx(outcome.result[3][0], abs=1e-4)


def test_the_first_task_asks_for_the_row_of_the_largest_number(
    compute: Compute, dialect: str
) -> None:
    largest = int(np.argmax(compute("linear", dialect).result))
    solved = [LESSON.tasks[0](compute("linear", dialect, row=str(row))) for row in range(5)]
    assert solved == [row == largest for row in range(5)]
    assert not solved[0], "a lesson that is just opened has nothing solved"


def test_the_second_task_asks_for_a_seed(compute: Compute, dialect: str) -> None:
    assert not LESSON.tasks[1](compute("linear", dialect))
    solution = compute("linear", dialect, seed="1")
    assert np.min(solution.result) > 0
    assert LESSON.tasks[1](solution)


@pytest.mark.parametrize(
    ("field", "text", "title"),
    [("row", "5", "Row"), ("row", "-1", "Row"), ("row", "0.5", "Row"), ("seed", "1e400", "Seed")],
)
def test_a_cell_or_seed_that_is_not_there_is_refused(field: str, text: str, title: str) -> None:
    with pytest.raises(LessonError, match=rf"^{title}.* must be a whole number from 0 to"):
        LESSON.read({field: text})
