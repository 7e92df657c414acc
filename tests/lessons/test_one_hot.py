import numpy as np
import pytest

from signs_studio.errors import LessonError
from signs_studio.figures import Matrix, Note
from signs_studio.lessons.catalogue import find_lesson
from tests.lessons.conftest import Compute

LESSON = find_lesson("one-hot")


def test_the_default_is_the_matrix_that_the_article_prints(compute: Compute, dialect: str) -> None:
    expected = [[0, 0, 1, 0], [1, 0, 0, 1], [0, 1, 0, 0]]
    assert compute("one-hot", dialect).result == expected


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ("0", "1"),
        ("5 4 3 2 1 0", "6"),
        ("-1, 3, 100, 2, -100, 0", "3"),
        ("0 1 2 3 4 5 6 7 8 9", "12"),
    ],
)
def test_a_column_has_its_one_in_the_row_of_its_label_if_there_is_one(
    compute: Compute, dialect: str, labels: str, classes: str
) -> None:
    outcome = compute("one-hot", dialect, labels=labels, classes=classes)
    rows = np.arange(int(classes))[:, None]
    expected = (rows == np.array(outcome.inputs.labels)).astype(float)
    np.testing.assert_array_equal(outcome.result, expected)


def test_the_ones_are_marked_and_rows_and_columns_named(compute: Compute, dialect: str) -> None:
    outcome = compute("one-hot", dialect)
    matrix, labels = LESSON.show(outcome)
    assert isinstance(matrix, Matrix)
    assert matrix.values == outcome.result
    assert matrix.marked == {(1, 0), (2, 1), (0, 2), (1, 3)}
    assert matrix.rows == ("class 0", "class 1", "class 2")
    assert matrix.columns == ("label 1", "label 2", "label 0", "label 1")
    assert matrix.title.startswith("One-hot (3, 4)")
    assert isinstance(labels, Matrix)
    assert labels.title == "Labels (4,)"
    assert [list(row) for row in labels.values] == [[1, 2, 0, 1]]


@pytest.mark.parametrize(
    ("classes", "known"),
    [("3", "from 0 to 2, so −1, 3, 7 have"), ("1", "only 0, so −1, 3, 7 have")],
)
def test_labels_without_a_class_are_named(
    compute: Compute, dialect: str, classes: str, known: str
) -> None:
    outcome = compute("one-hot", dialect, labels="0 7 3 7 -1", classes=classes)
    *_, note = LESSON.show(outcome)
    assert isinstance(note, Note)
    assert known in note.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"labels": "0.5"}, "Labels must be up to 10 whole numbers"),
        ({"labels": "1000000000"}, "Labels must be"),
        ({"labels": " ".join("1" * 11)}, "Labels must be up to 10"),
        ({"classes": "0"}, "Classes must be a whole number from 1 to 12"),
        ({"classes": "1000000000"}, "Classes must be"),
    ],
)
def test_what_is_no_label_or_no_class_is_refused(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        LESSON.read(fields)
