"""Lesson 10: pictures are flattened, normalised and put side by side; where one pixel goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.fields.declared import NumberField
from signs_studio.figures import Figure, Matrix, Note, Photographs, Table
from signs_studio.lessons.lesson import Inputs, Lesson, Outcome
from signs_studio.lessons.words import excerpt, format_full, rounded, shape_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AXES = ("picture", "row", "column", "channel")
_COLOURS = ("red", "green", "blue")
_OUTSIDE = re.compile(r"index (\d+) is out of bounds for axis (\d) with size (\d+)")

# How far around the number its neighbours in the matrix are shown.
_ROWS_AROUND, _PICTURES_SHOWN = 4, 5
# How far around the pixel the close-up reaches.
_PIXELS_AROUND = 4
_CLASSES_SHOWN = 12
# A pixel becomes a block of this side, so that a frame around it hides little.
_BLOCK, _CLOSE_BLOCK = 6, 40
_LARGEST_ENLARGED = 128


def _explain(error: Exception, _inputs: Inputs) -> str:
    outside = _OUTSIDE.search(str(error))
    if outside is None:
        return ""
    index, axis, size = outside.groups()
    return (
        f"These pictures have no {_AXES[int(axis)]} {index}: "
        f"take a number from 0 to {int(size) - 1}."
    )


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    if outcome.failure:
        return ()
    inputs, values = outcome.inputs, outcome.values
    data, place = values["data"], values["place"]
    image = _as_bytes(data.train_x[[inputs.picture]][0])
    name = data.class_names[data.train_y[inputs.picture]]
    block = _BLOCK if max(image.shape[:2]) <= _LARGEST_ENLARGED else 1
    row, column = values["row"], values["column"]
    framed = _framed(image, row=row, column=column, block=block)
    return (
        Photographs(
            title=f"Training picture {inputs.picture}, and the pixel from close by",
            pictures=(framed, _close_up(image, row=row, column=column)),
            captions=(f"sign {name}", f"row {row}, column {column}"),
            row_field="row",
            column_field="column",
            block=block,
        ),
        *_nearest(inputs, row=row, column=column),
        _way(outcome),
        _piece(values["X_train"], outcome, place=place),
        Table(
            title="What the network gets",
            headings=("Matrix", "Shape", "One column is"),
            rows=tuple(
                (matrix, shape_text(values[matrix].shape), what)
                for matrix, what in (
                    ("X_train", "a training picture"),
                    ("Y_train", "its sign, one-hot"),
                    ("X_test", "a test picture"),
                    ("Y_test", "its sign, one-hot"),
                )
            ),
        ),
        _labels(outcome),
    )


def _nearest(inputs: Inputs, *, row: int, column: int) -> tuple[Note, ...]:
    """Says which pixel was taken where there is none at the place that was asked for."""
    if (row, column) == (inputs.row, inputs.column):
        return ()
    return (
        Note(
            f"These pictures have no pixel in row {inputs.row}, column {inputs.column}: the "
            f"nearest one is in row {row}, column {column}."
        ),
    )


def _way(outcome: Outcome) -> Table:
    inputs, values = outcome.inputs, outcome.values
    channels = values["channels"]
    colour = _COLOURS[inputs.channel] if channels == 3 else f"channel {inputs.channel}"
    whole = isinstance(values["before"], int)
    return Table(
        title="Where one number goes",
        headings=("Step", "Where", "Value"),
        rows=(
            (
                "In the picture",
                f"row {values['row']}, column {values['column']}, {colour}",
                format_full(values["before"]),
            ),
            ("Flattened", f"row {values['place']} of X", format_full(values["before"])),
            (
                "Normalised: divided by 255" if whole else "Normalised: it lay in 0 to 1 already",
                f"X[{values['place']}, {inputs.picture}]",
                rounded(values["after"], 4),
            ),
        ),
    )


def _piece(matrix: NDArray[np.float32], outcome: Outcome, *, place: int) -> Matrix:
    top, bottom = _around(place, _ROWS_AROUND, matrix.shape[0])
    picture = outcome.inputs.picture
    shown = excerpt(picture, matrix.shape[1], shown=_PICTURES_SHOWN)
    return Matrix(
        title=f"X_train {shape_text(matrix.shape)}: a piece around it",
        values=[[round(each, 3) for each in row] for row in matrix[top:bottom, shown].tolist()],
        marked=frozenset({(place - top, picture - shown.start)}),
        rows=tuple(f"row {each}" for each in range(top, bottom)),
        columns=tuple(f"picture {each}" for each in shown),
    )


def _labels(outcome: Outcome) -> Matrix:
    matrix, names = outcome.values["Y_train"], outcome.values["data"].class_names
    label, picture = _label(outcome), outcome.inputs.picture
    classes = excerpt(label, len(names), shown=_CLASSES_SHOWN)
    shown = excerpt(picture, matrix.shape[1], shown=_PICTURES_SHOWN)
    return Matrix(
        title=f"Y_train {shape_text(matrix.shape)}: the columns of these pictures",
        values=matrix[classes][:, shown].tolist(),
        marked=frozenset({(label - classes.start, picture - shown.start)}),
        rows=tuple(f"sign {names[each]}" for each in classes),
        columns=tuple(f"picture {each}" for each in shown),
    )


def _label(outcome: Outcome) -> int:
    return int(outcome.values["Y_train"][:, outcome.inputs.picture].argmax())


def _around(place: int, reach: int, size: int) -> tuple[int, int]:
    return max(0, place - reach), min(size, place + reach + 1)


def _as_bytes(image: NDArray[Any]) -> NDArray[np.uint8]:
    return image if image.dtype == np.uint8 else np.rint(image * 255).astype(np.uint8)


def _framed(image: NDArray[np.uint8], *, row: int, column: int, block: int) -> NDArray[np.uint8]:
    """The picture, each pixel a block, with a frame around one: black within white."""
    large = image.repeat(block, axis=0).repeat(block, axis=1)
    top, left = row * block, column * block
    for reach, shade in ((4, 255), (2, 0)):
        rows = slice(max(0, top - reach), top + block + reach)
        columns = slice(max(0, left - reach), left + block + reach)
        large[rows, columns] = shade
    large[top : top + block, left : left + block] = image[row, column]
    return large


def _close_up(image: NDArray[np.uint8], *, row: int, column: int) -> NDArray[np.uint8]:
    top, bottom = _around(row, _PIXELS_AROUND, image.shape[0])
    left, right = _around(column, _PIXELS_AROUND, image.shape[1])
    return _framed(
        image[top:bottom, left:right],
        row=row - top,
        column=column - left,
        block=_CLOSE_BLOCK,
    )


def _lands_last(outcome: Outcome) -> bool:
    return _lands_in(outcome, _features(outcome) - 1)


def _lands_in_the_middle(outcome: Outcome) -> bool:
    return _lands_in(outcome, _features(outcome) // 2)


def _lands_in(outcome: Outcome, row: int) -> bool:
    """Whether the number lands there, and is the one that was asked for."""
    inputs, values = outcome.inputs, outcome.values
    if outcome.failure or (inputs.row, inputs.column) != (values["row"], values["column"]):
        return False
    return bool(values["place"] == row)


def _shows_the_last_sign(outcome: Outcome) -> bool:
    return not outcome.failure and _label(outcome) == outcome.values["data"].classes - 1


def _features(outcome: Outcome) -> int:
    return int(outcome.values["data"].features)


def _place(name: str, title: str, help_text: str, *, default: int, maximum: int) -> NumberField:
    return NumberField(
        name=name,
        title=title,
        help=help_text,
        default=default,
        minimum=0,
        maximum=maximum,
        whole=True,
    )


LESSON = Lesson(
    fields=(
        _place("picture", "Picture", "Which training picture.", default=0, maximum=999_999),
        _place("row", "Row", "Of the pixel, from the top.", default=40, maximum=1023),
        _place("column", "Column", "Of the pixel, from the left.", default=30, maximum=1023),
        _place("channel", "Channel", "0 is red, 1 green, 2 blue.", default=0, maximum=3),
    ),
    show=_show,
    tasks=(_lands_last, _lands_in_the_middle, _shows_the_last_sign),
    explain=_explain,
    uses_data=True,
)
