"""Lesson 9: tensors of zeros and ones, and a network that starts from them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.fields.declared import NumberField
from signs_studio.fields.lists import NumbersField
from signs_studio.figures import Curve, Figure, FunctionPlot, Matrix, Note
from signs_studio.lessons.lesson import Inputs, Lesson, Outcome
from signs_studio.lessons.words import shape_text
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXAMPLES = 4
# What the programs train from, and what it is called.
_START: Mapping[str, Message] = {
    "zeros": Message("lessons", "zeros"),
    "ones": Message("lessons", "ones"),
    "random": Message("lessons", "random"),
}


def _refuse(inputs: Inputs) -> Message | None:
    count = len(inputs.labels)
    if count != _EXAMPLES:
        return Message(
            "lessons",
            "There must be {examples} labels, one for each example, but there are {labels}.",
        ).format(examples=_EXAMPLES, labels=count)
    return None


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    trained: Mapping[str, tuple[list[float], np.ndarray]] = outcome.values["trained"]
    alike = [
        str(_START[start]) for start, (_, weights) in trained.items() if _units_are_alike(weights)
    ]
    return (
        FunctionPlot(
            title=Message("lessons", "Cost, by first weights").text(),
            x_label=Message("lessons", "step").text(),
            y_label=Message("lessons", "cost").text(),
            curves=tuple(
                Curve(
                    Message("lessons", "from {start}").text(start=_START[start]),
                    range(1, len(costs) + 1),
                    costs,
                    dots=len(costs) == 1,
                )
                for start, (costs, _) in trained.items()
            ),
        ),
        *(
            Matrix(title=f"tf.{name} {shape_text(tensor.shape)}", values=_rows(tensor))
            for name, tensor in ((each, outcome.values[each]) for each in ("zeros", "ones"))
        ),
        *(
            Matrix(
                title=Message("lessons", "W1, trained from {start}").text(start=_START[start]),
                values=weights.tolist(),
                rows=tuple(
                    Message("lessons", "unit {unit}").text(unit=unit)
                    for unit in range(len(weights))
                ),
            )
            for start, (_, weights) in trained.items()
        ),
        Note(
            Message("lessons", "The four units are alike after training from: {starts}.").text(
                starts=", ".join(alike) or Message("lessons", "none")
            )
        ),
    )


def _units_are_alike(weights: np.ndarray) -> bool:
    return bool(np.all(weights == weights[0]))


def _rows(tensor: np.ndarray) -> list[list[float]]:
    """A tensor of any rank as rows of its last axis."""
    rows: list[list[float]] = np.reshape(tensor, (-1, tensor.shape[-1])).tolist()
    return rows


def _is_twelve_in_three_dimensions(outcome: Outcome) -> bool:
    shape = outcome.values["zeros"].shape
    return len(shape) == 3 and math.prod(shape) == 12


def _zeros_learn(outcome: Outcome) -> bool:
    costs, _ = outcome.values["trained"]["zeros"]
    return len(set(outcome.inputs.labels)) > 1 and costs[-1] < 0.1


LESSON = Lesson(
    fields=(
        NumbersField(
            name="shape",
            title=Message("lessons", "Shape"),
            help=Message("lessons", "The size of each dimension of a tensor."),
            default=(3,),
            minimum=1,
            maximum=12,
            most=4,
            whole=True,
            most_product=48,
        ),
        NumbersField(
            name="labels",
            title=Message("lessons", "Labels"),
            help=Message(
                "lessons",
                "What the network should say to 0 0, 0 1, 1 0 and 1 1: a 0 or a 1 for each.",
            ),
            default=(0, 1, 1, 0),
            minimum=0,
            maximum=1,
            most=_EXAMPLES,
            whole=True,
        ),
        NumberField(
            name="seed",
            title=Message("lessons", "Seed"),
            help=Message(
                "lessons", "Which random weights are drawn; the same seed draws the same."
            ),
            default=1,
            minimum=0,
            maximum=2**31 - 1,
            whole=True,
        ),
        NumberField(
            name="steps",
            title=Message("lessons", "Steps"),
            help=Message("lessons", "How many steps of gradient descent each network takes."),
            default=500,
            minimum=1,
            maximum=1000,
            whole=True,
        ),
    ),
    show=_show,
    tasks=(_is_twelve_in_three_dimensions, _zeros_learn),
    refuse=_refuse,
)
