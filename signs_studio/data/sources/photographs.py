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
    """Returns whether there are pictures among files and in folders.

    A folder with files of arrays right in it is theirs, unless it also holds folders of pictures.
    """
    from signs_studio.data.photographs.files import holds_pictures
    from signs_studio.data.photographs.kinds import ending_of

    if any(ending_of(path.name) in _ARRAY_ENDINGS and path.is_file() for path in paths):
        return False
    folders = [path for path in paths if path.is_dir()]
    try:
        arrays_beside = any(
            ending_of(entry.name) in _ARRAY_ENDINGS
            for folder in folders
            for entry in folder.iterdir()
        )
        if not arrays_beside:
            return holds_pictures(paths)
        inside = [entry for folder in folders for entry in folder.iterdir() if entry.is_dir()]
    except OSError:
        # The last source says why it cannot be listed.
        return False
    return bool(inside) and holds_pictures(inside)


def read(paths: Sequence[Path], *, options: ReadOptions, job: Job) -> Contents:
    """Returns the photographs, brought to one size.

    Raises:
        DataError: As of ``read_photographs``.
    """
    from signs_studio.data.photographs.reader import read_photographs

    return read_photographs(paths, options=options, job=job)
