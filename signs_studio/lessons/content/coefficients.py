"""Lesson 2: the same walk, on a function whose coefficients are fed when it runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.fields.declared import ChoiceField, NumberField
from signs_studio.figures import Figure, Note
from signs_studio.lessons.descent import (
    LEARNING_RATE,
    START,
    STEPS,
    found,
    optimizer_parts,
    reach,
    refuse_standstill,
    show_walk,
    walk_note,
)
from signs_studio.lessons.lesson import Inputs, Lesson, Outcome
from signs_studio.lessons.optimizers import OPTIMIZER
from signs_studio.lessons.words import format_digits
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COST = {
    "parabola": "x[0] * w**2 + x[1] * w + x[2]",
    "quartic": "x[0] * w**4 + x[1] * w**2 + x[2] * w",
}
_POWERS = {"parabola": ("w²", "w", ""), "quartic": ("w⁴", "w²", "w")}

# Two valleys of a quartic lie close together.
_NEAR = {"parabola": 6.0, "quartic": 3.0}

# Of the curve; where it is looked at from closest by, these are still 120.
_PLACES = 2401


@dataclass(frozen=True)
class Landscape:
    """Where a function is lowest.

    Attributes:
        valleys: Where it is lower than all around, from left to right.
        deepest: The valley that is deeper than the other; None where none is.
        no_minimum: Why no place is the lowest of all; None where one is.
    """

    valleys: tuple[float, ...]
    deepest: float | None = None
    no_minimum: Message | None = None


def landscape(inputs: Inputs) -> Landscape:
    """Where the function of the chosen shape and coefficients is lowest."""
    # As TensorFlow has them.
    a, b, c = (float(np.float32(each)) for each in (inputs.a, inputs.b, inputs.c))
    if inputs.shape == "parabola":
        return _of_parabola(a, b, names=("a", "b"))
    if a == 0:
        return _of_parabola(b, c, names=("b", "c"))
    # Its slope, by 4a: w^3 + p w + q, which is zero in three places where it has two valleys.
    p, q = b / (2 * a), c / (4 * a)
    levels = np.roots([1.0, 0.0, p, q]).real.tolist()
    left, middle, right = sorted(levels)
    three = 4 * p**3 + 27 * q**2 < 0
    # But for c w both sides are alike.
    deepest = left if c > 0 else right
    if a > 0 and three:
        return Landscape((left, right), deepest=deepest if c else None)
    if a > 0:
        return Landscape((deepest,), deepest=deepest)
    if three:
        why = Message(
            "lessons",
            "a is below 0, so far out the curve falls for ever on both sides; around w = {w} there "
            "is only a hollow.",
        )
        return Landscape((middle,), no_minimum=why.format(w=format_digits(middle)))
    return Landscape(
        (),
        no_minimum=Message(
            "lessons", "a is below 0, so far out the curve falls for ever on both sides."
        ),
    )


def _of_parabola(square: float, slope: float, *, names: tuple[str, str]) -> Landscape:
    curved, tilted = names
    if square > 0:
        lowest = -slope / (2 * square)
        return Landscape((lowest,), deepest=lowest)
    if square < 0:
        why = Message("lessons", "{a} is below 0, so the curve falls for ever on both sides.")
    elif slope == 0:
        why = Message("lessons", "{a} and {b} are 0, so every place is as low as any other.")
    elif slope > 0:
        why = Message("lessons", "{a} is 0, so it is a straight line, which falls to the left.")
    else:
        why = Message("lessons", "{a} is 0, so it is a straight line, which falls to the right.")
    return Landscape((), no_minimum=why.format(a=curved, b=tilted))


def _parts(inputs: Inputs, dialect: str) -> Mapping[str, str]:
    ground = landscape(inputs)
    if ground.no_minimum:
        words = Message("lessons", "There is no minimum: {why}").text(why=ground.no_minimum)
        # Whatever a language writes there, it is one text in double quotes.
        remark = f"print({json.dumps(words, ensure_ascii=False)})"
    elif len(ground.valleys) == 1:
        lowest = Message("lessons", "The lowest place is w = {w}.")
        remark = f"# {lowest.text(w=format_digits(ground.valleys[0]))}"
    else:
        left, right = map(format_digits, ground.valleys)
        two = Message("lessons", "There are two valleys, w = {left} and w = {right}.")
        remark = f"# {two.text(left=left, right=right)}"
    first, last = reach(inputs.start, ground.valleys)
    return {
        **optimizer_parts(inputs, dialect),
        "cost": _COST[inputs.shape],
        "curve": f"np.linspace({first!r}, {last!r}, {_PLACES}).tolist()",
        "remark": remark,
    }


def _title(inputs: Inputs) -> str:
    text = ""
    for value, power in zip((inputs.a, inputs.b, inputs.c), _POWERS[inputs.shape], strict=True):
        if value:
            sign = "−" if value < 0 else "+"
            text += f" {sign} {_coefficient(abs(value), power)}{power}"
    if text.startswith(" − "):
        return f"J(w) = −{text.removeprefix(' − ')}"
    return f"J(w) = {text.removeprefix(' + ') or '0'}"


def _coefficient(size: float, power: str) -> str:
    return "" if power and size == 1 else format_digits(size)


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    inputs, path = outcome.inputs, outcome.values["path"]
    ground = landscape(inputs)
    if ground.no_minimum:
        words = Message("lessons", "There is no minimum: {why} {walked_on}")
        notes = [Note(words.text(why=ground.no_minimum, walked_on=_walked_on(path)))]
    else:
        notes = [walk_note(path, ground.valleys)]
    if len(ground.valleys) == 2:
        left, right = map(format_digits, ground.valleys)
        notes.append(Note(_two_valleys(ground).text(left=left, right=right)))
    return (
        *show_walk(outcome, title=_title(inputs), valleys=ground.valleys, near=_NEAR[inputs.shape]),
        *notes,
    )


def _walked_on(path: Sequence[float]) -> Message:
    if all(w == path[0] for w in path):
        words = Message("lessons", "The optimizer has not moved from w = {w}.")
    else:
        words = Message(
            "lessons", "The optimizer went on walking all the same, and has come to w = {w}."
        )
    return words.format(w=format_digits(path[-1]))


def _two_valleys(ground: Landscape) -> Message:
    if ground.deepest is None:
        return Message(
            "lessons",
            "There are two valleys, at w = {left} and at w = {right}; they are equally deep. Which "
            "one the walk finds depends on where it starts.",
        )
    if ground.deepest == ground.valleys[0]:
        return Message(
            "lessons",
            "There are two valleys, at w = {left} and at w = {right}; the left one is deeper. "
            "Which one the walk finds depends on where it starts.",
        )
    return Message(
        "lessons",
        "There are two valleys, at w = {left} and at w = {right}; the right one is deeper. Which "
        "one the walk finds depends on where it starts.",
    )


def _at_minus_three(outcome: Outcome) -> bool:
    valleys = landscape(outcome.inputs).valleys
    is_there = len(valleys) == 1 and abs(valleys[0] + 3) < 1e-3
    return outcome.inputs.shape == "parabola" and is_there and found(outcome, -3.0)


def _in_the_shallow_one(outcome: Outcome) -> bool:
    ground = landscape(outcome.inputs)
    if len(ground.valleys) != 2 or ground.deepest is None:
        return False
    (shallow,) = (each for each in ground.valleys if each != ground.deepest)
    return found(outcome, shallow)


def _runs_away(outcome: Outcome) -> bool:
    inputs = outcome.inputs
    far = not abs(outcome.result - inputs.start) <= 100
    return inputs.shape == "parabola" and bool(landscape(inputs).no_minimum) and far


def _coefficient_field(name: str, title: Message, text: Message, default: float) -> NumberField:
    return NumberField(
        name=name, title=title, help=text, default=default, minimum=-1000.0, maximum=1000.0
    )


LESSON = Lesson(
    fields=(
        ChoiceField(
            name="shape",
            title=Message("lessons", "Function"),
            help=Message("lessons", "A parabola has one valley at most; a quartic can have two."),
            default="parabola",
            choices={
                "parabola": Message("lessons", "a w² + b w + c"),
                "quartic": Message("lessons", "a w⁴ + b w² + c w"),
            },
        ),
        _coefficient_field(
            "a",
            Message("lessons", "a"),
            Message("lessons", "What is fed for a; below 0 the curve opens downwards."),
            1.0,
        ),
        _coefficient_field(
            "b", Message("lessons", "b"), Message("lessons", "What is fed for b."), -10.0
        ),
        _coefficient_field(
            "c", Message("lessons", "c"), Message("lessons", "What is fed for c."), 25.0
        ),
        START,
        OPTIMIZER,
        LEARNING_RATE,
        STEPS,
    ),
    show=_show,
    tasks=(_at_minus_three, _in_the_shallow_one, _runs_away),
    parts=_parts,
    refuse=refuse_standstill,
)
