"""Sentences on the learning rates that were found for a recipe."""

from __future__ import annotations

from signs_studio.messages import Message
from signs_studio.numbers import format_significant


def seeds_differ_message(*, fall: float, spread: float) -> Message:
    """Returns what is said where seeds differ by more than the cost falls.

    Args:
        fall: By how much the mean cost has fallen at its lowest point.
        spread: By how much the costs of the seeds differ there.
    """
    words = Message(
        "learning_rates",
        "But at its lowest point the mean cost has fallen by {fall}, and the seeds differ by "
        "{spread}: train longer, or try the ends of the range.",
    )
    return words.format(fall=format_significant(fall, 2), spread=format_significant(spread, 2))
