"""HDF5 files, anybody's, also MATLAB's of version 7.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.data.reading.contents import Contents
    from signs_studio.data.reading.job import Job
    from signs_studio.data.reading.requests import ReadOptions

PATTERNS = ("*.h5", "*.hdf5", "*.mat")


def import_reader() -> None:
    """Imports what arrays are read with."""
    import signs_studio.data.arrays.reader  # noqa: F401


def can_read(_paths: Sequence[Path]) -> bool:
    """Returns True for any path: what nothing else can read is refused in words."""
    return True


def read(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Returns the contents of files, or of a folder of them.

    Raises:
        DataError: As of ``read_arrays``.
    """
    from signs_studio.data.arrays.reader import read_arrays

    return read_arrays(paths, options=options, job=job)
