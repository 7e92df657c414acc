"""Choice and colours of the earlier runs that are drawn behind the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

MAX_PREVIOUS_RUNS = 5


def choose_previous_runs(
    keys: Sequence[str], *, comparable: Collection[str], ticked: Collection[str]
) -> tuple[str, ...]:
    """Returns the runs to draw, in their order: the ticked ones, and of the others the last few.

    Args:
        keys: Of all runs but the one that is drawn in front, the latest last.
        comparable: Keys of those that learnt from the data that is open.
        ticked: Keys of the ticked runs. Of more than there is room for, the last count.
    """
    chosen = [key for key in keys if key in ticked][-MAX_PREVIOUS_RUNS:]
    rest = [key for key in keys if key in comparable and key not in ticked]
    room = min(MAX_PREVIOUS_RUNS - len(chosen), len(rest))
    shown = {*chosen, *rest[len(rest) - room :]}
    return tuple(key for key in keys if key in shown)


def assign_tints(keys: Sequence[str], before: Mapping[str, int], *, count: int) -> dict[str, int]:
    """Gives each run a colour of its own; one that had a colour keeps it.

    Args:
        keys: Of the runs, no more than there are colours.
        before: Index of the colour of each run up to now, by its key.
        count: How many colours there are.

    Returns:
        Index of the colour of each run, by its key.
    """
    tints = {key: before[key] for key in keys if key in before}
    free = [tint for tint in range(count) if tint not in tints.values()]
    for key in keys:
        if key not in tints:
            tints[key] = free.pop(0)
    return tints
