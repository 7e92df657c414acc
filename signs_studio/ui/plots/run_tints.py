"""Which colour each earlier run has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.runs.record import RunRecord


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
