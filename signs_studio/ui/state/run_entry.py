"""A run as one line of the list: the same of one that is kept and of one that is in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from signs_studio.runs.run_names import run_name
from signs_studio.runs.store.metadata import Labels, Progress
from signs_studio.runs.store.progress import progress_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.record import DataReference, RunRecord
    from signs_studio.runs.store.summary import RunSummary


@dataclass(frozen=True, kw_only=True)
class RunEntry:
    """All that the list says of a run.

    Attributes:
        key: Names the run among all others.
        number: Names it to a person.
        created: When it began, in seconds since 1970; None where nobody wrote it down.
        written: When its progress was written last, in seconds since 1970; None where it is not on
            the disk.
        read_recipe: Returns what ``recipe`` is; of a long list, most are never asked for.
        origin: What it was trained on.
        test_count: Test pictures; 0 where that is not known.
        epochs: How many were trained.
        progress: Its numbers.
        labels: What a person wrote to it.
        is_kept: Whether it is on the disk.
        is_running: Whether it is trained here, or another window or command has it open.
    """

    key: str
    number: int
    created: float | None
    written: float | None
    read_recipe: Callable[[], Recipe | None] = field(compare=False)
    origin: DataReference
    test_count: int
    epochs: int
    progress: Progress
    labels: Labels
    is_kept: bool
    is_running: bool

    @property
    def recipe(self) -> Recipe | None:
        """What was trained at first; None where that cannot be read."""
        return self.read_recipe()

    @property
    def name(self) -> str:
        """``Run 7``, as its curves are called, and the name that a person gave."""
        return str(run_name(self.number, self.labels.name))

    @property
    def is_cut_short(self) -> bool:
        """Whether the process that trained it ended before its training did."""
        ended = self.progress.has_ended or self.progress.diverged
        return self.is_kept and not self.is_running and not ended

    def has_all_of(self, record: RunRecord) -> bool:
        """Returns whether a kept run is known to have all that a record of it says, or more."""
        if self.epochs == len(record):
            return record.end is None or self.progress.has_ended
        return self.epochs > len(record)

    def with_labels(self, *, name: str | None, note: str | None, starred: bool | None) -> RunEntry:
        """Returns the line with other labels; what is None stays."""
        changed = {"name": name, "note": note, "starred": starred}
        known = {field: value for field, value in changed.items() if value is not None}
        return replace(self, labels=msgspec.structs.replace(self.labels, **known))


def entry_of_summary(summary: RunSummary, read_recipe: Callable[[], Recipe | None]) -> RunEntry:
    """Returns the line of a kept run.

    Args:
        summary: Of the run.
        read_recipe: Returns its recipe, which is never another.
    """
    head = summary.head
    return RunEntry(
        key=summary.key,
        number=head.number,
        created=head.created,
        written=summary.written,
        read_recipe=read_recipe,
        origin=head.origin,
        test_count=head.test_count,
        epochs=summary.epochs,
        progress=summary.progress,
        labels=summary.labels,
        is_kept=True,
        is_running=summary.is_open,
    )


def entry_of_record(
    record: RunRecord, kept: RunEntry | None, *, test_count: int, is_running: bool
) -> RunEntry:
    """Returns the line of a run that is in memory.

    Args:
        record: Of the run.
        kept: Its line as far as it is on the disk; None where it is not.
        test_count: Test pictures, where it is not on the disk; 0 where that is not known.
        is_running: Whether it is trained.
    """
    return RunEntry(
        key=record.key,
        number=record.run_id,
        created=kept.created if kept is not None else None,
        written=kept.written if kept is not None else None,
        read_recipe=lambda: record.recipe,
        origin=record.origin,
        test_count=kept.test_count if kept is not None else test_count,
        epochs=len(record),
        progress=progress_of(record),
        labels=kept.labels if kept is not None else Labels(),
        is_kept=kept is not None,
        is_running=is_running,
    )
