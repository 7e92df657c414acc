"""Global heaps of HDF5 files, in which text of varying length lies.

libhdf5 1.14 never comes to the end of a heap whose free space claims to be of no size. So each is
walked through here first. The format: section III.E of the HDF5 file format specification.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any

from signs_studio.data.archives.hdf5.guard import file_label
from signs_studio.errors import DataError
from signs_studio.messages import Message

# Version 1, and three bytes of no meaning.
_SIGNATURE = b"GCOL\1\0\0\0"
_ALIGNMENT = 8


def check_heaps(file: Any) -> None:
    """Makes sure that libhdf5 comes to the end of every heap in a file.

    Args:
        file: From ``open_guarded``.

    Raises:
        DataError: It does not: the file is damaged.
    """
    _address_bytes, size_bytes = file.id.get_create_plist().get_sizes()
    with (
        Path(file.filename).open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        start = data.find(_SIGNATURE)
        while start >= 0:
            if not _comes_to_an_end(data, start, size_bytes):
                raise DataError(
                    Message(
                        "data",
                        "{file} is damaged: where its text lies makes no sense. Get the file "
                        "again.",
                    ).format(file=file_label(file))
                )
            start = data.find(_SIGNATURE, start + 1)


def _comes_to_an_end(data: mmap.mmap, start: int, size_bytes: int) -> bool:
    head_bytes = _aligned(8 + size_bytes)
    end = start + int.from_bytes(data[start + 8 : start + 8 + size_bytes], "little")
    if end > len(data):
        # libhdf5 reads no more of it than there is, and says so.
        return True
    place = start + head_bytes
    while end - place >= head_bytes:
        index = int.from_bytes(data[place : place + 2], "little")
        size = int.from_bytes(data[place + 8 : place + 8 + size_bytes], "little")
        # Free space counts its own head.
        needed = head_bytes + _aligned(size) if index else size
        if not head_bytes <= needed <= end - place:
            return False
        place += needed
    return True


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
