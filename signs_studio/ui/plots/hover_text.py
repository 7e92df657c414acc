"""Numbers of every run at the epoch that is looked at, as words.

Epochs are counted as a person counts them, from 1: the epoch that ``RunRecord`` keeps at index 0 is
drawn, and read, as epoch 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signs_studio.runs.run_names import run_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from signs_studio.runs.record import RunRecord

ABSENT = "\N{EN DASH}"
_WORDS_WIDTH = 44
"""Width of sentences in a hover label, in characters."""


@dataclass(frozen=True)
class HoverRow:
    """One run at one epoch, as words.

    Attributes:
        run_id: Names the run.
        current: True for the run that is trained, False for an earlier one.
        train: Its number on the training pictures; a dash where the run has no such epoch.
        test: The same on the test pictures.
    """

    run_id: int
    current: bool
    train: str
    test: str


def hover_rows(
    epoch: int,
    *,
    current: RunRecord | None,
    earlier: Sequence[RunRecord],
    series: tuple[str, str],
    words: Callable[[float], str],
) -> tuple[HoverRow, ...]:
    """Returns a row for each run, the current run first, then the latest of the earlier.

    Args:
        epoch: Counted from 1.
        current: The run that is trained.
        earlier: Runs before it, the latest last.
        series: Names of the training and the test series in ``runs.record.SERIES``.
        words: Puts a number into words.
    """

    def value(record: RunRecord, name: str) -> str:
        return words(record.series(name)[epoch - 1]) if epoch <= len(record) else ABSENT

    runs = [*([current] if current is not None else []), *reversed(earlier)]
    return tuple(
        HoverRow(
            run_id=run.run_id,
            current=run is current,
            train=value(run, series[0]),
            test=value(run, series[1]),
        )
        for run in runs
    )


def hover_table(rows: Sequence[HoverRow], *, epoch: int, notes: Sequence[str]) -> str:
    """Returns the rows as a table in HTML of our own making, with sentences beneath.

    Args:
        rows: Of ``hover_rows``.
        epoch: Counted from 1.
        notes: Sentences on what happened there.
    """
    translate = QCoreApplication.translate
    cells = [
        (
            translate("hover", "epoch {0}").format(f"{epoch:,}"),
            translate("hover", "train"),
            translate("hover", "test"),
        )
    ]
    for row in rows:
        name = translate("hover", "this run") if row.current else str(run_name(row.run_id))
        cells.append((name, row.train, row.test))
    lines = [
        f"<td>{escape(name)}</td>"
        f"<td align='right'>&nbsp;&nbsp;{escape(train)}</td>"
        f"<td align='right'>&nbsp;&nbsp;{escape(test)}</td>"
        for name, train, test in cells
    ]
    for note in notes:
        words = "<br>".join(map(escape, wrap(note, _WORDS_WIDTH)))
        lines.append(f"<td colspan='3'>{words}</td>")
    return f"<table cellspacing='0'><tr>{'</tr><tr>'.join(lines)}</tr></table>"


def hover_sentence(rows: Sequence[HoverRow], *, epoch: int) -> str:
    """Returns the rows as a sentence for a screen reader."""
    this_run = QCoreApplication.translate("hover", "Epoch {0}: training {1}, test {2}")
    other = QCoreApplication.translate("hover", "{0}: training {1}, test {2}")
    return "; ".join(
        this_run.format(f"{epoch:,}", row.train, row.test)
        if row.current
        else other.format(run_name(row.run_id), row.train, row.test)
        for row in rows
    )
