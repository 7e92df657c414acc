"""Arguments on which pictures are read, and how, which several commands take."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from signs_studio.commands.arguments import data_path, number
from signs_studio.commands.progress_line import show_drawing, show_reading
from signs_studio.data.data_source import HANDS_MAX, DataSource, DrawnHands
from signs_studio.data.mapping import ROLES, parse_mapping
from signs_studio.data.photographs.sizes import FITS, SIDE_DEFAULT, SIDE_MAX, SIDE_MIN
from signs_studio.errors import UsageError
from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message

if TYPE_CHECKING:
    import argparse

    from signs_studio.commands.progress_line import ProgressLine
    from signs_studio.data.dataset import Dataset

SIDE = NumberField(
    name="size",
    title=Message("commands", "Size"),
    help=Message("commands", "Height and width that photographs are brought to, in pixels."),
    default=SIDE_DEFAULT,
    minimum=SIDE_MIN,
    maximum=SIDE_MAX,
    whole=True,
)
HANDS = NumberField(
    name="hands",
    title=Message("commands", "Hands"),
    help=Message("commands", "How many built-in pictures to learn from."),
    default=1080,
    minimum=6,  # One of each sign.
    maximum=HANDS_MAX - DrawnHands.test_count,
    whole=True,
)
PATHS_HELP = (
    "a folder of photographs, with a folder a class; or a file of arrays: HDF5, npz, or IDX as "
    "MNIST is kept"
)


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what is learnt from and tested with; ``data_source`` takes them."""
    parser.add_argument(
        "--data",
        metavar="PATH",
        type=data_path,
        nargs="+",
        help=f"{PATHS_HELP}; else built-in pictures",
    )
    parser.add_argument(
        "--stream",
        action="store_true",
        help="read the pictures of --data from the disk while training, as is done with more than "
        "1 GiB of them",
    )
    parser.add_argument(
        "--hands",
        metavar="N",
        type=number(HANDS),
        help=f"how many built-in pictures to learn from; default: {HANDS.default_text}",
    )
    parser.add_argument(
        "--test-data",
        metavar="PATH",
        type=data_path,
        nargs="+",
        help="take the test pictures from here, all of them where there are no others, and learn "
        "from all of --data that is not for tests",
    )
    parser.add_argument(
        "--test-map",
        metavar="ROLE=NAME,...",
        type=parse_mapping,
        default={},
        help="which arrays of --test-data are what, as --map says of --data; such as "
        "test_x=images,test_y=labels",
    )
    add_reading_arguments(parser)


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares how pictures are read."""
    parser.add_argument(
        "--size",
        metavar="PIXELS",
        type=number(SIDE),
        default=int(SIDE.default),
        help=f"{str(SIDE.help).rstrip('.').lower()}; default: {SIDE.default_text}",
    )
    add_fit_argument(parser, default=FITS[0])
    add_map_argument(parser)


def add_fit_argument(parser: argparse.ArgumentParser, *, default: str | None = None) -> None:
    """Declares how photographs that are no squares become squares.

    Args:
        parser: Of the command.
        default: What is done where nothing is said; None for what was done for a kept run.
    """
    otherwise = default or "as the run's own pictures were"
    parser.add_argument(
        "--fit",
        metavar="HOW",
        choices=FITS,
        default=default,
        help=f"crop photographs that are no squares to one, or pad them; default: {otherwise}",
    )


def add_map_argument(parser: argparse.ArgumentParser) -> None:
    """Declares which arrays of a file are what."""
    parser.add_argument(
        "--map",
        metavar="ROLE=NAME,...",
        dest="mapping",
        type=parse_mapping,
        default={},
        help=f"which arrays of a file are what, where their names do not tell: {', '.join(ROLES)}; "
        "such as train_x=images,train_y=labels",
    )


def _check(args: argparse.Namespace) -> None:
    if args.data is not None and args.hands is not None:
        raise UsageError(
            Message(
                "commands",
                "--hands counts the built-in pictures, and --data takes others: leave "
                "one of them out.",
            )
        )
    if args.stream and args.data is None:
        raise UsageError(
            Message("commands", "--stream needs pictures in a file: name it with --data.")
        )
    if args.test_map and args.test_data is None:
        raise UsageError(
            Message(
                "commands", "--test-map needs test pictures in a file: name it with --test-data."
            )
        )


def reading_options(args: argparse.Namespace) -> dict[str, Any]:
    """Returns the arguments of ``open_pictures`` that ``add_reading_arguments`` declared."""
    return {"side": int(args.size), "fit": args.fit, "mapping": args.mapping}


def data_source(args: argparse.Namespace) -> DataSource:
    """Returns what ``add_data_arguments`` declared.

    Raises:
        UsageError: The arguments contradict each other.
    """
    _check(args)
    hands = None
    if args.data is None:
        hands = DrawnHands(train_count=int(HANDS.default if args.hands is None else args.hands))
    return DataSource(
        paths=tuple(args.data or ()),
        hands=hands,
        stream=args.stream or None,
        test_paths=tuple(args.test_data or ()),
        test_mapping=args.test_map,
        **reading_options(args),
    )


def open_data(source: DataSource, line: ProgressLine) -> Dataset:
    """Returns the data to learn from and to test with; the line says how far it is.

    Raises:
        DataError: The data cannot be used.
    """
    from signs_studio.data.opening import open_source

    show = show_reading if source.hands is None else show_drawing
    return open_source(source, progress=partial(show, line))
