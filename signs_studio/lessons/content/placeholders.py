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
from signs_studio.lessons.words import format_full, shape_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHAPES: Mapping[str, tuple[int, ...] | None] = {"any": None, "one": (), "three": (3,)}
_SHAPE_TITLES = {"any": "any", "one": "one number, ()", "three": "three numbers, (3,)"}

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


def _refuse(inputs: Inputs) -> str:
    """Where the two TensorFlows answer differently, neither is asked."""
    if not inputs.feed:
        return ""
    for number in _numbers(inputs.x):
        came = f"{quoted(str(number))} came"
        if inputs.dtype == "int64" and isinstance(number, float):
            return (
                f"x is of type int64, which holds whole numbers only, but {came}: TensorFlow 1 "
                "would cut off the fraction without a word, and TensorFlow 2 refuses. Feed a whole "
                "number, or make x a float32."
            )
        if inputs.dtype == "float32" and _LARGEST_FLOAT32 < abs(number) < math.inf:
            return (
                f"x is of type float32, which ends at {_LARGEST_FLOAT32:.3g}, but {came}: feed a "
                "smaller number."
            )
    return ""


def _explain(error: Exception, inputs: Inputs) -> str:
    if reason := _reason(inputs):
        return f"{reason} TensorFlow's own words: “{_own_words(error)}”."
    return ""


def _reason(inputs: Inputs) -> str:
    x, promised = inputs.x, _SHAPES[inputs.shape]
    if inputs.dtype == "string":
        return "x is of type string, a text, and no text can be multiplied by 10: make x a number."
    if not inputs.feed:
        return "Nothing was fed for x, and 10 · x cannot be computed without it: feed it."
    if isinstance(x, str):
        came = f"the word {quoted(x)} came" if x.strip() else "an empty text came"
        return f"x is of type {inputs.dtype}, a number, but {came}: feed a number."
    if any(abs(number) > _LARGEST_INT64 for number in _numbers(x)) and inputs.dtype == "int64":
        return (
            f"x is of type int64, which ends at {_LARGEST_INT64:,}, but {quoted(str(x))} came: "
            "feed a smaller number."
        )
    if promised is not None and _shape(x) != promised:
        return (
            f"x was promised to be {_SHAPE_TITLES[inputs.shape]}, but "
            f"{_count(x)} came, of shape {shape_text(_shape(x))}: feed what was promised, or "
            "change the shape."
        )
    return ""


def _own_words(error: Exception) -> str:
    whole = str(error).strip()
    for pattern in _OWN_WORDS:
        if found := pattern.search(whole):
            return found[1].rstrip(".")
    return _KIND.sub("", whole.splitlines()[-1].strip()).rstrip(".")


def _shape(x: Any) -> tuple[int, ...]:
    return (len(x),) if isinstance(x, tuple) else ()


def _count(x: Any) -> str:
    return f"{len(x)} number{'s' if len(x) != 1 else ''}" if isinstance(x, tuple) else "one number"


def _kind(x: Any) -> str:
    if isinstance(x, str):
        return "a word"
    whole = all(isinstance(number, int) for number in _numbers(x))
    return "whole numbers" if whole else "numbers"


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
                title="What was fed, and what came out",
                headings=("x", "10 · x"),
                rows=tuple((format_full(x), format_full(y)) for x, y in rows),
            )
        )
        figures += [Note(text) for text in _surprises(inputs, result)]
    promised = _SHAPES[inputs.shape]
    figures.append(
        Table(
            title="The label of x, and what was fed",
            headings=("", "promised", "fed"),
            rows=(
                ("type", inputs.dtype, _kind(inputs.x) if inputs.feed else "nothing"),
                (
                    "shape",
                    "any" if promised is None else shape_text(promised),
                    shape_text(_shape(inputs.x)) if inputs.feed else "nothing",
                ),
            ),
        )
    )
    return tuple(figures)


def _surprises(inputs: Inputs, result: Any) -> list[str]:
    pairs = list(zip(_numbers(inputs.x), np.ravel(result).tolist(), strict=True))
    if inputs.dtype == "int64" and any(y != 10 * x for x, y in pairs):
        return [
            f"10 · x does not fit into an int64, which ends at {_LARGEST_INT64:,}: it has wrapped "
            "round, without a word."
        ]
    if any(math.isinf(y) and math.isfinite(x) for x, y in pairs):
        return ["10 · x does not fit into a float32: it has become infinite, without a word."]
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
            title="x",
            help="What is fed: a number, a few with commas between them, or a word.",
            default="2",
        ),
        ChoiceField(
            name="dtype",
            title="Type of x",
            help="Whole numbers, numbers with a fraction, or text.",
            default="int64",
            choices={"int64": "int64", "float32": "float32", "string": "string"},
        ),
        ChoiceField(
            name="shape",
            title="Shape of x",
            help="How many numbers the label promises.",
            default="any",
            choices=_SHAPE_TITLES,
        ),
        SwitchField(
            name="feed",
            title="Feed it",
            help="Whether x is fed at all.",
            default=True,
        ),
    ),
    show=_show,
    tasks=(_three_tens, _five, _refused),
    parts=_parts,
    refuse=_refuse,
    explain=_explain,
)
