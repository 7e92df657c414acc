"""Figures in rows: the first one largest, others beside each other where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from signs_studio.figures import Graph, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from signs_studio.ui.figures.figure_view import FigureView

_SHARE_OF_FIRST = 0.55
_LARGEST_SCALE = 2.0
_ALONE = (Note, Graph)
_MARGIN, _GAP = 14, 14
_RING = 2
"""The width of the ring around them, which has a part of the margin."""
_LETTERS_FOR_TWO = 84
"""Least width of the pane for two figures side by side, in letters."""


class FigureRows:
    """Lays views out on a sheet.

    Args:
        sheet: Parent of the views.
    """

    def __init__(self, sheet: QWidget) -> None:
        self._sheet = sheet
        self._rows: tuple[tuple[int, ...], ...] = ()
        self._lines: list[QHBoxLayout] = []
        self._places = QVBoxLayout(sheet)
        beside, above = _MARGIN - _RING, 10 - _RING
        self._places.setContentsMargins(beside, above, beside, above)
        self._places.setSpacing(_GAP)
        self._places.addStretch(0)

    def arrange(
        self,
        views: Sequence[FigureView[Any]],
        kinds: Sequence[type],
        *,
        width: int,
        height: int,
    ) -> None:
        """Puts views into rows, where they are not in these rows already.

        Args:
            views: The first one takes more than half of what is in view, however many follow.
            kinds: Of figures, as many.
            width: Of what is in view, in pixels.
            height: Of that, in pixels.
        """
        if views and views[0].grows:
            views[0].ask_height(round(_SHARE_OF_FIRST * height))
        wide = width > _LETTERS_FOR_TWO * self._sheet.fontMetrics().averageCharWidth()
        room = width - 2 * _MARGIN
        widths = [view.own_width() for view in views]
        half = (room - _GAP) // 2 if wide else 0
        alone = [
            kind in _ALONE or view.least_width() > half
            for kind, view in zip(kinds, views, strict=True)
        ]
        rows = rows_of(widths, alone=alone, room=room, wide=wide)
        for at, row in enumerate(rows):
            most = _LARGEST_SCALE if at == 0 else 1.0
            _scale_alike([views[place] for place in row], room=room, height=height, most=most)
        if rows != self._rows:
            self.clear()
            self._rows = rows
            self._fill(views, widths)

    def clear(self) -> None:
        """Takes the rows away; the views stay where they are until they are put elsewhere."""
        for line in self._lines:
            self._places.removeItem(line)
            line.deleteLater()
        self._lines = []
        self._rows = ()

    def _fill(self, views: Sequence[FigureView[Any]], widths: Sequence[int]) -> None:
        for at, row in enumerate(self._rows):
            line = QHBoxLayout()
            line.setSpacing(_GAP)
            grows = any(views[place].grows for place in row)
            # Filled only now: of a layout that is filled already PySide keeps what stands for its
            # items, also after Qt has deleted them, and takes it for whatever lies there next.
            self._places.insertLayout(at, line, (3 if 0 in row else 2) if grows else 0)
            for place in row:
                # As wide as their cells are many, where they are matrices; else all the same.
                line.addWidget(views[place], widths[place] or 1)
                views[place].show()
            self._lines.append(line)
        fills = any(view.grows for view in views)
        self._places.setStretch(len(self._rows), 0 if fills else 1)


def _scale_alike(row: Sequence[FigureView[Any]], *, room: int, height: int, most: float) -> None:
    """Gives the figures of a row words of one size, as large as there is room for.

    Args:
        row: Views beside each other.
        room: Width of the row, in pixels.
        height: Of what is in view, in pixels.
        most: The largest scale.
    """
    widths = [view.own_width() for view in row]
    room -= (len(row) - 1) * _GAP
    scales = [
        view.scale_for(room * width // max(sum(widths), 1), round(_SHARE_OF_FIRST * height))
        for view, width in zip(row, widths, strict=True)
    ]
    for view in row:
        view.set_scale(min(*scales, most))


def rows_of(
    widths: Sequence[int], *, alone: Sequence[bool], room: int, wide: bool
) -> tuple[tuple[int, ...], ...]:
    """Returns which figures stand beside each other, as indices.

    Args:
        widths: How wide each is by itself, in pixels; 0 where it takes whatever there is.
        alone: Whether each is to have a row of its own, as many.
        room: The width of a row, in pixels.
        wide: Whether two of those that take whatever there is have room in a row.
    """
    rows: list[list[int]] = []
    left = 0
    for place, (width, is_alone) in enumerate(zip(widths, alone, strict=True)):
        before = rows[-1] if rows else []
        beside = False
        if before and not is_alone and not alone[before[-1]]:
            if width and widths[before[-1]]:
                beside = width + _GAP <= left
            elif not width and not widths[before[-1]]:
                beside = wide and len(before) == 1 and before != [0]
        if beside:
            before.append(place)
            left -= width + _GAP
        else:
            rows.append([place])
            left = room - width
    return tuple(map(tuple, rows))
