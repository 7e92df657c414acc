"""Colours between those of the theme."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor


def blend(one: str | QColor, other: str | QColor, share: float) -> QColor:
    """A colour so far on the way from one to another: 0 is the first, 1 the second."""
    first, second = QColor(one), QColor(other)
    return QColor.fromRgbF(
        first.redF() + share * (second.redF() - first.redF()),
        first.greenF() + share * (second.greenF() - first.greenF()),
        first.blueF() + share * (second.blueF() - first.blueF()),
    )


def strength(value: float, largest: float) -> float:
    """Returns the strength of a number's colour, 0 to 1, where the largest number is known."""
    if not value or not largest or not math.isfinite(value):
        return 0.0
    return min(abs(value) / largest, 1.0)
