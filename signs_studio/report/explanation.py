"""A picture with maps of what speaks for an answer, drawn as SVG for paper."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from signs_studio.charts.colour_scale import colour_limit, laid_over, signed_colours
from signs_studio.charts.svg import (
    CHART_WIDTH,
    FONT_PX,
    FRAME,
    INK,
    LETTER,
    MUTED,
    document,
    heading,
    text,
    wrapped,
)
from signs_studio.numbers import format_percent, format_signed
from signs_studio.report.pictures import picture_png

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

AGAINST, NEUTRAL, FOR = (0xA0, 0x5C, 0x00), (0xFF, 0xFF, 0xFF), (0x0B, 0x62, 0xC4)
"""Colours of the least number, of zero and of the largest."""
MAX_BARS = 10
_GAP_PX, _LINE_PX, _BAR_PX = 14, 16, 10
_LEAST_SIDE_PX = 480
_MAX_COLUMNS = 4


@dataclass(frozen=True, eq=False, kw_only=True)
class ExplanationMap:
    """A map that is laid over the picture.

    Attributes:
        title: What computed it.
        values: (height, width), as large as the picture; None for the picture alone.
        label: What a number is, beneath the bar of colours.
    """

    title: str
    values: NDArray[np.floating] | None = None
    label: str = ""


def explanation_svg(
    picture: NDArray[np.uint8],
    maps: Sequence[ExplanationMap],
    *,
    title: str,
    notes: Sequence[str],
    probabilities: Sequence[tuple[str, float]],
    bars_title: str,
) -> str:
    """Returns the picture with each map over it, and the probabilities, as a file of SVG.

    Args:
        picture: (height, width, channels) uint8.
        maps: Side by side.
        title: Above all.
        notes: Lines of words under the title.
        probabilities: Name and probability of each class, the likeliest first; the first are drawn.
        bars_title: Above them.
    """
    elements, top = heading(title, notes)
    columns = min(len(maps), _MAX_COLUMNS)
    side = (CHART_WIDTH - (columns - 1) * _GAP_PX) / columns
    words = [wrapped(each.title, side) for each in maps]
    top += 8 + _LINE_PX * max(map(len, words))
    for place, (each, lines) in enumerate(zip(maps, words, strict=True)):
        left = place * (side + _GAP_PX)
        for number, line in enumerate(reversed(lines)):
            elements.append(text(line, left, top - 6 - number * _LINE_PX, bold=True))
        elements += _tile(picture, each, left=left, top=top, side=side)
    top += side + _BAR_PX + 3.6 * _LINE_PX + _GAP_PX
    elements.append(text(bars_title, 0, top, bold=True))
    elements += _bars(probabilities[:MAX_BARS], top + 6)
    height = top + 6 + len(probabilities[:MAX_BARS]) * (_LINE_PX + 4)
    return document(elements, width=CHART_WIDTH, height=height, title=title)


def _tile(
    picture: NDArray[np.uint8], shown: ExplanationMap, *, left: float, top: float, side: float
) -> Iterator[str]:
    coloured, limit = picture, 0.0
    if shown.values is not None:
        limit = colour_limit(shown.values)
        colours = signed_colours(shown.values, limit, low=AGAINST, middle=NEUTRAL, high=FOR)
        coloured = laid_over(picture, shown.values, colours, limit)
    png = base64.b64encode(picture_png(coloured, least_side=_LEAST_SIDE_PX)).decode()
    yield (
        f'<image x="{left:.1f}" y="{top:.1f}" width="{side:.1f}" height="{side:.1f}" '
        f'href="data:image/png;base64,{png}"/>'
    )
    if shown.values is None:
        return
    bar_top = top + side + 8
    steps = 32
    for step in range(steps):
        share = np.array([2 * (step + 0.5) / steps - 1])
        red, green, blue = signed_colours(share, 1.0, low=AGAINST, middle=NEUTRAL, high=FOR)[0]
        # A hair wider than its part: else the ground shows between two of them.
        yield (
            f'<rect x="{left + step * side / steps:.2f}" y="{bar_top:.1f}" '
            f'width="{side / steps + 0.4:.2f}" height="{_BAR_PX}" '
            f'fill="#{red:02x}{green:02x}{blue:02x}"/>'
        )
    yield (
        f'<rect x="{left:.1f}" y="{bar_top:.1f}" width="{side:.1f}" height="{_BAR_PX}" '
        f'fill="none" stroke="{FRAME}"/>'
    )
    beneath = bar_top + _BAR_PX + _LINE_PX - 2
    for words, x, anchor in (
        (format_signed(-limit), left, "start"),
        ("0", left + side / 2, "middle"),
        (format_signed(limit), left + side, "end"),
    ):
        yield text(words, x, beneath, anchor=anchor)
    yield text(shown.label, left + side / 2, beneath + _LINE_PX, anchor="middle", colour=MUTED)


def _bars(probabilities: Sequence[tuple[str, float]], top: float) -> Iterator[str]:
    names = [_cut(name) for name, _ in probabilities]
    name_px = max((len(name) for name in names), default=0) * LETTER * FONT_PX + 12
    width = CHART_WIDTH - name_px - 60
    for place, (name, (_, share)) in enumerate(zip(names, probabilities, strict=True)):
        y = top + place * (_LINE_PX + 4)
        yield text(name, name_px - 8, y + _LINE_PX - 3, anchor="end", bold=place == 0)
        for part, colour in ((1.0, "#e3e6ea"), (share, "#0b62c4" if place == 0 else FRAME)):
            yield (
                f'<rect x="{name_px:.1f}" y="{y + 3:.1f}" width="{width * part:.1f}" '
                f'height="{_LINE_PX - 4}" fill="{colour}"/>'
            )
        told = format_percent(share, 1)
        yield text(told, CHART_WIDTH, y + _LINE_PX - 3, anchor="end", colour=INK)


def _cut(name: str, letters: int = 24) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}\N{HORIZONTAL ELLIPSIS}"
