"""What happened to a run at an epoch, to be marked on its plots: changes and findings.

Epochs are counted from 1, as they are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainterPath

from signs_studio.ui.changes import change_words
from signs_studio.ui.plots.pens import cosmetic_pen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPen

    from signs_studio.runs.history import History
    from signs_studio.ui.theme import Theme

_DASHES = (2.0, 3.0)
_FLAG_PX = 5.0


@dataclass(frozen=True)
class EpochMark:
    """A mark at an epoch.

    Attributes:
        epoch: The first epoch that was trained otherwise, or at which something began to be wrong.
        words: What happened.
        is_finding: Whether the doctor found it; else a person changed something.
    """

    epoch: int
    words: str
    is_finding: bool


def marks_of(history: History) -> tuple[EpochMark, ...]:
    """The marks of a run, from the first epoch to the last."""
    changes = (
        EpochMark(change.epoch + 1, change_words(history.recipe, change), is_finding=False)
        for change in history.changes
    )
    findings = (
        EpochMark(finding.epoch + 1, finding.message, is_finding=True)
        for finding in history.findings
    )
    return tuple(sorted((*changes, *findings), key=lambda mark: mark.epoch))


def marks_near(
    marks: Sequence[EpochMark], position: float, *, reach: float
) -> tuple[EpochMark, ...]:
    """The marks that are no further than ``reach`` epochs from a position on the axis."""
    return tuple(mark for mark in marks if abs(mark.epoch - position) <= reach)


def mark_lines(
    marks: Sequence[EpochMark],
    *,
    theme: Theme,
    span: tuple[float, float],
    pixel: tuple[float, float],
) -> list[tuple[QPainterPath, QPen]]:
    """Upright lines: dotted for changes; whole, with a flag at the top, for findings.

    Args:
        marks: What to mark.
        theme: The colours.
        span: The lowest and the highest position of the value axis.
        pixel: Width and height of a pixel of the plot, in epochs and on the value axis.
    """
    changes, findings = QPainterPath(), QPainterPath()
    low, high = span
    for mark in marks:
        path = findings if mark.is_finding else changes
        path.moveTo(mark.epoch, low)
        path.lineTo(mark.epoch, high)
        if mark.is_finding:
            path.lineTo(mark.epoch + 2 * _FLAG_PX * pixel[0], high - _FLAG_PX * pixel[1])
            path.lineTo(mark.epoch, high - 2 * _FLAG_PX * pixel[1])
    dotted = cosmetic_pen(theme.muted)
    dotted.setDashPattern(_DASHES)
    return [(changes, dotted), (findings, cosmetic_pen(theme.error))]
