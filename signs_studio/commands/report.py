"""``signs-studio report``: a report of kept runs as a page to read or to print."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import new_file_path
from signs_studio.commands.progress_line import ProgressLine
from signs_studio.commands.run_arguments import (
    RUN_HELP,
    add_home_argument,
    find_named,
    open_store,
    told_disk_errors,
)
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import DataError, UsageError
from signs_studio.messages import Message
from signs_studio.qt_import import import_qt
from signs_studio.system_libraries import missing_libraries, missing_sentence

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from signs_studio.data.dataset import Dataset
    from signs_studio.runs.store.summary import RunSummary

SUMMARY = "Write a report of one kept run or several, as a page to read or to print."

EXIT_FAILED = 1
_PDF = ".pdf"


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "A report of several runs compares them: what differs, and which is better. Pictures are\n"
        "shown where the data of a run is where it was."
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument("named", metavar="RUN", nargs="+", help=RUN_HELP)
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=_report_path,
        required=True,
        help="the file to write: FILE.html or FILE.pdf",
    )
    add_home_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the report.

    Returns:
        0, or 1 where Qt lacks what it needs to paint a PDF.

    Raises:
        StoreError: A run is not there, or cannot be read.
        SavingError: The file cannot be written.
    """
    with told_disk_errors():
        store = open_store(args)
        found = find_named(store, *args.named)
        if args.out.suffix.lower() == _PDF:
            missing = missing_libraries(screen=False)
            if missing:
                print(missing_sentence(missing), file=sys.stderr)
                return EXIT_FAILED
            import_qt()
        from signs_studio.report.run import ReportRun

        line = ProgressLine(sys.stderr)
        datasets: dict[str, Dataset | None] = {}
        told = []
        try:
            for summary in found:
                data = summary.head.origin.fingerprint or summary.key
                if data not in datasets:
                    datasets[data] = _open_data(summary, line)
                told.append(ReportRun.of_stored(store.open(summary.key), datasets[data]))
            line.show(str(Message("report", "Writing the report")), rare=True)
            from signs_studio.report.writing import write_report

            write_report(args.out, told)
        finally:
            line.clear()
        said = Message("report", "The report is in {file}")
        print(said.format(file=plain_text(str(args.out), 4096)))
    return 0


def _open_data(summary: RunSummary, line: ProgressLine) -> Dataset | None:
    """Returns the data of a run; None, after a sentence on standard error, where it is not there.

    A report tells nearly as much without.
    """
    from signs_studio.commands.run_data import open_run_data

    try:
        return open_run_data(summary, line=line)
    except (UsageError, DataError) as error:
        line.clear()
        print(error, file=sys.stderr)
    return None


def _report_path(text: str) -> Path:
    return new_file_path(text, ".html", _PDF)
