"""Lesson 10: pictures are flattened, normalised and put side by side; where one pixel goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.fields.declared import NumberField
from signs_studio.figures import Figure, Matrix, Note, Photographs, Table
from signs_studio.lessons.lesson import Inputs, Lesson, Outcome
from signs_studio.lessons.words import excerpt, shape_text, sign_words
from signs_studio.messages import Message
from signs_studio.numbers import format_fixed, format_full

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NONE_SUCH = (
    Message("lessons", "These pictures have no picture {index}: take a number from 0 to {last}."),
    Message("lessons", "These pictures have no row {index}: take a number from 0 to {last}."),
    Message("lessons", "These pictures have no column {index}: take a number from 0 to {last}."),
    Message("lessons", "These pictures have no channel {index}: take a number from 0 to {last}."),
)
"""Refusals of what is outside of an axis, in the order of the axes."""

_COLOURS = (
    Message("lessons", "red"),
    Message("lessons", "green"),
    Message("lessons", "blue"),
)
_OUTSIDE = re.compile(r"index (\d+) is out of bounds for axis (\d) with size (\d+)")

# How far around the number its neighbours in the matrix are shown.
_ROWS_AROUND, _PICTURES_SHOWN = 4, 5
# How far around the pixel the close-up reaches.
_PIXELS_AROUND = 4
_CLASSES_SHOWN = 12
# A pixel becomes a block of this side, so that a frame around it hides little.
_BLOCK, _CLOSE_BLOCK = 6, 40
_LARGEST_ENLARGED = 128


def _explain(error: Exception, _inputs: Inputs) -> Message | None:
    outside = _OUTSIDE.search(str(error))
    if outside is None:
        return None
    index, axis, size = outside.groups()
    return _NONE_SUCH[int(axis)].format(index=index, last=str(int(size) - 1))


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
            title=Message(
                "lessons", "Training picture {picture}, and the pixel from close by"
            ).text(picture=str(inputs.picture)),
            pictures=(framed, _close_up(image, row=row, column=column)),
            captions=(
                sign_words(name),
                Message("lessons", "row {row}, column {column}").text(
                    row=str(row), column=str(column)
                ),
            ),
            row_field="row",
            column_field="column",
            block=block,
        ),
        *_nearest(inputs, row=row, column=column),
        _way(outcome),
        _piece(values["X_train"], outcome, place=place),
        Table(
            title=Message("lessons", "What the network gets").text(),
            headings=(
                Message("lessons", "Matrix").text(),
                Message("lessons", "Shape").text(),
                Message("lessons", "One column is").text(),
            ),
            rows=tuple(
                (matrix, shape_text(values[matrix].shape), str(what))
                for matrix, what in (
                    ("X_train", Message("lessons", "a training picture")),
                    ("Y_train", Message("lessons", "its sign, one-hot")),
                    ("X_test", Message("lessons", "a test picture")),
                    ("Y_test", Message("lessons", "its sign, one-hot")),
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
            Message(
                "lessons",
                "These pictures have no pixel in row {asked_row}, column {asked_column}: the "
                "nearest one is in row {row}, column {column}.",
            ).text(
                asked_row=str(inputs.row),
                asked_column=str(inputs.column),
                row=str(row),
                column=str(column),
            )
        ),
    )


def _way(outcome: Outcome) -> Table:
    inputs, values = outcome.inputs, outcome.values
    channels = values["channels"]
    colour = Message("lessons", "channel {channel}").format(channel=inputs.channel)
    if channels == 3:
        colour = _COLOURS[inputs.channel]
    normalised = Message("lessons", "Normalised: it lay in 0 to 1 already")
    if isinstance(values["before"], int):
        normalised = Message("lessons", "Normalised: divided by 255")
    return Table(
        title=Message("lessons", "Where one number goes").text(),
        headings=(
            Message("lessons", "Step").text(),
            Message("lessons", "Where").text(),
            Message("lessons", "Value").text(),
        ),
        rows=(
            (
                Message("lessons", "In the picture").text(),
                Message("lessons", "row {row}, column {column}, {colour}").text(
                    row=str(values["row"]), column=str(values["column"]), colour=colour
                ),
                format_full(values["before"]),
            ),
            (
                Message("lessons", "Flattened").text(),
                Message("lessons", "row {row} of X").text(row=str(values["place"])),
                format_full(values["before"]),
            ),
            (
                str(normalised),
                f"X[{values['place']}, {inputs.picture}]",
                format_fixed(values["after"], 4),
            ),
        ),
    )


def _piece(matrix: NDArray[np.float32], outcome: Outcome, *, place: int) -> Matrix:
    top, bottom = _around(place, _ROWS_AROUND, matrix.shape[0])
    picture = outcome.inputs.picture
    shown = excerpt(picture, matrix.shape[1], shown=_PICTURES_SHOWN)
    return Matrix(
        title=Message("lessons", "X_train {shape}: a piece around it").text(
            shape=shape_text(matrix.shape)
        ),
        values=[[round(each, 3) for each in row] for row in matrix[top:bottom, shown].tolist()],
        marked=frozenset({(place - top, picture - shown.start)}),
        rows=tuple(
            Message("lessons", "row {row}").text(row=str(each)) for each in range(top, bottom)
        ),
        columns=tuple(
            Message("lessons", "picture {picture}").text(picture=str(each)) for each in shown
        ),
    )


def _labels(outcome: Outcome) -> Matrix:
    matrix, names = outcome.values["Y_train"], outcome.values["data"].class_names
    label, picture = _label(outcome), outcome.inputs.picture
    classes = excerpt(label, len(names), shown=_CLASSES_SHOWN)
    shown = excerpt(picture, matrix.shape[1], shown=_PICTURES_SHOWN)
    return Matrix(
        title=Message("lessons", "Y_train {shape}: the columns of these pictures").text(
            shape=shape_text(matrix.shape)
        ),
        values=matrix[classes][:, shown].tolist(),
        marked=frozenset({(label - classes.start, picture - shown.start)}),
        rows=tuple(sign_words(names[each]) for each in classes),
        columns=tuple(
            Message("lessons", "picture {picture}").text(picture=str(each)) for each in shown
        ),
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
    """Returns whether the number lands there, and is the one that was asked for."""
    inputs, values = outcome.inputs, outcome.values
    if outcome.failure or (inputs.row, inputs.column) != (values["row"], values["column"]):
        return False
    return bool(values["place"] == row)


def _shows_the_last_sign(outcome: Outcome) -> bool:
    return not outcome.failure and _label(outcome) == outcome.values["data"].classes - 1


def _features(outcome: Outcome) -> int:
    return int(outcome.values["data"].features)


def _place(
    name: str, title: Message, help_text: Message, *, default: int, maximum: int
) -> NumberField:
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
        _place(
            "picture",
            Message("lessons", "Picture"),
            Message("lessons", "Which training picture."),
            default=0,
            maximum=999_999,
        ),
        _place(
            "row",
            Message("lessons", "Row"),
            Message("lessons", "Of the pixel, from the top."),
            default=40,
            maximum=1023,
        ),
        _place(
            "column",
            Message("lessons", "Column"),
            Message("lessons", "Of the pixel, from the left."),
            default=30,
            maximum=1023,
        ),
        _place(
            "channel",
            Message("lessons", "Channel"),
            Message("lessons", "0 is red, 1 green, 2 blue."),
            default=0,
            maximum=3,
        ),
    ),
    show=_show,
    tasks=(_lands_last, _lands_in_the_middle, _shows_the_last_sign),
    explain=_explain,
    uses_data=True,
)
