"""Places of all that a drawing of a network shows, in a room of any size."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF

from signs_studio.insight.network_activity import spread, with_one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# All in lines of text, so that a drawing grows with its words.
_MARGIN = 0.6
_LABEL_GAP = 0.35
_MORE = 1.25
"""Height of the words that say how many units are left out."""
_ANSWER_WIDTHS = 5.2, 15.0
_BESIDE_NAMES, _WIDEST_NAMES = 4.1, 5.0
"""Width of an answer without the name of its class, and most of a name, in lines of text."""
_PICTURE_SIDES = 4.5, 12.0
_STEP = 3.6
"""The least distance between the middles of two columns."""

_SHORT_LINES = 3
"""Lines of a label where there is little room beside it, or above it."""
_WORDS_GAP = 0.15
"""Between two labels."""
_HIGH_LINES = 22
"""Height from which on there is room for whole labels, in lines of text."""

_UNIT_GAP = 0.22
"""Between two units, in their side."""
_COLUMN_SHARE = 0.55
"""A unit is no wider than this share of the distance between two columns."""


class _Sides(NamedTuple):
    """Sides of a unit, in lines of text.

    Attributes:
        least: Below it, units are left out.
        several: Of those that are drawn where others are left out.
        largest: Where there are few.
        always: Number of units up to which none is left out, however small they become.
    """

    least: float
    several: float
    largest: float
    always: int = 0


_CIRCLES = _Sides(0.72, 1.1, 2.5)
_MAPS = _Sides(1.5, 2.1, 3.6)
_ANSWERS = _Sides(1.0, 1.1, 2.5, always=10)


@dataclass(frozen=True)
class Column:
    """A column of units that is to be placed.

    Attributes:
        units: Indices of the units that can be drawn, ascending.
        count: Number of all its units.
        is_pictures: Whether each unit is a small picture.
        words_px: Width of each line of words beneath it, in pixels.
        kept: A unit that is drawn whichever are left out; None for none.
        dead: Units that are dead, one of which is drawn at least.
        ranks: Of each of ``units``, how soon it is drawn where not all are, 0 first; empty where
            evenly spread ones are.
    """

    units: tuple[int, ...]
    count: int
    is_pictures: bool = False
    words_px: tuple[float, ...] = ()
    kept: int | None = None
    dead: frozenset[int] = frozenset()
    ranks: tuple[int, ...] = ()


@dataclass(frozen=True)
class ColumnPlace:
    """Places of a column.

    Attributes:
        units: Indices of the units that are drawn, from the top.
        places: Square of each.
        left_out: Number of the units that are not.
        more: Where that is said: beneath them, or where most of them are that have ranks; None
            where all are drawn.
        label: Place of the words beneath.
    """

    units: tuple[int, ...]
    places: tuple[QRectF, ...]
    left_out: int
    more: QRectF | None
    label: QRectF


@dataclass(frozen=True)
class NetworkPlaces:
    """Places of a drawing.

    Attributes:
        width: Of all of it, in pixels: that of the room, or more where there are many columns.
        height: The same.
        picture: Square of the picture.
        picture_label: Place of the words beneath it.
        columns: Places of each column, from the left.
        answers: Place of the words beside each unit of the last column.
    """

    width: float
    height: float
    picture: QRectF
    picture_label: QRectF
    columns: tuple[ColumnPlace, ...]
    answers: tuple[QRectF, ...]

    def unit_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Returns column and unit at a point; None where there is none."""
        for index, column in enumerate(self.columns):
            for unit, place in zip(column.units, column.places, strict=True):
                if place.adjusted(-2, -2, 2, 2).contains(x, y):
                    return index, unit
        return None


