"""Contrast of two colours, as the Web Content Accessibility Guidelines define it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = 50


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def with_contrast(colour: str, grounds: Sequence[str], *, least: float) -> str:
    """Returns the nearest colour of the same hue that has a contrast with all grounds.

    Args:
        colour: As ``#rrggbb``.
        grounds: What it is drawn on.
        least: Contrast that is wanted; where no colour of the hue has it, black or white comes.
    """

    def worst(candidate: str) -> float:
        return min(contrast(candidate, ground) for ground in grounds)

    end = max(("#000000", "#ffffff"), key=worst)
    for step in range(_STEPS + 1):
        candidate = _mixed(colour, end, step / _STEPS)
        if worst(candidate) >= least:
            return candidate
    return end


def _mixed(colour: str, end: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return QColor(*(round(a + (b - a) * share) for a, b in pairs)).name()


def _channels(colour: str) -> tuple[int, int, int]:
    parts = QColor(colour)
    return parts.red(), parts.green(), parts.blue()


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
