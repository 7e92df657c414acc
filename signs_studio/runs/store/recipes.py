"""Recipes of kept runs: read back exactly, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.recipe.draft import draft_of, validate
from signs_studio.recipe.draft_json import draft_from_json, draft_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signs_studio.recipe.recipe import Recipe


def read_recipe(saved: Mapping[str, object]) -> Recipe:
    """Returns the recipe that ``draft_to_json`` gave this for.

    Raises:
        ValueError: It is no recipe. A part that is not understood is not put right here: what was
            trained would not be what is said.
    """
    try:
        recipe = validate(draft_from_json(saved)).recipe
        if recipe is not None and draft_to_json(draft_of(recipe)) == saved:
            return recipe
    except RecursionError:
        pass  # Of lists within lists.
    raise ValueError("no recipe")
