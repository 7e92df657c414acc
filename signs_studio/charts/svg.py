"""Charts drawn as SVG, for paper: black words on white, whatever the window looks like.

Only what SVG Tiny 1.2 has is used, which every browser and Qt's own renderer draw alike.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from signs_studio.charts.decimation import bucket_size, visible_indices
from signs_studio.charts.scales import epoch_ticks
from signs_studio.numbers import NO_BREAK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from signs_studio.charts.chart import Chart, Curve, LegendLine, PlotPanel

CHART_WIDTH = 720
"""Width of what is drawn in pixels: on a page of A4, its words are those of a book."""
_MARGIN_PX = 10

FONT_FAMILY = "Helvetica, Arial, DejaVu Sans, sans-serif"
INK, MUTED, FRAME, GRID = "#1b1f24", "#57606a", "#838a94", "#e3e6ea"
FONT_PX = 12
LETTER = 0.56
"""Mean width of a letter in heights of the font, as nobody measures the words here."""

_TITLE_PX = 17
_LINE_PX = 16
_SAMPLE_PX = 30
_LABEL_PX = 18
_DASHES = "6 4"
_LINE_DASHES = "2 3"
_PLOT_HEIGHT_PX = {1: 200, 2: 165}
"""Height of a plot by how many stand side by side."""
_LEFT_PX, _RIGHT_PX, _GAP_PX = 48, 22, 18
_UNDER_PX = 36
_LABEL_GAP_PX = 13.0


class Place(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


def text(
    words: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    colour: str = INK,
    size_px: float = FONT_PX,
    bold: bool = False,
) -> str:
    """Returns words on one line as an element; whatever they hold is plain text.

    Args:
        words: To be drawn.
        x: Where they start, end or have their middle, as ``anchor`` says.
        y: Of the line that they stand on.
        anchor: ``start``, ``middle`` or ``end``.
        colour: ``#rrggbb``.
        size_px: Height of the font.
        bold: Whether they are fat.
    """
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" '
        f'font-size="{size_px:g}"{weight}>{escape(_plain(words))}</text>'
    )


def _plain(words: str) -> str:
    """Returns words without control characters and halves of letters, which no XML may hold."""
    return "".join(
        letter if letter.isprintable() or letter == NO_BREAK else "\N{REPLACEMENT CHARACTER}"
        for letter in words
    )


def line(
    x1: float, y1: float, x2: float, y2: float, *, colour: str, width: float = 1, dashes: str = ""
) -> str:
    """Returns a straight line as an element."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def document(elements: Sequence[str], *, width: float, height: float, title: str) -> str:
    """Returns elements as a whole file of SVG on a white ground.

    Around a picture that has a title the ground goes on; one that has none is part of a page, which
    has margins of its own.

    Args:
        elements: In the order in which they are drawn.
        width: In pixels.
        height: In pixels.
        title: For whoever cannot see it; empty for none.
    """
    margin = _MARGIN_PX if title else 0
    label = f' role="img" aria-label={quoteattr(_plain(title))}' if title else ""
    across, down = round(width) + 2 * margin, round(height) + 2 * margin
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" '
            f'viewBox="{-margin} {-margin} {across} {down}" font-family="{FONT_FAMILY}"'
            f"{label}>",
            f'<rect x="{-margin}" y="{-margin}" width="{across}" height="{down}" fill="#ffffff"/>',
            *elements,
            "</svg>\n",
        ]
    )


def wrapped(words: str, width_px: float, *, size_px: float = FONT_PX) -> list[str]:
    """Returns words in lines that are about as wide as this at most."""
    return textwrap.wrap(words, max(int(width_px / (LETTER * size_px)), 8)) or [""]


