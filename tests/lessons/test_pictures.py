"""Lesson 10: from pictures to a matrix."""

import numpy as np
import pytest

from signs_studio.data.archives.hdf5.writer import write_signs
from signs_studio.data.dataset import Dataset
from signs_studio.data.opening import open_pictures
from signs_studio.data.preprocessing import describe_transformations
from signs_studio.errors import LessonError
from signs_studio.figures import Matrix, Note, Photographs, Table
from signs_studio.lessons.catalogue import find_lesson

# As the article prints them.
SHAPES = [[12288, 1080], [6, 1080], [12288, 120], [6, 120]]

LESSON = find_lesson("pictures")


def _small(shape, *, dtype=np.uint8, classes=3):
    """Pictures that each differ from all others, of any shape."""
    rng = np.random.default_rng(5)

    def draw(count):
        pictures = rng.integers(0, 256, (count, *shape)).astype(np.uint8)
        labels = (np.arange(count) % classes).astype(np.int32)
        return (pictures / 255).astype(np.float32) if dtype is np.float32 else pictures, labels

    (train_x, train_y), (test_x, test_y) = draw(11), draw(4)
    return Dataset(
        name="small",
        source="tests",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        class_names=tuple("abc"[:classes]),
    )


def _shown(outcome, kind):
    return [each for each in LESSON.show(outcome) if isinstance(each, kind)]


def _solved(outcome):
    return [check(outcome) for check in LESSON.tasks]


def test_the_built_in_pictures_have_the_articles_shapes(compute, dialect, hands):
    outcome = compute("pictures", dialect, data=hands)
    assert outcome.result == SHAPES
    assert "X_train shape: (12288, 1080)" in outcome.printed


def test_the_articles_data_has_the_articles_shapes(compute, dialect, signs_folder):
    data = open_pictures(signs_folder)
    assert compute("pictures", dialect, data=data).result == SHAPES


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize("shape", [(5, 7, 3), (4, 4, 1), (3, 2, 4)])
def test_the_matrices_are_what_numpy_makes(compute, dialect, shape, dtype):
    data = _small(shape, dtype=dtype)
    outcome = compute("pictures", dialect, data=data, row="2", column="1", picture="3")
    scale = 255 if dtype is np.uint8 else 1
    for which, x, y in (("train", data.train_x, data.train_y), ("test", data.test_x, data.test_y)):
        expected = x.reshape(len(x), -1).T / scale
        np.testing.assert_allclose(outcome.values[f"X_{which}"], expected, atol=1e-7)
        np.testing.assert_array_equal(outcome.values[f"Y_{which}"], np.eye(3)[:, y])
    assert outcome.values["before"] == data.train_x[3, 2, 1, 0].item()
    assert outcome.values["after"] == pytest.approx(data.train_x[3, 2, 1, 0].item() / scale)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_the_window_describes_what_is_computed(compute, dialect, dtype):
    data = _small((5, 7, 3), dtype=dtype)
    values = compute("pictures", dialect, data=data).values
    described = {}
    for step in describe_transformations(data):
        # Each step begins with what the one before it made.
        assert step.before == described.get(step.array, step.before)
        described[step.array] = step.after
    assert set(described) == {"X_train", "X_test", "Y_train", "Y_test"}
    for name, words in described.items():
        assert words.startswith(f"{values[name].shape} {values[name].dtype} 0")
        assert values[name].min() >= 0
        assert values[name].max() <= 1


def test_pictures_that_stay_in_their_file_give_the_same(compute, dialect, tmp_path):
    data = _small((5, 7, 3))
    write_signs(data, tmp_path)
    streamed = open_pictures(tmp_path, stream=True)
    here, there = (
        compute("pictures", dialect, data=each, column="1", row="1") for each in (data, streamed)
    )
    np.testing.assert_array_equal(there.values["X_train"], here.values["X_train"])
    assert there.result == here.result
    shown, expected = (_shown(each, Photographs)[0] for each in (there, here))
    np.testing.assert_array_equal(shown.pictures[0], expected.pictures[0])


def test_of_what_does_not_fit_into_memory_only_the_first_pictures_are_taken(compute, dialect):
    data = _small((2000, 2000, 1))
    outcome = compute("pictures", dialect, data=data)
    assert outcome.result == [[4_000_000, 7], [3, 7], [4_000_000, 4], [3, 4]]


