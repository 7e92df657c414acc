"""Lesson 1: an optimizer rolls down J(w) = w^2 - 10 w + 25."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.lessons.optimizers import OPTIMIZER
from signs_studio.lessons.walk import (
    LEARNING_RATE,
    START,
    STEPS,
    optimizer_parts,
    refuse_standstill,
    show_walk,
    walk_note,
)

if TYPE_CHECKING:
    from signs_studio.lessons.figures import Figure

_LOWEST = 5.0


def _cost(w: float) -> float:
    return (w - 10.0) * w + 25.0


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    return (
        *show_walk(outcome, cost=_cost, title="J(w) = w² − 10w + 25", valleys=[_LOWEST]),
        walk_note(outcome.values["path"], [_LOWEST]),
    )


def _in_one_step(outcome: Outcome) -> bool:
    inputs = outcome.inputs
    moved = abs(inputs.start - _LOWEST) > 0.1
    arrived = abs(outcome.result - _LOWEST) < 1e-3
    descent = inputs.optimizer == "gradient_descent"
    return bool(descent and moved and arrived and inputs.steps == 1)


def _climbs_out(outcome: Outcome) -> bool:
    # Not "above 100": a w that is not a number has climbed out as well.
    return not abs(outcome.result - _LOWEST) <= 100


LESSON = Lesson(
    fields=(START, OPTIMIZER, LEARNING_RATE, STEPS),
    show=_show,
    tasks=(_in_one_step, _climbs_out),
    parts=optimizer_parts,
    refuse=refuse_standstill,
)
