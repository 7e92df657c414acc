"""The command line that trains a recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.fields.declared import text_of
from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.layers import LAYER_KINDS
from signs_studio.recipe.presets import PRESETS
from signs_studio.recipe.recipe import RECIPE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signs_studio.recipe.changes import Change
    from signs_studio.recipe.draft import Draft
    from signs_studio.recipe.layer_kinds.kind import Layer
    from signs_studio.recipe.recipe import Recipe


def train_arguments(recipe: Recipe, changes: Iterable[Change] = ()) -> list[str]:
    """Returns the arguments of ``signs-studio train`` for a recipe, ``--preset`` first.

    The preset is the one that leaves least to be set.

    Args:
        recipe: To be trained.
        changes: Made while it is trained.
    """
    wanted = draft_of(recipe)
    choices = []
    for name, preset in PRESETS.items():
        held = validate(preset.draft).recipe
        if held is not None:
            choices.append((name, _assignments(wanted, held=draft_of(held), recipe=recipe)))
    preset_name, assignments = min(choices, key=lambda choice: len(choice[1]))
    arguments = ["--preset", preset_name]
    for assignment in assignments:
        arguments += ["--set", assignment]
    for change in changes:
        arguments += ["--change", f"{change.epoch}:{change.field}={text_of(change.value)}"]
    return arguments


def layers_to_text(layers: Sequence[Layer]) -> str:
    """Returns the text that ``layers_from_text`` reads layers from: ``conv:16:3,max_pool,25:relu``.

    Settings at the end of a layer that are as by default are left out.
    """
    return ",".join(map(_layer_text, layers))


def _layer_text(layer: Layer) -> str:
    fields = LAYER_KINDS[layer.kind].fields
    texts = [text_of(layer.settings[field.name]) for field in fields]
    while texts and texts[-1] == fields[len(texts) - 1].default_text:
        texts.pop()
    # A dense layer is known by its numbers alone, as long as there are any.
    starts = [] if layer.kind == "dense" and texts else [layer.kind]
    return ":".join([*starts, *texts])


def _assignments(wanted: Draft, *, held: Draft, recipe: Recipe) -> list[str]:
    """Returns what is to be set, kinds before their own settings."""
    found = []
    if wanted.layers != held.layers:
        found.append(f"layers={layers_to_text(recipe.layers)}")
    for name in RECIPE_KINDS:
        if wanted[name] != held[name]:
            held = held.with_field(name, wanted[name])
            found.append(f"{name}={wanted[name]}")
    texts = wanted.texts.items()
    return found + [f"{name}={text}" for name, text in texts if held[name] != text]
