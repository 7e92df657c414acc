"""Curves of runs as a file: numbers as CSV, or a picture as PNG or SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.charts.svg import chart_svg
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import SavingError, system_reason
from signs_studio.files import write_whole
from signs_studio.messages import Message
from signs_studio.report.curves import curves_chart
from signs_studio.runs.curves_csv import curves_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.report.curves import NamedRun

ENDINGS = (".csv", ".png", ".svg")


def write_curves(path: Path, runs: Sequence[NamedRun], *, is_log: bool | None = None) -> None:
    """Writes the curves of runs in the format that the file's ending names, whole or not at all.

    Args:
        path: Ends in one of ``ENDINGS``.
        runs: One at least.
        is_log: As of ``curves_chart``; numbers are as they are.

    Raises:
        SavingError: The ending is none of them, or the file cannot be written.
    """
    match path.suffix.lower():
        case ".csv":
            content = curves_csv((run.name, run.record) for run in runs)
        case ".svg":
            content = chart_svg(curves_chart(runs, is_log=is_log)).encode()
        case ".png":
            from signs_studio.report.painting import svg_to_png

            content = svg_to_png(chart_svg(curves_chart(runs, is_log=is_log)))
        case _:
            raise unknown_ending(path, ENDINGS)
    write_output(path, content)


def write_output(path: Path, content: bytes) -> None:
    """Writes a file that a person asked for, whole or not at all.

    Raises:
        SavingError: It cannot be written.
    """
    try:
        write_whole(path, content)
    except OSError as error:
        raise SavingError(
            Message(
                "report", "{name} could not be written: {reason}. Choose another place."
            ).format(name=plain_text(path.name), reason=plain_text(system_reason(error), 200))
        ) from None


def unknown_ending(path: Path, endings: Sequence[str]) -> SavingError:
    """Returns the refusal of a file whose ending names no format of these."""
    return SavingError(
        Message(
            "report",
            "The ending of the file says what is written: {known}. {name} ends in none of them.",
        ).format(known=", ".join(endings), name=plain_text(path.name))
    )