def lay_out(
    columns: Sequence[Column], *, width: float, height: float, line: float, names_px: float = 0.0
) -> NetworkPlaces:
    """Places a network: the picture, the columns, and the answers beside the last one.

    Args:
        columns: One at least; the units of the last one are the classes.
        width: Of the room, in pixels.
        height: The same.
        line: Height of a line of text, in pixels.
        names_px: Width of the longest name of a class, in pixels.
    """
    margin = _MARGIN * line
    # Of many columns, each needs more of the room.
    share = min(1.0, 4 / (len(columns) + 1))
    answer = _between(0.24 * share * width, _ANSWER_WIDTHS, line)
    answer = max(answer, min(names_px, _WIDEST_NAMES * line) + _BESIDE_NAMES * line)
    side = min(_between(0.2 * share * width, _PICTURE_SIDES, line), max(0.55 * height, 1.0))
    # A column takes half a step at either side; the last one stands close to its answers.
    step = (width - 2 * margin - side - answer) / len(columns)
    step = max(step, _STEP * line)
    total = 2 * margin + side + step * len(columns) + answer
    words_width = step - _WORDS_GAP * line
    lines = _label_lines(columns, words_width, height / line)
    label_top = height - margin - lines * line
    bottom = max(label_top - _LABEL_GAP * line, margin)
    room = QRectF(margin, margin, total - 2 * margin, bottom - margin)
    picture = QRectF(margin, room.center().y() - side / 2, side, side)
    picture.moveTop(max(picture.top(), margin))
    placed = []
    for index, column in enumerate(columns):
        is_last = index == len(columns) - 1
        sides = _ANSWERS if is_last else _MAPS if column.is_pictures else _CIRCLES
        middle = picture.right() + (index + 0.58) * step
        label = QRectF(middle - words_width / 2, label_top, words_width, lines * line)
        widest = _COLUMN_SHARE * step / line
        placed.append(_place(column, _narrowed(sides, widest), middle, room, line, label))
    answers = _answer_places(placed[-1].places, right=total - margin, line=line)
    words = QRectF(0, label_top, placed[0].label.left() - _WORDS_GAP * line, lines * line)
    return NetworkPlaces(total, height, picture, words, tuple(placed), answers)


def strongest(weights: Sequence[tuple[int, int, float]], most: int) -> list[tuple[int, int, float]]:
    """Returns the connections of largest magnitude, the weakest first: they are drawn over.

    Args:
        weights: Connections: from, to, and weight.
        most: How many are returned at most.
    """
    return sorted(weights, key=lambda connection: abs(connection[2]))[-most:]


def _label_lines(columns: Sequence[Column], width: float, height_lines: float) -> int:
    """Returns how many lines of each label there is room for."""
    every = max(len(column.words_px) for column in columns)
    rest = max(max(column.words_px[_SHORT_LINES:], default=0.0) for column in columns)
    if rest > width or height_lines < _HIGH_LINES:
        return min(every, _SHORT_LINES)
    return every


def _narrowed(sides: _Sides, widest: float) -> _Sides:
    return sides._replace(
        least=min(sides.least, widest),
        several=min(sides.several, widest),
        largest=min(sides.largest, widest),
    )


def _place(
    column: Column, sides: _Sides, middle: float, room: QRectF, line: float, label: QRectF
) -> ColumnPlace:
    pitch = 1 + _UNIT_GAP
    height = room.height()
    count = len(column.units)
    fits = int(height / (sides.least * line * pitch))
    if count <= max(fits, sides.always) and count == column.count:
        side = min(sides.largest * line, height / (count * pitch))
        tops = [room.center().y() + (i - count / 2) * side * pitch for i in range(count)]
        return ColumnPlace(column.units, _squares(tops, middle, side), 0, None, label)
    side = sides.several * line
    drawn = max(min(int((height - _MORE * line) / (side * pitch)), count), min(2, count))
    units, above = _chosen(column, drawn)
    top = room.center().y() - (drawn * side * pitch + _MORE * line) / 2
    gap = _MORE * line
    tops = [top + i * side * pitch + gap * (i >= above) for i in range(drawn)]
    more = QRectF(label.left(), top + above * side * pitch, label.width(), gap)
    more.moveLeft(middle - more.width() / 2)
    places = _squares(tops, middle, side)
    return ColumnPlace(units, places, column.count - drawn, more, label)


def _chosen(column: Column, drawn: int) -> tuple[tuple[int, ...], int]:
    """Returns the units that are drawn, and after how many of them others are left out."""
    if column.ranks:
        soonest = sorted(range(len(column.units)), key=column.ranks.__getitem__)[:drawn]
        chosen = tuple(column.units[i] for i in sorted(soonest))
        ends = (-1, *chosen, column.count)
        gaps = [after - before for before, after in itertools.pairwise(ends)]
        return chosen, gaps.index(max(gaps))
    order = [unit for unit in spread(column.count) if unit in column.units]
    if column.kept is not None:
        order = [column.kept, *(unit for unit in order if unit != column.kept)]
    return tuple(sorted(with_one_of(column.dead, order[:drawn]))), drawn


def _squares(tops: Sequence[float], middle: float, side: float) -> tuple[QRectF, ...]:
    gap = _UNIT_GAP * side / 2
    return tuple(QRectF(middle - side / 2, top + gap, side, side) for top in tops)


def _answer_places(units: Sequence[QRectF], *, right: float, line: float) -> tuple[QRectF, ...]:
    left = max((unit.right() for unit in units), default=right) + 0.5 * line
    height = min(line, units[0].height() * (1 + _UNIT_GAP)) if units else line
    return tuple(
        QRectF(left, unit.center().y() - height / 2, max(right - left, 0), height) for unit in units
    )


def _between(value: float, lines: tuple[float, float], line: float) -> float:
    least, most = lines
    return min(max(value, least * line), most * line)
