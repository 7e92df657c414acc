"""Lesson 7: cross-entropy from logits, beside the formula that overflows."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.fields.declared import ChoiceField
from signs_studio.fields.lists import NumbersField
from signs_studio.figures import Curve, Figure, FunctionPlot, Note, Point, Table
from signs_studio.lessons.lesson import Inputs, Lesson, Outcome
from signs_studio.lessons.words import format_digits
from signs_studio.messages import Message
from signs_studio.numbers import format_full

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "sigmoid": {
            "terms": "tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z)",
            "cost": "tf.reduce_sum(terms)",
            "probability": "1 / (1 + tf.exp(-z))",
            "formula": "-y * tf.math.log(p) - (1 - y) * tf.math.log(1 - p)",
        },
        "softmax": {
            "terms": "-y * tf.nn.log_softmax(z)",
            "cost": "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=z)",
            "probability": "tf.exp(z) / tf.reduce_sum(tf.exp(z))",
            "formula": "-y * tf.math.log(p)",
        },
    }
)

OUTPUT = ChoiceField(
    name="output",
    title=Message("lessons", "Output"),
    help=Message("lessons", "Sigmoid asks yes or no of each logit; softmax chooses one among all."),
    default="sigmoid",
    choices={
        "sigmoid": Message("lessons", "Sigmoid"),
        "softmax": Message("lessons", "Softmax"),
    },
)


def _parts(inputs: Inputs, dialect: str) -> Mapping[str, str]:
    code = _CODE[inputs.output]
    if dialect == "tf1":
        # TensorFlow 1 has two of this name; its second is the one that TensorFlow 2 kept.
        return {**code, "cost": code["cost"].replace("_with_logits", "_with_logits_v2")}
    return code


def _refuse(inputs: Inputs) -> Message | None:
    logits, labels = inputs.logits, inputs.labels
    if len(logits) != len(labels):
        return Message(
            "lessons",
            "There must be as many labels as logits, but there are {logits} logits and {labels} "
            "labels.",
        ).format(logits=len(logits), labels=len(labels))
    if inputs.output == "softmax" and abs(sum(labels) - 1) > 1e-6:
        return Message(
            "lessons",
            "For softmax the labels must add up to 1, as one class is right, but they add up to "
            "{sum}.",
        ).format(sum=format_digits(sum(labels)))
    return None


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    inputs, costs = outcome.inputs, outcome.values["costs"]
    p, terms, formula_terms = (
        [float(number) for number in numbers] for numbers in outcome.values["details"]
    )
    examples = list(zip(inputs.logits, inputs.labels, p, terms, formula_terms, strict=True))
    from_logits, by_formula = (float(cost) for cost in costs[1])
    points = [
        Point(f"z = {format_full(z)}", p if y == 1 else 1 - p, term)
        for z, y, p, term, _ in examples
        if (y == 1 or (y == 0 and inputs.output == "sigmoid")) and math.isfinite(p)
    ]
    likely = np.linspace(0.002, 1.0, 250)
    return (
        Table(
            title=Message("lessons", "{output} cross-entropy, term by term").text(
                output=OUTPUT.choices[inputs.output]
            ),
            headings=(
                Message("lessons", "logit z").text(),
                Message("lessons", "label y").text(),
                Message("lessons", "probability p").text(),
                Message("lessons", "from logits").text(),
                Message("lessons", "by the formula").text(),
            ),
            rows=(
                *(
                    (format_full(z), format_full(y), *map(_short, (p, term, formula)))
                    for z, y, p, term, formula in examples
                ),
                (Message("lessons", "sum").text(), "", "", _short(from_logits), _short(by_formula)),
            ),
        ),
        FunctionPlot(
            title=Message("lessons", "What one answer costs").text(),
            x_label=Message("lessons", "probability given to the label").text(),
            y_label=Message("lessons", "−log p").text(),
            curves=(Curve("−log p", likely.tolist(), (-np.log(likely)).tolist()),),
            points=tuple(points),
            x_range=(0.0, 1.0),
        ),
        Table(
            title=Message("lessons", "The same on larger logits").text(),
            headings=(
                Message("lessons", "logits").text(),
                Message("lessons", "from logits").text(),
                Message("lessons", "by the formula").text(),
            ),
            rows=tuple(
                (f"× {times}", _short(float(one)), _short(float(other)))
                for times, (one, other) in costs.items()
            ),
        ),
        Note(_verdict(from_logits, by_formula)),
    )


def _short(number: float) -> str:
    return format_digits(number, 5)


def _verdict(from_logits: float, by_formula: float) -> str:
    if not math.isfinite(by_formula):
        verdict = Message(
            "lessons",
            "By the formula the cost is {wrong}: an exponential was too large for float32, or a "
            "probability was rounded to 0 or 1. From the logits it is {right}.",
        )
    elif not math.isclose(from_logits, by_formula, rel_tol=1e-3, abs_tol=1e-6):
        verdict = Message(
            "lessons",
            "By the formula the cost is {wrong}, which rounding has made wrong. From the logits it "
            "is {right}.",
        )
    else:
        verdict = Message(
            "lessons", "On your logits both agree. On larger ones see where the formula stops."
        )
    return verdict.text(wrong=_short(by_formula), right=_short(from_logits))


def _is_small(outcome: Outcome) -> bool:
    inputs = outcome.inputs
    # Of a single class softmax is sure, whatever its logit.
    is_open = inputs.output == "sigmoid" or len(inputs.logits) > 1
    return bool(is_open and 1 in inputs.labels and outcome.result < 0.01)


def _formula_fails(outcome: Outcome) -> bool:
    _, by_formula = outcome.values["costs"][1]
    return math.isfinite(outcome.result) and not math.isfinite(by_formula)


LESSON = Lesson(
    fields=(
        OUTPUT,
        NumbersField(
            name="logits",
            title=Message("lessons", "Logits"),
            help=Message("lessons", "What the network says, before any probability."),
            default=(2.0, -1.0, 0.5),
            minimum=-10000.0,
            maximum=10000.0,
        ),
        NumbersField(
            name="labels",
            title=Message("lessons", "Labels"),
            help=Message("lessons", "What is true: 1 for yes and 0 for no, one for each logit."),
            default=(1.0, 0.0, 0.0),
            minimum=0.0,
            maximum=1.0,
        ),
    ),
    show=_show,
    tasks=(_is_small, _formula_fails),
    parts=_parts,
    refuse=_refuse,
)
