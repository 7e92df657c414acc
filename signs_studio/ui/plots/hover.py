"""What the pointer reads off the plots: the nearest epoch, and every run's numbers there.

Epochs are counted as a person counts them, from 1: the epoch that ``RunRecord`` keeps at index 0 is
drawn, and read, as epoch 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signs_studio.runs.record import RunRecord

ABSENT = "\N{EN DASH}"


@dataclass(frozen=True)
class HoverRow:
    """One run at one epoch, as words.

    Attributes:
        run_id: Names the run.
        current: Whether it is the run that is trained, not an earlier one.
        train: Its number on the training pictures; a dash where the run has no such epoch.
        test: The same on the test pictures.
    """

    run_id: int
    current: bool
    train: str
    test: str


def nearest_epoch(position: float, *, epochs: int) -> int | None:
    """The epoch, 1..``epochs``, nearest to a position on the axis; None while there is none."""
    if epochs == 0:
        return None
    return min(max(math.floor(position + 0.5), 1), epochs)


def hover_rows(
    epoch: int,
    *,
    current: RunRecord | None,
    earlier: Sequence[RunRecord],
    series: tuple[str, str],
    words: Callable[[float], str],
) -> tuple[HoverRow, ...]:
    """What every run says of one epoch, the current run first, then the latest of the earlier.

    Args:
        epoch: Counted from 1.
        current: The run that is trained.
        earlier: Runs before it, the latest last.
        series: Names of the training and the test series in ``runs.history.SERIES``.
        words: Puts a number into words.
    """

    def value(history: RunRecord, name: str) -> str:
        return words(history.series(name)[epoch - 1]) if epoch <= len(history) else ABSENT

    runs = [*([current] if current is not None else []), *reversed(earlier)]
    return tuple(
        HoverRow(
            run_id=run.run_id,
            current=run is current,
            train=value(run, series[0]),
            test=value(run, series[1]),
        )
        for run in runs
    )
