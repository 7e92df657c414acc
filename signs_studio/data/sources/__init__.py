"""Sources of pictures: a module each, which says what it can read and reads it.

A module is found where it lies, and has:

- ``PATTERNS``: how the names of its files end, such as ``("*.h5",)``; empty for folders alone.
- ``can_read(paths)``: whether it is to read what a person chose.
- ``read(paths, *, options, job)``: returns the ``Contents``, or raises a ``DataError``.

The last two are called in the child process of ``reading``, where a file may be looked into. A
module imports what it reads with within functions: this process asks for its patterns alone.

Modules are asked in the order of their names, but for HDF5, which refuses in words whatever no
other can read.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.data.reading.contents import Contents
    from signs_studio.data.reading.job import Job
    from signs_studio.data.reading.requests import ReadOptions

_LAST = "hdf5"


class Source(Protocol):
    """A module of this package, as described above."""

    PATTERNS: tuple[str, ...]

    def import_reader(self) -> None:
        """Imports what it reads with."""

    def can_read(self, paths: Sequence[Path], /) -> bool:
        """Returns whether it is to read these paths."""

    def read(self, paths: Sequence[Path], /, *, options: ReadOptions, job: Job) -> Contents:
        """Returns what they hold."""


def read_pictures(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Reads files or folders of any kind that can be read; in the child process.

    Args:
        paths: The files or folders that a person chose, in their order.
        options: Of the reading.
        job: Its surroundings.

    Raises:
        DataError: The data cannot be used; the sentence says what was expected, what came, and
            what to do.
    """
    source = next(each for each in _sources() if each.can_read(paths))
    return source.read(paths, options=options, job=job)


def import_readers() -> None:
    """Imports what every source reads with, so that no child need do it."""
    for source in _sources():
        source.import_reader()


def file_patterns() -> tuple[str, ...]:
    """Returns how the names of all files end that can be read, such as ``*.h5``."""
    return tuple(pattern for source in _sources() for pattern in source.PATTERNS)


@lru_cache
def _sources() -> tuple[Source, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    names.sort(key=lambda name: name == _LAST)
    return tuple(cast("Source", importlib.import_module(f"{__name__}.{name}")) for name in names)
