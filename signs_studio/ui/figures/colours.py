"""Colours between those of the theme."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

from signs_studio.ui.widgets.contrast import contrast

_STEPS = 20


def blend(one: str | QColor, other: str | QColor, share: float) -> QColor:
    """A colour so far on the way from one to another: 0 is the first, 1 the second."""
    first, second = QColor(one), QColor(other)
    return QColor.fromRgbF(
        first.redF() + share * (second.redF() - first.redF()),
        first.greenF() + share * (second.greenF() - first.greenF()),
        first.blueF() + share * (second.blueF() - first.blueF()),
    )


def readable_share(ground: str, hue: str, *, words: str, least: float) -> float:
    """Returns how far a ground can be blended with a hue so that words can be read on it.

    Args:
        ground: Colour of no blend, as ``#rrggbb``.
        hue: What is blended in.
        words: Colour of the words.
        least: Contrast that they need.

    Returns:
        The largest share that is fit, 0..1, in steps of a twentieth.
    """
    shares = (1 - step / _STEPS for step in range(_STEPS))
    fit = (each for each in shares if contrast(words, blend(ground, hue, each).name()) >= least)
    return next(fit, 0.0)


def strength(value: float, largest: float) -> float:
    """Returns the strength of a number's colour, 0 to 1, where the largest number is known."""
    if not value or not largest or not math.isfinite(value):
        return 0.0
    return min(abs(value) / largest, 1.0)
