"""Checkpoints as files: npz archives of plain arrays, one of which holds the rest as JSON.

The members are ``facts`` (``_Facts`` as JSON, bytes), ``arrays/NAME`` (the weights and all other
arrays of ``Checkpoint.arrays``), and, where a best epoch is known, ``best/NAME`` (those of
``BestEpoch.arrays``) and ``best_probabilities`` (test pictures, classes), float32. None is
compressed.
"""

from __future__ import annotations

import io
import math
import tokenize
import zipfile
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np

from signs_studio.errors import RecipeError
from signs_studio.files import replacing
from signs_studio.messages import Message
from signs_studio.recipe.changes import with_changes
from signs_studio.recipe.draft import draft_of
from signs_studio.recipe.draft_json import draft_to_json
from signs_studio.recipe.network_summary import summarise_network
from signs_studio.recipe.optimizers import OPTIMIZERS
from signs_studio.recipe.plateau import PlateauCounter
from signs_studio.runs.checkpoint import BestEpoch, Checkpoint
from signs_studio.runs.store.metadata import (
    Count,
    SavedChange,
    StoreError,
    changes_from_json,
    changes_to_json,
    parse_json,
)
from signs_studio.runs.store.ordinary_files import open_stored_zip
from signs_studio.runs.store.recipes import read_recipe

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from signs_studio.recipe.recipe import Recipe
    from signs_studio.runs.checkpoint import NamedArrays
    from signs_studio.runs.store.metadata import Head

_FACTS, _ARRAYS, _BEST, _PROBABILITIES = "facts", "arrays/", "best/", "best_probabilities"
_DTYPES = frozenset({np.dtype("<f4"), np.dtype("<f8"), np.dtype("<i8"), np.dtype("|u1")})
_MAX_MEMBERS = 4096
# What reading the header of an array, a Python literal, may raise.
_ERRORS = (
    ValueError,
    KeyError,
    TypeError,
    SyntaxError,
    AttributeError,
    RecursionError,
    MemoryError,
    OverflowError,
    EOFError,
    zipfile.BadZipFile,
    tokenize.TokenError,
)
# Beside the arrays that grow with the network: statistics, scalars, headers, the facts.
_SPARE_BYTES = 4 * 1024 * 1024


class _Counter(msgspec.Struct):
    """A ``PlateauCounter``; a best cost of None is infinite."""

    best: float | None
    waited: Count
    count: Count


class _Facts(msgspec.Struct, kw_only=True):
    """Recipe, changes and counters of a checkpoint, as of ``Checkpoint``."""

    recipe: dict[str, object]
    changes: list[SavedChange]
    epochs: Count
    kept_epochs: Count
    plateau: _Counter
    stopping: _Counter
    best_epochs: Annotated[int, msgspec.Meta(ge=1)] | None
    target_reached: bool


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> int:
    """Writes a checkpoint, beside and replaced.

    Returns:
        The size of the file in bytes.

    Raises:
        OSError: It cannot be written.
    """
    best = checkpoint.best
    facts = _Facts(
        recipe=draft_to_json(draft_of(checkpoint.recipe)),
        changes=changes_to_json(checkpoint.changes),
        epochs=checkpoint.epochs,
        kept_epochs=checkpoint.kept_epochs,
        plateau=_counter(checkpoint.plateau),
        stopping=_counter(checkpoint.stopping),
        best_epochs=None if best is None else best.epochs,
        target_reached=checkpoint.target_reached,
    )
    packed = np.frombuffer(msgspec.json.encode(facts), np.uint8)
    arrays: dict[str, NDArray[Any]] = {_FACTS: packed, **_under(_ARRAYS, checkpoint.arrays)}
    if best is not None:
        arrays |= {**_under(_BEST, best.arrays), _PROBABILITIES: best.probabilities}
    with replacing(path) as (beside,), beside.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
        return file.tell()


def read_checkpoint(path: Path, head: Head) -> Checkpoint:
    """Reads a checkpoint of the run that a head describes.

    Raises:
        OSError: The file cannot be read.
        StoreError: It makes no sense for that run.
    """
    try:
        with open_stored_zip(path, most_members=_MAX_MEMBERS) as archive:
            return _read(archive, head)
    except _ERRORS:
        raise _damaged(path) from None


