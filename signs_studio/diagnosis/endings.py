"""The end of a run, and whether it learnt anything, as a code with numbers."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.diagnosis.doctor import patience_of
from signs_studio.runs.events import FinishReason, RunFinished

if TYPE_CHECKING:
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.record import RunRecord

# Below this share of the cost of guessing, a network has learnt something; and so has one that
# reads so many times as many pictures, however dear its errors are.
_GUESSING_SHARE = 0.98
_GUESSING_TIMES = 1.5


class Outcome(StrEnum):
    """Outcome of a run: whether its recipe learnt."""

    LEARNT = "learnt"
    GUESSING = "guessing"
    TOO_SHORT = "too_short"
    """It does no better than guessing, after too few epochs to tell whether it learns."""


class Ending(NamedTuple):
    """The end of a run.

    Attributes:
        reason: Why it ended.
        epochs: Epochs that are kept.
        kept_epochs: After how many of them the weights stood that are kept.
        last_epoch: How many epochs it was to have.
        recipe: As it was at the end.
        outcome: What that says of the recipe.
    """

    reason: FinishReason
    epochs: int
    kept_epochs: int
    last_epoch: int
    recipe: Recipe
    outcome: Outcome


def judge_ending(record: RunRecord, *, classes: int, train_count: int) -> Ending:
    """Returns how a run ended.

    Args:
        record: Of a run that has finished.
        classes: How many signs there are.
        train_count: How many training pictures there are.
    """
    end, recipe = record.end, record.last_recipe
    assert isinstance(end, RunFinished)
    outcome = Outcome.LEARNT
    has_learnt = end.cost <= _GUESSING_SHARE * math.log(classes)
    if not has_learnt and end.train_accuracy < _GUESSING_TIMES / classes:
        is_long = end.epochs >= patience_of(recipe, train_count=train_count)
        outcome = Outcome.GUESSING if is_long else Outcome.TOO_SHORT
    return Ending(
        reason=end.reason,
        epochs=end.epochs,
        kept_epochs=end.kept_epochs,
        last_epoch=record.last_epoch,
        recipe=recipe,
        outcome=outcome,
    )
