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


def assign_tints(numbers: Mapping[str, int], *, count: int) -> dict[str, int]:
    """Gives each run a colour of its own, the same in every session.

    Each number has its colour, so that runs that follow one another differ. Of runs of one colour
    the last has it, and the others take what is free.

    Args:
        numbers: Of the runs, from 1, by their keys, the latest last; no more than there are
            colours.
        count: How many colours there are.

    Returns:
        Index of the colour of each run, by its key.
    """
    last = {(number - 1) % count: key for key, number in numbers.items()}
    tints = {key: tint for tint, key in last.items()}
    free = iter(tint for tint in range(count) if tint not in last)
    return {key: tints[key] if key in tints else next(free) for key in numbers}
