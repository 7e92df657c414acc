"""IDX files, as those of MNIST, also compressed with gzip."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.data.reading.contents import Contents
    from signs_studio.data.reading.job import Job
    from signs_studio.data.reading.requests import ReadOptions

PATTERNS = ("*-ubyte", "*-ubyte.gz", "*.idx")


def import_reader() -> None:
    """Imports what arrays are read with."""
    import signs_studio.data.arrays.reader  # noqa: F401


def can_read(paths: Sequence[Path]) -> bool:
    """Returns whether the first of some files, or a file in a folder, is named as these are."""
    from signs_studio.data.arrays.file_names import holds_named

    return holds_named(paths[0], PATTERNS)


def read(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Returns the contents of files, or of a folder of them.

    Raises:
        DataError: As of ``read_arrays``.
    """
    from signs_studio.data.arrays.reader import read_arrays

    return read_arrays(paths, options=options, job=job)
