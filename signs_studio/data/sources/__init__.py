"""Sources of pictures: a module each, which says what it can open and opens it.

A module is found where it lies, and has two functions:

- ``can_open(path)``: whether it is to open this path; it looks at names only and opens nothing.
- ``open_pictures(path, *, split_seed, stream, cancellation)``: returns a ``Dataset``, as of
  ``open_pictures`` here, or raises what is said there.

They are asked in the order of their names, but for HDF5, which refuses in words whatever no other
can open.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from signs_studio.data.reading.cancellation import Cancellation

if TYPE_CHECKING:
    from pathlib import Path

    from signs_studio.data.dataset import Dataset

_LAST = "hdf5"


def open_pictures(
    path: Path,
    *,
    split_seed: int = 1,
    stream: bool | None = None,
    cancellation: Cancellation | None = None,
) -> Dataset:
    """Returns the pictures of a file or folder of any kind that can be read.

    Any thread may call this; it waits, and lets other threads go on.

    Args:
        path: The file or folder.
        split_seed: What the choice of test pictures depends on where there are none.
        stream: Whether to leave the pictures on the disk; None where their size decides.
        cancellation: Breaks the reading off.

    Raises:
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do. Files are only ever opened for reading.
        ReadingCancelledError: It was cancelled.
    """
    source = next(each for each in _sources() if each.can_open(path))
    dataset: Dataset = source.open_pictures(
        path,
        split_seed=split_seed,
        stream=stream,
        cancellation=cancellation or Cancellation(),
    )
    return dataset


@lru_cache
def _sources() -> tuple[Any, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    names.sort(key=lambda name: name == _LAST)
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)
