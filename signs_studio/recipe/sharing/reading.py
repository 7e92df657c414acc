"""Recipes that come from elsewhere, told by what they hold and not by their names."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from signs_studio.errors import RecipeError, system_reason
from signs_studio.fields.declared import quoted
from signs_studio.messages import Message
from signs_studio.recipe.sharing.content import MAX_BYTES
from signs_studio.recipe.sharing.file import holds_json, recipe_from_json
from signs_studio.recipe.sharing.line import holds_line, recipe_from_line

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.recipe.recipe import Recipe


def holds_recipe(text: str) -> bool:
    """Returns True if a text is meant to be a recipe, a line of one or the content of a file."""
    return holds_json(text[:MAX_BYTES]) or holds_line(text)


def is_recipe_file(path: Path) -> bool:
    """Returns True if a file is meant to be a recipe; False too where it cannot be read."""
    try:
        return holds_recipe(_read(path))
    except (OSError, RecipeError):
        return False


def recipe_from_text(text: str) -> Recipe:
    """Returns the recipe that a text holds.

    Raises:
        RecipeError: It holds none, or one that cannot be taken.
    """
    if holds_json(text[:MAX_BYTES]):
        if len(text) > MAX_BYTES:
            raise RecipeError(
                Message(
                    "sharing", "It is too long for a recipe, which takes {most} KB at most."
                ).format(most=MAX_BYTES // 1024)
            )
        return recipe_from_json(text)
    if holds_line(text):
        return recipe_from_line(text)
    raise RecipeError(Message("sharing", "This is no recipe that was saved by Signs Studio."))


def read_recipe(path: Path) -> Recipe:
    """Returns the recipe of a file.

    Raises:
        RecipeError: There is no such file, it cannot be read, or holds no recipe that can be taken.
    """
    try:
        return recipe_from_text(_read(path))
    except OSError as error:
        problem = Message("sharing", "The file cannot be read: {reason}.").format(
            reason=system_reason(error)
        )
    except RecipeError as error:
        problem = error.message
    raise RecipeError(
        Message("sharing", "{name}: {problem}").format(name=quoted(path.name), problem=problem)
    )


def _read(path: Path) -> str:
    """Returns the text of a file, one letter more than a recipe may have at most.

    Raises:
        OSError: It cannot be read, or is no ordinary file.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(None, str(Message("files", "it is no ordinary file")), str(path))
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    # No text has such a byte, and most files that are no text do.
    return "" if b"\0" in content else content.decode("utf-8-sig", errors="replace")
