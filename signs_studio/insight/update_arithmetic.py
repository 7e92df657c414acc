"""Arithmetic of one weight's update, term by term, to be followed with a calculator."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.messages import Message
from signs_studio.numbers import format_significant, superscript

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Term(NamedTuple):
    """A line of the arithmetic.

    Attributes:
        name: What it is.
        formula: Of which numbers it is made; empty where it is given.
        value: The number.
    """

    name: Message
    formula: str
    value: float


class WeightUpdate(NamedTuple):
    """One weight before and after a step.

    Attributes:
        before: Its value before.
        gradient: Of the objective with respect to it.
        after: Its value after.
        slots_before: What the optimizer remembered for it, in its own order.
        slots_after: The same after the step.
        step: How many steps this is since training began.
        numbers: ``learning_rate`` and the optimizer's settings that are numbers.
    """

    before: float
    gradient: float
    after: float
    slots_before: Sequence[float]
    slots_after: Sequence[float]
    step: int
    numbers: Mapping[str, float]


def update_terms(optimizer: str, update: WeightUpdate) -> tuple[Term, ...]:
    """Returns the arithmetic of an update, the new value last.

    Of optimizers whose arithmetic is not told term by term, what they remember is shown.

    Args:
        optimizer: A name in ``OPTIMIZERS``.
        update: Of one weight.
    """
    told = _TOLD.get(optimizer, _remembered)(update)
    return (
        Term(Message("insight", "weight w"), "", update.before),
        Term(Message("insight", "gradient g"), "", update.gradient),
        Term(Message("insight", "learning rate"), "", update.numbers["learning_rate"]),
        *told,
    )


def _format(number: float) -> str:
    return format_significant(number, 6)


def _descent(update: WeightUpdate) -> tuple[Term, ...]:
    return _moved(update.before, "rate · g", update.numbers["learning_rate"] * update.gradient)


def _momentum(update: WeightUpdate) -> tuple[Term, ...]:
    beta, rate = update.numbers["momentum"], update.numbers["learning_rate"]
    (velocity,) = update.slots_before
    new = beta * velocity - rate * update.gradient
    return (
        Term(Message("insight", "velocity v before"), "", velocity),
        Term(Message("insight", "velocity v"), f"{_format(beta)} v − rate · g", new),
        *_moved(update.before, "−v", -new),
    )


def _nesterov(update: WeightUpdate) -> tuple[Term, ...]:
    beta, rate = update.numbers["momentum"], update.numbers["learning_rate"]
    (velocity,) = update.slots_before
    new = beta * velocity - rate * update.gradient
    return (
        Term(Message("insight", "velocity v before"), "", velocity),
        Term(Message("insight", "velocity v"), f"{_format(beta)} v − rate · g", new),
        *_moved(
            update.before,
            f"rate · g − {_format(beta)} v",
            rate * update.gradient - beta * new,
        ),
    )


def _adam(update: WeightUpdate) -> tuple[Term, ...]:
    """Returns the terms of Adam (Kingma and Ba 2015), with ε as in the paper's section 2."""
    beta_1, beta_2 = update.numbers["beta_1"], update.numbers["beta_2"]
    rate, epsilon = update.numbers["learning_rate"], update.numbers["epsilon"]
    average, square, *largest = update.slots_before
    new_average = beta_1 * average + (1 - beta_1) * update.gradient
    new_square = beta_2 * square + (1 - beta_2) * update.gradient**2
    corrected = rate * math.sqrt(1 - beta_2**update.step) / (1 - beta_1**update.step)
    size, name, power = new_square, "v", superscript(update.step)
    told = [
        Term(Message("insight", "average m before"), "", average),
        Term(Message("insight", "average of squares v before"), "", square),
        Term(
            Message("insight", "average m"),
            f"{_format(beta_1)} m + {_format(1 - beta_1)} g",
            new_average,
        ),
        Term(
            Message("insight", "average of squares v"),
            f"{_format(beta_2)} v + {_format(1 - beta_2)} g²",
            new_square,
        ),
    ]
    if largest:
        size, name = max(largest[0], new_square), "v̂"
        told.append(Term(Message("insight", "largest v so far"), "", size))
    told.append(
        Term(
            Message("insight", "corrected rate"),
            f"rate · √(1 − {_format(beta_2)}{power}) / (1 − {_format(beta_1)}{power})",
            corrected,
        )
    )
    step = corrected * new_average / (math.sqrt(size) + epsilon)
    return (
        *told,
        *_moved(update.before, f"corrected rate · m / (√{name} + {_format(epsilon)})", step),
    )


def _adamw(update: WeightUpdate) -> tuple[Term, ...]:
    """Returns the terms of AdamW (Loshchilov and Hutter 2019): a pull to zero, then Adam."""
    decay = update.numbers["weight_decay"]
    pulled = update.before * (1 - decay * update.numbers["learning_rate"])
    return (
        Term(
            Message("insight", "weight w pulled to zero"),
            f"w (1 − {_format(decay)} · rate)",
            pulled,
        ),
        *_adam(update._replace(before=pulled)),
    )


def _remembered(update: WeightUpdate) -> tuple[Term, ...]:
    told = []
    for place, (before, after) in enumerate(
        zip(update.slots_before, update.slots_after, strict=True), start=1
    ):
        words = Message("insight", "memory {place} before").format(place=place)
        told += [
            Term(words, "", before),
            Term(Message("insight", "memory {place}").format(place=place), "", after),
        ]
    return (*told, *_moved(update.before, "", update.before - update.after))


def _moved(before: float, formula: str, step: float) -> tuple[Term, Term]:
    return (
        Term(Message("insight", "step"), formula, step),
        Term(Message("insight", "new weight"), "w − step", before - step),
    )


_TOLD: Mapping[str, Callable[[WeightUpdate], tuple[Term, ...]]] = {
    "sgd": _descent,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adam": _adam,
    "adamw": _adamw,
}
