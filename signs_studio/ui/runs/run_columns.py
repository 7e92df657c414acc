"""The columns of the list of runs, declared once: words, order, width and what stands out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from signs_studio.messages import Message
from signs_studio.numbers import NO_BREAK, format_cost, format_percent_digits
from signs_studio.runs.throughput import format_duration
from signs_studio.ui.runs.run_words import ABSENT, best_words, recipe_words, started_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signs_studio.ui.state.run_entry import RunEntry

MEASURED_IN_TRAINING = Message(
    "run_columns",
    "Measured while training, with any dropout and augmentation on: it may be worse than the "
    "test's",
)


class Column(NamedTuple):
    """One column.

    Attributes:
        name: Of the column.
        title: Over it.
        words: In its cells; None where they depend on other runs.
        value: By which it is sorted; None for what is sorted last. What has no order gives None
            for all.
        widest: Widest words that it has room for; empty for one that takes what room is left.
        tip: Of its title.
        number: Returns the number that stands out where it is the best; None for no column of
            numbers.
        best: Picks the best number.
        falls: Whether the first click puts the highest first.
        weight: Where the room is too narrow, columns of less weight are left out first.
        is_shown: Whether it is shown unless a person chooses otherwise.
    """

    name: str
    title: Message
    words: Callable[[RunEntry], str] | None
    value: Callable[[RunEntry], Any]
    widest: str = ""
    tip: Message | None = None
    number: Callable[[RunEntry], float | None] | None = None
    best: Callable[[Sequence[float]], float] = max
    falls: bool = False
    weight: int = 0
    is_shown: bool = True

    @property
    def is_words(self) -> bool:
        """Whether it stands at the left of its cells, as words do."""
        return self.number is None


def _cost(number: float | None) -> str:
    return ABSENT if number is None else format_cost(number)


def _percent(number: float | None) -> str:
    return ABSENT if number is None else format_percent_digits(number)


def _best_accuracy(entry: RunEntry) -> float | None:
    return entry.progress.best.test_accuracy if entry.progress.best is not None else None


def _best_epoch(entry: RunEntry) -> int | None:
    return entry.progress.best.epoch if entry.progress.best is not None else None


def _none(_numbers: Sequence[float]) -> float:
    """No number of these is better than another: none stands out."""
    return math.nan


_ARROWS = {
    True: f"{NO_BREAK}\N{BLACK DOWN-POINTING SMALL TRIANGLE}",
    False: f"{NO_BREAK}\N{BLACK UP-POINTING SMALL TRIANGLE}",
}
STAR, NAME, CHANGED, NOTE, DATA = "star", "name", "changed", "note", "data"

COLUMNS: tuple[Column, ...] = (
    Column(
        STAR,
        Message("run_columns", "Star"),
        lambda _entry: "",
        lambda entry: entry.labels.starred,
        widest="★",
        tip=Message("run_columns", "Runs with a star are kept however many there are"),
        falls=True,
        weight=100,
    ),
    Column(
        NAME,
        Message("run_columns", "Run"),
        lambda entry: entry.name,
        lambda entry: entry.number,
        widest="Run 0000",
        falls=True,
        weight=100,
    ),
    Column(
        "best",
        Message("run_columns", "Best %"),
        best_words,
        _best_accuracy,
        widest="100.0 (00–100)",
        tip=Message(
            "run_columns",
            "Best accuracy on the test pictures, with the 95 % interval of an accuracy that was "
            "measured on so few pictures",
        ),
        number=_best_accuracy,
        falls=True,
        weight=95,
    ),
    Column(
        "best_epoch",
        Message("run_columns", "at epoch"),
        lambda entry: ABSENT if (at := _best_epoch(entry)) is None else f"{at:,}",
        _best_epoch,
        widest="00,000",
        tip=Message("run_columns", "The epoch after which the test accuracy was best"),
        number=_best_epoch,
        best=_none,
        weight=92,
    ),
    Column(
        "epochs",
        Message("run_columns", "Epochs"),
        lambda entry: f"{entry.epochs:,}",
        lambda entry: entry.epochs,
        widest="00,000",
        number=lambda entry: entry.epochs,
        best=_none,
        falls=True,
        weight=86,
    ),
    Column(
        "cost",
        Message("run_columns", "Train cost"),
        lambda entry: _cost(entry.progress.cost),
        lambda entry: entry.progress.cost,
        widest="0.00×10⁻⁵",
        tip=MEASURED_IN_TRAINING,
        number=lambda entry: entry.progress.cost,
        best=min,
        weight=90,
    ),
    Column(
        "test_cost",
        Message("run_columns", "Test cost"),
        lambda entry: _cost(entry.progress.test_cost),
        lambda entry: entry.progress.test_cost,
        widest="0.00×10⁻⁵",
        number=lambda entry: entry.progress.test_cost,
        best=min,
        weight=25,
        is_shown=False,
    ),
    Column(
        "train",
        Message("run_columns", "Train %"),
        lambda entry: _percent(entry.progress.train_accuracy),
        lambda entry: entry.progress.train_accuracy,
        widest="100.0",
        tip=MEASURED_IN_TRAINING,
        number=lambda entry: entry.progress.train_accuracy,
        falls=True,
        weight=80,
    ),
    Column(
        "test",
        Message("run_columns", "Test %"),
        lambda entry: _percent(entry.progress.test_accuracy),
        lambda entry: entry.progress.test_accuracy,
        widest="100.0",
        tip=Message("run_columns", "Accuracy on the test pictures with the weights that are kept"),
        number=lambda entry: entry.progress.test_accuracy,
        falls=True,
        weight=78,
    ),
    Column(
        CHANGED,
        Message("run_columns", "Changed"),
        None,
        lambda _entry: None,
        tip=Message("run_columns", "Set differently than in the run before it"),
        weight=89,
    ),
    Column(
        "recipe",
        Message("run_columns", "Recipe"),
        recipe_words,
        recipe_words,
        weight=87,
    ),
    Column(
        DATA,
        Message("run_columns", "Data"),
        lambda entry: entry.origin.name,
        lambda entry: entry.origin.name,
        widest="Built-in hands",
        weight=65,
    ),
    Column(
        "duration",
        Message("run_columns", "Time"),
        lambda entry: format_duration(entry.progress.seconds),
        lambda entry: entry.progress.seconds,
        widest="00:00:00",
        tip=Message("run_columns", "Time spent training, pauses left out"),
        number=lambda entry: entry.progress.seconds,
        best=_none,
        weight=20,
        is_shown=False,
    ),
    Column(
        "started",
        Message("run_columns", "Began"),
        started_words,
        lambda entry: entry.created,
        widest="00/00/00 00:00 AM",
        falls=True,
        weight=10,
        is_shown=False,
    ),
    Column(
        NOTE,
        Message("run_columns", "Note"),
        lambda entry: " ".join(entry.labels.note.split()),
        lambda entry: entry.labels.note.casefold() or None,
        weight=60,
    ),
)
"""From left to right."""


def sorted_title(column: Column, *, falls: bool) -> str:
    """Returns the title of a column by which the list is sorted, with an arrow after it."""
    return f"{column.title}{_ARROWS[falls]}"


INDEX = {column.name: index for index, column in enumerate(COLUMNS)}
