"""Arguments on what is trained, which several commands take."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import assignment, rows
from signs_studio.commands.train_recipe import recipe_help
from signs_studio.recipe.presets import DEFAULT_PRESET
from signs_studio.recipe.recipe import EPOCHS, SEED

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


def add_recipe_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the recipe; ``make_recipe`` takes what is given as preset, recipe and fields."""
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--preset",
        metavar="NAME",
        default=DEFAULT_PRESET,
        help=f"the recipe to start from, listed below; default: {DEFAULT_PRESET}",
    )
    start.add_argument(
        "--recipe",
        metavar="FILE|LINE",
        help="start from a recipe that was shared: its file, or its line of text",
    )
    parser.set_defaults(fields=[])
    # All of them add to one list, so that of two for the same field the last counts.
    for field, metavar in ((EPOCHS, "N"), (SEED, "S")):
        parser.add_argument(
            f"--{field.name}",
            metavar=metavar,
            dest="fields",
            action="append",
            type=partial(_named, field.name),
            help=str(field.help),
        )
    parser.add_argument(
        "--set",
        metavar="FIELD=VALUE",
        dest="fields",
        action="append",
        type=assignment,
        help="change a field of the recipe, listed below; may be given many times",
    )


def recipe_epilog(more: Iterable[tuple[str, list[tuple[str, str]]]] = ()) -> str:
    """Returns what a recipe can have, for the end of a command's help.

    Args:
        more: Titles and rows of further lists.
    """
    parts = [*recipe_help().items(), *more]
    return "\n\n".join(f"{title}:\n{rows(pairs)}" for title, pairs in parts)


def _named(name: str, text: str) -> tuple[str, str]:
    return name, text
