"""NumPy's files: arrays in ``.npz``, or a lone one in ``.npy``."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.data.reading.contents import Contents
    from signs_studio.data.reading.job import Job
    from signs_studio.data.reading.requests import ReadOptions

PATTERNS = ("*.npz", "*.npy")


def import_reader() -> None:
    """Imports what arrays are read with."""
    import signs_studio.data.arrays.reader  # noqa: F401


def can_read(paths: Sequence[Path]) -> bool:
    """Returns whether the first of some files is named as these are.

    A folder of them is left to the last of the sources, after that of photographs.
    """
    from signs_studio.data.arrays.file_names import is_folder

    path = paths[0]
    return any(fnmatch(path.name.lower(), each) for each in PATTERNS) and not is_folder(path)


def read(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Returns the contents of files, or of a folder of them.

    Raises:
        DataError: As of ``read_arrays``.
    """
    from signs_studio.data.arrays.reader import read_arrays

    return read_arrays(paths, options=options, job=job)
