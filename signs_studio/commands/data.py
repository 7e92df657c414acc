"""``signs-studio data``: write the built-in pictures to files."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from signs_studio import signals
from signs_studio.commands.arguments import new_folder_path, number
from signs_studio.commands.progress_line import ProgressLine, show_drawing
from signs_studio.data.data_source import HANDS_MAX
from signs_studio.data.plain_text import plain_text
from signs_studio.errors import UsageError
from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message
from signs_studio.recipe.recipe import SEED
from signs_studio.wording.counts import pictures_message

if TYPE_CHECKING:
    import argparse

PATH_LENGTH = 4096  # As long as the system allows: it is there to be copied.
SUMMARY = "Write the built-in pictures as train_signs.h5 and test_signs.h5."

COUNT = NumberField(
    name="count",
    title=Message("commands", "Count"),
    help=Message("commands", "How many pictures to draw, training and test together."),
    default=1200,
    minimum=7,  # Six to train on, one of each sign, and one to test.
    maximum=HANDS_MAX,
    whole=True,
)


def epilog() -> str:
    """Returns the text at the end of the command's help."""
    return (
        "Nine pictures in ten are to train on. The same seed and count give the same files;\n"
        "files that are there already are not overwritten."
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument(
        "folder", metavar="OUT_DIR", type=new_folder_path, help="where to; made if it is not there"
    )
    for field, metavar, text in (
        (COUNT, "N", "how many pictures, training and test together"),
        (SEED, "S", "the same seed draws the same pictures"),
    ):
        parser.add_argument(
            f"--{field.name}",
            metavar=metavar,
            type=number(field),
            default=int(field.default),
            help=f"{text}; default: {field.default_text}",
        )


def run(args: argparse.Namespace) -> int:
    """Draws the pictures and writes them.

    Returns:
        0.

    Raises:
        UsageError: The folder holds such files already.
        DataError: The folder cannot be written to.
        Interrupted: A signal came while they were written; no half-written file is left.
    """
    for name in ("train_signs.h5", "test_signs.h5"):
        if (args.folder / name).exists():
            raise UsageError(
                Message(
                    "commands",
                    "The folder holds a {name} already, which is not overwritten: choose "
                    "another folder, or remove it first.",
                ).format(name=name)
            )
    from signs_studio.data.archives.hdf5.writer import write_signs
    from signs_studio.data.hands.generator import built_in_hands

    line = ProgressLine(sys.stderr)
    test_count = max(1, args.count // 10)
    try:
        dataset = built_in_hands(
            train_count=args.count - test_count,
            test_count=test_count,
            seed=args.seed,
            progress=partial(show_drawing, line),
        )
        with signals.raising():
            paths = write_signs(dataset, args.folder)
    finally:
        line.clear()
    for path, pictures in zip(paths, (dataset.train_x, dataset.test_x), strict=True):
        said = Message("report", "{pictures} in {path}")
        count = pictures_message(len(pictures))
        print(said.format(pictures=count, path=plain_text(str(path), PATH_LENGTH)))
    return 0
