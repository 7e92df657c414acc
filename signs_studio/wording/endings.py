"""Sentences on how a run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.diagnosis.endings import Outcome
from signs_studio.messages import Message
from signs_studio.numbers import format_full, format_significant
from signs_studio.runs.events import FinishReason
from signs_studio.wording.counts import epochs_message

if TYPE_CHECKING:
    from signs_studio.diagnosis.endings import Ending


def ending_message(ending: Ending) -> Message:
    """Returns what happened, and what to try where it did not go well."""
    said = _what_happened(ending)
    if ending.reason in (FinishReason.DIVERGED, FinishReason.STOPPED):
        return said
    out_of_time = ending.reason is FinishReason.TIME_LIMIT
    match ending.outcome:
        case Outcome.LEARNT:
            return said
        case Outcome.TOO_SHORT:
            # So few epochs say nothing of the recipe.
            more = Message("endings", "{ending} To see whether it learns, give it more time.")
            return more.format(ending=said) if out_of_time else said
        case Outcome.GUESSING if out_of_time:
            more = Message(
                "endings",
                "{ending} The network still does no better than guessing: give it more time, try "
                "another seed, other initial weights or another learning rate.",
            )
        case Outcome.GUESSING if ending.reason is FinishReason.COMPLETED:
            return Message(
                "endings",
                "After {epochs} the network does no better than guessing: try another seed, other "
                "initial weights or another learning rate.",
            ).format(epochs=epochs_message(ending.epochs))
        case Outcome.GUESSING:
            more = Message(
                "endings",
                "{ending} The network still does no better than guessing: try another seed, other "
                "initial weights or another learning rate.",
            )
    return more.format(ending=said)


def _what_happened(ending: Ending) -> Message:
    criteria, epochs = ending.recipe.stopping, epochs_message(ending.epochs)
    kept_epochs = epochs_message(ending.kept_epochs)
    match ending.reason:
        case FinishReason.DIVERGED:
            kept = Message("endings", "first weights")
            if ending.kept_epochs:
                kept = Message("endings", "weights after {epochs}").format(epochs=kept_epochs)
            rate = ending.recipe.learning_rate
            return Message(
                "endings",
                "In epoch {epoch} the cost was no longer a finite number; the {kept} were kept. "
                "Try a lower learning rate, such as {rate}.",
            ).format(epoch=ending.epochs + 1, kept=kept, rate=format_significant(rate / 10, 1))
        case FinishReason.STOPPED:
            return Message("endings", "Stopped after {trained} of {epochs}.").format(
                trained=ending.epochs, epochs=epochs_message(ending.last_epoch)
            )
        case FinishReason.TIME_LIMIT:
            return Message(
                "endings", "The time limit of {limit} s ended training after {epochs}."
            ).format(limit=format_full(criteria.time_limit), epochs=epochs)
        case FinishReason.TARGET_COST:
            return Message(
                "endings", "The cost reached the target of {target} after {epochs}."
            ).format(target=format_full(criteria.target_cost), epochs=epochs)
        case FinishReason.PATIENCE:
            return Message(
                "endings",
                "The test cost had not fallen for {patience}, so training ended after {epochs} and "
                "the weights after {kept_epochs}, the best, were brought back.",
            ).format(
                patience=epochs_message(criteria.patience), epochs=epochs, kept_epochs=kept_epochs
            )
        case FinishReason.COMPLETED:
            return Message("endings", "Trained {epochs}.").format(epochs=epochs)
