"""What is done with the store on a thread of its own: listing the runs, and removing some."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from signs_studio.data.plain_text import plain_text
from signs_studio.errors import PersonError, system_reason
from signs_studio.messages import Message
from signs_studio.runs.store.metadata import StoreError
from signs_studio.runs.store.ordinary_files import open_ordinary
from signs_studio.runs.store.recipes import read_recipe
from signs_studio.ui.state.run_entry import entry_of_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.store.store import RunStore
    from signs_studio.runs.store.summary import RunSummary
    from signs_studio.ui.state.run_entry import RunEntry

    RecipeReaders = dict[str, Callable[[], Recipe | None]]

_CACHED = 4096
"""Recipes that are kept once they are read."""


class Scan(NamedTuple):
    """The runs of a store.

    Attributes:
        entries: Those that can be read, by their keys, the oldest first.
        refused: Key and a sentence of each that cannot.
        disk_bytes: Room that all take.
        keep_at_most: How many are kept beside those with a star; 0 for all.
    """

    entries: dict[str, RunEntry]
    refused: list[tuple[str, Message]]
    disk_bytes: int
    keep_at_most: int


def scan(store: RunStore, recipes: RecipeReaders) -> Scan:
    """Lists the runs of a store.

    Args:
        store: The store.
        recipes: What reads the recipe of each run, by its key; those of new runs are added.

    Raises:
        OSError: The disk cannot be reached.
    """
    found, refused = store.scan()
    for summary in found:
        recipes.setdefault(summary.key, _recipe_reader(summary))
    entries = {each.key: entry_of_summary(each, recipes[each.key]) for each in found}
    return Scan(entries, refused, store.disk_bytes(), store.keep_at_most)


def remove(store: RunStore, keys: Sequence[str]) -> tuple[Sequence[str], str]:
    """Removes as many runs as can be.

    Returns:
        Their keys, and why one of the others cannot be removed; empty where all could.
    """
    gone: list[str] = []
    failed = ""
    for key in keys:
        try:
            store.remove(key)
        except PersonError as error:
            failed = str(error)
        else:
            gone.append(key)
    return gone, failed


def restore(store: RunStore, keys: Sequence[str]) -> None:
    """Brings removed runs back.

    Raises:
        StoreError: One is not there any more.
        OSError: One cannot be moved.
    """
    for key in keys:
        store.restore(key)


def take_in(store: RunStore, path: Path) -> tuple[RunSummary, bool]:
    """Takes a run from a file.

    Returns:
        The run, and whether it was here already.

    Raises:
        StoreError: The file cannot be read, or holds no run that can be.
        OSError: The home cannot be written to.
    """
    from signs_studio.runs.store.run_file import RunIsHereError, import_run

    try:
        # The home is not to blame for a file that cannot be opened.
        open_ordinary(path).close()
    except OSError as error:
        raise StoreError(
            Message("runs", "{file} cannot be read: {reason}.").format(
                file=plain_text(path.name), reason=system_reason(error)
            )
        ) from None
    try:
        return import_run(store, path), False
    except RunIsHereError as error:
        return store.summary(error.key), True


def _recipe_reader(summary: RunSummary) -> Callable[[], Recipe | None]:
    """Returns what reads the recipe of a run, once."""
    return cache(lambda: _read(json.dumps(summary.head.recipe)))


@lru_cache(maxsize=_CACHED)
def _read(recipe: str) -> Recipe | None:
    """Reads a recipe as JSON; many runs are of the same. None where it makes no sense."""
    try:
        return read_recipe(json.loads(recipe))
    except ValueError:
        return None
