"""Columns and order of the list of runs as words to remember: pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from signs_studio.ui.runs.run_columns import COLUMNS, INDEX, NAME, STAR

if TYPE_CHECKING:
    from collections.abc import Collection

_LATEST = "latest"
_RISES, _FALLS = "rises", "falls"
_USUAL = frozenset(index for index, column in enumerate(COLUMNS) if column.is_shown)
_ALWAYS = frozenset((INDEX[STAR], INDEX[NAME]))


class ListLayout(NamedTuple):
    """Columns and order that a person chose.

    Attributes:
        columns: Indices of the columns that are wanted.
        column: By which the list is sorted; None for the latest first.
        falls: Whether the highest comes first.
    """

    columns: frozenset[int] = _USUAL
    column: int | None = None
    falls: bool = False


def layout_to_words(columns: Collection[int], *, column: int | None, falls: bool) -> str:
    """Returns the words for what ``ListLayout`` describes: ``cost rises star name best``."""
    order = _LATEST
    if column is not None:
        order = f"{COLUMNS[column].name} {_FALLS if falls else _RISES}"
    return " ".join([order, *(COLUMNS[index].name for index in sorted(columns))])


def layout_from_words(words: str) -> ListLayout:
    """Returns what words of ``layout_to_words`` tell; the usual layout where they make no sense."""
    parts = words.split()
    column: int | None = None
    falls = False
    match parts:
        case [first, *names] if first == _LATEST:
            pass
        case [name, direction, *names] if name in INDEX and direction in (_RISES, _FALLS):
            column, falls = INDEX[name], direction == _FALLS
        case _:
            return ListLayout()
    if not names or any(name not in INDEX for name in names):
        return ListLayout(column=column, falls=falls)
    return ListLayout(_ALWAYS.union(INDEX[name] for name in names), column, falls)
