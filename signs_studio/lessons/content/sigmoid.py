"""Lesson 6: the sigmoid, a point on it, and the slope there."""

from __future__ import annotations

from signs_studio.fields.declared import NumberField
from signs_studio.figures import Curve, Figure, FunctionPlot, Point, Table
from signs_studio.lessons.lesson import Lesson, Outcome
from signs_studio.lessons.words import format_digits
from signs_studio.messages import Message

# How far the plot reaches while the point is within, and as far as the point may go.
_NEAR, _FAR = 8.0, 20.0
_HALF_TANGENT = 2.0


def _show(outcome: Outcome) -> tuple[Figure, ...]:
    (z, *places), (height, *heights), (slope, *slopes) = (
        [float(number) for number in outcome.values[name]]
        for name in ("places", "heights", "slopes")
    )
    reach = _NEAR if abs(z) <= _NEAR else _FAR
    rise = slope * _HALF_TANGENT
    tangent = Curve(
        Message("lessons", "slope").text(),
        (z - _HALF_TANGENT, z + _HALF_TANGENT),
        (height - rise, height + rise),
    )
    return (
        FunctionPlot(
            title=Message("lessons", "sigmoid(z) = 1 / (1 + exp(−z))").text(),
            x_label=Message("lessons", "z").text(),
            y_label=Message("lessons", "sigmoid(z)").text(),
            curves=(Curve(Message("lessons", "sigmoid").text(), places, heights), tangent),
            points=(Point("z", z, height, field="z"),),
            x_range=(-reach, reach),
            y_range=(-0.1, 1.1),
        ),
        FunctionPlot(
            title=Message("lessons", "The slope of the sigmoid at each z").text(),
            x_label=Message("lessons", "z").text(),
            y_label=Message("lessons", "slope").text(),
            curves=(Curve(Message("lessons", "slope").text(), places, slopes),),
            points=(Point("z", z, slope),),
            x_range=(-reach, reach),
        ),
        Table(
            title=Message("lessons", "At your z").text(),
            headings=(Message("lessons", "what").text(), Message("lessons", "value").text()),
            rows=(
                ("z", format_digits(z, 4)),
                ("sigmoid(z)", format_digits(height, 9)),
                (Message("lessons", "slope").text(), format_digits(slope, 9)),
            ),
        ),
    )


def _is_steepest(outcome: Outcome) -> bool:
    return bool(outcome.values["slopes"][0] > 0.2499)


def _is_nine_tenths(outcome: Outcome) -> bool:
    return bool(0.89 < outcome.result < 0.91)


def _is_exactly_one(outcome: Outcome) -> bool:
    return bool(outcome.result == 1.0)


LESSON = Lesson(
    fields=(
        NumberField(
            name="z",
            title=Message("lessons", "z"),
            help=Message("lessons", "What goes into the sigmoid; drag the point on the curve."),
            default=1.0,
            minimum=-_FAR,
            maximum=_FAR,
        ),
    ),
    show=_show,
    tasks=(_is_steepest, _is_nine_tenths, _is_exactly_one),
)
