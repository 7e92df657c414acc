"""Lesson 3: a = 2, b = 10, c = a * b, first as a plan and then as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField, SwitchField
from signs_studio.figures import Figure, Note, Steps, Table
from signs_studio.lessons.graphs import graph_figure
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.lessons.words import format_digits
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the programs note down as they get there, and what it is called.
_STEPS: Mapping[str, Mapping[str, Message]] = {
    "tf1": {
        "tensors": Message("lessons", "Create tensors"),
        "operations": Message("lessons", "Write operations"),
        "initialise": Message("lessons", "Initialise"),
        "session": Message("lessons", "Create a session"),
        "run": Message("lessons", "Run it"),
    },
    "tf2": {
        "tensors": Message("lessons", "Create tensors"),
        "operations": Message("lessons", "Write operations, as a function"),
        "graph": Message("lessons", "Draw the function's graph"),
        "run": Message("lessons", "Call the function"),
    },
}


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    values, done = outcome.values, outcome.values["done"]
    steps = _STEPS[outcome.dialect]
    return (
        graph_figure(values["graph"], "c = a · b", values=values["values"]),
        Steps(
            title=Message("lessons", "What has happened").text(),
            steps=tuple((str(title), name in done) for name, title in steps.items()),
        ),
        Note(_said(outcome)),
        _then_and_now(),
    )


def _said(outcome: Outcome) -> str:
    if outcome.inputs.run:
        words = Message("lessons", "The graph was run, and c is {c}.")
        return words.text(c=format_digits(outcome.result))
    if outcome.dialect == "tf1":
        words = Message("lessons", "Nothing has been computed yet. Ask for c, and you get {c}.")
        return words.text(c=str(outcome.values["c"]))
    return Message(
        "lessons",
        "Nothing has been computed yet: the function has its graph, but nobody has called it.",
    ).text()


def _then_and_now() -> Table:
    return Table(
        title=Message("lessons", "The five steps, then and now").text(),
        headings=(
            Message("lessons", "Step").text(),
            "TensorFlow 1",
            Message("lessons", "{version} today").text(version="TensorFlow 2"),
        ),
        rows=(
            (
                Message("lessons", "Create tensors").text(),
                Message("lessons", "nodes of a graph, no values").text(),
                Message("lessons", "they hold their values at once").text(),
            ),
            (
                Message("lessons", "Write operations").text(),
                Message("lessons", "more nodes").text(),
                Message("lessons", "computed at once, or drawn by tf.function").text(),
            ),
            (
                Message("lessons", "Initialise").text(),
                Message("lessons", "run the initializer of all variables").text(),
                Message("lessons", "not needed").text(),
            ),
            (
                Message("lessons", "Create a session").text(),
                "tf.Session()",
                Message("lessons", "not needed").text(),
            ),
            (
                Message("lessons", "Run it").text(),
                "session.run(c)",
                Message("lessons", "call the function").text(),
            ),
        ),
    )


def _only_planned(outcome: Outcome) -> bool:
    return outcome.result is None


def _makes_91(outcome: Outcome) -> bool:
    inputs = outcome.inputs
    return outcome.result == 91 and 1 not in (inputs.a, inputs.b)


def _number(name: str, title: Message, default: int) -> NumberField:
    # The product of the largest still fits into TensorFlow's int32.
    return NumberField(
        name=name,
        title=title,
        help=Message("lessons", "A whole number, a tensor of its own."),
        default=default,
        minimum=-10_000,
        maximum=10_000,
        whole=True,
    )


LESSON = Lesson(
    fields=(
        _number("a", Message("lessons", "a"), 2),
        _number("b", Message("lessons", "b"), 10),
        SwitchField(
            name="run",
            title=Message("lessons", "Run"),
            help=Message("lessons", "Whether the graph is run once it is drawn."),
            default=True,
        ),
    ),
    show=_show,
    tasks=(_only_planned, _makes_91),
)
