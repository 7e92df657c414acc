"""Lesson 3: a = 2, b = 10, c = a * b, first as a plan and then as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField, SwitchField
from signs_studio.figures import Figure, Note, Steps, Table
from signs_studio.lessons.graphs import graph_figure
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.lessons.words import format_digits

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the programs note down as they get there, and what it is called.
_STEPS: Mapping[str, Mapping[str, str]] = {
    "tf1": {
        "tensors": "Create tensors",
        "operations": "Write operations",
        "initialise": "Initialise",
        "session": "Create a session",
        "run": "Run it",
    },
    "tf2": {
        "tensors": "Create tensors",
        "operations": "Write operations, as a function",
        "graph": "Draw the function's graph",
        "run": "Call the function",
    },
}

_THEN_AND_NOW = Table(
    title="The five steps, then and now",
    headings=("Step", "TensorFlow 1", "TensorFlow 2 today"),
    rows=(
        ("Create tensors", "nodes of a graph, no values", "they hold their values at once"),
        ("Write operations", "more nodes", "computed at once, or drawn by tf.function"),
        ("Initialise", "run the initializer of all variables", "not needed"),
        ("Create a session", "tf.Session()", "not needed"),
        ("Run it", "session.run(c)", "call the function"),
    ),
)


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    values, done = outcome.values, outcome.values["done"]
    steps = _STEPS[outcome.dialect]
    return (
        graph_figure(values["graph"], "c = a · b", values=values["values"]),
        Steps(
            title="What has happened",
            steps=tuple((title, name in done) for name, title in steps.items()),
        ),
        Note(_said(outcome)),
        _THEN_AND_NOW,
    )


def _said(outcome: Outcome) -> str:
    if outcome.inputs.run:
        return f"The graph was run, and c is {format_digits(outcome.result)}."
    if outcome.dialect == "tf1":
        return f"Nothing has been computed yet. Ask for c, and you get {outcome.values['c']}."
    return "Nothing has been computed yet: the function has its graph, but nobody has called it."


def _only_planned(outcome: Outcome) -> bool:
    return outcome.result is None


def _makes_91(outcome: Outcome) -> bool:
    inputs = outcome.inputs
    return outcome.result == 91 and 1 not in (inputs.a, inputs.b)


def _number(name: str, default: int) -> NumberField:
    # The product of the largest still fits into TensorFlow's int32.
    return NumberField(
        name=name,
        title=name,
        help="A whole number, a tensor of its own.",
        default=default,
        minimum=-10_000,
        maximum=10_000,
        whole=True,
    )


LESSON = Lesson(
    fields=(
        _number("a", 2),
        _number("b", 10),
        SwitchField(
            name="run",
            title="Run",
            help="Whether the graph is run once it is drawn.",
            default=True,
        ),
    ),
    show=_show,
    tasks=(_only_planned, _makes_91),
)
