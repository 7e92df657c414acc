"""Colours of the cells of a confusion matrix, on which numbers can be read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from signs_studio.ui.figures.colours import blend, readable_share
from signs_studio.ui.widgets.theme import PROJECTED_CONTRAST

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from signs_studio.ui.widgets.theme import Theme

_LEAST, _MOST = 0.10, 0.60


def cell_colour(share: float, *, is_right: bool | None, theme: Theme) -> QColor:
    """Returns the colour of a cell: blue where it is right, orange where it is wrong.

    These two are told apart by whoever does not see red or green. What holds many classes is grey:
    many small errors are not to look like a large one.

    Args:
        share: Of the row's pictures, above 0 and up to 1: the larger, the stronger.
        is_right: Whether the cell's pictures are predicted correctly; None for a cell of many
            classes.
        theme: Has the colours.
    """
    hue = {True: theme.train, False: theme.test, None: theme.muted}[is_right]
    return blend(theme.surface, hue, _LEAST + share * (_strongest(theme, hue) - _LEAST))


@lru_cache(maxsize=8)
def _strongest(theme: Theme, hue: str) -> float:
    """Returns the strength of a whole row, at which numbers can still be read from the back."""
    readable = readable_share(theme.surface, hue, words=theme.text, least=PROJECTED_CONTRAST)
    return min(_MOST, readable)
