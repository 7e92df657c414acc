"""Contents of a report, from its title to its last line."""

from __future__ import annotations

from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.charts.svg import chart_svg
from signs_studio.data.plain_text import plain_text
from signs_studio.diagnosis.comparison import compare_predictions, run_differences
from signs_studio.messages import Message
from signs_studio.numbers import format_cost, format_percent
from signs_studio.report.curves import NamedRun, curves_chart, run_letter
from signs_studio.report.document import Document, Figure, Heading, Paragraph, Table
from signs_studio.report.picture_grid import PictureTile, grid_svg
from signs_studio.report.pictures import picture_png
from signs_studio.report.run_section import (
    GRID_COLUMNS,
    MAX_GRID,
    duration_words,
    run_blocks,
    shown_pictures,
)
from signs_studio.runs.metrics import accuracy_interval
from signs_studio.wording.comparison import (
    comparison_message,
    difference_title,
    difference_values,
    differences_message,
    differences_title,
    p_value_words,
    verdict_message,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signs_studio.diagnosis.comparison import Comparison, Difference
    from signs_studio.recipe.recipe import Recipe
    from signs_studio.report.document import Block
    from signs_studio.report.run import ReportRun

_NONE = "\N{EN DASH}"
_MAX_COLUMNS = 6
_MAX_PAIRED = 5
"""Runs of which every two are compared."""


def make_document(runs: Sequence[ReportRun], *, made_at: datetime | None = None) -> Document:
    """Returns a report as plain blocks.

    Args:
        runs: One at least. Of several, all are compared, and then each is told of.
        made_at: Date of the report; None for now.
    """
    date = f"{made_at or datetime.now().astimezone():%Y-%m-%d}"
    subtitle = Message("report", "A report by Signs Studio, {date}").text(date=date)
    if len(runs) == 1:
        return Document(
            title=runs[0].plain_name, subtitle=subtitle, blocks=tuple(run_blocks(runs[0]))
        )
    title = Message("report", "{count} runs compared").text(count=len(runs))
    blocks = list(_comparison(runs))
    for place, run in enumerate(runs):
        blocks.append(Heading(f"{run_letter(place)}  {run.plain_name}", new_page=True))
        blocks += run_blocks(run)
    return Document(title=title, subtitle=subtitle, blocks=tuple(blocks))


def _comparison(runs: Sequence[ReportRun]) -> Iterator[Block]:
    yield _overview(runs)
    yield Paragraph(
        str(
            Message(
                "report",
                "Accuracies are those of the weights that were kept, on the test pictures. Over "
                "all pictures of their kind a network's accuracy may differ; in 95 of 100 such "
                "tests it lies within the interval.",
            )
        ),
        "remark",
    )
    yield Heading(str(Message("report", "What differs")), 3)
    differences = run_differences([run.record for run in runs])
    yield Paragraph(str(differences_message(differences)))
    if differences:
        yield _differences_table(differences, [run.record.recipe for run in runs])
    yield Heading(str(Message("report", "Which is better")), 3)
    yield from _better(runs)
    named = [NamedRun(run.plain_name, run.record) for run in runs]
    if any(len(run.record) for run in runs):
        yield Heading(str(Message("report", "Curves")), 3)
        yield Figure(chart_svg(curves_chart(named, is_embedded=True)))


def _differences_table(differences: Sequence[Difference], recipes: Sequence[Recipe]) -> Table:
    """Returns a table with a column for each run; where they are many, with a row for each."""
    letters = [run_letter(place) for place in range(len(recipes))]
    if len(recipes) > _MAX_COLUMNS:
        differences = differences[:_MAX_COLUMNS]
    titles = [str(difference_title(each)) for each in differences]
    values = [[_short(words) for words in difference_values(each, recipes)] for each in differences]
    heads, sides = (letters, titles) if len(recipes) <= _MAX_COLUMNS else (titles, letters)
    lines = values if sides is titles else zip(*values, strict=True)
    rows = tuple((side, *line) for side, line in zip(sides, lines, strict=True))
    return Table(("", *heads), rows, words=1 + len(heads))


def _overview(runs: Sequence[ReportRun]) -> Table:
    head = (
        "",
        str(Message("report", "Run")),
        str(Message("report", "Test accuracy")),
        str(Message("report", "95 % interval")),
        str(Message("report", "Test cost")),
        str(Message("report", "Epochs")),
        str(Message("report", "Time")),
    )
    rows = []
    for place, run in enumerate(runs):
        kept = run.kept_numbers()
        interval = accuracy = cost = _NONE
        if kept is not None:
            accuracy, cost = format_percent(kept["test_accuracy"]), format_cost(kept["test_cost"])
            if run.test_count:
                low, high = accuracy_interval(kept["test_accuracy"], run.test_count)
                words = Message("report", "{low:.1%} to {high:.1%}")
                interval = words.text(low=low, high=high)
        seconds = float(np.nansum(run.record.series("seconds")))
        rows.append(
            (
                run_letter(place),
                run.plain_name,
                accuracy,
                interval,
                cost,
                f"{len(run.record):,}",
                duration_words(seconds),
            )
        )
    return Table(head, tuple(rows), words=2)


def _pairs(runs: Sequence[ReportRun]) -> Table:
    """Returns a table of every two runs: what differs between them, and which is better."""
    rows = []
    for one, two in combinations(range(len(runs)), 2):
        pair = runs[one], runs[two]
        letters = run_letter(one), run_letter(two)
        differs = str(differences_title(run_differences([run.record for run in pair])))
        numbers = (_NONE,) * 4
        found = _compared(*pair)
        if found is not None:
            verdict = verdict_message(found, first=letters[0], second=letters[1])
            only = f"{len(found.first_only):,}", f"{len(found.second_only):,}"
            numbers = (str(verdict), *only, str(p_value_words(found.p_value)))
        rows.append((" \N{EN DASH} ".join(letters), differs, *numbers))
    head = (
        "",
        str(Message("report", "What differs")),
        str(Message("report", "Which is better")),
        str(Message("report", "Only the first is right")),
        str(Message("report", "Only the second is right")),
        str(Message("report", "p-value")),
    )
    return Table(head, tuple(rows), words=3)


def _compared(first: ReportRun, second: ReportRun) -> Comparison | None:
    """Returns a comparison of what two runs read; None where that is not the very same pictures."""
    one, two = first.predictions(), second.predictions()
    is_same = first.record.origin.is_same(second.record.origin)
    return compare_predictions(one, two) if one and two and is_same else None


def _better(runs: Sequence[ReportRun]) -> Iterator[Block]:
    """Yields McNemar's test of the two best, and the pictures that only one of them reads."""
    best = _best_two(runs)
    if best is None:
        yield Paragraph(
            str(
                Message(
                    "report",
                    "That cannot be tested: it takes what two of the runs read in the very same "
                    "test pictures, and this is not at hand.",
                )
            )
        )
        return
    found = _compared(runs[best[0]], runs[best[1]])
    assert found is not None  # those are the best two that can be compared
    if len(runs) <= _MAX_PAIRED:
        yield _pairs(runs)
    names = [f"{run_letter(place)} ({runs[place].plain_name})" for place in best]
    yield Paragraph(str(comparison_message(found, first=names[0], second=names[1])))
    yield from _disagreements(found, runs, best)


def _best_two(runs: Sequence[ReportRun]) -> tuple[int, int] | None:
    """Returns the two runs with the highest accuracies on the very same pictures."""
    accuracies = {
        place: float(predictions.right.mean())
        for place, run in enumerate(runs)
        if (predictions := run.predictions()) is not None
    }
    known = sorted(accuracies, key=lambda place: -accuracies[place])
    for one, two in combinations(known, 2):
        if _compared(runs[one], runs[two]) is not None:
            return one, two
    return None


def _disagreements(
    found: Comparison, runs: Sequence[ReportRun], best: tuple[int, int]
) -> Iterator[Block]:
    dataset = runs[best[0]].dataset
    assert dataset is not None
    shown = shown_pictures(dataset)
    pictures = np.union1d(found.first_only, found.second_only)
    if shown is None or not len(pictures):
        return
    predictions = [runs[place].predictions() for place in best]
    names = [plain_text(name, 12) for name in dataset.class_names]
    tiles = []
    for picture in pictures[pictures < len(shown)][:MAX_GRID].tolist():
        read = [
            f"{run_letter(place)}: {names[each.predicted[picture]]}"
            for place, each in zip(best, predictions, strict=True)
            if each is not None
        ]
        is_sign = Message("report", "is {sign}").text(sign=names[dataset.test_y[picture]])
        png = picture_png(shown[picture], least_side=192)
        tiles.append(PictureTile(png=png, caption=(is_sign, ", ".join(read))))
    words = Message(
        "report", "{shown} of the {count} pictures that only one of them reads correctly"
    )
    caption = words.text(shown=len(tiles), count=len(pictures))
    yield Figure(grid_svg(tiles, columns=GRID_COLUMNS), caption)


def _short(words: str) -> str:
    return plain_text(words, 600)
