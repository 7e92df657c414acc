"""The recipe of ``signs-studio train``, from a preset and what is set, and the help on it."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from signs_studio.commands.arguments import number
from signs_studio.errors import UsageError
from signs_studio.fields.declared import ChoiceField, NumberField, SwitchField
from signs_studio.messages import Message, together
from signs_studio.numbers import format_number
from signs_studio.recipe.changes import Change, read_change
from signs_studio.recipe.draft import draft_of, validate, with_fields
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.presets import PRESETS, find_preset
from signs_studio.recipe.recipe import RECIPE_FIELDS, RECIPE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signs_studio.fields.declared import Field
    from signs_studio.recipe.recipe import Recipe


def make_changes(recipe: Recipe, asked: list[tuple[str, str, str]]) -> list[Change]:
    """Returns the changes to make while a recipe is trained.

    Args:
        recipe: What is trained.
        asked: Epochs, names and values as typed; of two for the same epoch and field the last
            counts.

    Raises:
        RecipeError: There is no such field, or its value cannot be trained.
        UsageError: An epoch that does not come.
    """
    read_epochs = number(
        NumberField(
            name="epochs",
            title=Message("commands", "The number of epochs after which --change comes"),
            help=Message("commands", "How many epochs are trained before it."),
            default=0,
            minimum=0,
            maximum=recipe.epochs - 1,
            whole=True,
        )
    )
    return [
        Change(int(read_epochs(epochs)), field, read_change(recipe, field, text))
        for epochs, field, text in asked
    ]


def make_recipe(*, preset: str, fields: list[tuple[str, str]], shared: str | None = None) -> Recipe:
    """Returns a recipe to start from, with some fields changed.

    Args:
        preset: A preset's name.
        fields: Names and values as typed, in any order.
        shared: The line of a recipe or the path of a recipe's file, which takes the preset's place;
            None for none.

    Raises:
        RecipeError: There is no such preset, recipe, field or kind.
        UsageError: Values that cannot be trained, all of them named.
    """
    draft = find_preset(preset).draft if shared is None else draft_of(_shared_recipe(shared))
    draft = with_fields(draft, fields)
    checked = validate(draft)
    if checked.recipe is None:
        raise UsageError(together([error.located for error in checked.errors]))
    return checked.recipe


def _shared_recipe(text: str) -> Recipe:
    from signs_studio.recipe.sharing.reading import (
        holds_recipe,
        is_recipe_file,
        read_recipe,
        recipe_from_text,
    )

    path = Path(text)
    # A path may look like a line: whoever names a file that is there means it.
    is_line = holds_recipe(text) and not is_recipe_file(path)
    return recipe_from_text(text) if is_line else read_recipe(path)


def recipe_help() -> dict[str, list[tuple[str, str]]]:
    """Returns the parts of the help that list presets, fields and layers."""
    kinds_with_settings = chain.from_iterable(kinds.items() for kinds in RECIPE_KINDS.values())
    parts = {
        "presets": ((name, str(preset.shows)) for name, preset in PRESETS.items()),
        "fields for --set": [
            ("layers", "Hidden layers such as 25:relu,12:tanh or conv:16,max_pool,dropout:0.2."),
            *((name, f"{f.help} {_range(f)}.") for name, f in RECIPE_FIELDS.items()),
        ],
        "layers, with their settings in this order (the last may be left out)": (
            (name, ":".join(f"{f.name}={f.default_text}" for f in kind.fields) or "none")
            for name, kind in LAYER_KINDS.items()
        ),
        **{
            f"and the settings of each {choice}": (
                (name, ", ".join(f"{f.name}={f.default_text}" for f in kind.fields) or "none")
                for name, kind in kinds.items()
            )
            for choice, kinds in RECIPE_KINDS.items()
        },
        "fields for --change": [
            ("all", ", ".join(_live_names(RECIPE_FIELDS.values()))),
            *(
                (name, ", ".join(names))
                for name, kind in kinds_with_settings
                if (names := _live_names(kind.fields))
            ),
            *(
                (name, f"{', '.join(names)} of the first layer, and so on")
                for name, kind in LAYER_KINDS.items()
                if (names := _live_names(kind.fields, prefix="layers.0."))
            ),
        ],
    }
    return {title: list(pairs) for title, pairs in parts.items()}


def _live_names(fields: Iterable[Field], *, prefix: str = "") -> list[str]:
    return [prefix + field.name for field in fields if field.live]


def _range(field: Field) -> str:
    if isinstance(field, ChoiceField):
        return f"One of {', '.join(field.choices)}"
    if isinstance(field, SwitchField):
        return "One of true, false"
    return f"From {format_number(field.minimum)} to {format_number(field.maximum)}"
