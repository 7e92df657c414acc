"""Words beneath the columns of a network, and at its units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.messages import Message
from signs_studio.numbers import format_fixed, format_significant
from signs_studio.ui.state.selection import SetName
from signs_studio.wording.networks import shape_words, short_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signs_studio.recipe.network_stages import Stage
    from signs_studio.ui.state.selection import PictureReference


def stage_lines(stage: Stage, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Returns the lines beneath a column: name, shape, number of parameters, then what is done.

    The first three are in the same rows as those of ``picture_lines``. Each line has all ways to
    write it, from the longest to the shortest.

    Args:
        stage: That of the column.
        names: Those of ``layer_names``.
    """
    # The size of a filter would make names wider than columns are.
    name, _, size = names[stage.layers[0]].partition(", ")
    if len(stage.layers) > 1:
        # What is shown comes out of the last of them.
        number, _, kind = name.partition(" ")
        name = f"{number}–{stage.layers[-1] + 1} {kind}"
    activation = stage.rows[0].activation
    # A softmax layer is called after its activation.
    activation = "" if name.endswith(activation) else activation
    others = (size, activation, *(names[index] for index in stage.layers[1:]))
    return (
        _shorter(name),
        _shapes(stage),
        (short_count(stage.parameters),),
        *((words,) for words in others if words),
    )


def stage_words(stage: Stage, names: Sequence[str]) -> str:
    """Returns all that is known of the layers of a column, for a tooltip."""
    parameters = Message("network_view", "{count} parameters").text(count=f"{stage.parameters:,}")
    lines = [ways[0] for ways in stage_lines(stage, names)]
    lines[2] = parameters
    return "\n".join(lines)


def picture_lines(
    stage: Stage, picture: PictureReference, names: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """Returns the lines beneath the picture, each in all ways to write it, the longest first.

    They are its name, its shape, what the third row of others is, and the layers that work on it
    before the first one with connections.

    Args:
        stage: That of the picture.
        picture: Which it is.
        names: Those of ``layer_names``.
    """
    ways = (
        Message("network_view", "Test picture {number}"),
        Message("network_view", "Test {number}"),
    )
    if picture.of is SetName.TRAIN:
        ways = (
            Message("network_view", "Training picture {number}"),
            Message("network_view", "Training {number}"),
        )
    number = f"{picture.place + 1:,}"
    return (
        tuple(way.text(number=number) for way in ways),
        _shapes(stage),
        (Message("network_view", "parameters:").text(),),
        *((names[index],) for index in stage.layers),
    )


def format_activation(value: float) -> str:
    """Returns an activation in few letters: ``0.53``, ``−12``, ``3×10⁸``."""
    size = abs(value)
    places = 2 if size < 9.995 else 1 if size < 99.95 else 0
    if size < 0.005:
        return "0"
    return format_fixed(value, places) if size < 99_999.5 else format_significant(value, 1)


def _shorter(name: str) -> tuple[str, ...]:
    """Returns a name and shorter ones: "2 Conv 16", "2 Conv", "Conv"."""
    words = name.split()
    return (*(" ".join(words[:count]) for count in range(len(words), 1, -1)), words[1])


def _shapes(stage: Stage) -> tuple[str, ...]:
    """Returns a shape in less and less room: "32 × 32 × 16", "32×32×16", "32²×16"."""
    words = shape_words(stage.shape)
    ways = (words, words.replace(" ", ""))
    height, width, *units = (*stage.shape, 0)
    if stage.is_pictures and height == width:
        return (*ways, f"{height:,}²×{units[0]:,}")
    return ways
