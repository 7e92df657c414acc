"""The records of kept runs that were read last."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.run_entry import RunEntry

_MOST = 64
"""More than are drawn or compared at a time."""


class RecordCache:
    """Holds the last few records, and knows which are on their way and which cannot be read."""

    def __init__(self) -> None:
        # With how many epochs the run was known to have when it was read.
        self._records: OrderedDict[str, tuple[RunRecord, int]] = OrderedDict()
        self._asked: set[str] = set()
        self._refused: dict[str, RunEntry] = {}

    def record(self, key: str) -> RunRecord | None:
        """Returns the record of a run as it was read last; None where it is not held."""
        record, _ = self._records.get(key, (None, -1))
        return record

    def ask(self, entry: RunEntry) -> bool:
        """Returns whether the record of a run is to be read, which from now on is on its way.

        One that another window trains is read anew as it grows. One that could not be read is asked
        for again once more is known of it, or after ``forget_refusals``.
        """
        _, known = self._records.get(entry.key, (None, -1))
        is_wanted = (
            entry.epochs > known
            and entry.key not in self._asked
            and self._refused.get(entry.key) != entry
        )
        if is_wanted:
            self._asked.add(entry.key)
        return is_wanted

    def add(self, record: RunRecord, entry: RunEntry) -> None:
        """Takes the record that was asked for."""
        self._asked.discard(record.key)
        self._refused.pop(record.key, None)
        self._records[record.key] = record, entry.epochs
        self._records.move_to_end(record.key)
        while len(self._records) > _MOST:
            self._records.popitem(last=False)

    def refuse(self, entry: RunEntry) -> None:
        """Notes that the record that was asked for cannot be read."""
        self._asked.discard(entry.key)
        self._refused[entry.key] = entry

    def forget_refusals(self) -> None:
        """Has records be asked for again that could not be read: a person wants to see them."""
        self._refused.clear()