def test_the_marked_cell_is_the_number(compute, hands):
    outcome = compute("pictures", data=hands, picture="7", row="63", column="0", channel="2")
    before = hands.train_x[7, 63, 0, 2].item()
    piece, labels = _shown(outcome, Matrix)
    ((row, column),) = piece.marked
    assert piece.values[row][column] == pytest.approx(before / 255, abs=5e-4)
    assert piece.rows[row] == f"row {63 * 64 * 3 + 2}"
    assert piece.columns[column] == "picture 7"
    ((row, column),) = labels.marked
    assert labels.values[row][column] == 1
    assert labels.rows[row] == f"sign {hands.train_y[7]}"
    way = _shown(outcome, Table)[0]
    assert [line[-1] for line in way.rows] == [str(before), str(before), f"{before / 255:.4f}"]


@pytest.mark.parametrize(("row", "column"), [(0, 0), (63, 63), (0, 63), (31, 8)])
def test_the_pixel_is_framed_and_keeps_its_colour(compute, hands, row, column):
    outcome = compute("pictures", data=hands, row=str(row), column=str(column))
    framed, close = _shown(outcome, Photographs)[0].pictures
    side = framed.shape[0] // 64
    pixel = hands.train_x[0, row, column]
    assert (framed[row * side, column * side] == pixel).all()
    plain = hands.train_x[0].repeat(side, axis=0).repeat(side, axis=1)
    assert (framed != plain).any()
    assert (close == pixel).all(axis=2).any()


@pytest.mark.parametrize(("field", "size"), [("picture", 11), ("channel", 3)])
def test_what_is_not_in_the_picture_is_told_in_a_sentence(compute, dialect, field, size):
    data = _small((5, 7, 3))
    inside = {"picture": "0", "row": "0", "column": "0", "channel": "0"}
    last = compute("pictures", dialect, data=data, **{**inside, field: str(size - 1)})
    assert last.failure is None
    beyond = compute("pictures", dialect, data=data, **{**inside, field: str(size)})
    assert str(beyond.failure) == (
        f"These pictures have no {field} {size}: take a number from 0 to {size - 1}."
    )
    assert LESSON.show(beyond) == ()
    assert _solved(beyond) == [False, False, False]


@pytest.mark.parametrize(
    ("row", "column", "taken"),
    [
        ("4", "6", (4, 6)),
        ("5", "6", (4, 6)),
        ("1023", "0", (4, 0)),
        ("0", "7", (0, 6)),
        (None, None, (4, 6)),
    ],
)
def test_of_pixels_that_are_not_there_the_nearest_is_taken_and_said(
    compute, dialect, row, column, taken
):
    data = _small((5, 7, 3))
    fields = {} if row is None else {"row": row, "column": column}
    outcome = compute("pictures", dialect, data=data, **fields)
    assert outcome.failure is None
    assert outcome.values["before"] == data.train_x[0][(*taken, 0)]
    notes = [each.text for each in LESSON.show(outcome) if isinstance(each, Note)]
    asked = (outcome.inputs.row, outcome.inputs.column)
    expected = [] if asked == taken else [f"nearest one is in row {taken[0]}, column {taken[1]}."]
    assert len(notes) == len(expected)
    assert all(note.endswith(end) for note, end in zip(notes, expected, strict=True))


@pytest.mark.parametrize("field", ["picture", "row", "column", "channel"])
@pytest.mark.parametrize("text", ["-1", "1.5", "1e9"])
def test_a_place_is_a_whole_number(field, text):
    with pytest.raises(LessonError, match="must be a whole number"):
        LESSON.read({field: text})


def test_the_nearest_pixel_of_a_small_picture_is_not_the_one_that_was_asked_for(compute, dialect):
    data = _small((5, 7, 1))
    nearest = compute("pictures", dialect, data=data)
    assert nearest.values["place"] == data.features - 1
    assert _solved(nearest)[0] is False
    assert _solved(compute("pictures", dialect, data=data, row="4", column="6"))[0] is True


def test_a_picture_of_the_last_sign_is_told_from_others(compute, dialect, hands):
    for sign in range(6):
        picture = int(np.flatnonzero(hands.train_y == sign)[0])
        outcome = compute("pictures", dialect, data=hands, picture=str(picture))
        assert _solved(outcome)[2] is (sign == 5)
