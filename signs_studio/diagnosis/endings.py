"""How a run ended, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from signs_studio.diagnosis.doctor import patience_of
from signs_studio.fields.declared import format_number
from signs_studio.runs.events import FinishReason, RunFinished
from signs_studio.runs.words import format_count

if TYPE_CHECKING:
    from signs_studio.runs.record import RunRecord

# Below this share of the cost of guessing, a network has learnt something; and so has one that
# reads so many times as many pictures, however dear its errors are.
_GUESSING_SHARE = 0.98
_GUESSING_TIMES = 1.5


def end_in_words(record: RunRecord, *, classes: int, train_count: int) -> str:
    """Returns what happened, and what to try where it did not go well.

    Args:
        record: Of a run that has finished.
        classes: How many signs there are.
        train_count: How many training pictures there are.
    """
    end, recipe = record.end, record.last_recipe
    assert isinstance(end, RunFinished)
    reason, epochs, kept_epochs = end.reason, end.epochs, end.kept_epochs
    trained, stopping = format_count(epochs, "epoch"), recipe.stopping
    match reason:
        case FinishReason.DIVERGED:
            lower = format_number(float(f"{recipe.learning_rate / 10:.1g}"))
            after = format_count(kept_epochs, "epoch")
            kept = f"weights after {after}" if kept_epochs else "first weights"
            return (
                f"In epoch {epochs + 1:,} the cost was no longer a finite number; the {kept} were "
                f"kept. Try a lower learning rate, such as {lower}."
            )
        case FinishReason.STOPPED:
            return f"Stopped after {epochs:,} of {format_count(record.last_epoch, 'epoch')}."
        case FinishReason.TIME_LIMIT:
            limit = format_number(stopping.time_limit)
            said = f"The time limit of {limit} s ended training after {trained}."
        case FinishReason.TARGET_COST:
            target = format_number(stopping.target_cost)
            said = f"The cost reached the target of {target} after {trained}."
        case FinishReason.PATIENCE:
            said = (
                f"The test cost had not fallen for {format_count(stopping.patience, 'epoch')}, so "
                f"training ended after {trained} and the weights after "
                f"{format_count(kept_epochs, 'epoch')}, the best, were brought back."
            )
        case FinishReason.COMPLETED:
            said = f"Trained {trained}."
    has_learnt = end.cost <= _GUESSING_SHARE * math.log(classes)
    if has_learnt or end.train_accuracy >= _GUESSING_TIMES / classes:
        return said
    more_time = "give it more time" if reason is FinishReason.TIME_LIMIT else ""
    if epochs < patience_of(recipe, train_count=train_count):
        # So few say nothing of the recipe.
        return f"{said} To see whether it learns, {more_time}." if more_time else said
    tries = ", ".join(filter(None, (more_time, "try another seed")))
    guessing = (
        f"does no better than guessing: {tries}, other initial weights or another learning rate."
    )
    if reason is FinishReason.COMPLETED:
        return f"After {trained} the network {guessing}"
    return f"{said} The network still {guessing}"
