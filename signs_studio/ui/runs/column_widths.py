"""Which columns of the list there is room for, and how wide each is: a pure function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.ui.runs.run_columns import COLUMNS, INDEX, NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def column_widths(
    wanted: Sequence[int],
    fixed: Mapping[int, int],
    *,
    least: int,
    room: int,
    sorted_by: int | None = None,
) -> dict[int, int]:
    """Returns the width of each column that is shown.

    Columns without a width of their own share what the others leave; where none is shown, the name
    has it. Those of the least weight are left out until the rest has room; two stay, however little
    there is.

    Args:
        wanted: Columns that a person wants to see.
        fixed: Width of each column that has one of its own.
        least: Least width of a column that has none.
        room: Width of all.
        sorted_by: Column that says why rows stand as they do, and gives way last; None for none.
    """
    shown = sorted(wanted)
    by_weight = sorted(shown, key=lambda column: (column == sorted_by, COLUMNS[column].weight))
    while sum(fixed.get(column, least) for column in shown) > room and len(shown) > 2:
        shown.remove(by_weight.pop(0))
    flexible = [column for column in shown if column not in fixed]
    spare = room - sum(fixed.get(column, 0) for column in shown)
    widths = {column: fixed.get(column, spare // max(len(flexible), 1)) for column in shown}
    if flexible:
        # All of the room, to the last pixel.
        widths[flexible[-1]] += spare - (spare // len(flexible)) * len(flexible)
    elif INDEX[NAME] in widths:
        widths[INDEX[NAME]] += max(spare, 0)
    return widths