def heading(title: str, notes: Sequence[str]) -> tuple[list[str], float]:
    """Returns a title with lines of words under it as elements, and where they end."""
    elements: list[str] = []
    y = 0.0
    for words in wrapped(title, CHART_WIDTH, size_px=_TITLE_PX * 1.1) if title else ():
        y += _TITLE_PX + 4
        elements.append(text(words, 0, y, size_px=_TITLE_PX, bold=True))
    y += 4 if title else 0
    for note in notes:
        for words in wrapped(note, CHART_WIDTH):
            y += _LINE_PX
            elements.append(text(words, 0, y, colour=MUTED))
    return elements, y + (6 if notes else 0)


def chart_svg(chart: Chart) -> str:
    """Returns a chart as a file of SVG, ``CHART_WIDTH`` wide and as high as it needs."""
    elements, y = heading(chart.title, chart.notes)
    for entry in chart.legend:
        indent = _SAMPLE_PX + 6 + (_LABEL_PX if entry.label else 0)
        y += 2
        elements += _legend_line(entry, y + _LINE_PX)
        for words in wrapped(entry.words, CHART_WIDTH - indent):
            y += _LINE_PX
            elements.append(text(words, indent, y))
    epochs = max((len(c.values) for row in chart.rows for p in row for c in p.curves), default=0)
    for row in chart.rows:
        y += 26
        columns = len(row)
        width = (CHART_WIDTH - (columns - 1) * _GAP_PX) / columns
        height = _PLOT_HEIGHT_PX.get(columns, 140)
        for place, panel in enumerate(row):
            left = place * (width + _GAP_PX)
            plot = Place(left + _LEFT_PX, y + 8, width - _LEFT_PX - _RIGHT_PX, height)
            elements.append(text(panel.title, plot.left, y, bold=True))
            axes = _Axes(plot, (1.0, float(max(epochs, 2))), _span(panel, row))
            elements += _draw_axes(panel, axes, epochs=epochs, epoch_title=chart.epoch_title)
            elements += _draw_curves(panel, axes)
        y += 8 + height + _UNDER_PX
    return document(elements, width=CHART_WIDTH, height=y + 4, title=chart.title)


@dataclass(frozen=True)
class _Axes:
    """Axes of a plot: positions on them, in pixels of the picture."""

    plot: Place
    epochs: tuple[float, float]
    span: tuple[float, float]

    def x(self, epoch: float) -> float:
        first, last = self.epochs
        return self.plot.left + (epoch - first) / (last - first) * self.plot.width

    def y(self, height: float) -> float:
        low, high = self.span
        return self.plot.bottom - (height - low) / (high - low) * self.plot.height


def _legend_line(entry: LegendLine, y: float) -> Iterator[str]:
    dashes = _DASHES if entry.dashed else ""
    yield line(0, y - 4, _SAMPLE_PX, y - 4, colour=entry.colour, width=2, dashes=dashes)
    if entry.label:
        yield text(entry.label, _SAMPLE_PX + 6, y, colour=entry.colour, bold=True)


def _span(panel: PlotPanel, row: Sequence[PlotPanel]) -> tuple[float, float]:
    """Returns the ends of the value axis, which plots of one scale in a row share."""
    scale = panel.scale
    alike = [other for other in row if other.scale is scale]
    heights = [scale.to_axis(curve.values) for other in alike for curve in other.curves]
    finite = np.concatenate([h[np.isfinite(h)] for h in heights]) if heights else np.empty(0)
    if not len(finite):
        return scale.empty_span
    return scale.span(float(finite.min()), float(finite.max()))


