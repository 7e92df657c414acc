"""A confusion matrix drawn as SVG for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.charts.svg import FONT_PX, INK, LETTER, MUTED, document, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

MAX_CLASSES = 24
"""Classes of which a matrix can still be read on paper."""

_RIGHT, _WRONG = (0x0F, 0x7B, 0x55), (0xC2, 0x2A, 0x33)
_NAME_LETTERS = 14
_CELL_PX, _LEAST_CELL_PX, _MATRIX_PX = 40, 21, 540
_DARK = 0.55


def matrix_svg(
    confusion: NDArray[np.int64], class_names: Sequence[str], *, true_title: str, read_title: str
) -> str:
    """Returns a matrix as a file of SVG: a row for each true class, a column for each predicted.

    Right cells are green and wrong ones red, the darker the larger their share of the row; each
    has its number.

    Args:
        confusion: Counts, (true class, predicted class) int64, of ``MAX_CLASSES`` at most.
        class_names: A name for each class.
        true_title: Beside the rows.
        read_title: Above the columns.
    """
    names = [_cut(name) for name in class_names]
    count = len(names)
    cell = max(_LEAST_CELL_PX, min(_CELL_PX, _MATRIX_PX // count))
    name_px = max(map(len, names)) * LETTER * FONT_PX + 10
    left, upright = 24 + name_px, name_px > cell
    top = 22 + (name_px if upright else 18)
    elements = [
        text(read_title, left + count * cell / 2, 12, anchor="middle", colour=MUTED),
        _upright(true_title, 12, top + count * cell / 2, anchor="middle", colour=MUTED),
    ]
    for place, name in enumerate(names):
        middle = place * cell + cell / 2
        elements.append(text(name, left - 8, top + middle + 4, anchor="end"))
        if upright:
            elements.append(_upright(name, left + middle + 4, top - 6, anchor="start"))
        else:
            elements.append(text(name, left + middle, top - 8, anchor="middle"))
    elements += _cells(confusion, left=left, top=top, cell=cell)
    return document(
        elements, width=left + count * cell + 1, height=top + count * cell + 1, title=read_title
    )


def _cells(confusion: NDArray[np.int64], *, left: float, top: float, cell: float) -> Iterator[str]:
    size = min(FONT_PX, cell * 0.42)
    for true, row in enumerate(confusion.tolist()):
        total = max(sum(row), 1)
        for read, number in enumerate(row):
            share = number / total
            x, y = left + read * cell, top + true * cell
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{cell}" height="{cell}" '
                f'fill="{_tint(share, _RIGHT if true == read else _WRONG)}" stroke="#d9dce2"/>'
            )
            if number:
                yield text(
                    str(number),
                    x + cell / 2,
                    y + cell / 2 + size * 0.35,
                    anchor="middle",
                    colour="#ffffff" if share > _DARK else INK,
                    size_px=size,
                    bold=true == read,
                )


def _tint(share: float, colour: tuple[int, int, int]) -> str:
    """Returns a colour mixed with white; a share that is not 0 is seen."""
    strength = 0.12 + 0.88 * share if share else 0.0
    return "#" + "".join(f"{round(255 + (part - 255) * strength):02x}" for part in colour)


def _upright(words: str, x: float, y: float, *, anchor: str, colour: str = INK) -> str:
    element = text(words, 0, 0, anchor=anchor, colour=colour)
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate(-90)">{element}</g>'


def _cut(name: str) -> str:
    if len(name) <= _NAME_LETTERS:
        return name
    return f"{name[: _NAME_LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
