"""How the learning rate goes from epoch to epoch: schedules, each with its own settings.

Names, formulas and defaults are those of ``keras.optimizers.schedules`` (``ExponentialDecay``,
``CosineDecay``, ``PiecewiseConstantDecay``) and of ``keras.callbacks.ReduceLROnPlateau`` (Keras 3),
with epochs where Keras counts steps: all steps of an epoch have the same rate. ``plateau_patience``
and ``min_rate`` are Keras' ``patience`` and ``min_lr``; lengths have no default in Keras.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from signs_studio.fields.declared import ChoiceField, FieldValue, Kind, NumberField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.frozen import FrozenSettings
    from signs_studio.recipe.plateau import PlateauCounter

LOWEST_RATE = 1e-12
"""No schedule goes below this: some optimizers divide by the learning rate."""

_MAX_EPOCHS = 1_000_000


@dataclass(frozen=True)
class Schedule:
    """A chosen schedule.

    Attributes:
        kind: Its name in ``SCHEDULES``.
        settings: The value of each of its settings.
        warmup_epochs: Epochs at the beginning in which the rate rises evenly to the recipe's own;
            the schedule's own epochs are counted from their end.
    """

    kind: str
    settings: FrozenSettings[FieldValue]
    warmup_epochs: int

    def number(self, name: str) -> float:
        """The setting of that name, which is a number."""
        return float(self.settings[name])


def _epochs(name: str, title: str, text: str, default: int, *, minimum: int = 1) -> NumberField:
    return NumberField(
        name=name,
        title=title,
        help=text,
        default=default,
        minimum=minimum,
        maximum=_MAX_EPOCHS,
        whole=True,
    )


def _share(name: str, title: str, text: str, default: float) -> NumberField:
    return NumberField(name=name, title=title, help=text, default=default, minimum=0.0, maximum=1.0)


_OVER_ALL = _epochs(
    "decay_epochs", "Decay epochs", "Over how many epochs it falls; 0 takes all.", 0, minimum=0
)

SCHEDULES: Mapping[str, Kind] = MappingProxyType(
    {
        "constant": Kind("Constant", "The learning rate stays as it is."),
        "step": Kind(
            "Step",
            "After every so many epochs the learning rate falls at once.",
            (
                _epochs("decay_epochs", "Decay epochs", "How many epochs each rate lasts.", 100),
                _share("decay_rate", "Decay rate", "What the rate is multiplied by.", 0.5),
            ),
        ),
        "exponential": Kind(
            "Exponential",
            "The learning rate falls by the same share in every epoch.",
            (
                _OVER_ALL,
                _share("decay_rate", "Decay rate", "What share of the rate is left by then.", 0.1),
            ),
        ),
        "cosine": Kind(
            "Cosine",
            "The learning rate falls along half a wave: slowly, fast, and slowly again.",
            (
                _OVER_ALL,
                _share("alpha", "Alpha", "What share of the rate is left at the end.", 0.0),
            ),
        ),
        "plateau": Kind(
            "Reduce on plateau",
            "The learning rate falls whenever the test cost has not fallen for a while.",
            (
                _share("factor", "Factor", "What the rate is then multiplied by.", 0.1),
                _epochs("plateau_patience", "Patience", "For how many epochs it waits.", 10),
                NumberField(
                    name="min_delta",
                    title="Threshold",
                    help="By how much the test cost must fall to count as fallen.",
                    default=1e-4,
                    minimum=0.0,
                    maximum=1e6,
                ),
                NumberField(
                    name="min_rate",
                    title="Lowest rate",
                    help="The learning rate is not reduced below this.",
                    default=0.0,
                    minimum=0.0,
                    maximum=1e6,
                ),
            ),
        ),
    }
)

SCHEDULE = ChoiceField(
    name="schedule",
    title="Schedule",
    help="How the learning rate changes from epoch to epoch.",
    default="constant",
    choices={name: kind.title for name, kind in SCHEDULES.items()},
)

WARMUP_EPOCHS = _epochs(
    "warmup_epochs",
    "Warm-up",
    "Epochs in which the learning rate rises to its value.",
    0,
    minimum=0,
)


def learning_rate_at(
    schedule: Schedule, *, epoch: int, learning_rate: float, epochs: int, reductions: int = 0
) -> float:
    """The learning rate of every step of an epoch.

    Args:
        schedule: The recipe's schedule.
        epoch: Index of the epoch, from 0.
        learning_rate: The recipe's learning rate, from which the schedule starts.
        epochs: The recipe's epochs, which 0 ``decay_epochs`` stand for, but for those of warm-up.
        reductions: How often a plateau has been met before this epoch, as ``watch`` counts them;
            other schedules know none.
    """
    if epoch < schedule.warmup_epochs:
        # As CosineDecay warms up from 1 / (warmup + 1) of the rate: with zero, as is Keras'
        # default, all of the first epoch would learn nothing.
        return learning_rate * (epoch + 1) / (schedule.warmup_epochs + 1)
    epoch -= schedule.warmup_epochs
    rate = learning_rate
    match schedule.kind:
        case "step":
            drops = epoch // int(schedule.number("decay_epochs"))
            rate *= schedule.number("decay_rate") ** drops
        case "exponential":
            rate *= schedule.number("decay_rate") ** (epoch / _decay_epochs(schedule, epochs))
        case "cosine":
            done = min(epoch / _decay_epochs(schedule, epochs), 1.0)
            alpha = schedule.number("alpha")
            rate *= (1.0 - alpha) * 0.5 * (1.0 + math.cos(math.pi * done)) + alpha
        case "plateau":
            lowest = min(learning_rate, schedule.number("min_rate"))
            rate = max(rate * schedule.number("factor") ** reductions, lowest)
    return max(rate, LOWEST_RATE)


def watch(
    schedule: Schedule, plateau: PlateauCounter, *, epoch: int, test_cost: float
) -> PlateauCounter:
    """What is known of the plateaus of a run after one more epoch.

    Args:
        schedule: The recipe's schedule; any but a plateau, and its warm-up, learns nothing here.
        plateau: What was known before; its ``count`` is for ``learning_rate_at``.
        epoch: Index of the epoch, from 0.
        test_cost: The cost on the test pictures after it.
    """
    if schedule.kind != "plateau" or epoch < schedule.warmup_epochs:
        return plateau
    return plateau.after(
        test_cost,
        patience=int(schedule.number("plateau_patience")),
        min_delta=schedule.number("min_delta"),
    )


def _decay_epochs(schedule: Schedule, epochs: int) -> int:
    chosen = int(schedule.number("decay_epochs"))
    return chosen or max(epochs - schedule.warmup_epochs, 1)
