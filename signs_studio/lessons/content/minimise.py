"""Lesson 1: an optimizer rolls down J(w) = w^2 - 10 w + 25."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.lessons.lesson import Inputs, Lesson, Outcome
from signs_studio.lessons.optimizers import OPTIMIZER, optimizer_code
from signs_studio.lessons.pictures import Curve, FunctionPlot, Picture, Point
from signs_studio.recipe.fields import NumberField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# As far as the bowl is drawn when the walk stays within; a diverging one is followed no further.
_NEAR, _FAR = 6.0, 60.0


def _cost(w: float) -> float:
    return (w - 10.0) * w + 25.0


def _parts(inputs: Inputs, dialect: str) -> Mapping[str, str]:
    return {"optimizer": optimizer_code(inputs.optimizer, dialect)}


def show_walk(
    outcome: Outcome, *, cost: Callable[[float], float], title: str, centre: float
) -> tuple[Picture, ...]:
    """The function with the walk on it, and the walk step by step."""
    path = outcome.values["path"]
    finite = [w for w in path if math.isfinite(w)]
    reach = max(abs(w - centre) for w in finite)
    span = min(max(_NEAR, 1.1 * reach), _FAR)
    x = np.linspace(centre - span, centre + span, 241).tolist()
    shown = [w for w in finite if abs(w - centre) <= span]
    return (
        FunctionPlot(
            title=title,
            x_label="w",
            y_label="J(w)",
            curves=(
                Curve("J", x, [cost(each) for each in x]),
                Curve("steps", shown, [cost(w) for w in shown], dots=True),
            ),
            points=(
                Point("start", path[0], cost(path[0]), field="start"),
                *((Point("end", shown[-1], cost(shown[-1])),) if shown else ()),
            ),
        ),
        FunctionPlot(
            title="w after each step",
            x_label="step",
            y_label="w",
            curves=(Curve("w", range(len(path)), path, dots=len(path) <= 50),),
        ),
    )


def _show(outcome: Outcome) -> tuple[Picture, ...]:
    return show_walk(outcome, cost=_cost, title="J(w) = w² − 10w + 25", centre=5.0)


def _in_one_step(outcome: Outcome) -> bool:
    inputs = outcome.inputs
    moved = abs(inputs.start - 5) > 0.1
    arrived = abs(outcome.result - 5) < 1e-3
    return bool(moved and arrived and inputs.steps == 1)


def _climbs_out(outcome: Outcome) -> bool:
    return not abs(outcome.result - 5) <= 100


START = NumberField(
    name="start",
    title="Start",
    help="Where w begins; drag the ball on the curve.",
    default=0.0,
    minimum=-50.0,
    maximum=60.0,
)
LEARNING_RATE = NumberField(
    name="learning_rate",
    title="Learning rate",
    help="How long a step is for a slope of 1.",
    default=0.01,
    minimum=0.0,
    maximum=1000.0,
)
STEPS = NumberField(
    name="steps",
    title="Steps",
    help="How many steps the optimizer takes.",
    default=1000,
    minimum=1,
    maximum=5000,
    whole=True,
)

LESSON = Lesson(
    fields=(START, OPTIMIZER, LEARNING_RATE, STEPS),
    show=_show,
    tasks=(_in_one_step, _climbs_out),
    parts=_parts,
)
