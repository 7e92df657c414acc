"""Arguments on which pictures are read, and how, which several commands take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signs_studio.commands.arguments import number
from signs_studio.errors import UsageError
from signs_studio.fields.declared import NumberField, quoted
from signs_studio.messages import Message

if TYPE_CHECKING:
    import argparse

SIDE = NumberField(
    name="size",
    title=Message("commands", "Size"),
    help=Message("commands", "Height and width that photographs are brought to, in pixels."),
    default=64,
    minimum=16,
    maximum=256,
    whole=True,
)
FITS = ("crop", "pad")
ROLES = ("train_x", "train_y", "test_x", "test_y", "classes")
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
        type=_mapping,
        default={},
        help=f"which arrays of a file are what, where their names do not tell: {', '.join(ROLES)}; "
        "such as train_x=images,train_y=labels",
    )


def reading_options(args: argparse.Namespace) -> dict[str, Any]:
    """Returns the arguments of ``open_pictures`` that ``add_reading_arguments`` declared."""
    return {"side": args.size, "fit": args.fit, "mapping": args.mapping}


def _mapping(text: str) -> dict[str, str]:
    mapping = {}
    for part in text.split(","):
        role, equals, name = (piece.strip() for piece in part.partition("="))
        if not equals or not name or role not in ROLES:
            raise UsageError(
                Message(
                    "commands",
                    "--map takes ROLE=NAME, such as train_x=images,train_y=labels, where the role "
                    "is one of {roles}, but it is {text}.",
                ).format(roles=", ".join(ROLES), text=quoted(part))
            )
        mapping[role] = name
    return mapping
