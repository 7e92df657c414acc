"""Marks of changes and findings, and of the kept epoch, on the plots of a run.

Epochs are counted from 1, as they are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainterPath

from signs_studio.messages import Message
from signs_studio.ui.charts.pens import change_pen, cosmetic_pen, kept_pen
from signs_studio.wording.changes import change_words
from signs_studio.wording.findings import finding_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPen

    from signs_studio.runs.record import RunRecord
    from signs_studio.ui.widgets.theme import Theme

_FLAG_PX = 5.0
_KEPT_PX = 7.0


class MarkKind(Enum):
    """Kind of event that a mark stands for."""

    CHANGE = auto()
    FINDING = auto()
    KEPT = auto()


@dataclass(frozen=True)
class EpochMark:
    """A mark at an epoch.

    Attributes:
        epoch: The first epoch that was trained otherwise, or at which something began to be wrong;
            or that after which the kept weights stood.
        words: Sentence on it.
        kind: Of the event.
    """

    epoch: int
    words: str
    kind: MarkKind


def kept_epoch(record: RunRecord) -> int | None:
    """Returns the epoch, counted from 1, whose weights are kept; None if it is the last."""
    return record.kept_epochs if 0 < record.kept_epochs < len(record) else None


def epoch_looked_at(record: RunRecord | None, epoch: int | None) -> int:
    """Returns the epoch of a run, counted from 1, that ``Selection.epoch`` means; 0 for none.

    Args:
        record: Of the run, or None where there is none.
        epoch: The epoch looked at; None for that of the weights there are.
    """
    if record is None:
        return 0
    if epoch is None:
        return kept_epoch(record) or len(record)
    return min(epoch, len(record))


def marks_of(record: RunRecord) -> tuple[EpochMark, ...]:
    """Returns the marks of a run, from the first epoch to the last."""
    changes = (
        EpochMark(change.epoch + 1, change_words(record.recipe, change), MarkKind.CHANGE)
        for change in record.changes
    )
    findings = (
        EpochMark(finding.epoch + 1, str(finding_message(finding)), MarkKind.FINDING)
        for finding in record.findings
        if not finding.kind.is_note
    )
    marks = [*changes, *findings]
    kept = kept_epoch(record)
    if kept is not None:
        words = Message("epoch_marks", "The weights after epoch {epoch} are kept").text(epoch=kept)
        marks.append(EpochMark(kept, words, MarkKind.KEPT))
    return tuple(sorted(marks, key=lambda mark: mark.epoch))


def marks_near(
    marks: Sequence[EpochMark], position: float, *, reach: float
) -> tuple[EpochMark, ...]:
    """Returns the marks that are no further than ``reach`` epochs from a position on the axis."""
    return tuple(mark for mark in marks if abs(mark.epoch - position) <= reach)


def mark_lines(
    marks: Sequence[EpochMark],
    *,
    theme: Theme,
    span: tuple[float, float],
    pixel: tuple[float, float],
) -> list[tuple[QPainterPath, QPen]]:
    """Returns upright lines, each with its pen.

    Dotted for changes; whole, with a flag at the top, for findings; dashed for the kept epoch.

    Args:
        marks: To be drawn.
        theme: The colours.
        span: The lowest and the highest position of the value axis.
        pixel: Width and height of a pixel of the plot, in epochs and on the value axis.
    """
    paths = {kind: QPainterPath() for kind in MarkKind}
    low, high = span
    for mark in marks:
        path = paths[mark.kind]
        path.moveTo(mark.epoch, low)
        path.lineTo(mark.epoch, high)
        if mark.kind is MarkKind.FINDING:
            path.lineTo(mark.epoch + 2 * _FLAG_PX * pixel[0], high - _FLAG_PX * pixel[1])
            path.lineTo(mark.epoch, high - 2 * _FLAG_PX * pixel[1])
    return [
        (paths[MarkKind.CHANGE], change_pen(theme.muted)),
        (paths[MarkKind.FINDING], cosmetic_pen(theme.error)),
        (paths[MarkKind.KEPT], kept_pen(theme.right)),
    ]


def kept_mark() -> QPainterPath:
    """Returns the mark of the kept epoch in a legend, in pixels around its middle."""
    path = QPainterPath()
    path.moveTo(0.0, -_KEPT_PX)
    path.lineTo(0.0, _KEPT_PX)
    return path
