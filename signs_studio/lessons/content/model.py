"""Lesson 11: the article's network, from its first weights to its first epochs."""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.fields.declared import NumberField
from signs_studio.figures import Curve, Figure, FunctionPlot, Histogram, Matrix, Table
from signs_studio.lessons.graphs import graph_figure
from signs_studio.lessons.lesson import Inputs, Lesson, Outcome
from signs_studio.lessons.words import excerpt, shape_text

if TYPE_CHECKING:
    from collections.abc import Mapping

ARTICLE_COSTS: Mapping[int, float] = MappingProxyType(
    {
        0: 1.855702,
        100: 1.017255,
        200: 0.733184,
        300: 0.573071,
        400: 0.468573,
        500: 0.381228,
        600: 0.313815,
        700: 0.253708,
        800: 0.203900,
        900: 0.166454,
        1000: 0.146636,
        1100: 0.107279,
        1200: 0.086698,
        1300: 0.059342,
        1400: 0.052289,
    }
)
"""What the article prints while it trains: the cost after every hundredth epoch."""

_LEARNING_RATE = 0.0001
_BINS = 40
_CLASSES_SHOWN = 12
_OUTSIDE = re.compile(r"index \d+ is out of bounds for axis 1 with size (\d+)")
_WHAT = MappingProxyType(
    {
        "W1": "25 units, a weight for each number of a picture",
        "b1": "a bias for each unit",
        "W2": "12 units, a weight for each unit before",
        "b2": "a bias for each unit",
        "W3": "a unit for each sign, a weight for each unit before",
        "b3": "a bias for each sign",
    }
)


def _explain(error: Exception, inputs: Inputs) -> str:
    outside = _OUTSIDE.search(str(error))
    if outside is None:
        return ""
    return (
        f"There is no picture {inputs.picture} among the {outside[1]} that are learnt from: "
        f"follow one from 0 to {int(outside[1]) - 1}."
    )


def _refuse(inputs: Inputs) -> str:
    if inputs.picture < inputs.pictures:
        return ""
    return (
        f"The picture to follow must be one of the {inputs.pictures} that are learnt from, "
        f"0 to {inputs.pictures - 1}, but it is {inputs.picture}."
    )


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    if outcome.failure:
        return ()
    values = outcome.values
    followed, costs = values["values"], outcome.result
    weights = values["start"]["W1"]
    counts, edges = np.histogram(weights, bins=_BINS)
    return (
        graph_figure(
            values["graph"],
            f"Picture {outcome.inputs.picture} on its way through the network",
            values=followed,
            keep=lambda operation: operation.name in followed,
        ),
        _sureness(outcome),
        _layer(followed["A1"], "A1: out of layer 1", side=5),
        _layer(followed["A2"], "A2: out of layer 2", side=4),
        FunctionPlot(
            title="Cost after each epoch",
            x_label="epoch",
            y_label="cost",
            curves=(Curve("cost", range(len(costs)), costs, dots=True),),
        ),
        Table(
            title="What is learnt: "
            f"{sum(each.size for each in values['start'].values()):,} numbers",
            headings=("Parameter", "Shape", "What it is"),
            rows=tuple(
                (name, shape_text(each.shape), _WHAT[name])
                for name, each in values["start"].items()
            ),
        ),
        Histogram(
            title=f"W1 before training: {weights.size:,} weights",
            label="weight",
            edges=edges.tolist(),
            counts=counts.tolist(),
        ),
    )


def _sureness(outcome: Outcome) -> Matrix:
    names, sign = outcome.values["data"].class_names, _sign(outcome)
    shown = excerpt(sign, len(names), shown=_CLASSES_SHOWN)
    sure = np.asarray(outcome.values["values"]["P"])[0]
    return Matrix(
        title=f"P: how sure of each sign; right is {names[sign]}",
        values=[[round(each, 3) for each in sure[shown].tolist()]],
        marked=frozenset({(0, sign - shown.start)}),
        columns=tuple(f"sign {names[each]}" for each in shown),
    )


def _layer(out: Any, title: str, *, side: int) -> Matrix:
    """A layer's outputs, ``side`` in a row."""
    return Matrix(title=title, values=np.asarray(out).reshape(-1, side).round(2).tolist())


def _sign(outcome: Outcome) -> int:
    return int(outcome.values["data"].train_y[outcome.inputs.picture])


def _learns(outcome: Outcome) -> bool:
    if outcome.failure:
        return False
    # Between fewer signs than six a network that guesses costs less, too.
    guessed = math.log(outcome.values["data"].classes)
    return bool(outcome.result[-1] < min(1.65, 0.92 * guessed))


def _nothing_comes_through(outcome: Outcome) -> bool:
    # With a few seeds nothing does from the first.
    if outcome.failure or outcome.inputs.learning_rate <= _LEARNING_RATE:
        return False
    followed = outcome.values["values"]
    return any(not np.asarray(followed[name]).any() for name in ("A1", "A2"))


def _reads_it_right(outcome: Outcome) -> bool:
    if outcome.failure or math.isnan(outcome.result[-1]):
        return False
    sure = np.asarray(outcome.values["values"]["P"])[0]
    sign = _sign(outcome)
    return all(sure[sign] > each for other, each in enumerate(sure) if other != sign)


def _whole(name: str, title: str, what: str, *, default: int, span: tuple[int, int]) -> NumberField:
    return NumberField(
        name=name,
        title=title,
        help=f"{what}, {span[0]} to {span[1]}.",
        default=default,
        minimum=span[0],
        maximum=span[1],
        whole=True,
    )


LESSON = Lesson(
    fields=(
        _whole("picture", "Picture to follow", "Which one", default=0, span=(0, 599)),
        NumberField(
            name="learning_rate",
            title="Learning rate",
            help="How long Adam's steps are, 0 to 1000.",
            default=_LEARNING_RATE,
            minimum=0.0,
            maximum=1000.0,
        ),
        _whole("epochs", "Epochs", "How often all are looked at", default=5, span=(1, 30)),
        _whole("pictures", "Pictures", "How many are learnt from", default=300, span=(8, 600)),
        _whole("batch_size", "Batch size", "Pictures before each step", default=32, span=(16, 600)),
        _whole("seed", "Seed", "Which random weights", default=0, span=(0, 999_999)),
    ),
    show=_show,
    tasks=(_learns, _nothing_comes_through, _reads_it_right),
    refuse=_refuse,
    explain=_explain,
    uses_data=True,
    preset="article",
    published_costs=ARTICLE_COSTS,
)
