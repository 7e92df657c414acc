"""Axes as arithmetic: where a value is drawn, how far an axis reaches, where its ticks are."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.numbers import format_fixed, format_significant, superscript, typeset

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_SPAN_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_EPOCH_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0)
_TICK_STEPS = (1.0, 2.0, 5.0, 10.0)
_PLAIN = (-5, 5)
"""Powers of ten that an axis has room for without an exponent."""


@dataclass(frozen=True)
class Ticks:
    """Marks of an axis.

    Attributes:
        labelled: Positions with their words.
        bare: Positions between them, with a fainter line and no words.
    """

    labelled: tuple[tuple[float, str], ...]
    bare: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A scale, by which values become heights.

    Attributes:
        to_axis: Values to positions on the axis, (points,) float64 both; NaN where there is none,
            -inf where it is below any that an axis can show.
        from_axis: A position on the axis to its value.
        span: Lowest and highest position drawn to the ends that an axis has. They move in steps,
            so that an axis is laid out anew only now and then while a run goes on.
        empty_span: The ends of the axis while there is nothing to draw.
        previous_run_reach: How far the axis goes on for earlier runs, beyond the run it is for.
        better_reach: How far down the axis of a run goes for an earlier run that was better.
        ticks: Ends of an axis, and the most labels that fit, to its ticks.
    """

    to_axis: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    from_axis: Callable[[float], float]
    span: Callable[[float, float], tuple[float, float]]
    empty_span: tuple[float, float]
    previous_run_reach: float
    better_reach: float
    ticks: Callable[[float, float, int], Ticks]


def _round_up(value: float, steps: tuple[float, ...]) -> float:
    """The smallest of ``steps`` times a power of ten that is no less than ``value`` (> 0)."""
    power: float = 10.0 ** math.floor(math.log10(value))
    # A hair of slack: 0.3 / 0.1 is more than 3.
    return next((step * power for step in steps if step * power >= value * (1 - 1e-12)), value)


def _round_down(value: float, steps: tuple[float, ...]) -> float:
    """The largest of ``steps`` times a power of ten that is no more than ``value`` (> 0)."""
    power: float = 10.0 ** math.floor(math.log10(value))
    return max(step * power for step in steps if step * power <= value * (1 + 1e-12))


def epoch_span(*, epochs: int, planned: int) -> int:
    """The epoch at which the axis ends while ``epochs`` are done of those ``planned``."""
    reached = max(10, round(_round_up(max(epochs, 1), _EPOCH_STEPS)))
    return min(reached, max(planned, 1)) if epochs <= planned else reached


def linear_ticks(low: float, high: float, most: int) -> Ticks:
    """Round numbers from ``low`` to ``high``, at most about ``most`` of them, and two at least."""
    span = high - low
    # A single number says nothing about the scale; two always lie within twice their step.
    step = min(_round_up(span / max(most, 1), _TICK_STEPS), _round_down(span / 2, _TICK_STEPS))
    return _linear_ticks(low, high, step)


def epoch_ticks(low: float, high: float, most: int, *, end: int | None = None) -> Ticks:
    """The same in whole epochs; ``end`` is named wherever it is in view."""
    step = max(1.0, _round_up((high - low) / max(most, 1), _TICK_STEPS))
    ticks = _linear_ticks(low, high, step)
    if end is None or not low <= end <= high + 1e-6 * (high - low):
        return ticks
    others = (tick for tick in ticks.labelled if end - tick[0] > 0.6 * step)
    return Ticks((*others, (min(float(end), high), str(end))))


def _linear_ticks(low: float, high: float, step: float) -> Ticks:
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    scientific = max(abs(low), abs(high)) >= 1e7 or places > 6
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [n * step for n in range(first, last + 1)]
    return Ticks(
        tuple(
            (v, format_significant(v, 6) if scientific else format_fixed(v, places)) for v in values
        )
    )


