"""How the learning rate goes from epoch to epoch: schedules, each with its own settings.

Names, formulas and defaults are those of ``keras.optimizers.schedules`` (``ExponentialDecay``,
``CosineDecay``, ``PiecewiseConstantDecay``) and of ``keras.callbacks.ReduceLROnPlateau`` (Keras 3),
with epochs where Keras counts steps: all steps of an epoch have the same rate. ``plateau_patience``
is Keras' ``patience``, a name that early stopping has; lengths have no default in Keras.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.fields.declared import ChoiceField, FieldValue, Kind, NumberField
from signs_studio.messages import Message
from signs_studio.recipe.schema import setting, settings_of_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.frozen import FrozenSettings
    from signs_studio.recipe.plateau import PlateauCounter

LOWEST_RATE = 1e-12
"""No schedule goes below this: some optimizers divide by the learning rate."""

_MAX_EPOCHS = 1_000_000


class Moment(NamedTuple):
    """When a schedule is asked, and what it goes by.

    Attributes:
        epoch: Epochs since the warm-up.
        epochs: The recipe's epochs, but for those of the warm-up; 1 at least.
        learning_rate: The recipe's learning rate, from which the schedule starts.
        reductions: How often a plateau has been met.
    """

    epoch: int
    epochs: int
    learning_rate: float
    reductions: int

    def over(self, decay_epochs: float) -> float:
        """Returns which share of so many epochs is over, of all where they are 0."""
        return self.epoch / (decay_epochs or self.epochs)


Rate = Callable[["Mapping[str, float]", Moment], float]
"""(settings, moment) to the learning rate."""


@dataclass(frozen=True, kw_only=True)
class ScheduleKind(Kind):
    """A kind of schedule.

    Attributes:
        rate: The learning rate after the warm-up.
        waits_for_plateaus: Whether it follows from the costs.
    """

    rate: Rate
    waits_for_plateaus: bool = False


def _epochs(
    name: str, title: Message, text: Message, default: int, *, minimum: int = 1
) -> NumberField:
    return NumberField(
        name=name,
        title=title,
        help=text,
        default=default,
        minimum=minimum,
        maximum=_MAX_EPOCHS,
        whole=True,
    )


def _share(name: str, title: Message, text: Message, default: float) -> NumberField:
    return NumberField(name=name, title=title, help=text, default=default, minimum=0.0, maximum=1.0)


_OVER_ALL = _epochs(
    "decay_epochs",
    Message("recipe", "Decay epochs"),
    Message("recipe", "Over how many epochs it falls; 0 takes all."),
    0,
    minimum=0,
)


def _step(settings: Mapping[str, float], moment: Moment) -> float:
    drops = moment.epoch // int(settings["decay_epochs"])
    return moment.learning_rate * settings["decay_rate"] ** drops


def _exponential(settings: Mapping[str, float], moment: Moment) -> float:
    done = moment.over(settings["decay_epochs"])
    return moment.learning_rate * float(settings["decay_rate"] ** done)


def _cosine(settings: Mapping[str, float], moment: Moment) -> float:
    done, alpha = min(moment.over(settings["decay_epochs"]), 1.0), settings["alpha"]
    left = 0.5 * (1.0 + math.cos(math.pi * done))
    return moment.learning_rate * ((1.0 - alpha) * left + alpha)


def _plateau(settings: Mapping[str, float], moment: Moment) -> float:
    lowest = min(moment.learning_rate, settings["min_lr"])
    return max(moment.learning_rate * settings["factor"] ** moment.reductions, lowest)


SCHEDULES: Mapping[str, ScheduleKind] = MappingProxyType(
    {
        "constant": ScheduleKind(
            Message("recipe", "Constant"),
            Message("recipe", "The learning rate stays as it is."),
            rate=lambda _settings, moment: moment.learning_rate,
        ),
        "step": ScheduleKind(
            Message("recipe", "Step"),
            Message("recipe", "After every so many epochs the learning rate falls at once."),
            (
                _epochs(
                    "decay_epochs",
                    Message("recipe", "Decay epochs"),
                    Message("recipe", "How many epochs each rate lasts."),
                    100,
                ),
                _share(
                    "decay_rate",
                    Message("recipe", "Decay rate"),
                    Message("recipe", "What the rate is multiplied by."),
                    0.5,
                ),
            ),
            rate=_step,
        ),
        "exponential": ScheduleKind(
            Message("recipe", "Exponential"),
            Message("recipe", "The learning rate falls by the same share in every epoch."),
            (
                _OVER_ALL,
                _share(
                    "decay_rate",
                    Message("recipe", "Decay rate"),
                    Message("recipe", "What share of the rate is left by then."),
                    0.1,
                ),
            ),
            rate=_exponential,
        ),
        "cosine": ScheduleKind(
            Message("recipe", "Cosine"),
            Message(
                "recipe",
                "The learning rate falls along half a wave: slowly, fast, and slowly again.",
            ),
            (
                _OVER_ALL,
                _share(
                    "alpha",
                    Message("recipe", "Alpha"),
                    Message("recipe", "What share of the rate is left at the end."),
                    0.0,
                ),
            ),
            rate=_cosine,
        ),
        "plateau": ScheduleKind(
            Message("recipe", "Reduce on plateau"),
            Message(
                "recipe",
                "The learning rate falls whenever the test cost has not fallen for a while.",
            ),
            (
                _share(
                    "factor",
                    Message("recipe", "Factor"),
                    Message("recipe", "What the rate is then multiplied by."),
                    0.1,
                ),
                _epochs(
                    "plateau_patience",
                    Message("recipe", "Patience"),
                    Message("recipe", "For how many epochs it waits."),
                    10,
                ),
                NumberField(
                    name="min_delta",
                    title=Message("recipe", "Threshold"),
                    help=Message(
                        "recipe", "By how much the test cost must fall to count as fallen."
                    ),
                    default=1e-4,
                    minimum=0.0,
                    maximum=1e6,
                ),
                NumberField(
                    name="min_lr",
                    title=Message("recipe", "Lowest rate"),
                    help=Message("recipe", "The learning rate is not reduced below this."),
                    default=0.0,
                    minimum=0.0,
                    maximum=1e6,
                ),
            ),
            rate=_plateau,
            waits_for_plateaus=True,
        ),
    }
)

SCHEDULE = ChoiceField(
    name="schedule",
    title=Message("recipe", "Schedule"),
    help=Message("recipe", "How the learning rate changes from epoch to epoch."),
    default="constant",
    choices={name: kind.title for name, kind in SCHEDULES.items()},
)

WARMUP_EPOCHS = _epochs(
    "warmup_epochs",
    Message("recipe", "Warm-up"),
    Message("recipe", "Epochs in which the learning rate rises to its value."),
    0,
    minimum=0,
)


@dataclass(frozen=True)
class Schedule:
    """A chosen schedule.

    Attributes:
        kind: Its name in ``SCHEDULES``.
        settings: The value of each of its settings.
        warmup_epochs: Epochs at the beginning in which the rate rises evenly to the recipe's own;
            the schedule's own epochs are counted from their end.
    """

    kind: str = setting(SCHEDULE)
    settings: FrozenSettings[FieldValue] = settings_of_kind(SCHEDULE, SCHEDULES)
    warmup_epochs: int = setting(WARMUP_EPOCHS)

    @property
    def numbers(self) -> Mapping[str, float]:
        """Its settings, which are numbers."""
        return {name: float(value) for name, value in self.settings.items()}


def learning_rate_at(
    schedule: Schedule, *, epoch: int, learning_rate: float, epochs: int, reductions: int = 0
) -> float:
    """Returns the learning rate of every step of an epoch.

    Args:
        schedule: The recipe's schedule.
        epoch: Index of the epoch, from 0.
        learning_rate: The recipe's learning rate, from which the schedule starts.
        epochs: The recipe's epochs, which 0 ``decay_epochs`` stand for, but for those of warm-up.
        reductions: How often a plateau has been met before this epoch, as ``update_plateau``
            counts them; other schedules know none.
    """
    warmup = schedule.warmup_epochs
    if epoch < warmup:
        # As CosineDecay warms up from 1 / (warmup + 1) of the rate: with zero, as is Keras'
        # default, all of the first epoch would learn nothing.
        return learning_rate * (epoch + 1) / (warmup + 1)
    moment = Moment(epoch - warmup, max(epochs - warmup, 1), learning_rate, reductions)
    return max(SCHEDULES[schedule.kind].rate(schedule.numbers, moment), LOWEST_RATE)


def update_plateau(
    schedule: Schedule, plateau: PlateauCounter, *, epoch: int, test_cost: float
) -> PlateauCounter:
    """Returns what is known of the plateaus of a run after one more epoch.

    Args:
        schedule: The recipe's schedule; any that waits for none learns nothing here, nor does its
            warm-up.
        plateau: What was known before; its ``count`` is for ``learning_rate_at``.
        epoch: Index of the epoch, from 0.
        test_cost: The cost on the test pictures after it.
    """
    if not SCHEDULES[schedule.kind].waits_for_plateaus or epoch < schedule.warmup_epochs:
        return plateau
    numbers = schedule.numbers
    return plateau.after(
        test_cost, patience=int(numbers["plateau_patience"]), min_delta=numbers["min_delta"]
    )
