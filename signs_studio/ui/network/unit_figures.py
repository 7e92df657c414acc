"""Figures of one unit: its weights, the pictures that excite it, its gradient."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from signs_studio.figures import Heatmaps, Photographs
from signs_studio.insight.pixels import as_bytes, as_shares
from signs_studio.messages import Message, together
from signs_studio.numbers import format_significant
from signs_studio.ui.network.network_words import format_activation
from signs_studio.wording.networks import dead_for

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from signs_studio.insight.unit_details import UnitDetails
    from signs_studio.recipe.network_stages import Stage

    Picture = NDArray[np.uint8] | NDArray[np.float32]

MAX_MAPS = 6
MAX_BARS = 25


class InputBar(NamedTuple):
    """The weight of one input.

    Attributes:
        name: Of the input.
        weight: Its weight.
    """

    name: str
    weight: float


def weight_maps(details: UnitDetails, before: Stage) -> Heatmaps | None:
    """Returns the weights of a unit as pictures; None where what comes in has no places.

    Args:
        details: Of the unit.
        before: The stage that it is given the outputs of.
    """
    weights = details.weights
    if weights.ndim == 1:
        if not before.is_pictures or len(weights) != math.prod(before.shape):
            return None
        weights = weights.reshape(before.shape)
    count = weights.shape[2]
    title = Message("unit_figures", "Weights of the inputs")
    if before.shown is None:
        names = _channel_names(count)
        channels: list[int] = list(range(min(count, MAX_MAPS)))
    else:
        sizes = np.square(weights).sum(axis=(0, 1))
        channels = np.argsort(-sizes, kind="stable")[:MAX_MAPS].tolist()
        names = tuple(
            Message("unit_figures", "filter {number}").text(number=f"{i + 1:,}")
            for i in range(count)
        )
        if count > MAX_MAPS:
            title = Message(
                "unit_figures", "Weights: the {shown} largest of {count} inputs"
            ).format(shown=MAX_MAPS, count=count)
    return Heatmaps(
        title=str(title),
        maps=tuple(weights[:, :, channel] for channel in channels),
        captions=tuple(names[channel] for channel in channels),
        label=Message("unit_figures", "Weight").text(),
    )


def weight_bars(details: UnitDetails, dead_inputs: Collection[int]) -> tuple[InputBar, ...]:
    """Returns the weights of largest magnitude of a unit whose inputs are numbers in a row.

    Args:
        details: Of the unit.
        dead_inputs: Indices of inputs that are dead units, whose weights add nothing.
    """
    weights = details.weights.reshape(-1)
    largest = np.argsort(-np.abs(weights), kind="stable")[:MAX_BARS].tolist()
    name = Message("unit_figures", "unit {number}")
    dead = Message("unit_figures", "unit {number}, dead")
    return tuple(
        InputBar(
            (dead if index in dead_inputs else name).text(number=f"{index + 1:,}"),
            float(weights[index]),
        )
        for index in largest
    )


def exciting_pictures(details: UnitDetails, pictures: Picture) -> Photographs:
    """Returns the pictures that excite a unit most, with its activation for each.

    Of a dead unit, those that come closest to it, with W x + b.

    Args:
        details: Of the unit.
        pictures: Test pictures that can be looked at, (N, height, width, channels); those beyond
            them are left out.
    """
    shown = [(index, value) for index, value in details.strongest if index < len(pictures)]
    title = Message("unit_figures", "Test pictures that excite it most")
    if details.is_dead:
        title = Message("unit_figures", "Test pictures that come closest, by W x + b")
    return Photographs(
        title=str(title),
        pictures=tuple(as_bytes(as_shares(pictures[index])) for index, _ in shown),
        captions=tuple(format_activation(value) for _, value in shown),
    )


def gradient_map(details: UnitDetails, picture: Picture) -> Heatmaps:
    """Returns the gradient of a unit over the picture, as the sum of its channels."""
    return Heatmaps(
        title=Message("unit_figures", "How each pixel changes it (gradient)").text(),
        maps=(details.gradient.sum(axis=2),),
        captions=("",),
        label=Message("unit_figures", "Gradient").text(),
        under=(as_bytes(as_shares(picture)),),
    )


def unit_sentence(details: UnitDetails, *, is_output: bool = False) -> str:
    """Returns what a unit gives, for the picture and for all test pictures.

    Args:
        details: Of the unit.
        is_output: Whether it is of the softmax layer: what it gives is a logit then.
    """
    gives = Message("unit_figures", "It gives {value} for this picture.")
    if details.weights.ndim == 3:
        gives = Message("unit_figures", "At its strongest place in this picture it gives {value}.")
    elif is_output:
        gives = Message("unit_figures", "Its logit, which softmax is given, is {value} here.")
    sentences = [
        gives.format(value=format_activation(details.value)),
        Message("unit_figures", "Over the test set it is above 0 for {active} of {count}.").format(
            active=details.active, count=details.tested
        ),
        Message("unit_figures", "Its bias is {bias}.").format(
            bias=format_significant(details.bias)
        ),
    ]
    if not details.gradient.any():
        sentences.append(
            Message("unit_figures", "Its gradient is 0: no pixel of this picture changes it.")
        )
    return str(together(sentences))


def death_sentence(details: UnitDetails) -> str:
    """Returns why a dead unit gives nothing."""
    words = Message(
        "unit_figures",
        "This unit is {dead}: of them all, the largest W x + b is {largest}. Below 0, ReLU gives 0 "
        "and has no slope, so that no step changes its weights any more.",
    )
    dead = dead_for(details.pictures, of_training=True)
    return words.text(dead=dead, largest=format_significant(details.largest_sum))


def _channel_names(count: int) -> tuple[str, ...]:
    if count == 3:
        return (
            Message("unit_figures", "red").text(),
            Message("unit_figures", "green").text(),
            Message("unit_figures", "blue").text(),
        )
    if count == 1:
        return (Message("unit_figures", "grey").text(),)
    return tuple(f"{channel + 1:,}" for channel in range(count))
