"""Precision, recall and F1 of each class as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from signs_studio.figures import Table
from signs_studio.messages import Message
from signs_studio.runs.metrics import wilson_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signs_studio.ui.matrix.shown_metrics import PredictionMetrics

MAX_ROWS = 24
"""Most classes in a table; of more, those of the least F1."""


def class_table(metrics: PredictionMetrics) -> Table:
    """Returns a row for each class, the first of which are all of up to ``MAX_ROWS``.

    Args:
        metrics: Of all classes.
    """
    each = metrics.each
    chosen = np.arange(metrics.classes)
    if metrics.classes > MAX_ROWS:
        # Classes of which there is no picture have no metrics to be the least.
        values = np.where(each.support > 0, each.f1, np.inf)
        chosen = np.sort(np.argsort(values, kind="stable")[:MAX_ROWS])
    predicted = np.bincount(metrics.predicted, minlength=metrics.classes)
    precision = shares_in_words(metrics.right[chosen], predicted[chosen])
    recall = shares_in_words(metrics.right[chosen], each.support[chosen])
    rows = tuple(
        (
            metrics.class_names[index],
            precision[place],
            recall[place],
            f"{100 * each.f1[index]:.1f}",
            f"{each.support[index]:,}",
        )
        for place, index in enumerate(chosen.tolist())
    )
    return Table(
        title="",
        headings=(
            Message("class_table", "Sign").text(),
            Message("class_table", "Precision (%)").text(),
            Message("class_table", "Recall (%)").text(),
            Message("class_table", "F1 (%)").text(),
            Message("class_table", "n").text(),
        ),
        rows=rows,
    )


def shares_in_words(parts: NDArray[np.int64], of: NDArray[np.int64]) -> list[str]:
    """Returns shares in percent, each followed by its interval.

    Args:
        parts: Pictures counted, (N,) int64.
        of: Among how many, (N,) int64; of none, nothing is known.
    """
    low, high = wilson_bounds(parts, of)
    shares = 100 * parts / np.maximum(of, 1)
    return [
        f"{share:.1f}\n({100 * first:.0f}–{100 * last:.0f})" if count else "–"
        for share, first, last, count in zip(shares, low, high, of, strict=True)
    ]
