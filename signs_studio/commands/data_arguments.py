"""Arguments on which pictures are read, and how, which several commands take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signs_studio.commands.arguments import number
from signs_studio.data.mapping import ROLES, parse_mapping
from signs_studio.data.photographs.sizes import FITS, SIDE_DEFAULT, SIDE_MAX, SIDE_MIN
from signs_studio.fields.declared import NumberField
from signs_studio.messages import Message

if TYPE_CHECKING:
    import argparse

SIDE = NumberField(
    name="size",
    title=Message("commands", "Size"),
    help=Message("commands", "Height and width that photographs are brought to, in pixels."),
    default=SIDE_DEFAULT,
    minimum=SIDE_MIN,
    maximum=SIDE_MAX,
    whole=True,
)
PATHS_HELP = (
    "a folder of photographs, with a folder a class; or a file of arrays: HDF5, npz, or IDX as "
    "MNIST is kept"
)


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares how pictures are read."""
    parser.add_argument(
        "--size",
        metavar="PIXELS",
        type=number(SIDE),
        default=int(SIDE.default),
        help=f"{str(SIDE.help).rstrip('.').lower()}; default: {SIDE.default_text}",
    )
    parser.add_argument(
        "--fit",
        metavar="HOW",
        choices=FITS,
        default=FITS[0],
        help="crop photographs that are no squares to one, or pad them; default: crop",
    )
    parser.add_argument(
        "--map",
        metavar="ROLE=NAME,...",
        dest="mapping",
        type=parse_mapping,
        default={},
        help=f"which arrays of a file are what, where their names do not tell: {', '.join(ROLES)}; "
        "such as train_x=images,train_y=labels",
    )


def reading_options(args: argparse.Namespace) -> dict[str, Any]:
    """Returns the arguments of ``open_pictures`` that ``add_reading_arguments`` declared."""
    return {"side": args.size, "fit": args.fit, "mapping": args.mapping}