def is_brought_back(path: Path) -> bool:
    """Returns whether a checkpoint is one of earlier weights, which early stopping brought back.

    Raises:
        OSError: The file cannot be read.
    """
    try:
        with open_stored_zip(path, most_members=_MAX_MEMBERS) as archive:
            facts = _read_facts(archive)
    except (*_ERRORS, StoreError):
        return False
    return facts.kept_epochs < facts.epochs


def _damaged(path: Path) -> StoreError:
    return StoreError(
        Message(
            "runs",
            "The weights that were kept in “{file}” are damaged. The run's curves and predictions "
            "can be looked at all the same.",
        ).format(file=path.name)
    )


def _read_facts(archive: zipfile.ZipFile) -> _Facts:
    member = archive.getinfo(f"{_FACTS}.npy")
    if member.file_size > _SPARE_BYTES:
        raise ValueError("too large")
    return parse_json(bytes(_read_array(archive, member)), _Facts)


def _read(archive: zipfile.ZipFile, head: Head) -> Checkpoint:
    members = archive.infolist()
    facts = _read_facts(archive)
    recipe = read_recipe(facts.recipe)
    changes = changes_from_json(facts.changes)
    try:
        with_changes(recipe, changes)
    except RecipeError as error:
        raise ValueError("changes") from error
    if sum(member.file_size for member in members) > _most_bytes(recipe, head):
        raise ValueError("more numbers than the network has")
    if not facts.kept_epochs <= facts.epochs or (facts.best_epochs or 0) > facts.epochs:
        raise ValueError("epochs")
    arrays = {
        member.filename.removesuffix(".npy"): _read_array(archive, member) for member in members
    }
    best = None
    if facts.best_epochs is not None:
        probabilities = arrays[_PROBABILITIES]
        if (
            probabilities.shape != (head.test_count, len(head.class_names))
            or probabilities.dtype != np.float32
        ):
            raise ValueError("predictions of other pictures")
        best = BestEpoch(
            epochs=facts.best_epochs,
            arrays=_from(_BEST, arrays),
            probabilities=probabilities,
        )
    return Checkpoint(
        recipe=recipe,
        changes=changes,
        epochs=facts.epochs,
        kept_epochs=facts.kept_epochs,
        arrays=_from(_ARRAYS, arrays),
        plateau=_plateau(facts.plateau),
        stopping=_plateau(facts.stopping),
        best=best,
        target_reached=facts.target_reached,
    )


def _read_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any]:
    """Returns an array that is as large as its file is; NumPy would believe what it claims."""
    content = archive.read(member)
    stream = io.BytesIO(content)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("no array")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(stream)
    start = stream.tell()
    size = math.prod(shape) * dtype.itemsize
    if dtype not in _DTYPES or fortran_order or len(content) - start != size:
        raise ValueError("no array of ours")
    array: NDArray[Any] = np.frombuffer(content, dtype, offset=start).reshape(shape)
    return array


def _most_bytes(recipe: Recipe, head: Head) -> int:
    """Returns a size that no checkpoint of the network has, nor anything near it."""
    summary = summarise_network(
        recipe.layers, picture_shape=head.picture_shape, classes=len(head.class_names)
    )
    slots = len(OPTIMIZERS[recipe.optimizer.name].slots)
    if summary.problem is not None:
        raise ValueError("no network for these pictures")
    # A layer's statistics are no more than what it learns.
    of_network = 4 * summary.parameters * (2 + slots)
    return 2 * of_network + 4 * head.test_count * len(head.class_names) + _SPARE_BYTES


def _under(folder: str, arrays: NamedArrays) -> dict[str, NDArray[Any]]:
    return {f"{folder}{name}": array for name, array in arrays.items()}


def _from(folder: str, arrays: dict[str, NDArray[Any]]) -> NamedArrays:
    return {
        name.removeprefix(folder): array
        for name, array in arrays.items()
        if name.startswith(folder)
    }


def _counter(counter: PlateauCounter) -> _Counter:
    best = None if counter.best == float("inf") else counter.best
    return _Counter(best, counter.waited, counter.count)


def _plateau(counter: _Counter) -> PlateauCounter:
    best = float("inf") if counter.best is None else counter.best
    return PlateauCounter(best, counter.waited, counter.count)
