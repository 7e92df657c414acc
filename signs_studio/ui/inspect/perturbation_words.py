"""Words and units of the perturbations of a picture, and of the answers that they flip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.insight.perturbations import Perturbation
from signs_studio.messages import Message, both
from signs_studio.numbers import format_significant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signs_studio.insight.perturbations import ChangedPicture, Flip

PERCENT: Mapping[Perturbation, bool] = {
    change: change is not Perturbation.TURN for change in Perturbation
}
"""Perturbations whose amount is shown in hundredths; that of the others is in degrees."""


def shown_amount(change: Perturbation, amount: float) -> float:
    """Returns an amount of a change in the unit in which it is shown."""
    return 100 * amount if PERCENT[change] else amount


def amount_words(change: Perturbation, amount: float) -> str:
    """Returns an amount of a change in words: ``12 %``, ``−45°``."""
    shown = shown_amount(change, amount)
    number = format_significant(shown)
    return f"{number}\N{NO-BREAK SPACE}%" if PERCENT[change] else f"{number}°"


def slider_title(change: Perturbation) -> Message:
    """Returns the name of the slider of a change."""
    return {
        Perturbation.TURN: Message("inspect", "Turn"),
        Perturbation.SHIFT: Message("inspect", "Shift"),
        Perturbation.BLUR: Message("inspect", "Blur"),
        Perturbation.DIM: Message("inspect", "Dim"),
        Perturbation.COVER: Message("inspect", "Cover"),
        Perturbation.NOISE: Message("inspect", "Noise"),
    }[change]


def change_axis(change: Perturbation) -> Message:
    """Returns what an axis of amounts shows, with its unit."""
    return {
        Perturbation.TURN: Message("inspect", "Turned to the left (degrees)"),
        Perturbation.SHIFT: Message("inspect", "Shifted to the right (% of the width)"),
        Perturbation.BLUR: Message("inspect", "Blur: deviation of the Gaussian (% of the side)"),
        Perturbation.DIM: Message("inspect", "Light taken away (%)"),
        Perturbation.COVER: Message("inspect", "Side of the grey square (% of the side)"),
        Perturbation.NOISE: Message("inspect", "Deviation of the noise (% of white)"),
    }[change]


def first_flips(answer: ChangedPicture) -> tuple[Flip, ...]:
    """Returns where the answer changes first on either side of no change, where it does."""
    below = [flip for flip in answer.flips if flip.amount < 0][-1:]
    above = [flip for flip in answer.flips if flip.amount > 0][:1]
    return (*below, *above)


def flip_words(answer: ChangedPicture, class_names: Sequence[str]) -> str:
    """Returns how often the answer flips along a change, and where first on either side of 0."""
    place = Message("inspect", "to “{sign}” at {amount}")
    first = [
        place.format(amount=amount_words(answer.change, flip.amount), sign=class_names[flip.sign])
        for flip in first_flips(answer)
    ]
    if not first:
        return Message("inspect", "The answer stays the same over the whole range.").text()
    words = Message("inspect", "The answer flips {places}.")
    if len(answer.flips) > len(first):
        words = Message("inspect", "The answer flips {count} times, nearest {places}.")
    return words.text(count=len(answer.flips), places=both(first))
