"""Typesetting of words that are read at length."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics

LINE_HEIGHT_PERCENT = 140

# Of English prose. Lines of narrow letters hold some more than the average: up to 65, as many as an
# eye follows and finds the next line.
_SAMPLE = "the network reads a picture of a hand and says which sign it shows"
_AVERAGE_LETTERS_A_LINE = 58


def reading_width(metrics: QFontMetrics) -> int:
    """The width in pixels at which no line of prose is longer than 65 letters."""
    return round(metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE) * _AVERAGE_LETTERS_A_LINE)
