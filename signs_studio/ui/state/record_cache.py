"""Records that are in memory: those that were read last, and those that are still to be written."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.run_entry import RunEntry

_MOST = 64
"""More than are drawn or compared at a time."""


class RecordCache:
    """Holds the last few records of kept runs, and knows which are on their way or not to be read.

    Attributes:
        unwritten: By key, the records of runs that were put away in this window and of which the
            disk does not have all; where nothing is kept, of all of them.
    """

    def __init__(self) -> None:
        self.unwritten: dict[str, RunRecord] = {}
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

    def let_go_of_written(self, kept: Mapping[str, RunEntry]) -> None:
        """Holds what the disk has by now no longer than what was read from it.

        Args:
            kept: The kept runs by their keys.
        """
        for key, record in tuple(self.unwritten.items()):
            if key in kept and kept[key].has_all_of(record):
                del self.unwritten[key]
                self.add(record, kept[key])

    def add(self, record: RunRecord, entry: RunEntry) -> None:
        """Takes the record of a run, which was asked for when that was known of it."""
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
