"""How each optimizer turns a gradient into an update: Keras 3's rules as pure functions.

A rule keeps *slots*, numbers it remembers for each variable between steps. ``UPDATE_RULES`` names,
for each optimizer of ``signs_studio.recipe.optimizers``, what its slots start as and how a step
changes the variable and them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf
    from numpy.typing import NDArray

    from signs_studio.recipe.optimizers import Optimizer

Slots = tuple[Any, ...]
"""What is remembered for one variable, as tensors, in the order of its rule's slots."""


@dataclass(frozen=True)
class Settings:
    """What a step is told, as scalars of the compiled call, so that none is compiled in.

    Attributes:
        learning_rate: Length of a step, () float64.
        step: How many steps this is since training began, from 1, () float64.
        numbers: The optimizer's settings that are numbers, each () float64. They are combined in
            this precision: 1 - 0.999 is wrong by one part in 80,000 in float32.
        switches: Its settings that are on or off; these are compiled in.
    """

    learning_rate: tf.Tensor
    step: tf.Tensor
    numbers: Mapping[str, tf.Tensor]
    switches: Mapping[str, bool]

    def __getitem__(self, name: str) -> tf.Tensor:
        """The setting of that name, or ``learning_rate``, () float64."""
        return self.learning_rate if name == "learning_rate" else self.numbers[name]


Update = Callable[["tf.Tensor", "tf.Tensor", Slots, Settings], "tuple[tf.Tensor, Slots]"]
"""(variable, gradient, slots, settings) to (variable, slots) after the step."""


@dataclass(frozen=True)
class Slot:
    """One thing remembered for each variable.

    Attributes:
        start: The number it starts as, or the name of the setting that holds that number.
        scalar: Whether it is one float64 for the variable; else float32 of the variable's shape.
        switch: The setting that must be on for it to exist, if any.
    """

    start: float | str = 0.0
    scalar: bool = False
    switch: str | None = None


@dataclass(frozen=True)
class UpdateRule:
    """An optimizer: one step of one variable, and the slots that the step reads and renews."""

    update: Update
    slots: tuple[Slot, ...] = ()


def init_slots(optimizer: Optimizer, shape: tuple[int, ...]) -> tuple[NDArray[Any], ...]:
    """The slots of a variable of ``shape`` as they are before the first step."""
    settings = optimizer.settings
    slots = []
    for slot in UPDATE_RULES[optimizer.name].slots:
        if slot.switch is None or settings[slot.switch]:
            start = settings[slot.start] if isinstance(slot.start, str) else slot.start
            array = np.full(
                () if slot.scalar else shape, start, np.float64 if slot.scalar else np.float32
            )
            slots.append(array)
    return tuple(slots)


def _f32(value: Any) -> tf.Tensor:
    import tensorflow as tf

    return tf.cast(value, tf.float32)


def _ema(average: tf.Tensor, value: tf.Tensor, rate: tf.Tensor) -> tf.Tensor:
    """The running average, moved by ``1 - rate`` of the way to ``value``."""
    return average + (value - average) * _f32(1.0 - rate)


