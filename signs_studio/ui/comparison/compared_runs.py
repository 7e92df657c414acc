"""Tables and sentences on several runs: pure functions of their entries and records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.diagnosis.comparison import run_differences
from signs_studio.figures import Table
from signs_studio.messages import Message
from signs_studio.numbers import NO_BREAK, format_cost, format_percent
from signs_studio.runs.metrics import accuracy_interval
from signs_studio.runs.throughput import format_duration
from signs_studio.wording.comparison import (
    difference_title,
    difference_values,
    differences_message,
)
from signs_studio.wording.training_conditions import training_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.state.run_entry import RunEntry

_ABSENT = "\N{EN DASH}"


def differences_words(records: Sequence[RunRecord]) -> str:
    """Returns how many things differ between two runs or more, and what that means."""
    return str(differences_message(run_differences(records)))


def comparison_table(entries: Sequence[RunEntry], records: Sequence[RunRecord]) -> Table:
    """Returns what differs between runs, and beneath it what came out, a column a run.

    Args:
        entries: Of two runs or more.
        records: Of the same runs.
    """
    recipes = [record.recipe for record in records]
    differences = [
        (str(difference_title(each)), *difference_values(each, recipes))
        for each in run_differences(records)
    ]
    results = [(str(title), *map(words, entries)) for title, words in _RESULTS]
    apart = [("",) * (1 + len(entries))] if differences else []
    return Table(
        title="",
        headings=("", *(entry.name for entry in entries)),
        rows=(*differences, *apart, *results),
    )


def training_words(entries: Sequence[RunEntry], records: Sequence[RunRecord]) -> str:
    """Returns what was on in training alone, and in which of several runs; empty for nothing.

    Args:
        entries: Of the runs.
        records: Of the same runs.
    """
    named = zip((entry.name for entry in entries), records, strict=True)
    return "\n".join(training_notes(named))


def _best(entry: RunEntry) -> str:
    best = entry.progress.best
    return _ABSENT if best is None else format_percent(best.test_accuracy)


def _interval(entry: RunEntry) -> str:
    best = entry.progress.best
    if best is None or not entry.test_count:
        return _ABSENT
    interval = accuracy_interval(best.test_accuracy, entry.test_count)
    low, high = (format_percent(share, space=NO_BREAK) for share in interval)
    return Message("compared_runs", "{low} to {high}").text(low=low, high=high)


def _best_epoch(entry: RunEntry) -> str:
    best = entry.progress.best
    return _ABSENT if best is None else f"{best.epoch:,}"


def _percent(share: float | None) -> str:
    return _ABSENT if share is None else format_percent(share)


def _cost(cost: float | None) -> str:
    return _ABSENT if cost is None else format_cost(cost)


_RESULTS: tuple[tuple[Message, Callable[[RunEntry], str]], ...] = (
    (Message("compared_runs", "Best test accuracy"), _best),
    (Message("compared_runs", "95 % interval"), _interval),
    (Message("compared_runs", "Best epoch"), _best_epoch),
    (
        Message("compared_runs", "Test accuracy at the end"),
        lambda entry: _percent(entry.progress.test_accuracy),
    ),
    (
        Message("compared_runs", "Training accuracy at the end"),
        lambda entry: _percent(entry.progress.train_accuracy),
    ),
    (Message("compared_runs", "Cost at the end"), lambda entry: _cost(entry.progress.cost)),
    (
        Message("compared_runs", "Test cost at the end"),
        lambda entry: _cost(entry.progress.test_cost),
    ),
    (Message("compared_runs", "Epochs trained"), lambda entry: f"{entry.epochs:,}"),
    (
        Message("compared_runs", "Time"),
        lambda entry: format_duration(entry.progress.seconds),
    ),
)
