"""Declaration of an optimizer, and the settings that several of them have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.fields.declared import Kind, NumberField, SwitchField
from signs_studio.messages import Message
from signs_studio.recipe.arithmetic import Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.arithmetic import Arithmetic

Slots = tuple[Tensor, ...]
"""Tensors that are remembered for one variable, in the order of its rule's slots."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of training, as scalars of the compiled call, so that none is compiled in.

    Attributes:
        learning_rate: Length of the step, () float64.
        count: Steps since training began, this one included, () float64.
        numbers: The optimizer's settings that are numbers, each () float64. They are combined in
            this precision: 1 - 0.999 is wrong by one part in 80,000 in float32.
        switches: Its settings that are on or off; these are compiled in.
        math: Functions of tensors.
    """

    learning_rate: Tensor
    count: Tensor
    numbers: Mapping[str, Tensor]
    switches: Mapping[str, bool]
    math: Arithmetic

    def __getitem__(self, name: str) -> Tensor:
        """Returns the setting of that name, () float64."""
        return self.numbers[name]

    def ema(self, average: Tensor, value: Tensor, rate: Tensor) -> Tensor:
        """Returns the exponential moving average, ``1 - rate`` of the way nearer to ``value``."""
        return average + (value - average) * self.math.float32(1.0 - rate)


Update = Callable[[Tensor, Tensor, Slots, Step], tuple[Tensor, Slots]]
"""(variable, gradient, slots, step) to (variable, slots) after the step."""


class Slot(NamedTuple):
    """One thing remembered for each variable.

    Attributes:
        start: The number it starts as, or the name of the setting that holds that number.
        scalar: Whether it is one float64 for the variable; else float32 of the variable's shape.
        switch: The setting that must be on for it to exist, if any.
    """

    start: float | str = 0.0
    scalar: bool = False
    switch: str | None = None


@dataclass(frozen=True, kw_only=True)
class OptimizerKind(Kind):
    """An optimizer: all that is to be known of it.

    A module of this package has one, called ``OPTIMIZER``; the module's name is the optimizer's.

    Attributes:
        place: Where it comes in menus, from 0.
        update: One step of one variable.
        slots: What is remembered for each variable from step to step.
    """

    place: int
    update: Update
    slots: tuple[Slot, ...] = ()


def share_field(name: str, title: Message, text: Message, default: float) -> NumberField:
    """Returns the declaration of a share from 0 up to, but not including, 1."""
    return NumberField(
        name=name,
        title=title,
        help=text,
        default=default,
        minimum=0.0,
        maximum=0.9999999,
        live=True,
    )


def strength_field(name: str, title: Message, text: Message, default: float) -> NumberField:
    """Returns the declaration of a number from 0."""
    return NumberField(
        name=name, title=title, help=text, default=default, minimum=0.0, maximum=1e6, live=True
    )


MOMENTUM_HELP = Message("recipe", "How much of the last update is kept in the next.")
RHO_HELP = Message("recipe", "How much of the average of squared gradients is kept at each step.")

MOMENTUM = share_field("momentum", Message("recipe", "Momentum"), MOMENTUM_HELP, 0.9)
BETA_1 = share_field(
    "beta_1",
    Message("recipe", "Beta 1"),
    Message("recipe", "How much of the average of gradients is kept at each step."),
    0.9,
)
BETA_2 = share_field("beta_2", Message("recipe", "Beta 2"), RHO_HELP, 0.999)
EPSILON = NumberField(
    name="epsilon",
    title=Message("recipe", "Epsilon"),
    help=Message("recipe", "A small number that keeps a division from being by zero."),
    default=1e-7,
    minimum=1e-15,
    maximum=1.0,
    live=True,
)
# It matters before the first step only: it is not live.
INITIAL_ACCUMULATOR = NumberField(
    name="initial_accumulator_value",
    title=Message("recipe", "Initial accumulator"),
    help=Message("recipe", "Where the sum of squared gradients starts."),
    default=0.1,
    minimum=0.0,
    maximum=1e6,
)
AMSGRAD = SwitchField(
    name="amsgrad",
    title=Message("recipe", "AMSGrad"),
    help=Message(
        "recipe", "Divide by the largest average of squared gradients so far, not by the latest."
    ),
    default=False,
)