def _gradient_descent(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    return variable - _f32(settings.learning_rate) * gradient, slots


def _momentum(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    (velocity,) = slots
    velocity = velocity * _f32(settings["momentum"]) - gradient * _f32(settings.learning_rate)
    return variable + velocity, (velocity,)


def _nesterov(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    (velocity,) = slots
    momentum, down = _f32(settings["momentum"]), gradient * _f32(settings.learning_rate)
    velocity = velocity * momentum - down
    return variable + velocity * momentum - down, (velocity,)


def _rmsprop(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    import tensorflow as tf

    square, velocity, *average = slots
    square = _ema(square, tf.square(gradient), settings["rho"])
    size = square
    if settings.switches["centered"]:
        average = [_ema(average[0], gradient, settings["rho"])]
        size = square - tf.square(average[0])
    step = _f32(settings.learning_rate) * gradient / tf.sqrt(size + _f32(settings["epsilon"]))
    velocity = _f32(settings["momentum"]) * velocity + step
    return variable - velocity, (square, velocity, *average)


def _adagrad(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    import tensorflow as tf

    (total,) = slots
    total = total + tf.square(gradient)
    step = _f32(settings.learning_rate) * gradient / tf.sqrt(total + _f32(settings["epsilon"]))
    return variable - step, (total,)


def _adadelta(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    import tensorflow as tf

    square, moved = slots
    epsilon = _f32(settings["epsilon"])
    square = _ema(square, tf.square(gradient), settings["rho"])
    delta = tf.sqrt(moved + epsilon) * gradient / tf.sqrt(square + epsilon)
    moved = _ema(moved, tf.square(delta), settings["rho"])
    return variable - _f32(settings.learning_rate) * delta, (square, moved)


def _adam(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    import tensorflow as tf

    average, square, *largest = slots
    beta_1, beta_2 = settings["beta_1"], settings["beta_2"]
    rate = settings.learning_rate * tf.sqrt(1.0 - beta_2**settings.step)
    rate = _f32(rate / (1.0 - beta_1**settings.step))
    average = _ema(average, gradient, beta_1)
    square = _ema(square, tf.square(gradient), beta_2)
    size = square
    if settings.switches["amsgrad"]:
        largest = [tf.maximum(largest[0], square)]
        size = largest[0]
    moved = variable - average * rate / (tf.sqrt(size) + _f32(settings["epsilon"]))
    return moved, (average, square, *largest)


def _adamw(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    kept = _f32(1.0 - settings["weight_decay"] * settings.learning_rate)
    return _adam(variable * kept, gradient, slots, settings)


def _adamax(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    import tensorflow as tf

    average, largest = slots
    rate = _f32(settings.learning_rate / (1.0 - settings["beta_1"] ** settings.step))
    average = _ema(average, gradient, settings["beta_1"])
    largest = tf.maximum(_f32(settings["beta_2"]) * largest, tf.abs(gradient))
    return variable - rate * average / (largest + _f32(settings["epsilon"])), (average, largest)


def _nadam(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    import tensorflow as tf

    average, square, product = slots
    beta_1, beta_2, step = settings["beta_1"], settings["beta_2"], settings.step
    now = beta_1 * (1.0 - 0.5 * tf.cast(0.96, tf.float64) ** step)
    next_ = beta_1 * (1.0 - 0.5 * tf.cast(0.96, tf.float64) ** (step + 1.0))
    product = product * now
    average = _ema(average, gradient, beta_1)
    square = _ema(square, tf.square(gradient), beta_2)
    ahead = average * _f32(next_ / (1.0 - product * next_)) + gradient * _f32(
        (1.0 - now) / (1.0 - product)
    )
    size = tf.sqrt(square * _f32(1.0 / (1.0 - beta_2**step)))
    moved = variable - ahead * _f32(settings.learning_rate) / (size + _f32(settings["epsilon"]))
    return moved, (average, square, product)


def _ftrl(
    variable: tf.Tensor, gradient: tf.Tensor, slots: Slots, settings: Settings
) -> tuple[tf.Tensor, Slots]:
    import tensorflow as tf

    total, linear = slots
    rate, power = settings.learning_rate, _f32(-settings["learning_rate_power"])
    l1 = _f32(settings["l1_regularization_strength"])
    l2 = settings["l2_regularization_strength"] + settings["beta"] / (2.0 * rate)
    shrinkage = _f32(2.0 * settings["l2_shrinkage_regularization_strength"])
    grown = total + tf.square(gradient)
    grown_power = grown**power
    pull = (grown_power - total**power) / _f32(rate) * variable
    linear = linear + gradient + shrinkage * variable - pull
    quadratic = grown_power / _f32(rate) + _f32(2.0 * l2)
    moved = (tf.clip_by_value(linear, -l1, l1) - linear) / quadratic
    return moved, (grown, linear)


UPDATE_RULES: Mapping[str, UpdateRule] = MappingProxyType(
    {
        "gradient_descent": UpdateRule(_gradient_descent),
        "momentum": UpdateRule(_momentum, (Slot(),)),
        "nesterov": UpdateRule(_nesterov, (Slot(),)),
        "rmsprop": UpdateRule(_rmsprop, (Slot(), Slot(), Slot(switch="centered"))),
        "adagrad": UpdateRule(_adagrad, (Slot("initial_accumulator_value"),)),
        "adadelta": UpdateRule(_adadelta, (Slot(), Slot())),
        "adam": UpdateRule(_adam, (Slot(), Slot(), Slot(switch="amsgrad"))),
        "adamax": UpdateRule(_adamax, (Slot(), Slot())),
        "nadam": UpdateRule(_nadam, (Slot(), Slot(), Slot(1.0, scalar=True))),
        "adamw": UpdateRule(_adamw, (Slot(), Slot(), Slot(switch="amsgrad"))),
        "ftrl": UpdateRule(_ftrl, (Slot("initial_accumulator_value"), Slot())),
    }
)
