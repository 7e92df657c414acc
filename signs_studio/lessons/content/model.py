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
from signs_studio.lessons.words import excerpt, shape_text, sign_words
from signs_studio.messages import Message

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
"""Costs that the article prints while it trains: those after every hundredth epoch."""

_LEARNING_RATE = 0.0001
_BINS = 40
_CLASSES_SHOWN = 12
_OUTSIDE = re.compile(r"index \d+ is out of bounds for axis 1 with size (\d+)")
_WHAT = MappingProxyType(
    {
        "W1": Message("lessons", "25 units, a weight for each number of a picture"),
        "b1": Message("lessons", "a bias for each unit"),
        "W2": Message("lessons", "12 units, a weight for each unit before"),
        "b2": Message("lessons", "a bias for each unit"),
        "W3": Message("lessons", "a unit for each sign, a weight for each unit before"),
        "b3": Message("lessons", "a bias for each sign"),
    }
)


def _explain(error: Exception, inputs: Inputs) -> Message | None:
    outside = _OUTSIDE.search(str(error))
    if outside is None:
        return None
    return Message(
        "lessons",
        "There is no picture {picture} among the {pictures} that are learnt from: follow one from "
        "0 to {last}.",
    ).format(picture=inputs.picture, pictures=outside[1], last=int(outside[1]) - 1)


def _refuse(inputs: Inputs) -> Message | None:
    if inputs.picture < inputs.pictures:
        return None
    return Message(
        "lessons",
        "The picture to follow must be one of the {pictures} that are learnt from, 0 to {last}, "
        "but it is {picture}.",
    ).format(picture=inputs.picture, pictures=inputs.pictures, last=inputs.pictures - 1)


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
            Message("lessons", "Picture {picture} on its way through the network").text(
                picture=outcome.inputs.picture
            ),
            values=followed,
            keep=lambda operation: operation.name in followed,
        ),
        _sureness(outcome),
        _layer(followed["A1"], Message("lessons", "A1: out of layer 1").text(), side=5),
        _layer(followed["A2"], Message("lessons", "A2: out of layer 2").text(), side=4),
        FunctionPlot(
            title=Message("lessons", "Cost after each epoch").text(),
            x_label=Message("lessons", "epoch").text(),
            y_label=Message("lessons", "cost").text(),
            curves=(Curve(Message("lessons", "cost").text(), range(len(costs)), costs, dots=True),),
        ),
        Table(
            title=Message("lessons", "What is learnt: {count} numbers").text(
                count=sum(each.size for each in values["start"].values())
            ),
            headings=(
                Message("lessons", "Parameter").text(),
                Message("lessons", "Shape").text(),
                Message("lessons", "What it is").text(),
            ),
            rows=tuple(
                (name, shape_text(each.shape), str(_WHAT[name]))
                for name, each in values["start"].items()
            ),
        ),
        Histogram(
            title=Message("lessons", "W1 before training: {count} weights").text(
                count=weights.size
            ),
            label=Message("lessons", "weight").text(),
            edges=edges.tolist(),
            counts=counts.tolist(),
        ),
    )


def _sureness(outcome: Outcome) -> Matrix:
    names, sign = outcome.values["data"].class_names, _sign(outcome)
    shown = excerpt(sign, len(names), shown=_CLASSES_SHOWN)
    sure = np.asarray(outcome.values["values"]["P"])[0]
    return Matrix(
        title=Message("lessons", "P: how sure of each sign; right is {sign}").text(
            sign=names[sign]
        ),
        values=[[round(each, 3) for each in sure[shown].tolist()]],
        marked=frozenset({(0, sign - shown.start)}),
        columns=tuple(sign_words(names[each]) for each in shown),
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


def _whole(
    name: str, title: Message, what: Message, *, default: int, span: tuple[int, int]
) -> NumberField:
    return NumberField(
        name=name,
        title=title,
        help=Message("lessons", "{what}, {lowest} to {highest}.").format(
            what=what, lowest=str(span[0]), highest=str(span[1])
        ),
        default=default,
        minimum=span[0],
        maximum=span[1],
        whole=True,
    )


LESSON = Lesson(
    fields=(
        _whole(
            "picture",
            Message("lessons", "Picture to follow"),
            Message("lessons", "Which one"),
            default=0,
            span=(0, 599),
        ),
        NumberField(
            name="learning_rate",
            title=Message("lessons", "Learning rate"),
            help=Message("lessons", "How long Adam's steps are, 0 to 1000."),
            default=_LEARNING_RATE,
            minimum=0.0,
            maximum=1000.0,
        ),
        _whole(
            "epochs",
            Message("lessons", "Epochs"),
            Message("lessons", "How often all are looked at"),
            default=5,
            span=(1, 30),
        ),
        _whole(
            "pictures",
            Message("lessons", "Pictures"),
            Message("lessons", "How many are learnt from"),
            default=300,
            span=(8, 600),
        ),
        _whole(
            "batch_size",
            Message("lessons", "Batch size"),
            Message("lessons", "Pictures before each step"),
            default=32,
            span=(16, 600),
        ),
        _whole(
            "seed",
            Message("lessons", "Seed"),
            Message("lessons", "Which random weights"),
            default=0,
            span=(0, 999_999),
        ),
    ),
    show=_show,
    tasks=(_learns, _nothing_comes_through, _reads_it_right),
    refuse=_refuse,
    explain=_explain,
    uses_data=True,
    preset="article",
    published_costs=ARTICLE_COSTS,
)
