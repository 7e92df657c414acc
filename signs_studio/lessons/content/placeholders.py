"""Lesson 4: 10 * x, with x fed when it runs, and what TensorFlow says when it cannot be."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from signs_studio.fields.declared import ChoiceField, SwitchField, quoted
from signs_studio.fields.lists import WordField
from signs_studio.figures import Figure, Note, Table
from signs_studio.lessons.graphs import graph_figure
from signs_studio.lessons.lesson import Inputs, Lesson, Outcome
from signs_studio.lessons.words import format_digits, shape_text
from signs_studio.messages import Message
from signs_studio.numbers import format_full

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHAPES: Mapping[str, tuple[int, ...] | None] = {"any": None, "one": (), "three": (3,)}
_SHAPE_TITLES = {
    "any": Message("lessons", "any"),
    "one": Message("lessons", "one number, ()"),
    "three": Message("lessons", "three numbers, (3,)"),
}

_LARGEST_INT64 = 2**63 - 1
_LARGEST_FLOAT32 = float(np.finfo(np.float32).max)

# Where the sentence stands in what TensorFlow raises: between backticks, alone on a line among
# places in the code, or at the end.
_OWN_WORDS = (
    re.compile(r"due to `(.*?)`\. Received", re.DOTALL),
    re.compile(r"^(You must .*)$", re.M),
)

_KIND = re.compile(r"^\w+Error: ")


def _parts(inputs: Inputs, _dialect: str) -> Mapping[str, str]:
    shape = _SHAPES[inputs.shape]
    promise = f"shape={shape if shape is None else list(shape)}, dtype=tf.{inputs.dtype}"
    return {
        "placeholder": f'tf.placeholder({promise}, name="x")',
        "label": f'tf.TensorSpec({promise}, name="x")',
    }


def _numbers(x: Any) -> tuple[Any, ...]:
    if isinstance(x, str):
        return ()
    return x if isinstance(x, tuple) else (x,)


def _refuse(inputs: Inputs) -> Message | None:
    """Where the two TensorFlows answer differently, neither is asked."""
    if not inputs.feed:
        return None
    for number in _numbers(inputs.x):
        came = quoted(str(number))
        if inputs.dtype == "int64" and isinstance(number, float):
            return Message(
                "lessons",
                "x is of type int64, which holds whole numbers only, but {came} came: TensorFlow 1 "
                "would cut off the fraction without a word, and TensorFlow 2 refuses. Feed a whole "
                "number, or make x a float32.",
            ).format(came=came)
        if inputs.dtype == "float32" and _LARGEST_FLOAT32 < abs(number) < math.inf:
            return Message(
                "lessons",
                "x is of type float32, which ends at {largest}, but {came} came: feed a smaller "
                "number.",
            ).format(largest=format_digits(_LARGEST_FLOAT32, 3), came=came)
    return None


def _explain(error: Exception, inputs: Inputs) -> Message | None:
    reason = _reason(inputs)
    if reason is None:
        return None
    return Message("lessons", "{reason} TensorFlow's own words: “{words}”.").format(
        reason=reason, words=_own_words(error)
    )


def _reason(inputs: Inputs) -> Message | None:
    x, promised = inputs.x, _SHAPES[inputs.shape]
    if inputs.dtype == "string":
        return Message(
            "lessons",
            "x is of type string, a text, and no text can be multiplied by 10: make x a number.",
        )
    if not inputs.feed:
        return Message(
            "lessons", "Nothing was fed for x, and 10 · x cannot be computed without it: feed it."
        )
    if isinstance(x, str) and not x.strip():
        return Message(
            "lessons", "x is of type {dtype}, a number, but an empty text came: feed a number."
        ).format(dtype=inputs.dtype)
    if isinstance(x, str):
        return Message(
            "lessons", "x is of type {dtype}, a number, but the word {came} came: feed a number."
        ).format(dtype=inputs.dtype, came=quoted(x))
    if any(abs(number) > _LARGEST_INT64 for number in _numbers(x)) and inputs.dtype == "int64":
        return Message(
            "lessons",
            "x is of type int64, which ends at {largest}, but {came} came: feed a smaller number.",
        ).format(largest=_LARGEST_INT64, came=quoted(str(x)))
    if promised is not None and _shape(x) != promised:
        return Message(
            "lessons",
            "x was promised to be {promised}, but {numbers} came, of shape {shape}: feed what was "
            "promised, or change the shape.",
        ).format(
            promised=_SHAPE_TITLES[inputs.shape], numbers=_count(x), shape=shape_text(_shape(x))
        )
    return None


def _own_words(error: Exception) -> str:
    whole = str(error).strip()
    for pattern in _OWN_WORDS:
        if found := pattern.search(whole):
            return found[1].rstrip(".")
    return _KIND.sub("", whole.splitlines()[-1].strip()).rstrip(".")


def _shape(x: Any) -> tuple[int, ...]:
    return (len(x),) if isinstance(x, tuple) else ()


def _count(x: Any) -> Message:
    if isinstance(x, tuple):
        return Message("lessons", "{count} numbers", "{count} number", 0).format(count=len(x))
    return Message("lessons", "one number")


def _kind(x: Any) -> Message:
    if isinstance(x, str):
        return Message("lessons", "a word")
    if all(isinstance(number, int) for number in _numbers(x)):
        return Message("lessons", "whole numbers")
    return Message("lessons", "numbers")


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    inputs, result = outcome.inputs, outcome.result
    figures: list[Figure] = []
    if "graph" in outcome.values:
        graph, values = outcome.values["graph"], outcome.values.get("values", {})
        # What a function hands out, TensorFlow 2 keeps in nodes of their own.
        handed_out = {each.op.name for each in getattr(graph, "outputs", ())}
        figures.append(
            graph_figure(
                graph,
                "10 · x",
                values=values,
                keep=lambda operation: operation.name not in handed_out,
            )
        )
    if not outcome.failure:
        rows = zip(_numbers(inputs.x), np.ravel(result).tolist(), strict=True)
        figures.append(
            Table(
                title=Message("lessons", "What was fed, and what came out").text(),
                headings=(Message("lessons", "x").text(), Message("lessons", "10 · x").text()),
                rows=tuple((format_full(x), format_full(y)) for x, y in rows),
            )
        )
        figures += [Note(str(message)) for message in _surprises(inputs, result)]
    promised = _SHAPES[inputs.shape]
    nothing = Message("lessons", "nothing")
    figures.append(
        Table(
            title=Message("lessons", "The label of x, and what was fed").text(),
            headings=("", Message("lessons", "promised").text(), Message("lessons", "fed").text()),
            rows=(
                (
                    Message("lessons", "type").text(),
                    inputs.dtype,
                    str(_kind(inputs.x) if inputs.feed else nothing),
                ),
                (
                    Message("lessons", "shape").text(),
                    str(_SHAPE_TITLES["any"]) if promised is None else shape_text(promised),
                    shape_text(_shape(inputs.x)) if inputs.feed else str(nothing),
                ),
            ),
        )
    )
    return tuple(figures)


def _surprises(inputs: Inputs, result: Any) -> list[Message]:
    pairs = list(zip(_numbers(inputs.x), np.ravel(result).tolist(), strict=True))
    if inputs.dtype == "int64" and any(y != 10 * x for x, y in pairs):
        return [
            Message(
                "lessons",
                "10 · x does not fit into an int64, which ends at {largest}: it has wrapped round, "
                "without a word.",
            ).format(largest=_LARGEST_INT64)
        ]
    if any(math.isinf(y) and math.isfinite(x) for x, y in pairs):
        return [
            Message(
                "lessons",
                "10 · x does not fit into a float32: it has become infinite, without a word.",
            )
        ]
    return []


def _three_tens(outcome: Outcome) -> bool:
    return bool(outcome.result == [10, 20, 30])


def _five(outcome: Outcome) -> bool:
    return bool(outcome.result == 5)


def _refused(outcome: Outcome) -> bool:
    return bool(outcome.failure)


LESSON = Lesson(
    fields=(
        WordField(
            name="x",
            title=Message("lessons", "x"),
            help=Message(
                "lessons", "What is fed: a number, a few with commas between them, or a word."
            ),
            default="2",
        ),
        ChoiceField(
            name="dtype",
            title=Message("lessons", "Type of x"),
            help=Message("lessons", "Whole numbers, numbers with a fraction, or text."),
            default="int64",
            choices={
                "int64": Message("lessons", "int64"),
                "float32": Message("lessons", "float32"),
                "string": Message("lessons", "string"),
            },
        ),
        ChoiceField(
            name="shape",
            title=Message("lessons", "Shape of x"),
            help=Message("lessons", "How many numbers the label promises."),
            default="any",
            choices=_SHAPE_TITLES,
        ),
        SwitchField(
            name="feed",
            title=Message("lessons", "Feed it"),
            help=Message("lessons", "Whether x is fed at all."),
            default=True,
        ),
    ),
    show=_show,
    tasks=(_three_tens, _five, _refused),
    parts=_parts,
    refuse=_refuse,
    explain=_explain,
)