def end_labels(low: float, high: float) -> tuple[str, str]:
    """Labels of the ends of an axis, with as many decimals both: ``−0.10`` and ``0.12``.

    Two digits of what lies between them count.
    """
    largest = max(abs(low), abs(high))
    if largest < sys.float_info.min:
        # No power of ten divides what is smaller still.
        low = high = largest = 0.0
    # A number that is the same everywhere has digits all the same.
    span = max(high - low, 1e-5 * largest) or 1.0
    power = 0
    if largest and not 10.0 ** _PLAIN[0] <= largest < 10.0 ** _PLAIN[1]:
        power = math.floor(math.log10(largest))
    unit = 10.0**power
    places = max(0, 1 - math.floor(math.log10(span / unit)))
    ends = []
    for end in (low, high):
        text = format_fixed(end / unit, places)
        ends.append(f"{text}×10{superscript(power)}" if power else text)
    return ends[0], ends[1]


def log_ticks(low: float, high: float, most: int) -> Ticks:
    """Ticks of an axis whose positions are powers of ten, from 10**low to 10**high."""
    decades = high - low
    if decades < 0.7:
        return _ticks_of_less_than_a_decade(low, high, most)
    every = math.ceil(decades / max(most, 1))
    digits = (1, 2, 5) if decades * 3 <= most else (1,)
    exponents = range(math.floor(low), math.ceil(high) + 1)
    inside = [
        (digit, exponent)
        for exponent in exponents
        for digit in range(1, 10)
        if low - 1e-9 <= exponent + math.log10(digit) <= high + 1e-9
    ]
    named = [(n, exponent) for n, exponent in inside if n in digits and exponent % every == 0]
    # One way of writing for the whole axis: 100000 beside 1e6 reads as less.
    scientific = any(not _PLAIN[0] <= exponent <= _PLAIN[1] for _, exponent in named)
    write = _scientific if scientific else _plain
    bare = [pair for pair in inside if every == 1 and pair not in named]
    return Ticks(
        tuple((exponent + math.log10(n), write(n, exponent)) for n, exponent in named),
        tuple(exponent + math.log10(n) for n, exponent in bare),
    )


def _ticks_of_less_than_a_decade(low: float, high: float, most: int) -> Ticks:
    """Round numbers, the highest two of which, the closest, are far enough apart for words."""
    top = 10.0**high
    closest = top * (1 - 10.0 ** ((low - high) / max(most, 1)))
    ticks = _linear_ticks(10.0**low, top, _round_up(closest, _TICK_STEPS)).labelled
    return Ticks(tuple((math.log10(value), text) for value, text in ticks if value > 0))


def _plain(digit: int, exponent: int) -> str:
    return f"{digit * 10.0**exponent:.{max(0, -exponent)}f}"


def _scientific(digit: int, exponent: int) -> str:
    return typeset(f"{digit}e{exponent}") if exponent else str(digit)


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values, np.nan)


def _logarithm(values: NDArray[np.float64]) -> NDArray[np.float64]:
    positions = np.where(values == 0, -np.inf, np.nan)
    return np.log10(values, out=positions, where=np.isfinite(values) & (values > 0))


def _power_of_ten(position: float) -> float:
    return float(np.float_power(10.0, position))


def _linear_span(low: float, high: float) -> tuple[float, float]:
    del low  # A cost is read against zero.
    return 0.0, _round_up(high, _SPAN_STEPS) if high > 0 else 1.0


def _log_span(low: float, high: float) -> tuple[float, float]:
    bottom = -math.log10(_round_up(10.0**-low, _TICK_STEPS))
    top = math.log10(_round_up(10.0**high, _TICK_STEPS))
    return (bottom, top) if top - bottom >= 0.5 else (bottom - 0.4, top + 0.2)


LINEAR_COST = Scale(
    to_axis=_finite,
    from_axis=float,
    span=_linear_span,
    empty_span=(0.0, 2.0),
    previous_run_reach=1.0,
    better_reach=4.0,
    ticks=linear_ticks,
)
LOG_COST = Scale(
    to_axis=_logarithm,
    from_axis=_power_of_ten,
    span=_log_span,
    empty_span=(-2.0, math.log10(2.0)),
    previous_run_reach=1.0,
    better_reach=4.0,
    ticks=log_ticks,
)
_PERCENT_ENDS = (-1.0, 102.0)  # Lines at 0 and at 100 are drawn whole.
PERCENT = Scale(
    to_axis=lambda shares: _finite(shares * 100.0),
    from_axis=lambda percent: percent / 100.0,
    span=lambda _low, _high: _PERCENT_ENDS,
    empty_span=_PERCENT_ENDS,
    previous_run_reach=0.0,
    better_reach=0.0,
    ticks=linear_ticks,
)
