"""Lesson 1: an optimizer rolls down J(w) = w^2 - 10 w + 25."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from signs_studio.lessons.descent import (
    LEARNING_RATE,
    START,
    STEPS,
    optimizer_parts,
    refuse_standstill,
    show_walk,
    walk_note,
)
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.lessons.optimizers import OPTIMIZER

if TYPE_CHECKING:
    from signs_studio.figures import Figure

_LOWEST = 5.0


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    return (
        *show_walk(outcome, title="J(w) = w² − 10w + 25", valleys=[_LOWEST]),
        walk_note(outcome.values["path"], [_LOWEST]),
    )


def _in_one_step(outcome: Outcome) -> bool:
    inputs = outcome.inputs
    moved = abs(inputs.start - _LOWEST) > 0.1
    arrived = abs(outcome.result - _LOWEST) < 1e-3
    descent = inputs.optimizer == "sgd"
    return bool(descent and moved and arrived and inputs.steps == 1)


def _climbs_out(outcome: Outcome) -> bool:
    away = [abs(w - _LOWEST) for w in outcome.values["path"]]
    told = [each for each in away if math.isfinite(each)]
    grows = all(before < after for before, after in pairwise(told))
    # Not "above 100": a w that is not a number has climbed out as well.
    return grows and not away[-1] <= 100


LESSON = Lesson(
    fields=(START, OPTIMIZER, LEARNING_RATE, STEPS),
    show=_show,
    tasks=(_in_one_step, _climbs_out),
    parts=optimizer_parts,
    refuse=refuse_standstill,
)
