"""An optimizer's walk on a curve: the fields, the code and the figures of lessons that take it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.fields.declared import NumberField
from signs_studio.figures import Curve, Figure, FunctionPlot, Note, Point
from signs_studio.lessons.optimizers import optimizer_code, train_code
from signs_studio.lessons.words import format_digits
from signs_studio.messages import Message
from signs_studio.wording.counts import steps_message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.lessons.lesson import Inputs, Outcome

# How far to each side of the valley is drawn, at least and at most; the start is always in view.
_NEAR, _FAR = 6.0, 60.0

# What is in view is not at its very edge.
_ROOM = 1.1

# From which share of the way from the start to the valley a walk has arrived.
_ARRIVED = 1e-3

# How near to a valley a walk has found it, and how far from there it must have begun.
_THERE, _ELSEWHERE = 1e-2, 0.1

START = NumberField(
    name="start",
    title=Message("lessons", "Start"),
    help=Message("lessons", "Where w begins; drag the ball on the curve."),
    default=0.0,
    minimum=-50.0,
    maximum=60.0,
)
LEARNING_RATE = NumberField(
    name="learning_rate",
    title=Message("lessons", "Learning rate"),
    help=Message("lessons", "How long a step is for a slope of 1."),
    default=0.01,
    minimum=0.0,
    maximum=1000.0,
)
STEPS = NumberField(
    name="steps",
    title=Message("lessons", "Steps"),
    help=Message("lessons", "How many steps the optimizer takes."),
    default=1000,
    minimum=1,
    maximum=3000,
    whole=True,
)


def optimizer_parts(inputs: Inputs, _dialect: str) -> Mapping[str, str]:
    """Returns the code of the chosen optimizer: ``train`` in TensorFlow 1, ``optimizer`` in 2."""
    return {"train": train_code(inputs.optimizer), "optimizer": optimizer_code(inputs.optimizer)}


def refuse_standstill(inputs: Inputs) -> Message | None:
    """The one optimizer that divides by the learning rate cannot have none."""
    # TensorFlow takes what is smaller than a normal float32 for 0.
    if inputs.optimizer == "ftrl" and inputs.learning_rate < np.finfo(np.float32).tiny:
        return Message(
            "lessons",
            "Ftrl divides by the learning rate, which must be above 0 for it, also once it is "
            "rounded to float32: take a larger one or another optimizer.",
        )
    return None


def reach(start: float, valleys: Sequence[float]) -> tuple[float, float]:
    """How far to the left and right a walk is looked at at most, whatever becomes of it."""
    centre = _centre(start, valleys)
    far = max(_FAR, *(_ROOM * abs(each - centre) for each in (start, *valleys)))
    return centre - far, centre + far


def show_walk(
    outcome: Outcome, *, title: str, valleys: Sequence[float], near: float = _NEAR
) -> tuple[Figure, ...]:
    """The function with the walk on it, and the walk step by step.

    Args:
        outcome: Of a program that leaves behind ``path``, every w from the first on, and the
            ``heights`` of the function at ``places``, float64: first those of the path, then those
            of the curve, from left to right as far as ``reach``.
        title: The function as it is written.
        valleys: Where it is lowest around, which is what is looked at; none for the start.
        near: How far to each side is drawn at least.
    """
    path: list[float] = outcome.values["path"]
    places, heights = (np.asarray(outcome.values[name]) for name in ("places", "heights"))
    x, y = places[len(path) :], heights[len(path) :]
    start, end = path[0], path[-1]
    centre = _centre(start, valleys)
    away = max(abs(w - centre) for w in (*path, *valleys) if math.isfinite(w))
    lowest, highest = reach(start, valleys)
    span = min(max(near, _ROOM * away), (highest - lowest) / 2)
    # From the last place before what is looked at to the first one behind it.
    first = max(0, int(np.searchsorted(x, centre - span, side="right")) - 1)
    last = min(int(np.searchsorted(x, centre + span)), len(x) - 1)
    left, right = float(x[first]), float(x[last])
    curve = slice(first, last + 1)
    # Where a walk has left the figure it is followed no further.
    leaves = next((at for at, w in enumerate(path) if not left <= w <= right), None)
    shown = path[:leaves]
    name = f"w = {format_digits(end)}"
    if leaves is not None:
        name = Message("lessons", "leaves at step {step}").text(step=leaves)
    walk_range = (left, right) if leaves is not None else None
    return (
        FunctionPlot(
            title=title,
            x_label=Message("lessons", "w").text(),
            y_label=Message("lessons", "J(w)").text(),
            curves=(
                Curve("J", x[curve].tolist(), y[curve].tolist()),
                Curve(
                    Message("lessons", "steps").text(),
                    shown,
                    heights[: len(shown)].tolist(),
                    dots=True,
                ),
            ),
            points=(
                Point(Message("lessons", "start").text(), start, float(heights[0]), field="start"),
                Point(name, shown[-1], float(heights[len(shown) - 1])),
            ),
        ),
        FunctionPlot(
            title=Message("lessons", "w after each step").text(),
            x_label=Message("lessons", "step").text(),
            y_label=Message("lessons", "w").text(),
            curves=(Curve("w", range(len(path)), path, dots=len(path) <= 50),),
            x_range=(0, min(len(path) - 1, 2 * leaves)) if leaves is not None else None,
            y_range=walk_range,
        ),
    )


def walk_note(path: Sequence[float], valleys: Sequence[float]) -> Note:
    """Where a walk towards one of the valleys has come to, and what to change if not there."""
    end = path[-1]
    valley = min(valleys, key=lambda each: abs(each - end))
    words = _arrival(path, valley).text(
        steps=steps_message(len(path) - 1),
        reached=format_digits(end),
        lowest=format_digits(valley),
    )
    return Note(words)


def _arrival(path: Sequence[float], valley: float) -> Message:
    start, end = path[0], path[-1]
    if not math.isfinite(end):
        return Message(
            "lessons",
            "After {steps} w is {reached}: the steps were too long and grew until w was too "
            "large to be written down. Take a smaller learning rate.",
        )
    left, before = abs(end - valley), abs(start - valley)
    if left <= _ARRIVED * max(1.0, before):
        return Message(
            "lessons",
            "After {steps} w is {reached}: it has arrived, for the lowest place around is "
            "{lowest}.",
        )
    if all(w == start for w in path):
        return Message(
            "lessons",
            "After {steps} w is {reached}, where it began: the steps are too short for it to "
            "move. Take a larger learning rate.",
        )
    if left > before:
        return Message(
            "lessons",
            "After {steps} w is {reached}, farther from {lowest} than it began: the steps are too "
            "long. Take a smaller learning rate.",
        )
    return Message(
        "lessons",
        "After {steps} w is {reached} and still on its way to {lowest}: give it more steps, or "
        "another learning rate.",
    )


def found(outcome: Outcome, valley: float) -> bool:
    """Returns whether a descent that began elsewhere has come to a valley."""
    away, before = (abs(w - valley) for w in (outcome.result, outcome.inputs.start))
    return bool(away < _THERE and before > _ELSEWHERE)


def _centre(start: float, valleys: Sequence[float]) -> float:
    return sum(valleys) / len(valleys) if valleys else start
