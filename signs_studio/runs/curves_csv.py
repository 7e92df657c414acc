"""Every epoch of one or several runs as CSV, for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signs_studio.runs.record import RunRecord

COLUMNS = (
    "run",
    "epoch",
    "cost",
    "test_cost",
    "train_accuracy",
    "test_accuracy",
    "learning_rate",
    "seconds",
)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def curves_csv(runs: Iterable[tuple[str, RunRecord]]) -> bytes:
    """Returns a line of ``COLUMNS``, then one an epoch, run after run: RFC 4180, in UTF-8.

    Epochs count from 1, accuracies are shares of 0..1, and numbers are written in full: read back
    they are the same to the bit. What is no finite number is ``nan`` or ``inf``.

    Args:
        runs: Each with its name.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for name, record in runs:
        # A spreadsheet would compute a name that begins like a formula, whoever thought of it.
        cell = f"'{name}" if name.startswith(_FORMULA_STARTS) else name
        series = [record.series(column).tolist() for column in COLUMNS[2:6]]
        columns = (*series, record.learning_rates(), record.series("seconds").tolist())
        for epoch, row in enumerate(zip(*columns, strict=True), start=1):
            writer.writerow([cell, epoch, *map(repr, row)])
    return text.getvalue().encode("utf-8", "replace")
