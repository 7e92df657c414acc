"""Photographs: folders with one folder a class, or files whose names begin with the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from signs_studio.data.reading.contents import Contents
    from signs_studio.data.reading.job import Job
    from signs_studio.data.reading.requests import ReadOptions

PATTERNS = (
    "*.png",
    "*.jpg",
    "*.jpeg",
    "*.bmp",
    "*.gif",
    "*.tif",
    "*.tiff",
    "*.webp",
    "*.pgm",
    "*.ppm",
)

_ARRAY_ENDINGS = {"h5", "hdf5", "npz", "npy", "mat", "gz", "idx"}


def import_reader() -> None:
    """Imports Pillow and its decoders."""
    import signs_studio.data.photographs.reader  # noqa: F401


def can_read(paths: Sequence[Path]) -> bool:
    """Returns whether there are pictures among files and in folders, or nothing but folders.

    A folder with files of arrays right in it is theirs, unless it also holds folders of pictures.
    """
    from signs_studio.data.photographs.files import is_for_pictures
    from signs_studio.data.photographs.kinds import ending_of

    try:
        if any(ending_of(path.name) in _ARRAY_ENDINGS and path.is_file() for path in paths):
            return False
        entries = [entry for path in paths if path.is_dir() for entry in path.iterdir()]
        if not any(ending_of(entry.name) in _ARRAY_ENDINGS for entry in entries):
            return is_for_pictures(paths)
        inside = [entry for entry in entries if entry.is_dir()]
        return bool(inside) and is_for_pictures(inside)
    except (OSError, ValueError):
        # The last source says why it cannot be listed, or is no path at all.
        return False


def read(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Returns the photographs, brought to one size.

    Raises:
        DataError: As of ``read_photographs``.
    """
    from signs_studio.data.photographs.reader import read_photographs

    return read_photographs(paths, options=options, job=job)
