"""Lesson 12: a network that learns by heart, and two remedies, compared with intervals."""

from __future__ import annotations

from signs_studio.lessons.figures import Curve, Figure, FunctionPlot, Table
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.recipe.fields import NumberField

_TITLES = {"plain": "Plain", "L2": "L2", "dropout": "Dropout"}


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    curves, marks = outcome.values["curves"], outcome.values["marks"]
    ends = dict(zip(curves, outcome.result, strict=True))
    return (
        *(
            FunctionPlot(
                title=title,
                x_label="step",
                y_label="read right",
                curves=tuple(
                    Curve(_TITLES[kind], marks, [both[place] for both in curve])
                    for kind, curve in curves.items()
                ),
                y_range=(0.0, 1.02),
            )
            for place, title in enumerate(("Training pictures", "Test pictures"))
        ),
        Table(
            title="At the end",
            headings=("Network", "Training", "Test, 95 % over seeds", "Apart"),
            rows=tuple(
                (
                    _TITLES[kind],
                    f"{train:.1%}",
                    # What belongs together is not broken into two lines.
                    f"{test:.1%}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{half_width:.1%}",
                    f"{100 * (train - test):.1f}\N{NO-BREAK SPACE}points",
                )
                for kind, (train, test, half_width) in ends.items()
            ),
        ),
        FunctionPlot(
            title="Test pictures at the end, with the intervals over seeds",
            x_label="network",
            y_label="read right",
            curves=tuple(
                Curve(_TITLES[kind], [n] * 3, [test - half, test, test + half], dots=True)
                for n, (kind, (_, test, half)) in enumerate(ends.items(), start=1)
            ),
            x_range=(0.5, len(ends) + 0.5),
            x_names=tuple(_TITLES[kind] for kind in ends),
        ),
    )


def _underfits(outcome: Outcome) -> bool:
    (plain, *_), (with_l2, *_), _ = outcome.result
    return bool(with_l2 < 0.6 and plain > 0.7)


def _overfits_more(outcome: Outcome) -> bool:
    train, test, _ = outcome.result[0]
    return bool(train - test > 0.4)


LESSON = Lesson(
    fields=(
        NumberField(
            name="l2",
            title="L2",
            help="What the squares of the weights cost.",
            default=0.01,
            minimum=0.0,
            maximum=1.0,
        ),
        NumberField(
            name="drop",
            title="Dropout",
            help="Which part of the units is silenced in each step.",
            default=0.5,
            minimum=0.0,
            maximum=0.9,
        ),
        NumberField(
            name="pictures",
            title="Pictures",
            help="How many are learnt from.",
            default=300,
            minimum=12,
            maximum=400,
            whole=True,
        ),
        NumberField(
            name="steps",
            title="Steps",
            help="How many each network takes, all pictures in each.",
            default=300,
            minimum=1,
            maximum=500,
            whole=True,
        ),
        NumberField(
            name="seeds",
            title="Seeds",
            help="How often each network is trained, from other first weights.",
            default=4,
            minimum=2,
            maximum=5,
            whole=True,
        ),
    ),
    show=_show,
    tasks=(_underfits, _overfits_more),
    uses_data=True,
)
