"""How fast a run goes, and how long it will still take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signs_studio.runs.history import History

RECENT_EPOCHS = 30


@dataclass(frozen=True)
class Pace:
    """The speed of the latest epochs.

    Attributes:
        epochs_per_second: Above 0.
        seconds_left: Until the last epoch asked for, pauses left out.
    """

    epochs_per_second: float
    seconds_left: float


def measure_pace(history: History, *, last_epoch: int) -> Pace | None:
    """The pace of the last ``RECENT_EPOCHS`` epochs; None where there is none yet.

    Args:
        history: The run so far.
        last_epoch: How many epochs it will have at its end.
    """
    # The first epoch waits for the compiler and says nothing of the next.
    recent = history.series("seconds")[1:][-RECENT_EPOCHS:]
    total = float(recent.sum())
    if total <= 0:
        return None
    rate = recent.size / total
    return Pace(rate, max(last_epoch - len(history), 0) / rate)
