"""``signs-studio check``: say what pictures there are, without training."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from signs_studio.commands.arguments import data_path
from signs_studio.commands.data_arguments import (
    PATHS_HELP,
    add_reading_arguments,
    reading_options,
)
from signs_studio.commands.json_text import json_text
from signs_studio.commands.progress_line import ProgressLine, show_reading
from signs_studio.messages import Message
from signs_studio.wording.counts import pictures_message
from signs_studio.wording.near_copies import near_copies_message

if TYPE_CHECKING:
    import argparse

    from signs_studio.data.dataset import Dataset
    from signs_studio.data.near_copies.pairs import NearCopies

SUMMARY = "Say what pictures there are and what was done to them, without training."


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "A near-copy is the same photograph again: as another file, a little brighter, moved by\n"
        "a pixel. Test pictures that repeat in training make a network look better than it is."
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument("paths", metavar="PATH", type=data_path, nargs="+", help=PATHS_HELP)
    add_reading_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print it all as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Reads the pictures, looks for near-copies, and prints what there is.

    Returns:
        0.

    Raises:
        DataError: The pictures cannot be used.
    """
    from signs_studio.data.near_copies.search import find_near_copies
    from signs_studio.data.opening import open_pictures

    line = ProgressLine(sys.stderr)
    try:
        dataset = open_pictures(
            *args.paths, progress=partial(show_reading, line), **reading_options(args)
        )
        line.show(str(Message("report", "Looking for near-copies")), rare=True)
        copies = find_near_copies(dataset.train_x, dataset.test_x)
    finally:
        line.clear()
    if args.json:
        print(json_text(_facts(dataset, copies)))
    else:
        _print(dataset, copies)
    return 0


def _facts(dataset: Dataset, copies: NearCopies) -> dict[str, Any]:
    from signs_studio.data.curation import class_counts

    train, test = class_counts(dataset)
    return {
        "train": len(dataset.train_y),
        "test": len(dataset.test_y),
        "classes": list(dataset.class_names),
        "per_class": {"train": train.tolist(), "test": test.tolist()},
        "picture_shape": list(dataset.picture_shape),
        "notes": [str(note) for note in (*dataset.notes, *dataset.skipped)],
        "copies": {
            "test_in_train": len(copies.test_copies),
            "within_train": copies.within_train.total,
            "within_test": copies.within_test.total,
        },
    }


def _print(dataset: Dataset, copies: NearCopies) -> None:
    from signs_studio.data.curation import class_counts

    counts = class_counts(dataset)
    said = Message("report", "{train} to train on and {test} to test with, {shape} each")
    shape = " x ".join(map(str, dataset.picture_shape))
    train, test = (pictures_message(int(each.sum())) for each in counts)
    print(said.format(train=train, test=test, shape=shape))
    heads = (
        Message("report", "class"),
        Message("report", "training"),
        Message("report", "test"),
    )
    listed = [
        [str(head) for head in heads],
        *(
            [name, f"{in_train:,}", f"{in_test:,}"]
            for name, in_train, in_test in zip(dataset.class_names, *counts, strict=True)
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*listed, strict=True)]
    for name, *numbers in listed:
        cells = (f"{text:>{width}}" for text, width in zip(numbers, widths[1:], strict=True))
        print(f"  {name:<{widths[0]}}  {'  '.join(cells)}")
    for note in (*dataset.notes, *dataset.skipped):
        print(note)
    print(near_copies_message(copies))
