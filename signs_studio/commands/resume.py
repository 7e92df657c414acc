"""``signs-studio resume``: go on with a kept run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import data_path, device_id, number, rows
from signs_studio.commands.data_arguments import add_fit_argument, add_map_argument
from signs_studio.commands.progress_line import ProgressLine
from signs_studio.commands.run_arguments import (
    add_home_argument,
    add_run_argument,
    find_named,
    open_store,
    told_disk_errors,
)
from signs_studio.commands.train_run import ResumedTraining
from signs_studio.commands.training import EXIT_STATUS_HELP, report_training
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import UsageError
from signs_studio.messages import Message
from signs_studio.recipe.recipe import EPOCHS

if TYPE_CHECKING:
    import argparse

    from signs_studio.runs.record import RunRecord

SUMMARY = "Go on with a run that is kept, as if it had never been interrupted."


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "On the machine that trained it before, the numbers are the same to the bit as those of a\n"
        "run that was not interrupted. Its data is opened from where it was, and must be the same."
        f"\n\nexit status:\n{rows(EXIT_STATUS_HELP)}"
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    add_run_argument(parser)
    parser.add_argument(
        "--epochs",
        metavar="N",
        type=number(EPOCHS),
        help="train for N more epochs; default: for those that the run was to have",
    )
    parser.add_argument(
        "--data",
        metavar="PATH",
        type=data_path,
        nargs="+",
        help="where the pictures that it learnt from are now; default: where they were",
    )
    parser.add_argument(
        "--test-data",
        metavar="PATH",
        type=data_path,
        nargs="+",
        help="where its test pictures are now, if they were elsewhere; default: where they were",
    )
    add_fit_argument(parser)
    add_map_argument(parser)
    parser.add_argument(
        "--device",
        metavar="NAME",
        type=device_id,
        help="what to train on, as of “train”; default: what it was trained on, if that is here",
    )
    add_home_argument(parser)
    parser.add_argument(
        "--json", action="store_true", help="print a line of JSON an epoch, and one at the end"
    )


def run(args: argparse.Namespace) -> int:
    """Trains on, reports every epoch, and says how it ended.

    Returns:
        The exit status, as of ``train``.

    Raises:
        StoreError: There is no such run, another process trains it, or it cannot be gone on with.
        UsageError: It has no epochs left, or its data is not there.
        DataError: The data cannot be used.
    """
    with told_disk_errors():
        store = open_store(args)
        (summary,) = find_named(store, args.named)
        store.check_not_open(summary)
        record = store.open(summary.key).record()
        _check_goes_on(record, summary.name, more=args.epochs)
        from signs_studio.commands.run_data import open_run_data

        line = ProgressLine(sys.stderr, wanted=not (args.json and sys.stdout.isatty()))
        try:
            dataset = open_run_data(
                summary,
                data=args.data,
                test_data=args.test_data,
                fit=args.fit,
                mapping=args.mapping,
                line=line,
            )
        finally:
            line.clear()
        training = ResumedTraining(
            record, dataset, device=args.device, store=store, more=args.epochs
        )
        return report_training(training, line=line, as_json=args.json, kept_as=summary.name)


def _check_goes_on(record: RunRecord, name: str, *, more: int | None) -> None:
    if record.diverged:
        raise UsageError(
            Message(
                "commands",
                "In epoch {epoch} the cost of {name} was no longer a finite number, and would be "
                "so again: train its recipe anew with a lower learning rate.",
            ).format(epoch=len(record) + 1, name=plain_text(name))
        )
    # One that was cut short there still has its final evaluation to come.
    if more is None and record.end is not None and len(record) >= record.goal:
        raise UsageError(
            Message(
                "commands",
                "{name} has all of its {epochs} epochs: say with --epochs how many more to train.",
            ).format(name=plain_text(name), epochs=len(record))
        )
