"""Figures: plain descriptions of what can be drawn, which the window draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

ColourName = Literal[
    "train", "test", "right", "wrong", "muted", "earlier_1", "earlier_3", "earlier_4"
]
"""Colours of the window's theme that a figure can ask for, by their names there."""


@dataclass(frozen=True)
class Curve:
    """A line through points, in order.

    Attributes:
        name: For the legend; empty for none.
        x: Where the points lie, finite or not: there are gaps where they are not.
        y: How high, as many.
        dots: Whether each point is drawn as well.
        is_guide: Whether it is there to compare others with: it is drawn thin and dotted.
        colour: That it has; None for the next of those that curves take in turns.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    dots: bool = False
    is_guide: bool = False
    colour: ColourName | None = None


@dataclass(frozen=True)
class Band:
    """An area between two lines, behind the curves.

    Attributes:
        name: For the legend; empty for none.
        x: Where the points of both lie.
        low: How high the lower one is, as many.
        high: The same of the upper one.
    """

    name: str
    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Point:
    """A place on a plot.

    Attributes:
        name: What is written beside it; empty for nothing.
        x: Where it lies.
        y: How high.
        field: The lesson's number field that takes ``x`` when a person drags it; empty for none.
    """

    name: str
    x: float
    y: float
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class FunctionPlot:
    """Curves and points over two axes.

    Attributes:
        title: What it shows.
        x_label: What the horizontal axis is.
        y_label: What the vertical axis is.
        curves: Drawn in this order, in colours and dashes of their own.
        points: Drawn over them.
        x_range: Which part of the axis is shown; None for all that is drawn.
        y_range: The same for the vertical axis.
        x_names: What stands at 1, 2, 3 … of the horizontal axis in place of numbers.
        bands: Drawn behind the curves, the first in the colour of the first curve, and so on.
        x_log: Whether positions along the horizontal axis are exponents of ten.
        y_log: The same along the vertical axis.
    """

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    points: tuple[Point, ...] = ()
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    x_names: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    x_log: bool = False
    y_log: bool = False


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """A histogram: how often numbers fall between edges. ``counts`` has one less than ``edges``."""

    title: str
    label: str
    edges: Sequence[float]
    counts: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Numbers in coloured cells.

    Attributes:
        title: Its name and shape.
        values: (rows, columns) of numbers or short words.
        marked: Cells, (row, column), that are drawn with a frame.
        row_field: The lesson's whole-number field that takes a clicked cell's row; empty for none.
        rows: A name for each row, or nothing.
        columns: A name for each column, or nothing.
    """

    title: str
    values: Sequence[Sequence[float | str]]
    marked: frozenset[tuple[int, int]] = frozenset()
    row_field: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Node:
    """An operation of a graph: its name, what it does, its output's shape, and its value if any."""

    name: str
    kind: str
    shape: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Operations and what flows between them: ``edges`` go from one node's index to another's."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of words and numbers under headings, as many in each row as there are headings.

    After a number, and a line break, there may be more about it, such as its interval: it is drawn
    paler beside the number.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Steps:
    """A list that ticks: each step, and whether it has been done."""

    title: str
    steps: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Note:
    """A sentence on what came out."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Photographs:
    """Pictures side by side.

    Attributes:
        title: What they are.
        pictures: (height, width, channels) uint8 each.
        captions: A word under each, in as many lines as the first has.
        right: Whether each is framed as right or as wrong; empty for no frames.
        row_field: The lesson's whole-number field that takes the row of a pixel of the first
            picture that is clicked; empty for none.
        column_field: The same for its column.
        block: How many pixels high and wide each of its pixels is drawn in the first picture.
    """

    title: str
    pictures: tuple[NDArray[np.uint8], ...]
    captions: tuple[str, ...]
    right: tuple[bool, ...] = ()
    row_field: str = ""
    column_field: str = ""
    block: int = 1


@dataclass(frozen=True, kw_only=True)
class Heatmaps:
    """Arrays as pictures side by side, on one scale that is symmetric around zero.

    Where no number is below 0, the scale begins there.

    Attributes:
        title: What they are.
        maps: (height, width) float each, drawn from one colour over a neutral one to another; or
            (height, width, 3) float, of which each channel is drawn as one of colour, 0 in grey.
        captions: A word under each.
        label: What a number is, with its unit, for the bar of colours.
        limit: Magnitude at either end of the scale; None for the largest of all maps.
        under: Pictures, (height, width, channels) uint8, over which the maps are laid, the clearer
            the larger a magnitude is; empty for none, else as many as maps. Where a number is 0,
            they show through, and so does what is beneath the bar of colours.
        marked: Indices of maps that are drawn as out of use.
        chosen: Index of the map that is drawn as chosen; None for none.
        field: Field that takes the index of a map that is clicked; empty for none.
    """

    title: str
    maps: tuple[NDArray[np.floating], ...]
    captions: tuple[str, ...]
    label: str = ""
    limit: float | None = None
    under: tuple[NDArray[np.uint8], ...] = ()
    marked: frozenset[int] = frozenset()
    chosen: int | None = None
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Contours:
    """Lines of equal height over a plane, with a path upon it.

    Attributes:
        title: What it shows.
        x_label: What the horizontal axis is.
        y_label: What the vertical axis is.
        label: What a height is, for the legend.
        x: Positions of the columns, rising.
        y: Positions of the rows, rising.
        values: Heights, more than 0, (rows, columns) float; NaN for none. Lines are drawn at a
            geometric series of heights.
        path: Points of the path in order.
        path_label: What they are, for the legend; empty for no path.
        chosen: Index of the point that is drawn as chosen; None for none.
    """

    title: str
    x_label: str
    y_label: str
    label: str
    x: NDArray[np.floating]
    y: NDArray[np.floating]
    values: NDArray[np.floating]
    path: tuple[Point, ...] = ()
    path_label: str = ""
    chosen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Scatter:
    """Points of several groups, each in a colour and shape of its own.

    Attributes:
        title: What it shows.
        x_label: What the horizontal axis is.
        y_label: What the vertical axis is.
        x: Where the points lie, (N,) float.
        y: How high, (N,) float.
        groups: Index of the group of each, (N,) int.
        names: Of the groups.
        groups_name: What the groups are, for the legend; empty for nothing.
        marked: Whether each is drawn with a ring, (N,) bool.
        marked_name: What the ring means, for the legend.
        chosen: Index of the point that is drawn as chosen; None for none.
        field: Field that takes the index of a point that is clicked; empty for none.
    """

    title: str
    x_label: str
    y_label: str
    x: NDArray[np.floating]
    y: NDArray[np.floating]
    groups: NDArray[np.integer]
    names: tuple[str, ...]
    marked: NDArray[np.bool_]
    groups_name: str = ""
    marked_name: str = ""
    chosen: int | None = None
    field: str = ""


Figure = FunctionPlot | Histogram | Matrix | Graph | Table | Steps | Note | Photographs | Heatmaps
