"""Choice and colours of the earlier runs that are drawn behind the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from signs_studio.runs.record import RunRecord

MAX_PREVIOUS_RUNS = 5


def choose_previous_runs(
    earlier: Sequence[RunRecord], *, current: RunRecord | None, ticked: Collection[str]
) -> tuple[RunRecord, ...]:
    """Returns the runs to draw, in their order: the ticked ones, and of the others the last few.

    Args:
        earlier: Runs before the current one, the latest last; it may be among them.
        current: The run that is drawn in front.
        ticked: Keys of the ticked runs. Of more than there is room for, the last count.
    """
    others = [run for run in earlier if run is not current]
    chosen = [run.key for run in others if run.key in ticked][-MAX_PREVIOUS_RUNS:]
    rest = [run.key for run in others if run.key not in ticked]
    shown = {*chosen, *rest[len(rest) - min(MAX_PREVIOUS_RUNS - len(chosen), len(rest)) :]}
    return tuple(run for run in others if run.key in shown)


def assign_tints(
    runs: Sequence[RunRecord], before: Mapping[str, int], *, count: int
) -> dict[str, int]:
    """Gives each run a colour of its own; one that had a colour keeps it.

    Args:
        runs: The runs, no more than there are colours.
        before: Index of the colour of each run up to now, by its key.
        count: How many colours there are.

    Returns:
        Index of the colour of each run, by its key.
    """
    tints = {run.key: before[run.key] for run in runs if run.key in before}
    free = [tint for tint in range(count) if tint not in tints.values()]
    for run in runs:
        if run.key not in tints:
            tints[run.key] = free.pop(0)
    return tints
