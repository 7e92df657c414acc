"""Lesson 8: labels become a matrix of zeros with a one in each column, or none."""

from __future__ import annotations

from signs_studio.fields.declared import NumberField
from signs_studio.fields.lists import NumbersField
from signs_studio.figures import Figure, Matrix, Note
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.lessons.words import format_digits, shape_text
from signs_studio.messages import Message


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    labels, classes = outcome.inputs.labels, outcome.inputs.classes
    matrix = outcome.result
    ones = frozenset(
        (row, column)
        for row, numbers in enumerate(matrix)
        for column, number in enumerate(numbers)
        if number == 1
    )
    names = tuple(
        Message("lessons", "label {label}").text(label=format_digits(label)) for label in labels
    )
    figures: tuple[Figure, ...] = (
        Matrix(
            title=Message("lessons", "One-hot {shape}: classes × examples").text(
                shape=shape_text((len(matrix), len(labels)))
            ),
            values=matrix,
            marked=ones,
            rows=tuple(
                Message("lessons", "class {index}").text(index=index) for index in range(classes)
            ),
            columns=names,
        ),
        Matrix(
            title=Message("lessons", "Labels {shape}").text(shape=shape_text((len(labels),))),
            values=[labels],
        ),
    )
    empty = [column for column in range(len(labels)) if not any(line[column] for line in matrix)]
    if not empty:
        return figures
    without = sorted({labels[column] for column in empty})
    known = Message("lessons", "The classes are from 0 to {last}").format(last=classes - 1)
    if classes == 1:
        known = Message("lessons", "The classes are only 0")
    note = _note(labels=len(without), columns=len(empty)).text(
        known=known, labels=", ".join(map(format_digits, without))
    )
    return (*figures, Note(note))


def _note(*, labels: int, columns: int) -> Message:
    """So many labels that are no class, in so many columns."""
    if columns == 1:
        return Message(
            "lessons",
            "{known}, so {labels} has no row: TensorFlow says nothing and leaves all zeros in its "
            "column.",
        )
    if labels == 1:
        return Message(
            "lessons",
            "{known}, so {labels} has no row: TensorFlow says nothing and leaves all zeros in "
            "their columns.",
        )
    return Message(
        "lessons",
        "{known}, so {labels} have no row: TensorFlow says nothing and leaves all zeros in their "
        "columns.",
    )


def _is_diagonal(outcome: Outcome) -> bool:
    matrix = outcome.result
    return len(matrix) == len(matrix[0]) > 1 and all(
        number == (row == column)
        for row, numbers in enumerate(matrix)
        for column, number in enumerate(numbers)
    )


def _has_an_empty_column(outcome: Outcome) -> bool:
    return any(not any(column) for column in zip(*outcome.result, strict=True))


LESSON = Lesson(
    fields=(
        NumbersField(
            name="labels",
            title=Message("lessons", "Labels"),
            help=Message("lessons", "The class of each example, counted from 0."),
            default=(1, 2, 0, 1),
            minimum=-100,
            maximum=100,
            most=10,
            whole=True,
        ),
        NumberField(
            name="classes",
            title=Message("lessons", "Classes"),
            help=Message("lessons", "How many classes there are: the rows of the matrix."),
            default=3,
            minimum=1,
            maximum=12,
            whole=True,
        ),
    ),
    show=_show,
    tasks=(_is_diagonal, _has_an_empty_column),
)
