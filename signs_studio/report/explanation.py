"""A picture with maps of what speaks for an answer, drawn as SVG for paper."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.charts.colour_scale import ColourScale, colour_limit, overlay, overlay_bar
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
from signs_studio.numbers import format_percent
from signs_studio.report.pictures import picture_png

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

AGAINST, FOR = (0xA0, 0x5C, 0x00), (0x0B, 0x62, 0xC4)
"""Colours of the least number and of the largest; at 0, the picture shows through."""
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
    if shown.values is None:
        png = picture_png(picture, least_side=_LEAST_SIDE_PX)
        yield _image(png, left=left, top=top, width=side, height=side)
        return
    limit = colour_limit(shown.values)
    scale = ColourScale.of((shown.values,), limit=limit, is_over_picture=True)
    laid = overlay(picture, shown.values, scale.limit, low=AGAINST, high=FOR)
    png = picture_png(laid, least_side=_LEAST_SIDE_PX)
    yield _image(png, left=left, top=top, width=side, height=side)
    bar_top = top + side + 8
    bar = overlay_bar(scale, side=_BAR_PX, length=round(side), low=AGAINST, high=FOR)
    png = picture_png(bar, most_side=round(side))
    yield _image(png, left=left, top=bar_top, width=side, height=_BAR_PX)
    yield (
        f'<rect x="{left:.1f}" y="{bar_top:.1f}" width="{side:.1f}" height="{_BAR_PX}" '
        f'fill="none" stroke="{FRAME}"/>'
    )
    beneath = bar_top + _BAR_PX + _LINE_PX - 2
    yield text(scale.low_label, left, beneath)
    if scale.is_signed:
        yield text("0", left + side / 2, beneath, anchor="middle")
    yield text(scale.high_label, left + side, beneath, anchor="end")
    yield text(shown.label, left + side / 2, beneath + _LINE_PX, anchor="middle", colour=MUTED)


def _image(png: bytes, *, left: float, top: float, width: float, height: float) -> str:
    coded = base64.b64encode(png).decode()
    return (
        f'<image x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'href="data:image/png;base64,{coded}"/>'
    )


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
