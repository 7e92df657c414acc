"""Pens of the curves of a figure, and their marks in its legend."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from signs_studio.ui.charts.pens import cosmetic_pen

if TYPE_CHECKING:
    from PySide6.QtGui import QPen

    from signs_studio.ui.widgets.theme import Theme

# A line that is read from the back of a room. What is drawn here seldom changes: it may take longer
# than the curves of a run that trains.
_LINE_PX, _GUIDE_PX = 2.5, 1.5
_LINE_OF_WORDS = 0.11
"""Thickness of a line where words are large, as a share of their height."""
_DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2.5), (1.5, 2), (6, 2, 1.5, 2))
_MARKS = ("━━", "╍╍", "┅┅", "━╍")
"""Mark of each in the legend."""
_COLOURS = 6
"""Colours that curves take in turns."""
_GUIDE_DASHES, _GUIDE_MARK = (1.5, 2.5), "┄┄"


def curve_colours(theme: Theme) -> tuple[str, ...]:
    """Returns the colours that curves take in turns."""
    return (
        theme.train,
        theme.test,
        theme.right,
        theme.muted,
        theme.earlier_4,
        theme.earlier_1,
    )


def curve_pen(theme: Theme, place: int, *, dots: bool, words_px: int) -> QPen:
    """Returns the pen of a curve.

    Args:
        theme: Of the window.
        place: Which of the curves it is, from 0.
        dots: Whether its points are drawn: then its line has no gaps.
        words_px: Height of the words beside it.
    """
    colours = curve_colours(theme)
    pen = cosmetic_pen(colours[place % len(colours)])
    pen.setWidthF(max(_LINE_PX, _LINE_OF_WORDS * words_px))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    dashes = _DASHES[_dashes_of(place)]
    if dashes and not dots:
        pen.setDashPattern(dashes)
    return pen


def guide_pen(theme: Theme) -> QPen:
    """Returns the pen of a curve that others are compared with."""
    pen = cosmetic_pen(theme.muted)
    pen.setWidthF(_GUIDE_PX)
    pen.setDashPattern(_GUIDE_DASHES)
    return pen


def legend_mark(place: int, *, dots: bool, is_guide: bool) -> str:
    """Returns the mark of a curve in a legend."""
    if is_guide:
        return _GUIDE_MARK
    return "●" if dots else _MARKS[_dashes_of(place)]


def _dashes_of(place: int) -> int:
    """Returns which dashes a curve has: as many curves differ as there are colours and dashes."""
    return (place + place // math.lcm(_COLOURS, len(_DASHES))) % len(_DASHES)
