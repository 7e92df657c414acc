"""How a run ended, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from signs_studio.fields.declared import format_number
from signs_studio.runs.events import FinishReason
from signs_studio.runs.words import format_count

if TYPE_CHECKING:
    from signs_studio.recipe.settings import Recipe

# Below this share of the cost of guessing, a network has learnt something; and so has one that
# reads so many times as many pictures, however dear its errors are.
_GUESSING_SHARE = 0.98
_GUESSING_TIMES = 1.5


def end_in_words(
    reason: FinishReason,
    *,
    recipe: Recipe,
    classes: int,
    epochs: int,
    last_epoch: int,
    kept_epochs: int,
    cost: float,
    accuracy: float,
    patience: int,
) -> str:
    """What happened, and what to try where it did not go well.

    Args:
        reason: Why the run ended.
        recipe: What was trained, as it was at the end.
        classes: How many signs there are.
        epochs: As of ``RunFinished``.
        last_epoch: As of ``RunStarted``.
        kept_epochs: As of ``RunFinished``.
        cost: As of ``RunFinished``.
        accuracy: Its ``train_accuracy``.
        patience: How many epochs it takes to tell whether a network learns, as of the ``Doctor``.
    """
    trained, ends = format_count(epochs, "epoch"), recipe.ends
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
            return f"Stopped after {epochs:,} of {format_count(last_epoch, 'epoch')}."
        case FinishReason.TIME_LIMIT:
            limit = format_number(ends.time_limit)
            end = f"The time limit of {limit} s ended training after {trained}."
        case FinishReason.TARGET_COST:
            target = format_number(ends.target_cost)
            end = f"The cost reached the target of {target} after {trained}."
        case FinishReason.PATIENCE:
            end = (
                f"The test cost had not fallen for {format_count(ends.patience, 'epoch')}, so "
                f"training ended after {trained} and the weights after "
                f"{format_count(kept_epochs, 'epoch')}, the best, were brought back."
            )
        case FinishReason.COMPLETED:
            end = f"Trained {trained}."
    has_learnt = cost <= _GUESSING_SHARE * math.log(classes)
    if has_learnt or accuracy >= _GUESSING_TIMES / classes:
        return end
    more_time = "give it more time" if reason is FinishReason.TIME_LIMIT else ""
    if epochs < patience:
        # So few say nothing of the recipe.
        return f"{end} To see whether it learns, {more_time}." if more_time else end
    tries = ", ".join(filter(None, (more_time, "try another seed")))
    guessing = (
        f"does no better than guessing: {tries}, other initial weights or another learning rate."
    )
    if reason is FinishReason.COMPLETED:
        return f"After {trained} the network {guessing}"
    return f"{end} The network still {guessing}"
