"""Weights of units as a figure, and what it shows in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.charts.colour_scale import ColourScale
from signs_studio.figures import Heatmaps
from signs_studio.insight.weights import WeightsKind
from signs_studio.messages import Message
from signs_studio.wording.networks import dead_for

if TYPE_CHECKING:
    from signs_studio.insight.weights import WeightsSeen

_COLOURS = 3


def has_colours(seen: WeightsSeen) -> bool:
    """Returns whether the units are given pictures of red, green and blue."""
    return seen.pictures is not None and seen.pictures.shape[-1] == _COLOURS


def weights_figure(seen: WeightsSeen, *, as_colours: bool) -> Heatmaps:
    """Returns a map for each unit on show.

    Args:
        seen: The weights, or their change.
        as_colours: Whether red, green and blue are drawn as such, each grey at 0, where there are
            these; else a map is of their mean.
    """
    assert seen.pictures is not None  # There would be nothing to draw.
    if as_colours and has_colours(seen):
        maps = tuple(seen.pictures)
    else:
        maps = tuple(seen.pictures.mean(axis=-1))
    labels = {
        WeightsKind.WEIGHTS: Message("weights", "weight"),
        WeightsKind.LAST_EPOCH: Message("weights", "change"),
        WeightsKind.SINCE_START: Message("weights", "change"),
    }
    return Heatmaps(
        title="",
        maps=maps,
        captions=_captions(seen, len(maps)),
        label=labels[seen.kind].text(),
        marked=_marked(seen, len(maps)),
    )


def maps_figure(seen: WeightsSeen) -> Heatmaps:
    """Returns what each filter on show gives for the chosen picture."""
    assert seen.maps is not None  # There would be nothing to draw.
    return Heatmaps(
        title="",
        maps=tuple(seen.maps),
        captions=_captions(seen, len(seen.maps)),
        label=Message("weights", "activation").text(),
        marked=_marked(seen, len(seen.maps)),
    )


def dead_words(seen: WeightsSeen, *, tested: int) -> str:
    """Returns how many units are dead; nothing where none is.

    Args:
        seen: The weights.
        tested: Number of all test pictures.
    """
    if not seen.dead:
        return ""
    words = Message(
        "weights",
        "Crossed out: {count} of {units} are {dead}, whatever their weights are.",
        "Crossed out: 1 of {units} is {dead}, whatever its weights are.",
        0,
    )
    dead = dead_for(seen.probes, of=tested)
    return words.text(count=len(seen.dead), units=seen.units, dead=dead)


def colours_words(seen: WeightsSeen) -> str:
    """Returns the scale of colours that are channels of their own."""
    assert seen.pictures is not None  # There would be nothing to tell.
    return Message(
        "weights",
        "Red, green and blue are those of the pictures: grey is 0, the brightest {limit}, the "
        "darkest −{limit}.",
    ).text(limit=ColourScale.of((seen.pictures,)).high_label)


def _captions(seen: WeightsSeen, count: int) -> tuple[str, ...]:
    return tuple(str(seen.first + place + 1) for place in range(count))


def _marked(seen: WeightsSeen, count: int) -> frozenset[int]:
    return frozenset(place for place in range(count) if seen.first + place in seen.dead)
