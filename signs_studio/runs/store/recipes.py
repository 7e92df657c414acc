"""Recipes of kept runs: read back as they were, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.draft_json import current_texts, draft_from_json, draft_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.recipe import Recipe


def read_recipe(saved: Mapping[str, object]) -> Recipe:
    """Returns the recipe for which ``draft_to_json`` gave this, of this version or an earlier one.

    A setting that an earlier version did not know has its default, which therefore must be what was
    done without it.

    Raises:
        ValueError: It is no recipe. A part that is not understood is not put right here: what was
            trained would not be what is said.
    """
    try:
        recipe = validate(draft_from_json(saved)).recipe
        if recipe is not None and _is_understood(saved, draft_to_json(draft_of(recipe))):
            return recipe
    except RecursionError:
        pass  # Of lists within lists.
    raise ValueError("no recipe")


def _is_understood(saved: Mapping[str, object], read: Mapping[str, object]) -> bool:
    """Returns whether all that was saved is in what was made of it."""
    rows, layers = saved.get("layers"), read["layers"]
    if not (isinstance(rows, list) and isinstance(layers, list) and len(rows) == len(layers)):
        return False
    others = {name: text for name, text in saved.items() if name != "layers"}
    return _are_in(others, read) and all(
        isinstance(row, dict)
        and row.keys() == layer.keys()
        and row["kind"] == layer["kind"]
        and _are_in(row["settings"], layer["settings"])
        for row, layer in zip(rows, layers, strict=True)
    )


def _are_in(saved: object, read: Mapping[str, object]) -> bool:
    texts = current_texts(saved)
    is_all = isinstance(saved, dict) and len(texts) == len(saved)
    return is_all and texts.items() <= read.items()
