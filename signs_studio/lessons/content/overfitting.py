"""Lesson 12: a network that learns by heart, and two remedies, compared with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import NumberField
from signs_studio.figures import Curve, Figure, FunctionPlot, Note, Table
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.messages import Message, both
from signs_studio.numbers import NO_BREAK, format_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLES = {
    "plain": Message("lessons", "Plain"),
    "L2": Message("lessons", "L2"),
    "dropout": Message("lessons", "Dropout"),
}
# A smaller half of an interval is written as 0.0 %.
_NO_WIDTH = 0.0005


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    ends = dict(zip(outcome.values["curves"], outcome.result, strict=True))
    return (
        _curves(outcome, Message("lessons", "Test pictures"), place=1),
        _curves(outcome, Message("lessons", "Training pictures"), place=0),
        Table(
            title=Message("lessons", "At the end").text(),
            headings=(
                Message("lessons", "Network").text(),
                Message("lessons", "Training").text(),
                Message("lessons", "Test, 95 % over seeds").text(),
                Message("lessons", "Apart").text(),
            ),
            rows=tuple(
                (
                    str(_TITLES[kind]),
                    _percent(train),
                    _interval(test, half_width),
                    _points(train - test),
                )
                for kind, (train, test, half_width) in ends.items()
            ),
        ),
        *_alike(ends),
        FunctionPlot(
            title=Message(
                "lessons", "Test pictures at the end, with the intervals over seeds"
            ).text(),
            x_label=Message("lessons", "network").text(),
            y_label=Message("lessons", "read right").text(),
            curves=tuple(
                Curve(str(_TITLES[kind]), [n] * 3, [test - half, test, test + half], dots=True)
                for n, (kind, (_, test, half)) in enumerate(ends.items(), start=1)
            ),
            x_range=(0.5, len(ends) + 0.5),
            x_names=tuple(str(_TITLES[kind]) for kind in ends),
        ),
    )


def _curves(outcome: Outcome, title: Message, *, place: int) -> FunctionPlot:
    """How much of one set, at ``place`` of each pair, was read right after how many steps."""
    return FunctionPlot(
        title=str(title),
        x_label=Message("lessons", "step").text(),
        y_label=Message("lessons", "read right").text(),
        curves=tuple(
            Curve(str(_TITLES[kind]), outcome.values["marks"], [both[place] for both in curve])
            for kind, curve in outcome.values["curves"].items()
        ),
        y_range=(0.0, 1.02),
    )


def _percent(share: float) -> str:
    return format_percent(share, space=NO_BREAK)


def _points(difference: float) -> str:
    words = Message("lessons", "{number} points").text(number=f"{100 * difference:.1f}")
    return words.replace(" ", NO_BREAK)


def _interval(test: float, half_width: float) -> str:
    if half_width < _NO_WIDTH:
        return Message("lessons", "{share} each").text(share=_percent(test))
    return f"{_percent(test)}{NO_BREAK}±{NO_BREAK}{_percent(half_width)}"


def _alike(ends: Mapping[str, tuple[float, float, float]]) -> tuple[Note, ...]:
    """A word on intervals without a width, which claim more than so few runs can know."""
    alike = [_TITLES[kind] for kind, (*_, half_width) in ends.items() if half_width < _NO_WIDTH]
    if not alike:
        return ()
    return (
        Note(
            Message(
                "lessons",
                "{networks}: every seed read the same number of test pictures, which may be chance "
                "with so few runs: take more seeds.",
            ).text(networks=both(alike))
        ),
    )


def _underfits(outcome: Outcome) -> bool:
    (plain, *_), (with_l2, *_), _ = outcome.result
    return bool(with_l2 < 0.6 and plain > 0.7)


def _overfits_more(outcome: Outcome) -> bool:
    train, test, _ = outcome.result[0]
    return bool(train - test > 0.5)


def _helps(outcome: Outcome) -> bool:
    (_, plain, plain_half), *remedies = outcome.result
    return any(
        min(plain_half, half) >= _NO_WIDTH and test - half > plain + plain_half
        for _, test, half in remedies
    )


LESSON = Lesson(
    fields=(
        NumberField(
            name="l2",
            title=Message("lessons", "L2"),
            help=Message("lessons", "What the squares of the weights cost, 0 to 1."),
            default=0.01,
            minimum=0.0,
            maximum=1.0,
        ),
        NumberField(
            name="drop",
            title=Message("lessons", "Dropout"),
            help=Message("lessons", "Which part of the units is silenced in each step, 0 to 0.9."),
            default=0.4,
            minimum=0.0,
            maximum=0.9,
        ),
        NumberField(
            name="pictures",
            title=Message("lessons", "Pictures"),
            help=Message("lessons", "How many are learnt from, 12 to 400."),
            default=120,
            minimum=12,
            maximum=400,
            whole=True,
        ),
        NumberField(
            name="steps",
            title=Message("lessons", "Steps"),
            help=Message("lessons", "How many each network takes, all pictures in each, 1 to 500."),
            default=400,
            minimum=1,
            maximum=500,
            whole=True,
        ),
        NumberField(
            name="seeds",
            title=Message("lessons", "Seeds"),
            help=Message(
                "lessons", "How often each network is trained, from other first weights, 2 to 8."
            ),
            default=4,
            minimum=2,
            maximum=8,
            whole=True,
        ),
    ),
    show=_show,
    tasks=(_underfits, _overfits_more, _helps),
    uses_data=True,
)
