"""HDF5 files in the SIGNS layout, anybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signs_studio.errors import DataError
from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.data.reading.contents import Contents
    from signs_studio.data.reading.job import Job
    from signs_studio.data.reading.requests import ReadOptions

PATTERNS = ("*.h5", "*.hdf5")


def import_reader() -> None:
    """Imports h5py."""
    import signs_studio.data.hdf5.reader  # noqa: F401


def can_read(_paths: Sequence[Path]) -> bool:
    """Returns True for any path: what is no HDF5 file is refused in words."""
    return True


def read(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Returns the contents of one file, or of the training and the test file side by side.

    Raises:
        DataError: As of ``find_signs_files`` and ``read_signs``.
    """
    from signs_studio.data.hdf5.reader import read_signs
    from signs_studio.data.hdf5.signs_files import find_signs_files

    train_path, test_path = find_signs_files(paths[0])
    if not {*paths} <= {paths[0], train_path, test_path}:
        raise DataError(
            Message(
                "data",
                "{count} files came where one, or a training and a test file, was expected. Choose "
                "one, or the folder that holds them.",
            ).format(count=len(paths))
        )
    return read_signs(
        train_path,
        test_path,
        stream=options.stream,
        scratch=job.scratch,
        allow_for=job.allow_for,
    )
