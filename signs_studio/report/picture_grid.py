"""Pictures with what was read in them, side by side, drawn as SVG for paper."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signs_studio.charts.svg import (
    CHART_WIDTH,
    FONT_PX,
    INK,
    LETTER,
    MUTED,
    document,
    heading,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RIGHT_COLOUR, WRONG_COLOUR = "#0f7b55", "#c22a33"
_GAP_PX = 12
_LINE_PX = 15
_FRAME_PX = 2
_DISC_PX = 9.0
_CHECK = ((-0.44, 0.06), (-0.12, 0.36), (0.46, -0.28))
_CROSS = (((-0.32, -0.32), (0.32, 0.32)), ((0.32, -0.32), (-0.32, 0.32)))


@dataclass(frozen=True, kw_only=True)
class PictureTile:
    """A picture with its caption.

    Attributes:
        png: The picture, a file of PNG.
        caption: Lines under it, plain text; what is too long is cut.
        right: Whether it was read correctly, which gives it a frame and a mark; None for neither.
    """

    png: bytes
    caption: tuple[str, ...]
    right: bool | None = None


def grid_svg(
    tiles: Sequence[PictureTile],
    *,
    columns: int,
    title: str = "",
    notes: Sequence[str] = (),
) -> str:
    """Returns pictures in rows as a file of SVG.

    Args:
        tiles: In the order of reading.
        columns: How many stand side by side.
        title: Above them; empty for none.
        notes: Lines of words under the title.
    """
    elements, top = heading(title, notes)
    side = (CHART_WIDTH - (columns - 1) * _GAP_PX) / columns
    lines = max((len(tile.caption) for tile in tiles), default=0)
    row_px = side + 4 + lines * _LINE_PX + _GAP_PX
    top += 8
    for place, tile in enumerate(tiles):
        row, column = divmod(place, columns)
        elements += _tile(tile, column * (side + _GAP_PX), top + row * row_px, side)
    rows = -(-len(tiles) // columns)
    height = top + rows * row_px
    return document(elements, width=CHART_WIDTH, height=height, title=title)


def _tile(tile: PictureTile, left: float, top: float, side: float) -> Iterator[str]:
    colour = {None: MUTED, True: RIGHT_COLOUR, False: WRONG_COLOUR}[tile.right]
    yield (
        f'<rect x="{left + 1:.1f}" y="{top + 1:.1f}" width="{side - 2:.1f}" '
        f'height="{side - 2:.1f}" fill="none" stroke="{colour}" stroke-width="{_FRAME_PX}"/>'
    )
    inner = side - 2 * _FRAME_PX
    data = base64.b64encode(tile.png).decode()
    yield (
        f'<image x="{left + _FRAME_PX:.1f}" y="{top + _FRAME_PX:.1f}" width="{inner:.1f}" '
        f'height="{inner:.1f}" href="data:image/png;base64,{data}"/>'
    )
    if tile.right is not None:
        yield from _mark(left + side - _DISC_PX + 2, top + _DISC_PX - 2, tile.right, colour)
    for number, words in enumerate(tile.caption):
        yield text(
            _cut(words, side),
            left + side / 2,
            top + side + 4 + (number + 1) * _LINE_PX - 3,
            anchor="middle",
            colour=MUTED if number else INK,
            bold=not number,
        )


def _mark(x: float, y: float, right: bool, colour: str) -> Iterator[str]:
    """Yields a check or a cross in a disc, so that colour is not alone."""
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DISC_PX}" fill="{colour}" stroke="#ffffff"/>'
    for stroke in (_CHECK,) if right else _CROSS:
        points = " ".join(f"{x + dx * _DISC_PX:.1f},{y + dy * _DISC_PX:.1f}" for dx, dy in stroke)
        yield f'<polyline points="{points}" fill="none" stroke="#ffffff" stroke-width="2"/>'


def _cut(words: str, width_px: float) -> str:
    most = max(int(width_px / (LETTER * FONT_PX)), 3)
    return words if len(words) <= most else f"{words[: most - 1]}\N{HORIZONTAL ELLIPSIS}"
