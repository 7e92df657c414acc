"""``signs-studio evaluate``: test the network of a kept run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from signs_studio.commands.arguments import data_path
from signs_studio.commands.data_arguments import add_fit_argument, add_map_argument
from signs_studio.commands.json_text import json_text
from signs_studio.commands.progress_line import ProgressLine
from signs_studio.commands.run_arguments import (
    add_home_argument,
    add_run_argument,
    find_named,
    open_store,
    told_disk_errors,
)
from signs_studio.data.plain_text import plain_text
from signs_studio.messages import Message
from signs_studio.wording.counts import epochs_message

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

SUMMARY = "Test the network of a kept run: accuracy, confusion matrix, precision and recall."

EXIT_FAILED = 1
_NAME_LIMIT = 24


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "With the weights that the run has kept: its last ones, or the best where it stopped early."
        "\nThe interval is Wilson's, of 95 %. Rows of the confusion matrix are what pictures show,"
        "\ncolumns what they are read as."
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    add_run_argument(parser)
    parser.add_argument(
        "--data",
        metavar="PATH",
        type=data_path,
        nargs="+",
        help="test it on these pictures: those set apart for tests, or else all of them; default: "
        "the test pictures of the run",
    )
    add_fit_argument(parser)
    add_map_argument(parser)
    add_home_argument(parser)
    parser.add_argument("--json", action="store_true", help="print it all as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Reads the test pictures with the network, and prints how well.

    Returns:
        0, or 1 where TensorFlow is missing.

    Raises:
        StoreError: There is no such run, or its weights are not there.
        UsageError: Its data is not there.
        DataError: The pictures cannot be used, or are unlike those of the run.
    """
    with told_disk_errors():
        store = open_store(args)
        (summary,) = find_named(store, args.named)
        from signs_studio.commands.kept_network import (
            kept_checkpoint,
            load_engine,
            read_pictures,
        )
        from signs_studio.commands.run_data import open_other_test_set, open_run_data, stored_fit

        checkpoint = kept_checkpoint(store.open(summary.key))
        line = ProgressLine(sys.stderr)
        try:
            if args.data is None:
                dataset = open_run_data(summary, fit=args.fit, mapping=args.mapping, line=line)
            else:
                fit = args.fit or stored_fit(summary)
                dataset = open_other_test_set(summary, args.data, fit=fit, mapping=args.mapping)
            line.show(str(Message("report", "TensorFlow is loading")), rare=True)
        finally:
            line.clear()
        if not load_engine():
            return EXIT_FAILED
        from signs_studio.runs.metrics import confusion_matrix, evaluation

        predicted = read_pictures(checkpoint, dataset, dataset.test_x).argmax(axis=1)
        confusion = confusion_matrix(dataset.test_y, predicted, classes=dataset.classes)
        facts = evaluation(confusion, dataset.class_names)
        if args.json:
            print(json_text(facts))
        else:
            said = Message("report", "{name} after {epochs}, tested on {data}")
            print(
                said.format(
                    name=plain_text(summary.name, 120),
                    epochs=epochs_message(checkpoint.kept_epochs),
                    data=plain_text(summary.head.origin.name)
                    if args.data is None
                    else ", ".join(plain_text(path.name) for path in args.data),
                )
            )
            _print(facts)
    return 0


def _print(facts: dict[str, Any]) -> None:
    from signs_studio.wording.comparison import accuracy_message

    confusion: list[list[int]] = facts["confusion"]
    right = sum(row[place] for place, row in enumerate(confusion))
    print(accuracy_message(right, sum(map(sum, confusion))))
    names = [plain_text(name, _NAME_LIMIT) for name in facts["classes"]]
    titles = (
        Message("report", "class"),
        Message("report", "precision"),
        Message("report", "recall"),
        Message("report", "F1"),
        Message("report", "pictures"),
    )
    print()
    _print_table(
        [
            [str(title) for title in titles],
            *(
                [
                    name,
                    *(f"{each[key]:.3f}" for key in ("precision", "recall", "f1")),
                    f"{each['support']:,}",
                ]
                for name, each in zip(names, facts["per_class"], strict=True)
            ),
        ]
    )
    print()
    print(Message("report", "Shown (rows) and read as (columns):"))
    _print_table(
        [
            ["", *names],
            *(
                [name, *(f"{count:,}" for count in row)]
                for name, row in zip(names, confusion, strict=True)
            ),
        ]
    )


def _print_table(cells: Sequence[Sequence[str]]) -> None:
    """Prints rows: the first column flush left, the others flush right."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for first, *others in cells:
        padded = (f"{text:>{width}}" for text, width in zip(others, widths[1:], strict=True))
        print(f"  {first:<{widths[0]}}  {'  '.join(padded)}")
