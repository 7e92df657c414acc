"""All that is said of a kept run: as plain values for JSON, and as a table for a person."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from signs_studio.data.plain_text import plain_text
from signs_studio.messages import Message
from signs_studio.numbers import format_percent
from signs_studio.runs.metrics import accuracy_interval
from signs_studio.runs.store.find import short_key
from signs_studio.runs.throughput import format_duration
from signs_studio.wording.recipes import recipe_title
from signs_studio.wording.run_states import state_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.runs.metrics import Interval
    from signs_studio.runs.store.summary import RunSummary

_NONE = "\N{EN DASH}"
_STAR = "\N{BLACK STAR}"
_NUMBERS = ("cost", "test_cost", "train_accuracy", "test_accuracy")
_UNCUT_WIDTH = 10_000


def run_facts(run: RunSummary) -> dict[str, Any]:
    """Returns what a list says of a run as plain values, fit for JSON."""
    head, progress = run.head, run.progress
    best = None
    if progress.best is not None:
        interval = best_interval(run)
        best = {
            "epoch": progress.best.epoch,
            "test_accuracy": progress.best.test_accuracy,
            "interval": None if interval is None else list(interval),
        }
    return {
        "run": run.key,
        "number": head.number,
        "name": run.name,
        "starred": run.labels.starred,
        "note": run.labels.note,
        "recipe": recipe_words(run),
        "state": run.state,
        "created": _time(run).isoformat(timespec="seconds"),
        "epochs": run.epochs,
        "kept_epochs": progress.kept_epochs,
        "last_epoch": progress.last_epoch,
        "best": best,
        **(kept_numbers(run) or dict.fromkeys(_NUMBERS)),
        "seconds": progress.seconds,
        "device": progress.device,
        "data": {
            "name": head.origin.name,
            "source": head.origin.source,
            "fingerprint": head.origin.fingerprint,
            "train": head.train_count,
            "test": head.test_count,
        },
    }


def kept_numbers(run: RunSummary) -> dict[str, float] | None:
    """Returns costs and accuracies of the weights that are kept; None before the first epoch.

    Those on the training pictures are of all of them after the run's end, where it came to one; as
    the last epoch saw them otherwise.
    """
    told = run.progress.end or run.progress
    numbers = {name: getattr(told, name) for name in _NUMBERS}
    return None if any(number is None for number in numbers.values()) else numbers


def best_interval(run: RunSummary) -> Interval | None:
    """Returns the interval of the best test accuracy; None where that is not known."""
    best, count = run.progress.best, run.head.test_count
    if best is None or not count:
        return None
    return accuracy_interval(best.test_accuracy, count)


def recipe_words(run: RunSummary) -> str:
    """Returns the preset that a run was, or its recipe in a few words."""
    return _NONE if run.recipe is None else recipe_title(run.recipe)


def best_words(run: RunSummary) -> str:
    """Returns the best test accuracy with its interval and its epoch."""
    best, interval = run.progress.best, best_interval(run)
    if best is None:
        return _NONE
    if interval is None:
        said = Message("report", "{accuracy} in epoch {epoch}")
        return said.text(accuracy=format_percent(best.test_accuracy), epoch=best.epoch)
    said = Message("report", "{accuracy} ({low} to {high}) in epoch {epoch}")
    return said.text(
        accuracy=format_percent(best.test_accuracy),
        low=format_percent(interval.low, 0),
        high=format_percent(interval.high, 0),
        epoch=best.epoch,
    )


def date_words(run: RunSummary) -> str:
    """Returns when a run began, by the clock of this machine."""
    return f"{_time(run):%Y-%m-%d %H:%M}"


def print_runs(runs: Sequence[RunSummary]) -> None:
    """Prints a table of runs, one a line; a terminal's width cuts what is too long for it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    heads = (
        Message("report", "run"),
        Message("report", "id"),
        Message("report", "recipe"),
        Message("report", "epochs"),
        Message("report", "best test accuracy (95 % interval)"),
        Message("report", "time"),
        Message("report", "data"),
        Message("report", "begun"),
        Message("report", "state"),
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    numbers = {3, 5}
    for place, head in enumerate(heads):
        table.add_column(
            Text(str(head)),
            justify="right" if place in numbers else "left",
            no_wrap=True,
            overflow="ellipsis",
        )
    for run in runs:
        star = f"{_STAR} " if run.labels.starred else ""
        cells = (
            f"{star}{plain_text(run.name)}",
            short_key(run, runs),
            recipe_words(run),
            f"{run.epochs:,}",
            best_words(run),
            format_duration(run.progress.seconds),
            plain_text(run.head.origin.name, 30),
            date_words(run),
            str(state_message(run)),
        )
        table.add_row(*map(Text, cells))
    # A file or a program that reads it gets all of it.
    width = None if sys.stdout.isatty() else _UNCUT_WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False)
    with console.capture() as captured:
        console.print(table)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _time(run: RunSummary) -> datetime:
    return datetime.fromtimestamp(run.head.created).astimezone()