def _draw_axes(panel: PlotPanel, axes: _Axes, *, epochs: int, epoch_title: str) -> Iterator[str]:
    plot = axes.plot
    ticks = panel.scale.ticks(*axes.span, int(plot.height / 26))
    for position in ticks.bare:
        y = axes.y(position)
        yield line(plot.left, y, plot.right, y, colour=GRID, width=0.5)
    for position, words in ticks.labelled:
        y = axes.y(position)
        yield line(plot.left, y, plot.right, y, colour=GRID)
        yield text(words, plot.left - 6, y + 4, anchor="end", colour=MUTED)
    yield line(plot.left, plot.top, plot.left, plot.bottom, colour=FRAME)
    yield line(plot.left, plot.bottom, plot.right, plot.bottom, colour=FRAME)
    end = epochs if epochs > 1 else None
    for position, words in epoch_ticks(*axes.epochs, int(plot.width / 70), end=end).labelled:
        x = axes.x(position)
        yield line(x, plot.bottom, x, plot.bottom + 4, colour=FRAME)
        yield text(words, x, plot.bottom + 17, anchor="middle", colour=MUTED)
    middle = (plot.left + plot.right) / 2
    yield text(epoch_title, middle, plot.bottom + 31, anchor="middle", colour=MUTED)
    for mark in panel.lines:
        x = axes.x(mark.epoch)
        yield line(x, plot.top, x, plot.bottom, colour=MUTED, dashes=_LINE_DASHES)
        on_left = x > middle
        at = x - 4 if on_left else x + 4
        anchor = "end" if on_left else "start"
        if mark.label:
            yield text(mark.label, at, plot.top + 10, anchor=anchor, colour=MUTED, size_px=11)


def _draw_curves(panel: PlotPanel, axes: _Axes) -> Iterator[str]:
    ends: list[_End] = []
    for curve in panel.curves:
        heights = panel.scale.to_axis(curve.values)
        heights = np.where(np.isneginf(heights), axes.span[0], heights)
        path = _path(heights, axes)
        dashes = f' stroke-dasharray="{_DASHES}"' if curve.dashed else ""
        if path:
            yield (
                f'<path d="{path}" fill="none" stroke="{curve.colour}" stroke-width="1.5" '
                f'stroke-linejoin="round"{dashes}/>'
            )
        at = np.flatnonzero(np.isfinite(heights))
        if len(at):
            x, y = axes.x(float(at[-1]) + 1), axes.y(float(heights[at[-1]]))
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{curve.colour}"/>'
            if curve.label:
                ends.append(_End(x, y, curve))
    for end in _apart(ends, axes.plot):
        yield text(end.curve.label, end.x + 7, end.y + 4, colour=end.curve.colour, bold=True)


def _path(heights: NDArray[np.float64], axes: _Axes) -> str:
    """Returns the line through the points worth drawing, with a gap where there are none."""
    last = len(heights) - 1
    indices = visible_indices(heights, first=0, last=last, size=bucket_size(0, last))
    steps, pen_is_down = [], False
    for index in indices.tolist():
        height = float(heights[index])
        if not np.isfinite(height):
            pen_is_down = False
            continue
        steps.append(f"{'L' if pen_is_down else 'M'}{axes.x(index + 1):.1f} {axes.y(height):.1f}")
        pen_is_down = True
    return "".join(steps)


class _End(NamedTuple):
    """The end of a curve, and the place of its label."""

    x: float
    y: float
    curve: Curve


def _apart(ends: list[_End], plot: Place) -> list[_End]:
    """Returns the ends from the top, those beside each other far enough apart for their labels.

    Where there is no room for that, the labels share the height of the plot.
    """
    gap = min(_LABEL_GAP_PX, plot.height / max(len(ends), 1))
    placed: list[_End] = []
    for end in sorted(ends, key=lambda end: end.y):
        placed.append(end._replace(y=max(end.y, _beside(end, placed, default=-np.inf) + gap)))
    settled: list[_End] = []
    for end in reversed(placed):
        lowest = _beside(end, settled, default=plot.bottom + gap) - gap
        settled.append(end._replace(y=min(end.y, lowest)))
    return settled[::-1]


def _beside(end: _End, others: Sequence[_End], *, default: float) -> float:
    """Returns the height of the last of other labels that is beside that of an end."""
    return next((o.y for o in reversed(others) if abs(o.x - end.x) < _LABEL_PX), default)
