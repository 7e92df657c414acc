"""The records of kept runs that were read last."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signs_studio.runs.record import RunRecord

_MOST = 64
"""More than are drawn or compared at a time."""


class RecordCache:
    """Holds the last few records, and knows which are on their way."""

    def __init__(self) -> None:
        # With how many epochs the run was known to have when it was read.
        self._records: OrderedDict[str, tuple[RunRecord, int]] = OrderedDict()
        self._asked: set[str] = set()

    def record(self, key: str) -> RunRecord | None:
        """Returns the record of a run as it was read last; None where it is not held."""
        record, _ = self._records.get(key, (None, -1))
        return record

    def ask(self, key: str, *, epochs: int) -> bool:
        """Returns whether a record is to be read, which from now on is on its way.

        One that cannot be read is not asked for again.

        Args:
            key: Of the run.
            epochs: How many it has by now: one that another window trains grows.
        """
        _, known = self._records.get(key, (None, -1))
        is_wanted = epochs > known and key not in self._asked
        if is_wanted:
            self._asked.add(key)
        return is_wanted

    def add(self, record: RunRecord, *, epochs: int) -> None:
        """Takes a record that was asked for.

        Args:
            record: Of the run.
            epochs: How many it was known to have when it was asked for.
        """
        self._asked.discard(record.key)
        self._records[record.key] = record, epochs
        self._records.move_to_end(record.key)
        while len(self._records) > _MOST:
            self._records.popitem(last=False)
