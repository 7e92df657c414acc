"""Which runs are listed, and in which order: pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from signs_studio.ui.runs.run_columns import COLUMNS
from signs_studio.ui.runs.run_words import recipe_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.runs.record import DataReference
    from signs_studio.ui.state.run_entry import RunEntry


@dataclass(frozen=True, kw_only=True)
class ListOrder:
    """What a person asked the list for.

    Attributes:
        column: By which it is sorted; None for the latest first.
        falls: Whether the highest comes first.
        search: Words that all must be found in a run's name, note, recipe or data.
        origin: Only runs of this data; None for all.
    """

    column: int | None = None
    falls: bool = False
    search: str = ""
    origin: DataReference | None = None


def arranged(
    entries: Sequence[RunEntry], order: ListOrder, *, current: str | None
) -> list[RunEntry]:
    """Returns the runs that are listed; the run on show first, wherever it would be.

    Args:
        entries: All runs, the oldest first.
        order: What was asked for.
        current: Key of the run on show; None for none.
    """
    listed = [entry for entry in reversed(entries) if _is_asked_for(entry, order)]
    if order.column is not None:
        value = COLUMNS[order.column].value
        known = [entry for entry in listed if value(entry) is not None]
        # Runs that tie stay as they were, the latest first; a reversed sort keeps that too.
        known.sort(key=value, reverse=order.falls)
        listed = [*known, *(entry for entry in listed if value(entry) is None)]
    listed.sort(key=lambda entry: entry.key != current)
    return listed


def runs_before(entries: Sequence[RunEntry]) -> Mapping[str, RunEntry]:
    """Returns the run that came before each, by its key.

    Args:
        entries: All runs, the oldest first.
    """
    return {after.key: before for before, after in pairwise(entries)}


def _is_asked_for(entry: RunEntry, order: ListOrder) -> bool:
    if order.origin is not None and not entry.origin.is_same(order.origin):
        return False
    words = order.search.casefold().split()
    if not words:
        return True
    texts = (entry.name, entry.labels.note, recipe_words(entry), entry.origin.name)
    found = "\n".join(texts).casefold()
    return all(word in found for word in words)
