"""Sources of pictures: a module each, which says what it can open and opens it.

A module is found where it lies, and has:

- ``PATTERNS``: how the names of its files end, such as ``("*.h5",)``; empty for folders alone.
- ``can_open(path)``: whether it is to open this path.
- ``files_of(path)``: the files that it would read, of which there may be several side by side.
- ``open_pictures(path, *, split_seed, stream, progress, cancellation)``: returns a ``Dataset``.

The first three look at names only, and raise a ``DataError`` where these cannot be right. They are
asked before the window shows, so a module imports what it reads with within ``open_pictures``.

Modules are asked in the order of their names, but for HDF5, which refuses in words whatever no
other can open.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast

from signs_studio.data.reading.cancellation import Cancellation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signs_studio.data.dataset import Dataset

_LAST = "hdf5"


class Source(Protocol):
    """A module of this package, as described above."""

    PATTERNS: tuple[str, ...]

    def can_open(self, path: Path, /) -> bool:
        """Returns whether it is to open this path."""

    def files_of(self, path: Path, /) -> tuple[Path, ...]:
        """Returns the files that it would read."""

    def open_pictures(
        self,
        path: Path,
        /,
        *,
        split_seed: int,
        stream: bool | None,
        progress: Callable[[float], None],
        cancellation: Cancellation,
    ) -> Dataset:
        """Returns the pictures."""


def open_pictures(
    path: Path,
    *,
    split_seed: int = 1,
    stream: bool | None = None,
    progress: Callable[[float], None] | None = None,
    cancellation: Cancellation | None = None,
) -> Dataset:
    """Returns the pictures of a file or folder of any kind that can be read.

    Any thread may call this; it waits, and lets other threads go on.

    Args:
        path: The file or folder.
        split_seed: What the choice of test pictures depends on where there are none.
        stream: Whether to leave the pictures on the disk; None where their size decides.
        progress: Told now and then how much is read, up to 1.0, on the calling thread.
        cancellation: Breaks the reading off.

    Raises:
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do. Files are only ever opened for reading.
        ReadingCancelledError: It was cancelled.
    """
    return _source_of(path).open_pictures(
        path,
        split_seed=split_seed,
        stream=stream,
        progress=progress or (lambda _share: None),
        cancellation=cancellation or Cancellation(),
    )


def files_of(path: Path) -> tuple[Path, ...]:
    """Returns the files that would be read for a file or folder; only names are looked at.

    Raises:
        DataError: The names show that it cannot be used.
    """
    return _source_of(path).files_of(path)


def belong_together(one: Path, other: Path) -> bool:
    """Returns whether two files would be read as one dataset; only names are looked at."""
    return {*files_of(one)} == {one, other}


def file_patterns() -> tuple[str, ...]:
    """Returns how the names of all files end that can be opened, such as ``*.h5``."""
    return tuple(pattern for source in _sources() for pattern in source.PATTERNS)


def _source_of(path: Path) -> Source:
    return next(each for each in _sources() if each.can_open(path))


@lru_cache
def _sources() -> tuple[Source, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    names.sort(key=lambda name: name == _LAST)
    return tuple(cast("Source", importlib.import_module(f"{__name__}.{name}")) for name in names)
