"""Reports as files, in the format that the file's ending names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.report.curve_files import unknown_ending, write_output
from signs_studio.report.html import html_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from signs_studio.report.run import ReportRun

ENDINGS = (".html", ".pdf")


def check_ending(path: Path) -> None:
    """Checks that a report can be written as this file's ending says, before it is made.

    Raises:
        SavingError: It names no format of ``ENDINGS``.
    """
    if path.suffix.lower() not in ENDINGS:
        raise unknown_ending(path, ENDINGS)


def write_report(path: Path, runs: Sequence[ReportRun], *, made_at: datetime | None = None) -> None:
    """Writes a report of runs, whole or not at all.

    Where there is no window, Qt is started for a PDF: on the main thread.

    Args:
        path: Ends in one of ``ENDINGS``.
        runs: One at least. Of several, all are compared, and then each is told of.
        made_at: Date of the report; None for now.

    Raises:
        SavingError: The ending is none of them, or the file cannot be written.
    """
    check_ending(path)
    if path.suffix.lower() == ".pdf":
        from signs_studio.report.pdf import pdf_report

        content = pdf_report(runs, made_at=made_at)
    else:
        content = html_report(runs, made_at=made_at).encode()
    write_output(path, content)
