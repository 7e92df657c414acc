"""A recipe as a small JSON file that people can read.

It says what it is, so that it is known whatever its name::

    {
      "format": "signs-studio-recipe",
      "schema_version": 1,
      "recipe": {
        "layers": [{"kind": "dense", "units": 25, "activation": "relu", "l1": 0.0, "l2": 0.0}],
        "settings": {"initializer": "glorot_uniform", "learning_rate": 0.0001, ...}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from signs_studio.recipe.sharing.content import (
    SCHEMA_VERSION,
    RecipeContent,
    check_version,
    content_of,
    decode,
    recipe_of,
)

if TYPE_CHECKING:
    from signs_studio.recipe.recipe import Recipe

FORMAT: Final = "signs-studio-recipe"


class _Head(msgspec.Struct, frozen=True):
    """Part of the file that every version has; the rest may be written by rules of its own."""

    format: Literal["signs-studio-recipe"]
    schema_version: int


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal["signs-studio-recipe"]
    schema_version: int
    recipe: RecipeContent


def recipe_to_json(recipe: Recipe) -> bytes:
    """Returns the file's content."""
    file = _File(FORMAT, SCHEMA_VERSION, content_of(recipe))
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def holds_json(text: str) -> bool:
    """Returns True if a text may be the content of such a file."""
    return f'"{FORMAT}"' in text


def recipe_from_json(text: str) -> Recipe:
    """Returns the recipe of a file's content.

    Raises:
        RecipeError: It is damaged, of a newer version or of no recipe that can be trained.
    """
    check_version(decode(text, _Head).schema_version)
    return recipe_of(decode(text, _File).recipe)
