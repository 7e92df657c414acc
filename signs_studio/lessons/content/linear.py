"""Lesson 5: Z = WX + b, and the row and column that each number of it came from."""

from __future__ import annotations

from signs_studio.fields.declared import NumberField
from signs_studio.figures import Figure, Matrix, Table
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.lessons.words import shape_text
from signs_studio.messages import Message
from signs_studio.numbers import format_fixed

_UNITS, _INPUTS = 5, 4


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    row = outcome.inputs.row
    weights, inputs, biases, outputs, products = (
        outcome.values[name] for name in ("W", "X", "b", "Z", "products")
    )
    one_cell = frozenset({(row, 0)})

    def matrix(name: str, marked: frozenset[tuple[int, int]], field: str) -> Matrix:
        numbers = outcome.values[name]
        values = [[float(number) for number in line] for line in numbers]
        title = f"{name} {shape_text(numbers.shape)}"
        return Matrix(title=title, values=values, marked=marked, row_field=field)

    factors = [(float(weights[row, k]), float(inputs[k, 0])) for k in range(_INPUTS)]
    rows = (
        *(
            (
                f"W[{row}, {k}] · X[{k}, 0]",
                f"{format_fixed(w, 4)} · {format_fixed(x, 4)}",
                format_fixed(products[k], 4),
            )
            for k, (w, x) in enumerate(factors)
        ),
        (f"b[{row}, 0]", "", format_fixed(biases[row, 0], 4)),
        (f"Z[{row}, 0]", Message("lessons", "the sum").text(), format_fixed(outputs[row, 0], 4)),
    )
    return (
        matrix("W", frozenset((row, k) for k in range(_INPUTS)), "row"),
        matrix("X", frozenset((k, 0) for k in range(_INPUTS)), ""),
        matrix("b", one_cell, "row"),
        matrix("Z", one_cell, "row"),
        Table(
            title=Message("lessons", "Where {cell} comes from").text(cell=f"Z[{row}, 0]"),
            headings=(
                Message("lessons", "what").text(),
                Message("lessons", "numbers").text(),
                Message("lessons", "value").text(),
            ),
            rows=rows,
        ),
    )


def _largest_is_marked(outcome: Outcome) -> bool:
    outputs = [number for (number,) in outcome.result]
    return bool(outputs[outcome.inputs.row] == max(outputs))


def _all_are_positive(outcome: Outcome) -> bool:
    return all(number > 0 for (number,) in outcome.result)


LESSON = Lesson(
    fields=(
        NumberField(
            name="row",
            title=Message("lessons", "Row of Z"),
            help=Message("lessons", "The cell of Z that is followed, counted from 0; click one."),
            default=0,
            minimum=0,
            maximum=_UNITS - 1,
            whole=True,
        ),
        NumberField(
            name="seed",
            title=Message("lessons", "Seed"),
            help=Message(
                "lessons", "Which random numbers are drawn; the same seed draws the same."
            ),
            default=0,
            minimum=0,
            maximum=2**31 - 1,
            whole=True,
        ),
    ),
    show=_show,
    tasks=(_largest_is_marked, _all_are_positive),
)
