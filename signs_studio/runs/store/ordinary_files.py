"""Reading the files of a run's folder, and zips of them, as a stranger may have made them."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from signs_studio.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What has no such flags has no pipes that could be waited for either.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MAX_DIRECTORY_BYTES = 1024 * 1024
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")


def open_ordinary(path: Path) -> BinaryIO:
    """Opens a file to read from; of one that is a pipe or a device nothing is read.

    Raises:
        OSError: It cannot be read, or is no ordinary file.
    """
    return os.fdopen(_open(path)[0], "rb")


def read_at_most(path: Path, most: int) -> bytes:
    """Returns all that a file holds.

    Raises:
        OSError: It cannot be read, or is no ordinary file.
        ValueError: It is larger than ``most`` bytes.
    """
    descriptor, size = _open(path)
    try:
        if size > most:
            raise ValueError("too large")
        pieces = []
        # One that grows meanwhile is read as far as it came.
        while size and (piece := os.read(descriptor, size)):
            pieces.append(piece)
            size -= len(piece)
    finally:
        os.close(descriptor)
    return b"".join(pieces)


def _open(path: Path) -> tuple[int, int]:
    """Returns a descriptor of a file and its size."""
    descriptor = os.open(path, _FLAGS)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(None, str(Message("files", "it is no ordinary file")), str(path))
    return descriptor, status.st_size


def ordinary_bytes(path: Path) -> int:
    """Returns the size of a file; 0 where there is none, or it is no ordinary one."""
    try:
        status = path.stat()
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


@contextmanager
def open_stored_zip(path: Path, *, most_members: int) -> Iterator[zipfile.ZipFile]:
    """Opens a zip whose members are stored as they are, as all that the store writes.

    What its members claim to hold is no more than the file's own size, and no name comes twice.

    Raises:
        OSError: It cannot be read, or is no ordinary file.
        ValueError: It is damaged, within the block as well, or made to do harm.
    """
    try:
        with open_ordinary(path) as file:
            size = file.seek(0, os.SEEK_END)
            if _directory_bytes(file, size) > min(size, _MAX_DIRECTORY_BYTES):
                raise ValueError("its table of contents is too large")
            with zipfile.ZipFile(file) as archive:
                _check_members(archive.infolist(), size, most_members)
                yield archive
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, struct.error) as error:
        raise ValueError("no zip") from error


def _directory_bytes(file: BinaryIO, size: int) -> int:
    """Returns the size of a zip's table of contents, before it is read; a remark is refused."""
    file.seek(max(0, size - _END.size - _LOCATOR.size - _END_64.size))
    tail = file.read()
    magic, *_, directory_bytes, _offset, remark_bytes = _END.unpack(tail[-_END.size :])
    if magic != b"PK\x05\x06" or remark_bytes:
        raise ValueError("no zip")
    before = tail[: -_END.size]
    if before[-_LOCATOR.size :].startswith(b"PK\x06\x07"):
        # Of a file that is larger than four gigabytes.
        numbers = _END_64.unpack(before[: _END_64.size])
        return int(numbers[-2])
    return int(directory_bytes)


def _check_members(members: list[zipfile.ZipInfo], size: int, most_members: int) -> None:
    names = {member.filename for member in members}
    if len(members) > most_members or len(names) < len(members):
        raise ValueError("too many members")
    for member in members:
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        is_plain = member.compress_type == zipfile.ZIP_STORED and not member.flag_bits & 0x1
        is_within = 0 <= member.header_offset < size
        if is_link or not (is_plain and is_within) or member.file_size != member.compress_size:
            raise ValueError("not stored as it is")
    if sum(member.file_size for member in members) > size:
        raise ValueError("its members lie within each other")
