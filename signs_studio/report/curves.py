"""Curves of one or several runs as a chart, with their settings in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from signs_studio.charts.chart import Chart, Curve, EpochLine, LegendLine, PlotPanel
from signs_studio.charts.scales import LINEAR_COST, LOG_COST, PERCENT
from signs_studio.data.plain_text import plain_text
from signs_studio.messages import Message
from signs_studio.wording.recipes import describe_recipe, recipe_lines
from signs_studio.wording.training_conditions import training_conditions, training_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.charts.scales import Scale
    from signs_studio.runs.record import RunRecord

TRAIN_COLOUR, TEST_COLOUR = "#0b62c4", "#a05c00"
RUN_COLOURS = (
    "#0b62c4",
    "#b3261e",
    "#0a7d68",
    "#7f57c4",
    "#8a5a00",
    "#b5437f",
    "#3f7f1f",
    "#626e7b",
)
"""Colours of runs side by side, each at least 4.5 : 1 on white; then they come again."""

_LOG_FROM = 5.0
"""A highest cost that is so many times the lowest is drawn on a logarithmic axis."""
_NAME_LIMIT = 80
_ACCURACY = Message("curves", "Accuracy in %")


class NamedRun(NamedTuple):
    """A run to be drawn.

    Attributes:
        name: For a person; whatever it holds is plain text.
        record: Its record.
        colour: ``#rrggbb``, readable on white; empty for one of ``RUN_COLOURS``.
    """

    name: str
    record: RunRecord
    colour: str = ""


def run_letter(place: int) -> str:
    """Returns the letter by which a run is known among others: A, B, ..., Z, A1, B1, ..."""
    letter = chr(ord("A") + place % 26)
    return f"{letter}{place // 26}" if place >= 26 else letter


def run_colour(place: int) -> str:
    """Returns the colour of the run in that place of several."""
    return RUN_COLOURS[place % len(RUN_COLOURS)]


def curves_chart(
    runs: Sequence[NamedRun], *, is_embedded: bool = False, is_log: bool | None = None
) -> Chart:
    """Returns the curves of runs as a chart.

    One run has its training and test curves in the same plots; of several, training and test are
    side by side, so that every plot has one curve a run.

    Args:
        runs: One at least.
        is_embedded: Whether it is for a page on which title and settings stand anyway.
        is_log: Whether costs have a logarithmic axis; None where that follows from them.
    """
    if is_log is None:
        is_log = _spans_far([run.record for run in runs])
    make = _chart_of_one if len(runs) == 1 else _chart_of_several
    return make(runs, is_embedded=is_embedded, scale=LOG_COST if is_log else LINEAR_COST)


def _chart_of_one(runs: Sequence[NamedRun], *, is_embedded: bool, scale: Scale) -> Chart:
    (run,) = runs
    record = run.record
    lines = _epoch_lines(record)

    def panel(title: Message, scale: Scale, *, train: str, test: str) -> PlotPanel:
        curves = (
            Curve(values=record.series(train), colour=TRAIN_COLOUR),
            Curve(values=record.series(test), colour=TEST_COLOUR, dashed=True),
        )
        return PlotPanel(title=str(title), scale=scale, curves=curves, lines=lines)

    cost = panel(_cost_title(scale), scale, train="cost", test="test_cost")
    accuracy = panel(_ACCURACY, PERCENT, train="train_accuracy", test="test_accuracy")
    notes = () if is_embedded else (*recipe_lines(record.recipe), _data_words(record))
    return Chart(
        title="" if is_embedded else plain_text(run.name, _NAME_LIMIT),
        notes=notes,
        legend=(
            LegendLine(
                colour=TRAIN_COLOUR,
                words=_training_words(record),
            ),
            LegendLine(
                colour=TEST_COLOUR,
                words=str(Message("curves", "test pictures, after every epoch")),
                dashed=True,
            ),
        ),
        rows=((cost, accuracy),) if is_embedded else ((cost,), (accuracy,)),
        epoch_title=str(Message("curves", "Epoch")),
    )


def _chart_of_several(runs: Sequence[NamedRun], *, is_embedded: bool, scale: Scale) -> Chart:
    title = "" if is_embedded else Message("curves", "Curves of {count} runs").text(count=len(runs))
    colours = [run.colour or run_colour(place) for place, run in enumerate(runs)]

    def panel(quantity: Message, scale: Scale, series: str) -> PlotPanel:
        curves = (
            Curve(values=run.record.series(series), colour=colours[place], label=run_letter(place))
            for place, run in enumerate(runs)
        )
        is_test = series.startswith("test")
        pictures = Message("curves", "Test") if is_test else Message("curves", "Training")
        words = Message("curves", "{set}: {quantity}").text(set=pictures, quantity=quantity)
        return PlotPanel(title=words, scale=scale, curves=tuple(curves))

    return Chart(
        title=title,
        notes=tuple(
            training_notes((run_letter(place), run.record) for place, run in enumerate(runs))
        ),
        legend=tuple(
            LegendLine(
                colour=colours[place],
                words=plain_text(run.name, _NAME_LIMIT) if is_embedded else _run_words(run),
                label=run_letter(place),
            )
            for place, run in enumerate(runs)
        ),
        rows=(
            tuple(panel(_cost_title(scale), scale, name) for name in ("cost", "test_cost")),
            tuple(panel(_ACCURACY, PERCENT, name) for name in ("train_accuracy", "test_accuracy")),
        ),
        epoch_title=str(Message("curves", "Epoch")),
    )


def _training_words(record: RunRecord) -> str:
    conditions = training_conditions(record)
    if conditions is None:
        return str(Message("curves", "training pictures, while they are learnt from"))
    words = Message("curves", "training pictures, while they are learnt from, {conditions}")
    return words.text(conditions=conditions)


def _cost_title(scale: Scale) -> Message:
    if scale is LOG_COST:
        return Message("curves", "Cost (cross-entropy in nats, logarithmic)")
    return Message("curves", "Cost (cross-entropy in nats)")


def _run_words(run: NamedRun) -> str:
    name, told = plain_text(run.name, _NAME_LIMIT), describe_recipe(run.record.recipe)
    words = Message("curves", "{name}: {recipe}. {data}")
    return words.text(name=name, recipe=told, data=_data_words(run.record))


def _data_words(record: RunRecord) -> str:
    return Message("curves", "Data: {name}").text(name=plain_text(record.origin.name))


def _epoch_lines(record: RunRecord) -> tuple[EpochLine, ...]:
    lines = [
        EpochLine(epoch=epoch + 1, label=str(Message("curves", "changed")))
        for epoch in dict.fromkeys(change.epoch for change in record.changes)
        if epoch < len(record)
    ]
    if 0 < record.kept_epochs < len(record):
        label = str(Message("curves", "kept"))
        lines.append(EpochLine(epoch=record.kept_epochs, label=label))
    return tuple(lines)


def _spans_far(records: Sequence[RunRecord]) -> bool:
    costs = np.concatenate(
        [record.series(name) for record in records for name in ("cost", "test_cost")]
    )
    costs = costs[np.isfinite(costs) & (costs > 0)]
    return bool(len(costs)) and float(costs.max()) >= _LOG_FROM * float(costs.min())
